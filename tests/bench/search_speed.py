"""Is search as fast as memory? One plan's steps beside one pass over the vectors that it must read, in one run.

The library is synthetic (clustered vectors, bursts, positions, dates) and built through the product's own writer. The
plan has six terms, one of them avoided, a place, dates and an example; the step is search alone, without models. The
last line holds the ratios.

    python -m tests.bench.search_speed --pictures 100000 --json
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from tools.encoders.hashing import hash_models
from tools.geo.resolver import resolve
from tools.library import Library
from tools.library.facts import Facts, FactValue, Reading, settle
from tools.library.walk import SeenFile
from tools.library.writer import NewPicture, Writer
from tools.null_texts import NullTexts
from tools.search.engine import search
from tools.search.query import LikeQuery, PlaceQuery, Query, TermQuery
from tools.types import CHANNELS, Collection, DateSpan, Float32

DIM = 512
BATCH = 4096
CLUSTERS = 200
PAGE = 60
REPEATS = 7


def unit(rows: Float32) -> Float32:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)


def drawn(rng: np.random.Generator, centres: Float32, count: int, *, bursts: float) -> Float32:
    """Vectors around centres; a share of them are the next frame of the one before."""
    rows = centres[rng.integers(0, len(centres), count)] + 0.06 * rng.standard_normal((count, DIM), dtype=np.float32)
    for row in np.flatnonzero(rng.random(count) < bursts):
        rows[row] = rows[row - 1] + 0.002 * rng.standard_normal(DIM, dtype=np.float32)
    return unit(rows)


def build(folder: Path, count: int, *, bursts: float, seed: int = 0) -> None:
    """A library of `count` pictures, in the batches of an index run."""
    rng = np.random.default_rng(seed)
    centres = {
        channel: unit(0.03 + 0.08 * rng.standard_normal((CLUSTERS, DIM), dtype=np.float32)) for channel in CHANNELS
    }
    Library.create(folder).close()
    models = hash_models()
    with Writer(folder) as writer:
        writer.use(models)
        for first in range(0, count, BATCH):
            numbers = range(first, min(first + BATCH, count))
            vectors = {c: drawn(rng, centres[c], len(numbers), bursts=bursts) for c in CHANNELS}
            pictures = [NewPicture(f"{i:016x}", 1000, 640, 480, "JPEG", facts(i, rng), b"") for i in numbers]
            files = [(SeenFile(f"/photos/{i // 500}/{i}.jpg", 1000, 0, i), f"{i:016x}") for i in numbers]
            writer.commit(pictures, content=vectors["content"], style=vectors["style"], files=files)


def facts(number: int, rng: np.random.Generator) -> Facts:
    """A date for all, a position in Europe for two in three."""
    moment = datetime(2005, 1, 1) + timedelta(minutes=number * 127 % 9_000_000)
    values: dict[str, FactValue] = {"taken_at": moment.isoformat(timespec="seconds")}
    if number % 3:
        values["position"] = (float(rng.uniform(35, 60)), float(rng.uniform(-5, 25)))
    reading = Reading("exif", values)
    return settle([reading], embedded=[reading])


def plan(collection: Collection) -> Query:
    """Six terms in both channels, one avoided; a place, dates, an example; the first page."""
    rng = np.random.default_rng(1)

    def term(number: int, channel: str, weight: float) -> TermQuery:
        row = collection.vectors(channel)[int(rng.integers(len(collection)))]  # type: ignore[arg-type]
        vector = unit(row + 0.05 * rng.standard_normal(DIM, dtype=np.float32))
        return TermQuery(f"t{number}", vector, channel, weight)  # type: ignore[arg-type]

    weights = (("content", 0.8), ("content", 0.5), ("content", 0.4), ("content", -0.6), ("style", 0.5), ("style", 0.3))
    example = len(collection) // 2
    place = resolve("Switzerland")
    assert place is not None
    return Query(
        terms=tuple(term(number, channel, weight) for number, (channel, weight) in enumerate(weights)),
        place=PlaceQuery(place, 100.0, 0.6),
        dates=DateSpan(date(2006, 1, 1), date(2019, 12, 31)),
        like=(LikeQuery({c: collection.vectors(c)[example] for c in CHANNELS}, 0.5, image_id=f"{example:016x}"),),
        limit=PAGE,
    )


def moved(query: Query, step: int) -> Query:
    """The same plan with a slider elsewhere, never where it was before."""
    first = replace(query.terms[0], weight=0.8 - 0.01 * (step + 1))
    return replace(query, terms=(first, *query.terms[1:]))


def seconds(work: Callable[[int], object], repeats: int = REPEATS) -> float:
    """The median of several runs."""
    took = []
    for step in range(repeats):
        start = time.perf_counter()
        work(step)
        took.append(time.perf_counter() - start)
    return float(np.median(took))


def measure(collection: Collection) -> dict[str, float]:
    query = plan(collection)
    nulls = {
        c: NullTexts.of(unit(np.random.default_rng(2).standard_normal((64, DIM), dtype=np.float32))) for c in CHANNELS
    }
    vector = query.terms[0].vector
    one_pass = seconds(lambda _: [np.dot(collection.vectors(c), vector) for c in CHANNELS])
    first = seconds(lambda _: search(query, collection, nulls), repeats=1)
    slider = seconds(lambda step: search(moved(query, step), collection, nulls))
    pages = seconds(lambda step: search(replace(query, limit=PAGE * (2 + step)), collection, nulls), repeats=3)
    terms = iter(range(REPEATS))
    new_terms = seconds(
        lambda _: search(with_other_term(query, collection, next(terms)), collection, nulls), repeats=REPEATS
    )
    deep = seconds(lambda _: search(replace(query, limit=1000), collection, nulls), repeats=1)
    found = search(query, collection, nulls)
    again = seconds(lambda _: [np.dot(collection.vectors(c), vector) for c in CHANNELS])
    base = (one_pass + again) / 2
    return {
        "pictures": len(collection),
        "pass_ms": 1000 * base,
        "ratio_to_pass": slider / base,
        "ratio_first": first / base,
        "ratio_next_page": pages / base,
        "ratio_new_term": new_terms / base,
        "limit_1000_ms": 1000 * deep,
        "hits": len(found.hits),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def with_other_term(query: Query, collection: Collection, step: int) -> Query:
    """The plan with one wanted term that was never asked before."""
    noise = np.random.default_rng(100 + step).standard_normal(DIM, dtype=np.float32)
    other = TermQuery("new", unit(collection.content[step] + 0.05 * noise), "content", 0.5)
    return replace(query, terms=(*query.terms[:5], other))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument(
        "--bursts", type=float, default=0.1, help="share of pictures that are the next frame of a burst"
    )
    parser.add_argument("--library", type=Path, help="kept there, and used again if it is there already")
    parser.add_argument("--json", action="store_true", help="the last line alone")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.library or Path(scratch) / "library"
        if not folder.exists():
            build(folder, arguments.pictures, bursts=arguments.bursts)
        with Library.open(folder) as library:
            measured = measure(library.collection())
    if not arguments.json:
        for name, value in measured.items():
            print(f"{name:16} {value:10.2f}")
    print(json.dumps({name: round(value, 3) for name, value in measured.items()}))


if __name__ == "__main__":
    main()
