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
        ground = Image.new("RGBA", rgba.size, (*GROUND, 255))
        flat = Image.alpha_composite(ground, rgba).convert("RGB")
        flat.info["icc_profile"] = image.info.get("icc_profile") if image.mode == "RGBA" else None
        return _through_profile(flat)
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
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def _through_profile(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        transform = _profile_to_srgb(bytes(profile), image.mode)
        if transform is not None:
            return _apply(transform, image)
    return image.convert("RGB")


def _apply(transform: ImageCms.ImageCmsTransform, image: Image.Image) -> Image.Image:
    converted = ImageCms.applyTransform(image, transform)
    return converted if converted is not None else image.convert("RGB")


@lru_cache(maxsize=64)
def _profile_to_srgb(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform to sRGB; None where the profile is sRGB itself, broken, or for another mode."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if mode == "RGB" and "sRGB" in (ImageCms.getProfileDescription(source) or ""):
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None  # a picture with a broken profile still shows; its colours are then taken as sRGB


@lru_cache(maxsize=1)
def _lab_to_srgb() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
