"""Looks of print and screen: few tones, dots, lines, tiles. Each family samples its parameters once.

The same contract as `style_looks`: float32 (H, W, 3) in 0..1, in and out; no network, no label.

    PRINTED["halftone"](np.random.default_rng(0))(pixels)
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

from training.pocket.style_looks import (
    Family,
    Look,
    Pixels,
    brightness,
    contrast,
    gradient_map,
    hue_colour,
    saturate,
    smooth,
    spread,
)
from training.pocket.style_strokes import (
    outlines,
    picture_of,
    pixels_of,
    stripes,
)


def posterised(rng: np.random.Generator) -> Look:
    levels = int(rng.integers(2, 6))
    if rng.random() < 0.5:
        # keeps the top bits of each channel, as Pillow's posterize does
        return lambda pixels: np.floor(np.clip(pixels, 0, 0.9999) * levels) / np.float32(levels)
    return lambda pixels: np.round(pixels * (levels - 1)) / np.float32(levels - 1)


def pop_art(rng: np.random.Generator) -> Look:
    """Few, saturated, flat colours over steps of brightness or over each channel."""
    count, own = int(rng.integers(3, 6)), rng.random() < 0.4
    hues = (rng.random() + np.arange(count) / count + rng.uniform(-0.08, 0.08, count)) % 1
    values = np.linspace(rng.uniform(0.05, 0.4), 1, count)
    palette = np.stack([hue_colour(h, rng.uniform(0.7, 1), v) for h, v in zip(hues, values, strict=True)])

    def look(pixels: Pixels) -> Pixels:
        if own:
            return np.round(np.clip(contrast(saturate(pixels, 2.5), 1.3), 0, 1) * 2) / np.float32(2)
        steps = np.clip(contrast(smooth(brightness(pixels), 0.006), 1.4), 0, 0.999) * count
        poster: Pixels = palette[steps.astype(int)]
        return poster

    return look


def threshold(rng: np.random.Generator) -> Look:
    share, soft = rng.uniform(0.003, 0.02), rng.uniform(4, 30)
    ink, paper = (0.0, 1.0) if rng.random() < 0.7 else tuple(rng.uniform((0, 0.7), (0.3, 1)))

    def look(pixels: Pixels) -> Pixels:
        grey = smooth(brightness(pixels), share)
        mask = np.clip((grey - np.median(grey)) * soft + 0.5, 0, 1)
        return spread(ink + (paper - ink) * mask).astype(np.float32)

    return look


def woodcut(rng: np.random.Generator) -> Look:
    """Black lines whose width follows the shade."""
    period, turn = rng.uniform(0.02, 0.045), rng.uniform(0, np.pi)
    cross, tint = rng.random() < 0.4, hue_colour(rng.random(), rng.uniform(0, 0.3), 1.0)

    def look(pixels: Pixels) -> Pixels:
        grey = contrast(smooth(brightness(pixels), 0.006), 1.3)
        lines = stripes(pixels, period, turn)
        ink = lines < 1 - grey * 1.1
        if cross:
            ink |= stripes(pixels, period, turn + np.pi / 2) < 0.55 - grey
        return spread((~ink).astype(np.float32)) * tint

    return look


def halftone(rng: np.random.Generator) -> Look:
    period, coloured = rng.uniform(0.02, 0.05), rng.random() < 0.5
    turns = np.radians([15, 75, 0]) if coloured else np.repeat(rng.uniform(0, np.pi), 3)

    def look(pixels: Pixels) -> Pixels:
        planes = pixels if coloured else spread(brightness(pixels))
        dots = [
            (stripes(pixels, period, t) + stripes(pixels, period, t + np.pi / 2)) / 2 < planes[..., c]
            for c, t in enumerate(turns)
        ]
        return np.stack(dots, axis=2).astype(np.float32)

    return look


def dithered(rng: np.random.Generator) -> Look:
    kind, colours = rng.integers(0, 3), int(rng.integers(3, 12))

    def look(pixels: Pixels) -> Pixels:
        picture = picture_of(pixels)
        if kind == 0:
            return pixels_of(picture.convert("1"))
        if kind == 1:
            return pixels_of(picture.quantize(colours, dither=Image.Dither.FLOYDSTEINBERG))
        noise = rng.random(pixels.shape[:2]).astype(np.float32)
        return spread((brightness(pixels) > noise * 0.9 + 0.05).astype(np.float32))

    return look


def few_colours(rng: np.random.Generator) -> Look:
    colours = int(rng.integers(3, 10))
    return lambda pixels: pixels_of(picture_of(pixels).quantize(colours, dither=Image.Dither.NONE))


def pixelated(rng: np.random.Generator) -> Look:
    cells, colours = int(rng.integers(18, 64)), int(rng.integers(6, 40)) if rng.random() < 0.5 else 0

    def look(pixels: Pixels) -> Pixels:
        picture = picture_of(pixels)
        small = picture.resize((cells, max(1, round(cells * picture.height / picture.width))), Image.Resampling.BOX)
        small = small.quantize(colours).convert("RGB") if colours else small
        return pixels_of(small.resize(picture.size, Image.Resampling.NEAREST))

    return look


def mosaic(rng: np.random.Generator) -> Look:
    """Irregular tiles of one colour each, with or without joints."""
    count, joints = int(rng.integers(150, 900)), rng.random() < 0.5

    def look(pixels: Pixels) -> Pixels:
        h, w = pixels.shape[:2]
        holes = np.ones((h, w), dtype=bool)
        ys, xs = rng.integers(0, h, count), rng.integers(0, w, count)
        holes[ys, xs] = False
        near = ndimage.distance_transform_edt(holes, return_distances=False, return_indices=True)
        tiles = smooth(pixels, 0.008)[near[0], near[1]]
        if joints:
            owner = near[0] * w + near[1]
            seam = (owner != np.roll(owner, 1, 0)) | (owner != np.roll(owner, 1, 1))
            tiles = np.where(seam[..., None], np.float32(0.15), tiles)
        mosaic: Pixels = tiles
        return mosaic

    return look


def dotted(rng: np.random.Generator) -> Look:
    """Points of pure colour on a light ground, as pointillists set them."""
    count, share = int(rng.integers(2500, 7000)), rng.uniform(0.006, 0.014)
    ground, jitter = rng.uniform(0.6, 1.0), rng.uniform(0.05, 0.2)

    def look(pixels: Pixels) -> Pixels:
        h, w = pixels.shape[:2]
        holes = np.ones((h, w), dtype=bool)
        holes[rng.integers(0, h, count), rng.integers(0, w, count)] = False
        far, near = ndimage.distance_transform_edt(holes, return_indices=True)
        noise = rng.normal(0, jitter, (h, w, 3)).astype(np.float32)
        dots = saturate(pixels, 1.6)[near[0], near[1]] + noise[near[0], near[1]]
        return np.where((far < share * min(h, w))[..., None], dots, np.float32(ground))

    return look


def engraved_tint(rng: np.random.Generator) -> Look:
    """A print in steps of shade from dark ink to toned paper."""
    ink, paper = hue_colour(rng.random(), rng.uniform(0.2, 0.9), 0.25), hue_colour(0.12, rng.uniform(0.05, 0.35), 0.95)
    levels = int(rng.integers(3, 6))

    def look(pixels: Pixels) -> Pixels:
        grey = np.round(smooth(brightness(pixels), 0.006) * levels) / levels
        return gradient_map(grey.astype(np.float32), np.stack([ink, paper])) - 0.6 * outlines(grey)[..., None]

    return look


PRINTED: dict[str, Family] = {
    family.__name__: family
    for family in (
        posterised,
        pop_art,
        threshold,
        woodcut,
        halftone,
        dithered,
        few_colours,
        pixelated,
        mosaic,
        dotted,
        engraved_tint,
    )
}
"""Every family of this module by name."""
