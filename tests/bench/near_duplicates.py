"""Near-duplicates: copies and cut copies that are folded, and pictures that have a false twin.

python -m tests.bench.near_duplicates --data ../shared/data --pictures 330
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import numpy as np
from PIL import Image

from tools.encoders import load
from tools.encoders.protocols import Models
from tools.library.decode import read_picture
from tools.library.likeness import Likeness
from tools.library.thumbnails import thumbnail_bytes
from tools.search.duplicates import NEAR_CONTENT, NEAR_STYLE
from tools.types import Float32

KINDS = (("copies", 0, 0.75, 75), ("cut 2 %", 0.02, 0.667, 60), ("cut 5 %", 0.05, 0.667, 60))


def again(image: Image.Image, *, cut: float, scale: float, quality: int) -> Image.Image:
    """Cut by a share of each side, smaller, and through JPEG."""
    width, height = image.size
    x, y = round(width * cut), round(height * cut)
    part = image.crop((x, y, width - x, height - y))
    part = part.resize(
        (max(1, round(part.width * scale)), max(1, round(part.height * scale))), Image.Resampling.LANCZOS
    )
    file = io.BytesIO()
    part.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def encoded(models: Models, images: list[Image.Image]) -> tuple[Float32, Float32]:
    parts = [images[start : start + 32] for start in range(0, len(images), 32)]
    content = [models.content.encode_images(part) for part in parts]
    style = [models.style.encode_images(part) for part in parts]
    return np.vstack(content), np.vstack(style)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=330)
    options = parser.parse_args()
    models = load("pocket")
    paths = sorted((options.data / "labelled" / "images").iterdir())[: options.pictures]
    images = [read_picture(str(path)).image for path in paths]
    content, style = encoded(models, images)
    thumbnails = {f"o{n}": thumbnail_bytes(image) for n, image in enumerate(images)}
    likeness = Likeness(thumbnails.get)
    for name, cut, scale, quality in (
        ("copies", 0, 0.75, 75),
        ("cut 2 %", 0.02, 0.667, 60),
        ("cut 5 %", 0.05, 0.667, 60),
    ):
        copies = [again(image, cut=cut, scale=scale, quality=quality) for image in images]
        thumbnails.update({f"{name}{n}": thumbnail_bytes(image) for n, image in enumerate(copies)})
        near = [np.einsum("nd,nd->n", a, b) for a, b in zip((content, style), encoded(models, copies), strict=True)]
        folded = [
            c >= NEAR_CONTENT and s >= NEAR_STYLE and bool(likeness.same(f"o{n}", f"{name}{n}"))
            for n, (c, s) in enumerate(zip(*near, strict=True))
        ]
        print(f"{name}: {np.mean(folded):.3f} folded")
    pairs = np.argwhere(np.triu((content @ content.T >= NEAR_CONTENT) & (style @ style.T >= NEAR_STYLE), 1))
    twins = {int(n) for i, j in pairs if likeness.same(f"o{i}", f"o{j}") for n in (i, j)}
    print(f"false twins: {len(twins)} of {len(images)} pictures")


if __name__ == "__main__":
    main()
