"""How fast the pocket set is on this machine, as rates and as ratios to the bare trunk. Prints JSON, asserts nothing.

python -m tests.bench.encoder_speed --data ../shared/data
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from tools.encoders import load
from tools.encoders.pocket.content import PocketContent
from tools.encoders.pocket.content_files import read_content
from tools.encoders.pocket.picture_squares import to_batch
from tools.encoders.pocket.store import weights_file
from tools.encoders.pocket.text import TextTower
from tools.encoders.pocket.trunk import CHUNK, SharedTrunk, load_trunk
from tools.types import Float32

COUNT = 64


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """The best of some tries: other work on the machine only ever adds time."""
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def with_precision(dtype: torch.dtype) -> PocketContent:
    """A content encoder of its own in that precision."""
    trunk = load_trunk()
    picture, text = read_content(weights_file("content.safetensors"), trunk)
    return PocketContent(SharedTrunk(trunk, dtype=dtype), TextTower.load(), picture, text, name=str(dtype))


def agreement(images: list[Image.Image]) -> float:
    """The lowest cosine between float32 and bfloat16 vectors of the same pictures."""
    full, half = (with_precision(dtype).encode_images(images) for dtype in (torch.float32, torch.bfloat16))
    return float((full * half).sum(1).min())


def bare(trunk: SharedTrunk, images: list[Image.Image]) -> None:
    """The trunk alone, as it came: what a single forward costs at least."""
    with torch.inference_mode():
        for start in range(0, len(images), CHUNK):
            x = to_batch(images[start : start + CHUNK]).contiguous(memory_format=torch.channels_last)
            trunk.trunk.late(trunk.trunk.early(x)[14])


def both(models: object, images: list[Image.Image]) -> tuple[Float32, Float32]:
    """Content and style of pictures that neither has seen yet."""
    fresh = [image.copy() for image in images]
    return models.content.encode_images(fresh), models.style.encode_images(fresh)  # type: ignore[attr-defined]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    known = parser.parse_args()
    files = sorted((known.data / "flickr8k" / "images").iterdir())[:COUNT]
    images = [Image.open(file).convert("RGB") for file in files]
    began = time.perf_counter()
    models = load("pocket")
    loaded = time.perf_counter() - began
    trunk = SharedTrunk.load()
    texts = ["a harbour", "two dogs play in the snow", "a man in a red jacket climbs a steep rock above the sea"]
    bare(trunk, images[:CHUNK])
    both(models, images[:CHUNK])
    times = {
        "bare_trunk": seconds(lambda: bare(trunk, images)),
        "both_channels": seconds(lambda: both(models, images)),
    }
    text_s = {
        name: seconds(lambda e=encoder: [e.encode_texts([t]) for t in texts], 5) / len(texts)  # type: ignore[misc]
        for name, encoder in (("content", models.content), ("style", models.style))
    }
    print(
        json.dumps(
            {
                "threads": torch.get_num_threads(),
                "dtype": str(trunk.dtype),
                "load_s": round(loaded, 2),
                "pictures_per_s": {name: round(COUNT / spent, 1) for name, spent in times.items()},
                "both_channels_over_bare_trunk": round(times["both_channels"] / times["bare_trunk"], 2),
                "text_ms": {name: round(spent * 1e3, 1) for name, spent in text_s.items()},
                "float32_bfloat16_lowest_cosine": round(agreement(images), 5),
                "rows_unit_norm": bool(
                    np.allclose(np.linalg.norm(models.content.encode_images(images), axis=1), 1, atol=1e-3)
                ),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
