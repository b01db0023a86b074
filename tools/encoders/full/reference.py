"""Reference pictures of a style space: photographs that a dependency ships, each in several looks.

It knows no network. The set is the same on every machine, so that each network has one space everywhere.

    pictures, looks = reference_pictures()      # looks[i] tells how pictures[i] was treated
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

SIDE_PX = 224
PHOTOGRAPHS = ("astronaut", "chelsea", "coffee", "rocket", "stereo_motorcycle", "hubble_deep_field")
CROPS = ((0, 0, 2, 2), (0, 0, 1, 1), (1, 0, 2, 1), (0, 1, 1, 2), (1, 1, 2, 2))
"""In halves of the picture: the whole, then its quarters."""
LOOKS = ("plain", "grey", "drawing", "flat")


def reference_pictures() -> tuple[list[Image.Image], list[int]]:
    """RGB pictures of SIDE_PX, and the look's number of each; photographs first, in order, each in every look."""
    pictures, looks = [], []
    for photograph in _photographs():
        for number, look in enumerate(LOOKS):
            pictures.append(treat(photograph, look))
            looks.append(number)
    return pictures, looks


def treat(photograph: Image.Image, look: str) -> Image.Image:
    """The photograph in that look: deterministic, and deliberately strong."""
    if look == "grey":
        return ImageOps.grayscale(photograph).convert("RGB")
    if look == "drawing":
        return _drawing(photograph)
    if look == "flat":
        calm = photograph.filter(ImageFilter.MedianFilter(7))
        return ImageEnhance.Color(ImageOps.posterize(calm, 2)).enhance(1.4)
    return photograph


def _photographs() -> list[Image.Image]:
    import skimage.data

    found = []
    for name in PHOTOGRAPHS:
        pixels = getattr(skimage.data, name)()
        whole = Image.fromarray(pixels[0] if isinstance(pixels, tuple) else pixels).convert("RGB")
        for left, top, right, bottom in CROPS:
            half_width, half_height = whole.width // 2, whole.height // 2
            box = (left * half_width, top * half_height, right * half_width, bottom * half_height)
            found.append(ImageOps.fit(whole.crop(box), (SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC))
    return found


def _drawing(photograph: Image.Image) -> Image.Image:
    """Grey divided by its own blurred negative: edges stay as pencil lines on white."""
    grey = ImageOps.grayscale(photograph)
    light = np.asarray(grey, dtype=np.float64)
    blurred = np.asarray(ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(8)), dtype=np.float64)
    lines = np.clip(light * 255.0 / np.maximum(255.0 - blurred, 1.0), 0.0, 255.0)
    return Image.fromarray(lines.astype(np.uint8)).convert("RGB")
