"""How long a large library takes to open, and how long its vectors take to be compared with their checksums.

python -m tests.bench.opening_speed --pictures 100000
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from tools.encoders.hashing import hash_models
from tools.library import Library
from tools.library.catalogue import PictureRow
from tools.library.facts import Facts
from tools.library.verification import vectors_crc
from tools.library.walk import SeenFile
from tools.types import Float32

STEP = 10_000


def unit_rows(rng: np.random.Generator, count: int) -> Float32:
    rows = rng.standard_normal((count, 512)).astype(np.float32)
    unit: Float32 = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def fill(library: Library, pictures: int) -> None:
    """A library of random vectors: opening depends on their number alone. No thumbnails are made."""
    rng = np.random.default_rng(1)
    with library.writing() as writer:
        writer.use(hash_models())
        for first in range(0, pictures, STEP):
            content, style = unit_rows(rng, STEP), unit_rows(rng, STEP)
            writer.stores["content"].append(content)
            writer.stores["style"].append(style)
            ids = [f"{number:016x}" for number in range(first, first + STEP)]
            crcs = map(vectors_crc, content, style)
            rows = [
                PictureRow(image_id, first + i, crc, 1, 4000, 3000, "JPEG", Facts())
                for i, (image_id, crc) in enumerate(zip(ids, crcs, strict=True))
            ]
            with writer.catalogue.transaction():
                writer.catalogue.put_pictures(rows)
                writer.catalogue.put_files((SeenFile(f"/p/{i[:13]}/{i}.jpg", 1, 1, 1, 1), i) for i in ids)
                writer.catalogue.set_meta("next_row", str(first + STEP))
                writer.catalogue.bump_version()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        with Library.create(Path(place, "library")) as library:
            fill(library, options.pictures)
        for _ in range(3):
            started = time.perf_counter()
            with Library.open(Path(place, "library")) as library:
                library.collection()
                opened = time.perf_counter()
                found = library.verified_collection()
                compared = time.perf_counter()
            print(
                f"{len(found):,} pictures: opened in {opened - started:.2f} s, compared in {compared - opened:.2f} s,"
                f" {found.damaged} damaged"
            )


if __name__ == "__main__":
    main()
