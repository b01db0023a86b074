"""Conversion between pictures and pixels, and operations shared by several looks: outlines, stripes.

No look, no label, no network.

    picture_of(pixels_of(picture))
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

from training.pocket.style_looks import Pixels


def picture_of(pixels: Pixels) -> Image.Image:
    """float32 (H, W, 3) in 0..1 as an RGB picture."""
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))


def pixels_of(picture: Image.Image) -> Pixels:
    """A picture of any mode as float32 (H, W, 3) in 0..1."""
    return np.asarray(picture.convert("RGB"), dtype=np.float32) / 255


def outlines(pixels: Pixels) -> Pixels:
    """Strength of edges, about 0..1: the gradient's length over all channels."""
    planes = pixels if pixels.ndim == 3 else pixels[..., None]
    slopes = [ndimage.sobel(planes, axis) for axis in (0, 1)]
    return np.asarray(np.sqrt(slopes[0] ** 2 + slopes[1] ** 2).max(axis=2) / 4, dtype=np.float32)


def stripes(pixels: Pixels, period: float, turn: float) -> Pixels:
    """Stripes in 0..1 across the picture; `period` as a share of the shorter side, `turn` in radians."""
    h, w = pixels.shape[:2]
    y, x = np.indices((h, w), dtype=np.float32)
    phase = (x * np.cos(turn) + y * np.sin(turn)) / max(period * min(h, w), 2.5)
    return np.asarray(0.5 + 0.5 * np.sin(2 * np.pi * phase), dtype=np.float32)
