"""Features of the training pictures, computed once and stored: minutes for the trunk, seconds for training.

It knows the parts and how many pictures each has, not the training.

    part = load_part(work, "looks"); part.features.shape, part.rows[0].family
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from tools.encoders.pocket.style_features import style_features
from tools.encoders.pocket.trunk import SharedTrunk, load_trunk, working_dtype
from tools.types import Float32
from training.pocket import style_pictures as pictures
from training.pocket.style_large import unpack
from training.pocket.style_pictures import Row, Sample
from training.pocket.style_split import WIDE, side

BATCH = 16
SEED = 20261122
ROUNDING = "rounding"
PARTS = (
    "looks_large",
    "looks_fine",
    "artists",
    "pacs",
    "wikiart",
    "transfers",
    "looks",
    "artists_again",
    "pacs_again",
    "labelled",
)
"""Parts with features and rows; ROUNDING has neither."""


@dataclass(frozen=True)
class Part:
    """`features` float32 (N, FEATURES) and what is known of each picture."""

    features: Float32
    rows: list[Row]


def parts(data: Path, large: Sequence[str]) -> dict[str, Iterator[Sample]]:
    """Name of each part and its pictures, lazily. `large` are paths of large photographs."""
    once, again = range(1), range(1, 2)
    return {
        ROUNDING: _some_of_each(data, large),
        "looks_large": pictures.looks(data, blocks=14, seed=SEED + 1, large=large),
        "artists": pictures.works(data, "artists", views=once, seed=SEED),
        "pacs": pictures.works(data, "pacs", views=once, seed=SEED),
        "wikiart": pictures.works(data, "wikiart", views=once, seed=SEED),
        "transfers": pictures.transfers(data, blocks=5, seed=SEED, keep=lambda row: side(row, WIDE) == ""),
        "looks": pictures.looks(data, blocks=30, seed=SEED),
        "looks_fine": pictures.looks(data, blocks=28, seed=SEED + 3, large=large, fine=True),
        "artists_again": pictures.works(data, "artists", views=again, seed=SEED),
        "pacs_again": pictures.works(data, "pacs", views=again, seed=SEED, every=2),
        "labelled": pictures.works(data, "labelled", views=again, seed=SEED, every=7),
    }


def _some_of_each(data: Path, large: Sequence[str]) -> Iterator[Sample]:
    """Pictures of all kinds, to measure the effect of half precision on their features."""
    yield from pictures.looks(data, blocks=2, seed=SEED + 2, large=large)
    yield from pictures.works(data, "wikiart", views=range(1), seed=SEED, every=30)
    yield from pictures.works(data, "pacs", views=range(1), seed=SEED, every=20)


@torch.inference_mode()
def describe(trunk: SharedTrunk, some: Sequence[Sample]) -> Float32:
    """float32 (n, FEATURES) of some pictures, by the same trunk as the encoder's."""
    tables = [style_features(chunk).numpy() for chunk in trunk.chunks([picture for picture, _ in some])]
    trunk.forget()
    return np.concatenate(tables)


def build_part(samples: Iterator[Sample], path: Path, trunk: SharedTrunk) -> Part:
    """Features of every sample, written to `path` (.npz) as float16."""
    started, features, rows = time.monotonic(), [], []
    while some := list(islice(samples, BATCH)):
        features.append(describe(trunk, some).astype(np.float16))
        rows += [row for _, row in some]
    table = np.concatenate(features)
    np.savez(path, features=table, rows=np.array(json.dumps([asdict(row) for row in rows])))
    print(
        json.dumps({"part": path.stem, "pictures": len(rows), "seconds": round(time.monotonic() - started)}), flush=True
    )
    return Part(table.astype(np.float32), rows)


def build_rounding(samples: Iterator[Sample], path: Path, trunk: SharedTrunk) -> None:
    """Difference of features between the trunk's working precision and float32 for every sample: (N, FEATURES)."""
    exact, added = SharedTrunk(load_trunk()), []
    while some := list(islice(samples, BATCH)):
        added.append(describe(trunk, some) - describe(exact, some))
    np.savez(path, added=np.concatenate(added))


def load_rounding(work: Path) -> Float32:
    """What `build_rounding` wrote."""
    with np.load(work / f"{ROUNDING}.npz") as held:
        return np.asarray(held["added"], dtype=np.float32)


def load_part(work: Path, name: str) -> Part:
    """A part that was built before."""
    with np.load(work / f"{name}.npz") as held:
        rows = [Row(**{**row, "tags": tuple(row["tags"])}) for row in json.loads(str(held["rows"]))]
        return Part(held["features"].astype(np.float32), rows)


def build_all(data: Path, work: Path, package: Path, only: tuple[str, ...] = ()) -> None:
    """Build what is not in `work` yet. `package` holds the large photographs (see `style_large`)."""
    work.mkdir(parents=True, exist_ok=True)
    large = unpack(package, work / "large")
    trunk = SharedTrunk(load_trunk(), dtype=working_dtype())
    for name, samples in parts(data, large).items():
        path = work / f"{name}.npz"
        if not path.exists() and (not only or name in only):
            build = build_rounding if name == ROUNDING else build_part
            build(samples, path, trunk)


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("build/pocket-style"))
    parser.add_argument("--large", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    build_all(chosen.data, chosen.work, chosen.large, tuple(chosen.only))
