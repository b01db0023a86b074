"""From any Pillow mode to 8-bit RGB in sRGB, without clipping and without a black background under transparency.

It knows nothing of files or libraries: pictures in, pictures out.

    rgb = to_rgb(shrink(eight_bit(image), short_px=360, long_px=960))
"""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

GROUND = (255, 255, 255)
"""What shows through transparency: most cut-outs, drawings and logos are made for a white page."""

_DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


def working_size(size: tuple[int, int], *, short_px: int, long_px: int) -> tuple[int, int]:
    """`size` scaled down, never up, so that its short side is at most `short_px` and its long side `long_px`."""
    width, height = size
    scale = min(1.0, max(short_px / min(width, height), 1e-9), long_px / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def eight_bit(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized well: deep greys scaled to 8 bits, palettes opened."""
    if image.mode in _DEEP_MODES:
        return _deep_to_grey(image)
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB")
    if image.mode in ("L", "RGB") and "transparency" in image.info:
        return image.convert("RGBA")
    return image


def shrink(image: Image.Image, *, short_px: int, long_px: int) -> Image.Image:
    """The picture at working size. Two-step reduction: as good as one Lanczos pass, several times faster."""
    target = working_size(image.size, short_px=short_px, long_px=long_px)
    if target == image.size:
        return image
    return image.resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0)


def to_rgb(image: Image.Image) -> Image.Image:
    """RGB in sRGB: an embedded colour profile is applied, transparency lies on white."""
    if image.mode in ("RGBA", "LA", "RGBa", "La", "PA"):
        rgba = image.convert("RGBA")
        colours = rgba.convert("RGB")
        colours.info["icc_profile"] = image.info.get("icc_profile")
        shown = _through_profile(colours).convert("RGBA")
        shown.putalpha(rgba.getchannel("A"))
        return Image.alpha_composite(Image.new("RGBA", rgba.size, (*GROUND, 255)), shown).convert("RGB")
    if image.mode == "LAB":
        return _apply(_lab_to_srgb(), image)
    return _through_profile(image)


def _deep_to_grey(image: Image.Image) -> Image.Image:
    """Greys of 16 or 32 bits (or floats) to 8, by the range that the format means rather than by cutting off bits."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode == "F" and low >= 0.0 and high <= 1.0:
        top = 1.0
    elif high <= 255.0:
        top = 255.0
    elif high <= 4095.0 and image.format != "PNG":
        top = 4095.0  # scanners and instruments store 12 bits in 16; PNG always means its full range
    elif high <= 65535.0:
        top = 65535.0
    else:
        top = high
    floor = min(low, 0.0)
    scaled = (values - floor) * (255.0 / max(top - floor, 1e-12))
    grey = Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))
    grey.info["icc_profile"] = image.info.get("icc_profile")
    return grey


def _through_profile(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        found = _profile_to_srgb(bytes(profile))
        if found is not None and (found[0] == "CMYK") == (image.mode == "CMYK"):
            mode, transform = found
            return _apply(transform, image.convert(mode))
    return image.convert("RGB")


def _apply(transform: ImageCms.ImageCmsTransform, image: Image.Image) -> Image.Image:
    converted = ImageCms.applyTransform(image, transform)
    return converted if converted is not None else image.convert("RGB")


_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_SAME = 2
"""Steps of 255 by which a profile may differ from sRGB and still be it, in the rounding of another maker."""


@lru_cache(maxsize=64)
def _profile_to_srgb(profile: bytes) -> tuple[str, ImageCms.ImageCmsTransform] | None:
    """The mode that a profile speaks of and its transform to sRGB; None where it is broken, or changes nothing.

    It is judged by what it does to colours: names say "sRGB" of profiles that are linear.
    """
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _MODES.get(source.profile.xcolor_space.strip())
        if mode is None:
            return None
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
        if mode != "CMYK" and _changes_nothing(transform, mode):
            return None
        return mode, transform
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None  # a picture with a broken profile still shows; its colours are then taken as sRGB


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    steps = np.arange(0, 256, 15, dtype=np.uint8)
    if mode == "L":
        colours = Image.fromarray(steps[None])
    else:
        colours = Image.fromarray(np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3))
    before, after = colours.convert("RGB"), _apply(transform, colours)
    return int(np.abs(np.asarray(before, dtype=np.int16) - np.asarray(after, dtype=np.int16)).max()) <= _SAME


@lru_cache(maxsize=1)
def _lab_to_srgb() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
