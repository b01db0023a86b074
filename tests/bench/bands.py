"""How honest are the bands, and which cosines mean "the same picture"? Prints JSON.

    python -m tests.bench.bands --data ../shared/data --pictures 1500

Bands: a library of labelled pictures; every label is asked for in words. A hit is right when it bears that label.
Half of the labels are taken out of the library and asked for as well: nothing of theirs should be called likely.
Duplicates: each picture against a smaller, recompressed and slightly cropped copy, and against its nearest other one.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from agent.plan.query_plan import QueryPlan, Term
from agent.session.compiler import Compiler
from agent.session.examples import ExamplePictures
from tools.encoders import Models, load
from tools.search.duplicates import SAME_CONTENT, SAME_STYLE
from tools.search.engine import search
from tools.search.query import Query, TermQuery
from tools.types import Collection, Float32


def collection(content: Float32, style: Float32) -> Collection:
    n = len(content)
    ids = tuple(f"{i:016x}" for i in range(n))
    empty = np.full(n, np.nan)
    return Collection(ids, ids, content, style, empty, empty, np.full(n, "NaT", "datetime64[s]"), ("",) * n)


def bands(models: Models, rows: list[dict[str, Any]], content: Float32, style: Float32) -> dict[str, Any]:
    """Precision of each band, and how much of what is there the likely and maybe ones hold."""
    labels = [row["label"] for row in rows]
    names = sorted(set(labels))
    random.Random(1).shuffle(names)
    absent, present = set(names[::2]), [n for n, k in Counter(labels).items() if k >= 4]
    keep = [i for i, label in enumerate(labels) if label not in absent]
    pictures = collection(content[keep], style[keep])
    nulls = Compiler(models, ExamplePictures(None)).nulls(QueryPlan(terms=(Term(id="c", text="c"),)))
    right, shown = Counter[str](), Counter[str]()
    held, there = 0, 0
    absent_likely = []
    for name in names:
        if name not in absent and name not in present:
            continue
        vector = models.content.encode_texts([name])[0]
        found = search(Query(terms=(TermQuery("t", vector, "content", 0.7),), limit=200), pictures, nulls)
        if name in absent:
            absent_likely.append(found.counts.likely)
            continue
        there += labels.count(name)
        for hit in found.hits:
            ok = labels[keep[int(hit.image_id, 16)]] == name
            shown[hit.band] += 1
            right[hit.band] += ok
            held += ok and hit.band != "weak"
    return {
        "precision": {band: round(right[band] / max(1, shown[band]), 3) for band in ("likely", "maybe", "weak")},
        "shown_per_query": {band: round(shown[band] / max(1, len(present)), 1) for band in ("likely", "maybe")},
        "recall_likely_or_maybe": round(held / max(1, there), 3),
        "absent_queries": len(absent_likely),
        "absent_with_none_likely": round(float(np.mean(np.array(absent_likely) == 0)), 3),
        "absent_likely_mean": round(float(np.mean(absent_likely)), 2),
    }


def copy_of(image: Image.Image) -> Image.Image:
    """Smaller, recompressed and with two percent cut off each side."""
    w, h = image.size
    cut = image.crop((w // 50, h // 50, w - w // 50, h - h // 50)).resize((max(32, w * 2 // 3), max(32, h * 2 // 3)))
    buffer = io.BytesIO()
    cut.save(buffer, "JPEG", quality=60)
    return Image.open(buffer).convert("RGB")


def duplicates(models: Models, images: list[Image.Image], content: Float32, style: Float32) -> dict[str, Any]:
    """Percentiles of both cosines for true copies, and for each picture's nearest true other."""
    copies = [copy_of(image) for image in images]
    n = len(images)
    c = (models.content.encode_images(copies) * content[:n]).sum(axis=1)
    s = (models.style.encode_images(copies) * style[:n]).sum(axis=1)
    others = content[:n] @ content.T
    np.fill_diagonal(others, -1)
    nearest = others.argmax(axis=1)
    near_style = (style[:n] * style[nearest]).sum(axis=1)
    marks = (1, 5, 50, 95, 99)
    return {
        "copy_content": np.percentile(c, marks).round(3).tolist(),
        "copy_style": np.percentile(s, marks).round(3).tolist(),
        "copies_folded": round(float(((c >= SAME_CONTENT) & (s >= SAME_STYLE)).mean()), 3),
        "pictures_with_a_false_twin": round(
            float(((others >= SAME_CONTENT) & (style[:n] @ style.T >= SAME_STYLE)).any(axis=1).mean()), 4
        ),
        "other_content": np.percentile(others.max(axis=1), marks).round(3).tolist(),
        "other_style": np.percentile(near_style, marks).round(3).tolist(),
        "percentiles": marks,
    }


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--pictures", type=int, default=1500)
    cli.add_argument("--models", default="pocket")
    args = cli.parse_args()
    models = load(args.models)
    rows = [json.loads(line) for line in (args.data / "labelled" / "manifest.jsonl").read_text("utf-8").splitlines()]
    common = [name for name, _ in Counter(row["label"] for row in rows).most_common(120)]
    rows = [row for row in rows if row["label"] in common]
    random.Random(0).shuffle(rows)
    rows = rows[: args.pictures]
    images = [Image.open(args.data / "labelled" / row["file"]).convert("RGB") for row in rows]
    content, style = models.content.encode_images(images), models.style.encode_images(images)
    first = min(150, len(images))
    print(
        json.dumps(
            {
                "pictures": len(rows),
                "bands": bands(models, rows, content, style),
                "duplicates": duplicates(models, images[:first], content, style),
            }
        )
    )


if __name__ == "__main__":
    main()
