"""Features of the training pictures, computed once and kept in a folder: minutes of the trunk, seconds of training.

It knows which parts there are and how many pictures each has, not what is learnt from them.

    part = load_part(work, "looks"); part.features.shape, part.rows[0].family
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from tools.encoders.pocket.pictures import to_batch
from tools.encoders.pocket.style_features import style_features
from tools.encoders.pocket.train import style_pictures as pictures
from tools.encoders.pocket.train.style_pictures import Row, Sample
from tools.encoders.pocket.trunk import Trunk, load_trunk
from tools.types import Float32

BATCH = 16
SEED = 20261122


@dataclass(frozen=True)
class Part:
    """`features` float32 (N, FEATURES) and what is known of each picture."""

    features: Float32
    rows: list[Row]


def parts(data: Path, *, more: bool = False) -> dict[str, Iterator[Sample]]:
    """Name of each part and its pictures, lazily: what the committed weights saw, and `more` that was not tried out."""
    once, again = range(1), range(1, 2)
    found = {
        "looks": pictures.looks(data, blocks=40, seed=SEED),
        "artists": pictures.works(data, "artists", views=once, seed=SEED),
        "pacs": pictures.works(data, "pacs", views=once, seed=SEED),
        "wikiart": pictures.works(data, "wikiart", views=once, seed=SEED),
        "artists_again": pictures.works(data, "artists", views=again, seed=SEED),
        "pacs_again": pictures.works(data, "pacs", views=again, seed=SEED),
    }
    if more:
        found |= {
            "labelled": pictures.works(data, "labelled", views=again, seed=SEED, every=4),
            "looks_again": pictures.looks(data, blocks=60, seed=SEED + 1),
            "wikiart_again": pictures.works(data, "wikiart", views=again, seed=SEED),
            "transfers": pictures.transfers(data, blocks=4, seed=SEED),
        }
    return found


def fast_trunk() -> Trunk:
    """The trunk in bfloat16, channels last: half the time, and the noise of it does training no harm."""
    return load_trunk().to(torch.bfloat16).to(memory_format=torch.channels_last)


@torch.inference_mode()
def describe(trunk: Trunk, some: list[Sample]) -> Float32:
    """float32 (n, FEATURES) of a few pictures."""
    batch = to_batch([picture for picture, _ in some])
    dtype = next(trunk.parameters()).dtype
    maps = trunk.early(batch.to(dtype).contiguous(memory_format=torch.channels_last))
    return style_features(maps, batch).numpy()


def build_part(samples: Iterator[Sample], path: Path, trunk: Trunk) -> Part:
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


def load_part(work: Path, name: str) -> Part:
    """A part that was built before."""
    with np.load(work / f"{name}.npz") as held:
        rows = [Row(**{**row, "tags": tuple(row["tags"])}) for row in json.loads(str(held["rows"]))]
        return Part(held["features"].astype(np.float32), rows)


def build_all(data: Path, work: Path, only: tuple[str, ...] = (), *, more: bool = False) -> None:
    """Build what is not in `work` yet."""
    work.mkdir(parents=True, exist_ok=True)
    trunk = fast_trunk()
    for name, samples in parts(data, more=more or bool(only)).items():
        if not (work / f"{name}.npz").exists() and (not only or name in only):
            build_part(samples, work / f"{name}.npz", trunk)


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("build/pocket-style"))
    parser.add_argument("--only", nargs="*", default=[])
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    build_all(chosen.data, chosen.work, tuple(chosen.only))
