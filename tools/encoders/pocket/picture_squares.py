"""From any picture to the square that the trunk reads: mode, depth, alpha and shape are normalised here.

The whole picture is squashed to a square (what training saw as well); a strip longer than 2.5 : 1 is cut to its
middle first, since squashing it would leave nothing to recognise. Orientation was applied by the caller.

    to_batch([picture])                      # float32 (1, 3, 260, 260)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image

SIDE = 260  # pixels; EfficientNet-Lite2's own input
CENTRE, SPAN = 127.0, 128.0  # its own normalisation: (x - 127) / 128
LONGEST_ASPECT = 2.5
SHRINK_GAP = 2.0  # how much larger than the target the fast first reduction may stop (Pillow's reducing_gap)
DEEP_MODES = frozenset({"I", "F", "I;16", "I;16B", "I;16L", "I;16N"})


def to_batch(images: Sequence[Image.Image], *, side: int = SIDE) -> torch.Tensor:
    """float32 (N, 3, side, side) in about -1..1, channels-last in memory."""
    if not images:
        return torch.zeros(0, 3, side, side)
    pixels = np.stack([np.asarray(square(image, side)) for image in images])  # (N, side, side, 3) uint8
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float().sub_(CENTRE).div_(SPAN)


def square(image: Image.Image, side: int = SIDE) -> Image.Image:
    """RGB, `side` x `side`."""
    return _squash(to_rgb(_cut_strip(image)), side)


def middle(image: Image.Image, share: float) -> Image.Image:
    """The middle of a picture: `share` (0..1) of its width and of its height, one pixel at least."""
    width, height = image.size
    return _centre(image, round(width * share), round(height * share))


def _squash(image: Image.Image, side: int) -> Image.Image:
    if image.size == (side, side):
        return image
    return image.resize((side, side), Image.Resampling.BICUBIC, reducing_gap=SHRINK_GAP)


def _cut_strip(image: Image.Image) -> Image.Image:
    width, height = image.size
    if width > height * LONGEST_ASPECT:
        return _centre(image, round(height * LONGEST_ASPECT), height)
    if height > width * LONGEST_ASPECT:
        return _centre(image, width, round(width * LONGEST_ASPECT))
    return image


def _centre(image: Image.Image, wide: int, high: int) -> Image.Image:
    """That many pixels around the centre, one at least."""
    wide, high = max(1, wide), max(1, high)
    left, top = (image.width - wide) // 2, (image.height - high) // 2
    return image.crop((left, top, left + wide, top + high))


def to_rgb(image: Image.Image) -> Image.Image:
    """8-bit RGB from any mode; what is transparent shows white paper."""
    if image.mode == "RGB":
        return image
    if image.mode in DEEP_MODES:
        return _deep_to_grey(image).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")


def _deep_to_grey(image: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float greys. Pillow's own conversion clips at 255 and so turns most of them white."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    top = values.max(initial=0.0)
    if image.mode.startswith("I;16") or (image.mode == "I" and 255.0 < top <= 65535.0):
        low, high = 0.0, 65535.0
    elif top <= 1.0 and image.mode == "F":
        low, high = min(0.0, values.min(initial=0.0)), 1.0
    elif top <= 255.0:
        low, high = min(0.0, values.min(initial=0.0)), 255.0
    else:
        low, high = values.min(initial=0.0), top
    scaled = (values - low) / max(high - low, 1e-9) * 255.0
    return Image.fromarray(np.clip(np.round(scaled), 0, 255).astype(np.uint8), mode="L")
