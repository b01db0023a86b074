"""Looks of tone and colour, each with random strength.

A family samples its parameters once and returns a look; the same look can be applied to many photographs, so that "made
the same way" is an exact label. Looks that redraw the picture are in `style_drawn`. This module knows no network
and no label, only pixels: float32 (H, W, 3) in 0..1, in and out.

    sepia = TONES["sepia"](np.random.default_rng(0)); sepia(pixels)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Pixels = npt.NDArray[np.floating[Any]]
"""(H, W, 3) or one plane (H, W), in 0..1; float32 where it matters for speed."""

Look = Callable[[Pixels], Pixels]
Family = Callable[[np.random.Generator], Look]

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
"""Weights of red, green and blue in brightness. Source: ITU-R BT.601."""


def brightness(pixels: Pixels) -> Pixels:
    """float32 (H, W) in 0..1."""
    return np.asarray(pixels @ LUMA, dtype=np.float32)


def spread(plane: Pixels) -> Pixels:
    """One plane as three equal channels: (H, W) -> (H, W, 3)."""
    return np.repeat(plane[..., None], 3, axis=2)


def smooth(pixels: Pixels, share: float) -> Pixels:
    """Gaussian blur; `share` is its sigma as a share of the shorter side, so that a look does not depend on size."""
    sigma = share * min(pixels.shape[:2])
    sigmas = (sigma, sigma, 0.0)[: pixels.ndim]
    return np.asarray(ndimage.gaussian_filter(pixels, sigmas, truncate=2.5), dtype=np.float32)


def hue_colour(hue: float, saturation: float, value: float) -> Pixels:
    """float32 (3,) in 0..1; `hue` in turns. Source: the HSV hexcone in its closed form."""
    k = (np.array([5.0, 3.0, 1.0]) + hue * 6.0) % 6.0
    return np.asarray(value * (1 - saturation * np.clip(np.minimum(k, 4 - k), 0, 1)), dtype=np.float32)


def saturate(pixels: Pixels, factor: float) -> Pixels:
    """Colours drawn away from grey by `factor` (0 is grey, 1 changes nothing)."""
    grey = brightness(pixels)[..., None]
    return np.asarray(grey + (pixels - grey) * factor, dtype=np.float32)


def contrast(pixels: Pixels, gain: float, middle: float = 0.5) -> Pixels:
    """Steeper or flatter tones around `middle`."""
    return (pixels - middle) * np.float32(gain) + np.float32(middle)


def gradient_map(plane: Pixels, stops: Pixels) -> Pixels:
    """Brightness (H, W) to colours laid evenly from black to white: `stops` float32 (S, 3)."""
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(plane, at, stops[:, c]) for c in range(3)], axis=2).astype(np.float32)


def plain(rng: np.random.Generator) -> Look:
    return lambda pixels: pixels


def gray(rng: np.random.Generator) -> Look:
    weights = LUMA if rng.random() < 0.6 else rng.dirichlet([2, 2, 2]).astype(np.float32)
    gain, gamma = rng.uniform(0.85, 1.35), rng.uniform(0.8, 1.25)
    return lambda pixels: spread(contrast(np.clip(pixels @ weights, 0, 1) ** gamma, gain))


def sepia(rng: np.random.Generator) -> Look:
    if rng.random() < 0.5:
        # Source: the colour matrix in the W3C filter effects specification.
        matrix = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]], dtype=np.float32)
        gain = rng.uniform(0.85, 1.0)
        return lambda pixels: pixels @ matrix.T * np.float32(gain)
    tint, fade = hue_colour(rng.uniform(0.07, 0.12), rng.uniform(0.25, 0.6), 1.0), rng.uniform(0, 0.15)
    return lambda pixels: fade * 0.6 + spread(brightness(pixels)) * tint * (1 - fade * 0.5)


def tinted(rng: np.random.Generator) -> Look:
    """One colour from black to white: cyanotype, selenium, green night vision."""
    dark = hue_colour(hue := rng.random(), rng.uniform(0.3, 0.9), rng.uniform(0, 0.35))
    light = hue_colour(hue, rng.uniform(0.0, 0.5), 1.0)
    middle = hue_colour(hue, rng.uniform(0.4, 0.9), rng.uniform(0.4, 0.7))
    stops = np.stack([dark, middle, light])
    return lambda pixels: gradient_map(brightness(pixels), stops)


def duotone(rng: np.random.Generator) -> Look:
    hue = rng.random()
    stops = np.stack(
        [
            hue_colour(hue, rng.uniform(0.5, 1), rng.uniform(0.1, 0.6)),
            hue_colour((hue + rng.uniform(0.25, 0.75)) % 1, rng.uniform(0.3, 1), rng.uniform(0.7, 1)),
        ]
    )
    return lambda pixels: gradient_map(contrast(brightness(pixels), 1.3), stops)


def false_colour(rng: np.random.Generator) -> Look:
    """A heat map: brightness through several strong hues."""
    turns = (rng.random() + np.cumsum(rng.uniform(0.1, 0.35, rng.integers(4, 7)))) % 1
    values = np.linspace(0.2, 1, len(turns)) if rng.random() < 0.6 else rng.uniform(0.4, 1, len(turns))
    stops = np.stack([hue_colour(h, rng.uniform(0.7, 1), v) for h, v in zip(turns, values, strict=True)])
    return lambda pixels: gradient_map(brightness(pixels), stops)


def cross_process(rng: np.random.Generator) -> Look:
    """Another curve for each channel, as in cross-processed film."""
    gammas, lifts = np.exp(rng.uniform(-0.6, 0.6, 3)), rng.uniform(-0.12, 0.15, 3)
    gain, colour = rng.uniform(1.1, 1.4), rng.uniform(1.0, 1.4)
    curves = gammas.astype(np.float32), lifts.astype(np.float32)
    return lambda pixels: saturate(contrast(np.clip(pixels, 0, 1) ** curves[0] + curves[1], gain), colour)


def split_tone(rng: np.random.Generator) -> Look:
    shadow = hue_colour(hue := rng.random(), 0.8, 0.5) - 0.4
    light = hue_colour((hue + 0.5) % 1, 0.8, 0.5) - 0.4
    strength = rng.uniform(0.25, 0.6)

    def look(pixels: Pixels) -> Pixels:
        b = brightness(pixels)[..., None]
        return saturate(pixels, 0.8) + np.float32(strength) * ((1 - b) * shadow + b * light)

    return look


def tint_wash(rng: np.random.Generator) -> Look:
    """A colour cast over the whole picture: warm evening, cool shade, tungsten."""
    gains = hue_colour(rng.random(), rng.uniform(0.3, 0.6), 1.0)
    gains = gains / float(gains @ LUMA) * np.float32(rng.uniform(0.8, 1))
    return lambda pixels: pixels * gains


def high_key(rng: np.random.Generator) -> Look:
    gamma, lift = rng.uniform(0.35, 0.6), rng.uniform(0.05, 0.25)
    return lambda pixels: lift + (1 - lift) * np.clip(pixels, 0, 1) ** np.float32(gamma)


def low_key(rng: np.random.Generator) -> Look:
    gamma, gain = rng.uniform(1.8, 3.0), rng.uniform(0.6, 0.95)
    return lambda pixels: np.float32(gain) * np.clip(pixels, 0, 1) ** np.float32(gamma)


def faded(rng: np.random.Generator) -> Look:
    low, high, colour = rng.uniform(0.15, 0.35), rng.uniform(0.75, 0.95), rng.uniform(0.3, 0.7)
    cast = hue_colour(rng.random(), rng.uniform(0, 0.15), 1.0)
    return lambda pixels: (low + (high - low) * saturate(pixels, colour)) * cast


def vivid(rng: np.random.Generator) -> Look:
    colour, gain = rng.uniform(1.9, 3.5), rng.uniform(1.0, 1.3)
    return lambda pixels: contrast(saturate(pixels, colour), gain)


def muted(rng: np.random.Generator) -> Look:
    colour = rng.uniform(0.15, 0.45)
    return lambda pixels: saturate(pixels, colour)


def hard_contrast(rng: np.random.Generator) -> Look:
    gain, colour = rng.uniform(1.9, 3.5), rng.uniform(0.6, 1.2)
    return lambda pixels: saturate(contrast(pixels, gain, float(pixels.mean())), colour)


def local_contrast(rng: np.random.Generator) -> Look:
    """The look of tone-mapped high dynamic range: halos and strong detail."""
    share, gain = rng.uniform(0.02, 0.08), rng.uniform(1.6, 3.5)

    def look(pixels: Pixels) -> Pixels:
        base = smooth(pixels, share)
        return saturate(contrast(base, 0.6) + (pixels - base) * np.float32(gain), 1.25)

    return look


def sharpened(rng: np.random.Generator) -> Look:
    share, gain = rng.uniform(0.004, 0.012), rng.uniform(2, 5)
    return lambda pixels: pixels + (pixels - smooth(pixels, share)) * np.float32(gain)


def blurred(rng: np.random.Generator) -> Look:
    share = rng.uniform(0.012, 0.04)
    return lambda pixels: smooth(pixels, share)


def motion_blurred(rng: np.random.Generator) -> Look:
    share, axis = rng.uniform(0.05, 0.15), int(rng.integers(0, 2))
    return lambda pixels: ndimage.uniform_filter1d(pixels, max(3, int(share * min(pixels.shape[:2]))), axis=axis)


def glowing(rng: np.random.Generator) -> Look:
    """Soft focus: the picture screened with its own blur."""
    share, strength = rng.uniform(0.02, 0.06), rng.uniform(0.5, 0.9)
    return lambda pixels: 1 - (1 - pixels) * (1 - np.float32(strength) * smooth(pixels, share))


def grainy(rng: np.random.Generator) -> Look:
    strength, grey = rng.uniform(0.06, 0.25), rng.random() < 0.5
    size = rng.uniform(0.3, 0.9)

    def look(pixels: Pixels) -> Pixels:
        noise = rng.standard_normal((*pixels.shape[:2], 1 if grey else 3)).astype(np.float32)
        noise = ndimage.gaussian_filter(noise, (size, size, 0))
        grained: Pixels = pixels + np.float32(strength) * noise / (noise.std() + 1e-6)
        return grained

    return look


def vignette(rng: np.random.Generator) -> Look:
    strength, power = rng.uniform(0.6, 1.0), rng.uniform(1.5, 3)
    frame = 1.0 if rng.random() < 0.2 else 0.0

    def look(pixels: Pixels) -> Pixels:
        y, x = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32) for n in pixels.shape[:2]), indexing="ij")
        mask = np.clip(strength * (0.6 * (x * x + y * y)) ** (power / 2), 0, 1)[..., None]
        return pixels * (1 - mask) + np.float32(frame) * mask

    return look


def old_photo(rng: np.random.Generator) -> Look:
    steps = [sepia(rng) if rng.random() < 0.6 else gray(rng), faded(rng), grainy(rng), vignette(rng)]
    return lambda pixels: _chain(steps, pixels)


def lomo(rng: np.random.Generator) -> Look:
    steps = [cross_process(rng), vivid(rng), vignette(rng)]
    return lambda pixels: _chain(steps, pixels)


def gray_film(rng: np.random.Generator) -> Look:
    steps = [gray(rng), hard_contrast(rng), grainy(rng)]
    return lambda pixels: _chain(steps, pixels)


def inverted(rng: np.random.Generator) -> Look:
    return lambda pixels: 1 - pixels


def solarised(rng: np.random.Generator) -> Look:
    edge = rng.uniform(0.35, 0.65)
    return lambda pixels: np.where(pixels > edge, 1 - pixels, pixels) / np.float32(max(edge, 1 - edge))


def channel_swap(rng: np.random.Generator) -> Look:
    """Colours of infrared film: the channels change places."""
    order = [(2, 0, 1), (1, 0, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)][rng.integers(0, 5)]
    return lambda pixels: np.ascontiguousarray(pixels[..., order])


def screen_lines(rng: np.random.Generator) -> Look:
    """A worn video picture: colour fringes and dark lines."""
    shift, period, depth = rng.uniform(0.008, 0.02), rng.uniform(0.012, 0.025), rng.uniform(0.25, 0.6)

    def look(pixels: Pixels) -> Pixels:
        side = min(pixels.shape[:2])
        step, rows = max(1, int(shift * side)), max(2, int(period * side))
        fringed = np.stack([np.roll(pixels[..., c], step * (c - 1), axis=1) for c in range(3)], axis=2)
        lines = 1 - depth * (np.arange(pixels.shape[0]) % rows < rows / 2)
        return fringed * lines[:, None, None].astype(np.float32)

    return look


def _chain(steps: list[Look], pixels: Pixels) -> Pixels:
    for step in steps:
        pixels = np.clip(step(pixels), 0, 1)
    return pixels


TONES: dict[str, Family] = {
    family.__name__: family
    for family in (
        plain, gray, sepia, tinted, duotone, false_colour, cross_process, split_tone, tint_wash, high_key, low_key,
        faded, vivid, muted, hard_contrast, local_contrast, sharpened, blurred, motion_blurred, glowing, grainy,
        vignette, old_photo, lomo, gray_film, inverted, solarised, channel_swap, screen_lines,
    )
}  # fmt: skip
"""Every family of this module by name."""
