"""Pixel statistics of style: tones, colours, edges at three scales, spectrum.

It knows no network. Every number is a mean over the picture, independent of position (except four rings that detect a
vignette).

    pixel_statistics(batch)                   # (N, 3, S, S) in 0..1 -> float32 (N, PIXEL_NUMBERS)
"""

from __future__ import annotations

import math
from functools import lru_cache

import torch
import torch.nn.functional as F

LUMA = (0.299, 0.587, 0.114)  # Source: ITU-R BT.601
TONE_BINS, COLOUR_BINS, HUE_BINS, EDGE_BINS, RINGS, BANDS, TURNS = 12, 8, 12, 8, 4, 12, 8
SCALES = 3
SPECTRUM_SIDE = 128  # pixels of the square, in the middle of the green plane, whose spectrum is taken
RESIDUE_SIDE = 130  # pixels of the square whose fine residue is taken
PIXEL_NUMBERS = TONE_BINS + 2 + COLOUR_BINS + HUE_BINS + 9 + SCALES * (EDGE_BINS + 7) + RINGS + BANDS + TURNS
EPS = 1e-6


def pixel_statistics(batch: torch.Tensor) -> torch.Tensor:
    """(N, 3, S, S) in 0..1 -> float32 (N, PIXEL_NUMBERS)."""
    pixels = batch.float().clamp(0, 1)
    weights = torch.tensor(LUMA).view(1, 3, 1, 1)
    sparse = pixels[:, :, ::2, ::2]  # every second pixel: enough for tones and colours; averages would change them
    luma = (sparse * weights).sum(1)  # (N, S/2, S/2)
    blue, red = sparse[:, 2] - luma, sparse[:, 0] - luma
    chroma = (blue * blue + red * red).sqrt()
    parts = [
        _histogram(luma, torch.linspace(0, 1, TONE_BINS)).sqrt(),
        torch.stack([(luma < 0.02).float().mean((1, 2)), (luma > 0.98).float().mean((1, 2))], 1).sqrt(),
        _histogram((chroma + 1e-3).log2(), torch.linspace(-9, -0.5, COLOUR_BINS)).sqrt(),
        _hues(red, blue, chroma),
        _moments(torch.stack([luma, red, blue], 1)),
    ]
    for level in range(SCALES):
        scaled = F.avg_pool2d(pixels, 2**level) if level else pixels
        parts.append(_detail(scaled, weights))
    parts += [_rings(luma), *_spectrum(_middle(pixels, SPECTRUM_SIDE)[:, 1])]
    return torch.cat(parts, 1)


def _histogram(values: torch.Tensor, centres: torch.Tensor) -> torch.Tensor:
    """Shares of values near each of evenly spaced centres, shared linearly between two: (N, ...) -> (N, bins)."""
    flat = values.flatten(1)
    bins = len(centres)
    at = ((flat - centres[0]) / (centres[1] - centres[0])).clamp(0, bins - 1)
    low = at.floor().clamp(max=bins - 2)
    share = at - low
    index = low.long() + bins * torch.arange(len(flat))[:, None]
    counts = torch.zeros(len(flat) * bins)
    counts.index_add_(0, index.flatten(), (1 - share).flatten())
    counts.index_add_(0, index.flatten() + 1, share.flatten())
    return counts.view(len(flat), bins) / flat.shape[1]


def _hues(red: torch.Tensor, blue: torch.Tensor, chroma: torch.Tensor) -> torch.Tensor:
    """Shares of colour by hue, weighted by its strength: (N, HUE_BINS)."""
    turns = (torch.atan2(red, blue) / (2 * math.pi) * HUE_BINS).remainder(HUE_BINS)
    index = turns.long().clamp(max=HUE_BINS - 1).flatten(1) + HUE_BINS * torch.arange(len(red))[:, None]
    sums = torch.zeros(len(red) * HUE_BINS).index_add_(0, index.flatten(), chroma.flatten())
    sums = sums.view(len(red), HUE_BINS)
    return (sums / (sums.sum(1, keepdim=True) + 0.005 * chroma[0].numel())).sqrt()


def _moments(planes: torch.Tensor) -> torch.Tensor:
    """Means, log-deviations and correlations of three planes: (N, 3, S, S) -> (N, 9)."""
    flat = planes.flatten(2)
    mean = flat.mean(2, keepdim=True)
    centred = flat - mean
    deviation = (centred.square().mean(2) + EPS).sqrt()
    scaled = centred / deviation[..., None]
    pairs = [(scaled[:, a] * scaled[:, b]).mean(1) for a, b in ((0, 1), (0, 2), (1, 2))]
    return torch.cat([mean[..., 0], (deviation + 1e-2).log(), torch.stack(pairs, 1)], 1)


def _detail(pixels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Edges and fine residue at one scale: (N, 3, s, s) -> (N, EDGE_BINS + 7)."""
    luma = (pixels * weights).sum(1)
    across, down = luma[:, :-1, 1:] - luma[:, :-1, :-1], luma[:, 1:, :-1] - luma[:, :-1, :-1]
    slope = (across.square() + down.square() + EPS).sqrt()
    pixels = _middle(pixels, RESIDUE_SIDE)
    residue = 4 * pixels[:, :, 1:-1, 1:-1] - pixels[:, :, :-2, 1:-1] - pixels[:, :, 2:, 1:-1]
    residue = (residue - pixels[:, :, 1:-1, :-2] - pixels[:, :, 1:-1, 2:]).flatten(2)
    power = residue.square().mean(2)
    scaled = residue / (power + EPS).sqrt()[..., None]
    pairs = [(scaled[:, a] * scaled[:, b]).mean(1) for a, b in ((0, 1), (0, 2), (1, 2))]
    peaks = (scaled[:, 1] ** 4).mean(1).clamp(min=1).log()
    turn = (across.square().mean((1, 2)) + EPS).log() - (down.square().mean((1, 2)) + EPS).log()
    flat = (slope < 0.005).float().mean((1, 2)).sqrt()
    extra = torch.stack([(power.mean(1) + EPS).log(), peaks, turn, flat, *pairs], 1)
    return torch.cat([_histogram(slope.log2_(), torch.linspace(-9, 0, EDGE_BINS)).sqrt(), extra], 1)


def _rings(luma: torch.Tensor) -> torch.Tensor:
    """Mean brightness of rings from the middle outwards, less that of the whole: (N, RINGS)."""
    small = F.adaptive_avg_pool2d(luma[:, None], 32)[:, 0].flatten(1)
    masks = _ring_masks()
    return small @ masks - small.mean(1, keepdim=True)


@lru_cache(maxsize=1)
def _ring_masks() -> torch.Tensor:
    line = torch.linspace(-1, 1, 32)
    radius = (line[:, None] ** 2 + line[None] ** 2).sqrt().flatten()
    owner = (radius / 1.42 * RINGS).long().clamp(max=RINGS - 1)
    masks = F.one_hot(owner, RINGS).float()
    return masks / masks.sum(0)


def _middle(pixels: torch.Tensor, side: int) -> torch.Tensor:
    """The middle square of that side, or all when it is smaller."""
    side = min(side, pixels.shape[-1])
    top = (pixels.shape[-1] - side) // 2
    return pixels[..., top : top + side, top : top + side]


def _spectrum(square: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Log power by frequency (N, BANDS) and by direction (N, TURNS) of one plane (N, s, s)."""
    side = square.shape[-1]
    window = torch.hann_window(side, periodic=False)
    windowed = (square - square.mean((1, 2), keepdim=True)) * window[:, None] * window[None]
    power = torch.fft.rfft2(windowed).abs().square().flatten(1) / side**2
    bands, turns = _spectrum_masks(side)
    by_band = (power @ bands + 1e-5).log()
    by_turn = (power @ turns + 1e-5).log()
    return by_band, by_turn - by_turn.mean(1, keepdim=True)


@lru_cache(maxsize=2)
def _spectrum_masks(side: int) -> tuple[torch.Tensor, torch.Tensor]:
    down = torch.fft.fftfreq(side)[:, None]
    across = torch.fft.rfftfreq(side)[None]
    radius = (down**2 + across**2).sqrt()
    band = ((radius * 2).clamp(1e-3, 1).log2() / 6 * BANDS + BANDS).floor().long().clamp(0, BANDS - 1)
    turn = (torch.atan2(down.expand_as(radius), across.expand_as(radius)) / math.pi + 0.5) * TURNS
    turns = F.one_hot(turn.long().clamp(0, TURNS - 1), TURNS).float() * (radius > 0.06).float()[..., None]
    bands = F.one_hot(band, BANDS).float()
    flat_bands, flat_turns = bands.flatten(0, 1), turns.flatten(0, 1)
    return flat_bands / flat_bands.sum(0).clamp(min=1), flat_turns / flat_turns.sum(0).clamp(min=1)
