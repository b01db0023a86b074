"""Looks that imitate drawing: pencil, chalk, paint, glass. Each family samples its parameters once.

The same contract as `style_looks`: float32 (H, W, 3) in 0..1, in and out; no network, no label.

    DRAWN["pencil"](np.random.default_rng(0))(pixels)
"""

from __future__ import annotations

import numpy as np
from PIL import ImageFilter
from scipy import ndimage

from training.pocket.style_looks import (
    Family,
    Look,
    Pixels,
    brightness,
    contrast,
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


def kuwahara(pixels: Pixels, radius: int) -> Pixels:
    """Each pixel takes the mean of the calmest of its four quarters: paint-like patches. Source: Kuwahara 1976."""
    size = radius + 1
    mean = ndimage.uniform_filter(pixels, (size, size, 0))
    luma = brightness(pixels)
    calm = ndimage.uniform_filter(luma**2, size) - ndimage.uniform_filter(luma, size) ** 2
    half = (radius + 1) // 2
    shifts = [(a, b) for a in (-half, half) for b in (-half, half)]
    choices = np.stack([np.roll(calm, shift, (0, 1)) for shift in shifts])
    best = choices.argmin(axis=0)
    result = np.zeros_like(pixels)
    for index, shift in enumerate(shifts):
        result = np.where((best == index)[..., None], np.roll(mean, shift, (0, 1)), result)
    return result


def edges(rng: np.random.Generator) -> Look:
    kind, gain, white = rng.integers(0, 4), rng.uniform(1.0, 3.0), rng.random() < 0.5

    def look(pixels: Pixels) -> Pixels:
        if kind == 0:
            found = pixels_of(picture_of(pixels).filter(ImageFilter.FIND_EDGES)) * np.float32(gain)
        elif kind == 1:
            found = spread(brightness(pixels_of(picture_of(pixels).filter(ImageFilter.FIND_EDGES)))) * np.float32(gain)
        elif kind == 2:
            found = spread(outlines(brightness(pixels)) * np.float32(gain))
        else:
            found = spread((outlines(smooth(pixels, 0.006)) > 0.25 / gain).astype(np.float32))
        found = np.clip(found, 0, 1)
        drawn: Pixels = 1 - found if white else found
        return drawn

    return look


def contour(rng: np.random.Generator) -> Look:
    grey = rng.random() < 0.6

    def look(pixels: Pixels) -> Pixels:
        drawn = pixels_of(picture_of(pixels).filter(ImageFilter.CONTOUR))
        return spread(brightness(drawn)) if grey else drawn

    return look


def pencil(rng: np.random.Generator) -> Look:
    """Brightness divided by its own blur: grey strokes on white."""
    share, power, paper = rng.uniform(0.008, 0.04), rng.uniform(1, 4), rng.uniform(0.9, 1)
    tint = hue_colour(0.1, rng.uniform(0, 0.12), 1.0)
    coloured = rng.random() < 0.2

    def look(pixels: Pixels) -> Pixels:
        grey = brightness(pixels)
        lines = np.clip(grey / (smooth(grey, share) + 1e-3), 0, 1) ** np.float32(power)
        drawn = lines * (1 - 0.05 * np.abs(rng.standard_normal(lines.shape).astype(np.float32)))
        colour = 1 - 0.5 * (1 - saturate(pixels, 1.2)) if coloured else np.float32(1)
        return spread(drawn) * colour * paper * tint

    return look


def chalk(rng: np.random.Generator) -> Look:
    """Light strokes on a dark board."""
    share, board = rng.uniform(0.008, 0.03), hue_colour(rng.random(), rng.uniform(0, 0.5), rng.uniform(0.05, 0.3))

    def look(pixels: Pixels) -> Pixels:
        grey = brightness(pixels)
        lines = np.clip(1 - grey / (smooth(grey, share) + 1e-3), 0, 1) * 3
        rough = np.clip(0.6 + 0.5 * rng.standard_normal(lines.shape), 0.2, 1.2).astype(np.float32)
        return board + spread(np.clip(lines, 0, 1) * rough) * (1 - board)

    return look


def charcoal(rng: np.random.Generator) -> Look:
    share, gain = rng.uniform(0.006, 0.015), rng.uniform(1.5, 2.5)

    def look(pixels: Pixels) -> Pixels:
        grey = smooth(brightness(pixels), share)
        rough = ndimage.gaussian_filter(rng.standard_normal(grey.shape), (2.0, 0.5)).astype(np.float32)
        drawn = contrast(grey, gain, float(grey.mean()) - 0.1) - 1.2 * outlines(grey) + 0.12 * rough / rough.std()
        return spread(drawn)

    return look


def painterly(rng: np.random.Generator) -> Look:
    kind, share, colour = rng.integers(0, 3), rng.uniform(0.015, 0.04), rng.uniform(1, 1.5)

    def look(pixels: Pixels) -> Pixels:
        radius = max(2, round(share * min(pixels.shape[:2])))
        if kind == 0:
            painted = kuwahara(pixels, radius)
        elif kind == 1:
            painted = pixels_of(picture_of(pixels).filter(ImageFilter.ModeFilter(5 if radius < 6 else 7)))
        else:
            painted = pixels_of(picture_of(pixels).filter(ImageFilter.MedianFilter(5 if radius < 6 else 7)))
            painted = pixels_of(picture_of(painted).filter(ImageFilter.ModeFilter(5)))
        return saturate(painted, colour)

    return look


def filtered(rng: np.random.Generator) -> Look:
    """Filters of a few pixels at any picture size, as picture editors apply them; reduction hides them."""
    kind, size, colour = rng.integers(0, 4), int(rng.choice([3, 5, 7])), rng.choice([1.0, rng.uniform(1, 1.3)])
    second = int(rng.choice([5, 7, 9]))

    def look(pixels: Pixels) -> Pixels:
        picture = picture_of(pixels)
        if kind == 0:
            painted = pixels_of(picture.filter(ImageFilter.MedianFilter(max(5, size))))
        elif kind == 1:
            painted = pixels_of(picture.filter(ImageFilter.ModeFilter(second)))
        elif kind == 2:
            painted = pixels_of(picture.filter(ImageFilter.MedianFilter(size)).filter(ImageFilter.ModeFilter(second)))
        else:
            painted = kuwahara(pixels, size - 1)
        return saturate(painted, colour)

    return look


def brush_strokes(rng: np.random.Generator) -> Look:
    """Short strokes of the colour beneath them, over a blurred ground."""
    length, width, turn = rng.uniform(0.04, 0.09), rng.uniform(0.01, 0.022), rng.uniform(0, np.pi)
    follow = rng.random() < 0.5

    def look(pixels: Pixels) -> Pixels:
        side = min(pixels.shape[:2])
        along, across = max(3, int(length * side)), max(1, int(width * side))
        seeds = rng.standard_normal(pixels.shape[:2]).astype(np.float32)
        angle = np.degrees(turn)
        rough = ndimage.rotate(np.pad(seeds, side // 2, mode="wrap"), angle, reshape=False, order=1)
        rough = ndimage.uniform_filter(rough, (across, along))
        rough = ndimage.rotate(rough, -angle, reshape=False, order=1)
        at = side // 2
        rough = rough[at : at + pixels.shape[0], at : at + pixels.shape[1]]
        rough = rough / (rough.std() + 1e-6)
        base = kuwahara(pixels, max(2, across * 2)) if follow else smooth(pixels, width)
        rough_strokes: Pixels = saturate(base, 1.2) + np.float32(0.08) * rough[..., None]
        return rough_strokes

    return look


def watercolour(rng: np.random.Generator) -> Look:
    share, paper, wet = rng.uniform(0.02, 0.04), rng.uniform(0.02, 0.06), rng.uniform(0.3, 0.8)

    def look(pixels: Pixels) -> Pixels:
        radius = max(2, int(share * min(pixels.shape[:2])))
        washed = smooth(kuwahara(pixels, radius), 0.005)
        light = 1 - (1 - washed) * np.float32(0.75)
        rough = ndimage.gaussian_filter(rng.standard_normal(pixels.shape[:2]), 1.0).astype(np.float32)
        painted: Pixels = light - wet * outlines(washed)[..., None] + paper * (rough / rough.std())[..., None]
        return painted

    return look


def cartoon(rng: np.random.Generator) -> Look:
    levels, edge, colour = int(rng.integers(4, 9)), rng.uniform(0.25, 0.5), rng.uniform(1.2, 1.9)
    share = rng.uniform(0.012, 0.03)

    def look(pixels: Pixels) -> Pixels:
        flat = kuwahara(pixels, max(2, int(share * min(pixels.shape[:2]))))
        flat = saturate(np.round(flat * levels) / levels, colour)
        lines = ndimage.minimum_filter((outlines(smooth(pixels, 0.005)) < edge).astype(np.float32), 2)
        inked: Pixels = flat * lines[..., None]
        return inked

    return look


def embossed(rng: np.random.Generator) -> Look:
    gain, turn, colour = rng.uniform(2, 5), rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.5)

    def look(pixels: Pixels) -> Pixels:
        grey = smooth(brightness(pixels), 0.004)
        slope = np.cos(turn) * ndimage.sobel(grey, 1) + np.sin(turn) * ndimage.sobel(grey, 0)
        return spread(0.5 + slope / 8 * gain).astype(np.float32) + np.float32(colour) * (pixels - 0.5)

    return look


def neon(rng: np.random.Generator) -> Look:
    """Glowing outlines on black."""
    gain, hue, own = rng.uniform(2, 4), rng.random(), rng.random() < 0.5

    def look(pixels: Pixels) -> Pixels:
        lines = np.clip(outlines(smooth(pixels, 0.005)) * gain, 0, 1)
        lines = np.maximum(lines, 0.7 * smooth(lines, 0.012))
        colour = saturate(pixels, 2.5) / (pixels.max(axis=2, keepdims=True) + 0.1) if own else hue_colour(hue, 0.9, 1.0)
        glowing: Pixels = lines[..., None] * colour
        return glowing

    return look


def frosted(rng: np.random.Generator) -> Look:
    """Pixels scattered about, or bent in waves, as behind ribbed glass."""
    share, waves, wide = rng.uniform(0.01, 0.035), rng.random() < 0.5, rng.uniform(6, 20)

    def look(pixels: Pixels) -> Pixels:
        h, w = pixels.shape[:2]
        y, x = np.indices((h, w)).astype(np.float64)
        reach = share * min(h, w)
        if waves:
            x = x + reach * np.sin(2 * np.pi * wide * y / h)
            y = y + reach * np.sin(2 * np.pi * wide * x / w)
        else:
            y, x = y + rng.uniform(-reach, reach, (h, w)), x + rng.uniform(-reach, reach, (h, w))
        displaced: Pixels = pixels[np.clip(y, 0, h - 1).astype(int), np.clip(x, 0, w - 1).astype(int)]
        return displaced

    return look


def canvas(rng: np.random.Generator) -> Look:
    """A woven ground that shows through."""
    period, depth = rng.uniform(0.012, 0.025), rng.uniform(0.15, 0.4)

    def look(pixels: Pixels) -> Pixels:
        weave = np.maximum(stripes(pixels, period, 0.0), stripes(pixels, period, np.pi / 2))
        return pixels * (1 - np.float32(depth) * weave[..., None])

    return look


DRAWN: dict[str, Family] = {
    family.__name__: family
    for family in (
        edges, contour, pencil, chalk, charcoal, painterly, filtered, brush_strokes, watercolour, cartoon, embossed,
        neon, frosted, canvas,
    )
}  # fmt: skip
"""Every family of this module by name."""
