"""`train style`: from the data folder to the committed style weights.

Features of the training pictures are computed once into a work folder (most of the time); fitting takes minutes. The
test side stays unseen; `python -m tests.bench.style` measures on it.

    python -m training.pocket style --data ../shared/data
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from tools.encoders.pocket.store import weights_file, write_packed
from tools.encoders.pocket.style import FILE
from tools.encoders.pocket.text import TextTower
from tools.types import Float32
from training.pocket.style_artist_whitening import Training
from training.pocket.style_cache import PARTS, build_all, load_part, load_rounding
from training.pocket.style_fit import Settings, fit
from training.pocket.style_labels import LabelTable, label_table
from training.pocket.style_pictures import Row
from training.pocket.style_split import COMMITTED, WIDE, Split, side

BLOCKS_A_PART = 1000  # block numbers of one part are kept apart from the next part's


def main(data: Path, rest: list[str]) -> None:
    """Build what is missing of the cache, fit, and write the weights."""
    parser = argparse.ArgumentParser(prog="train style", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/pocket-style"), help="folder of the feature cache")
    parser.add_argument("--out", type=Path, default=weights_file(FILE))
    parser.add_argument("--steps", type=int, default=Settings.steps)
    parser.add_argument("--split", choices=["committed", "wide"], default="committed")
    parser.add_argument("--large", type=Path, required=True, help="Debian's gcompris-qt-data, unpacked (style_large)")
    chosen = parser.parse_args(rest)
    started = time.monotonic()
    build_all(data, chosen.work, chosen.large)
    built = time.monotonic()
    features, rows = load_all(chosen.work)
    split = WIDE if chosen.split == "wide" else COMMITTED
    training = training_side(features, rows, split, rounding=load_rounding(chosen.work))
    sentences = sentence_vectors(training.table, chosen.work)
    heads = fit(training, sentences, settings=Settings(steps=chosen.steps))
    write_packed(chosen.out, heads.state_dict())
    told = {
        "pictures": len(training.rows),
        "minutes_of_features": round((built - started) / 60, 1),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "file": str(chosen.out),
    }
    print(json.dumps(told))


def load_all(work: Path) -> tuple[Float32, list[Row]]:
    """Features and rows of every part that the recipe names, block numbers made unique."""
    tables, rows = [], []
    for number, name in enumerate(PARTS):
        part = load_part(work, name)
        tables.append(part.features)
        rows += [replace(r, block=r.block + number * BLOCKS_A_PART) if r.block >= 0 else r for r in part.rows]
    return np.concatenate(tables), rows


def training_side(features: Float32, rows: Sequence[Row], split: Split, *, rounding: Float32) -> Training:
    """Everything not held out, with its truth table; the constant part of bfloat16 rounding is removed."""
    kept = [i for i, row in enumerate(rows) if side(row, split) == ""]
    mine, table = [rows[i] for i in kept], features[kept] - rounding.mean(0)
    return Training(table, mine, label_table(mine, table), rounding)


def sentence_vectors(table: LabelTable, work: Path) -> dict[str, Float32]:
    """A sentence vector of every text of every concept, kept in the work folder."""
    texts = list(dict.fromkeys(text for concept in table.concepts for text in concept.texts))
    held = work / "sentences.npz"
    if held.exists():
        with np.load(held) as old:
            if list(old["texts"]) == texts:
                return dict(zip(texts, old["vectors"], strict=True))
    torch.set_num_threads(1)
    vectors = TextTower.load().sentences(texts)
    np.savez(held, texts=np.array(texts), vectors=vectors)
    return dict(zip(texts, vectors, strict=True))
