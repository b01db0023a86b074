"""Is decoding the bottleneck of indexing? Rates of the parts and of the whole, in one run, and their ratios.

Processor time is given beside the clock, because a busy machine stretches only the clock.

    python -m tests.bench.indexing_speed --models hash --count 1000 FOLDER
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PIL.Image import Image

from tests.unit.library.pictures import save
from tools.encoders import load
from tools.encoders.hashing import hash_models
from tools.encoders.protocols import Models
from tools.library import IndexReport, Library, index
from tools.library.decode import decode
from tools.library.thumbnails import thumbnail_bytes
from tools.library.walk import walk

Result = TypeVar("Result")
BATCH = 32


def timed(name: str, count: int, work: Callable[[], Result]) -> tuple[Result, float]:
    """Run a part, print its rates, and return its clock time in seconds."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(f"{name:16} {count / clock:8.1f} pictures/s, {1000 * processor / count:7.2f} ms of processor time each")
    return result, clock


def decode_all(paths: list[str]) -> list[Image]:
    images = []
    for path in paths:
        with open(path, "rb") as file:
            images.append(decode(file, path).image)
    return images


def encode_all(models: Models, images: list[Image]) -> None:
    for start in range(0, len(images), BATCH):
        models.content.encode_images(images[start : start + BATCH])
        models.style.encode_images(images[start : start + BATCH])


def measure(paths: list[str], models: Models) -> None:
    """Decode, thumbnails and encoders alone in one thread, then the whole pipeline over the same files."""
    count = len(paths)
    images, _ = timed("decode", count, lambda: decode_all(paths))
    timed("thumbnails", count, lambda: [thumbnail_bytes(image) for image in images])
    encode_all(models, images[:BATCH])  # loading and warming up is no part of the rate
    _, bare = timed("bare encoders", count, lambda: encode_all(models, images))

    def pipeline() -> IndexReport:
        with tempfile.TemporaryDirectory() as place, Library.create(Path(place) / "library") as library:
            return index(library, paths, models, batch=BATCH)

    _, whole = timed("whole pipeline", count, pipeline)
    print(f"whole pipeline / bare encoders, pictures per second: {bare / whole:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", help="pictures; without any, 12-megapixel JPEGs are made")
    parser.add_argument("--models", choices=("hash", "pocket", "full"), default="hash")
    parser.add_argument("--count", type=int, default=500)
    options = parser.parse_args()
    models = hash_models() if options.models == "hash" else load(options.models)
    with tempfile.TemporaryDirectory() as made:
        if options.folders:
            paths = [seen.path for seen in walk(options.folders).files][: options.count]
        else:
            paths = [str(save(Path(made) / f"{seed}.jpg", seed, size=(4000, 3000))) for seed in range(options.count)]
        measure(paths, models)


if __name__ == "__main__":
    main()
