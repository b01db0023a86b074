"""The full set's style design, measured on real VAE features: which layers, how much calming, what words find.

A distilled VAE encoder stands in for Stable Diffusion's, the pocket text tower for its text encoder, and the pocket
style encoder for CLIP as the model that ranks pictures for style words (`--noise` makes it as weak as CLIP is at that).
Prints JSON, asserts nothing. Features are computed once into `--cache` (2,240 pictures, ten to thirty minutes on one
core; a set that is there is not computed again).

    python -m tests.bench.full_style --shared ../shared --cache /tmp/full_style
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from operator import eq, ne
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance, ImageFilter

from tests.bench.distilled_vae import DistilledVae
from tools.encoders.full.bank import style_phrases
from tools.encoders.full.reference import reference_pictures, treat
from tools.encoders.full.style_map import Bank, Gallery, fit_map, prototypes_of
from tools.encoders.full.style_space import SHRINKAGE, StyleSpace, fit_space
from tools.types import Float32

PHOTOGRAPHS, PAINTINGS = 60, 700
LOOKS = ("plain", "grey", "drawing", "flat", "pixels", "warm")
NEW_LOOKS = (0, 4, 5)  # plain, and the two that no reference picture has
ABSENT = ("a photograph taken by night", "passport photo", "x-ray", "pixel art", "comic strip", "blueprint")
Rows = npt.NDArray[Any]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--noise", type=float, nargs="*", default=[0.0, 4.0, 6.0])
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    bench = _Bench(arguments.shared, arguments.cache)
    found: dict[str, Any] = {f"shrinkage {value:g}": bench.space_scores(value) for value in (1e6, 0.3, 0.1, 0.03, 0.01)}
    for name, _ in bench.vae.layers:
        found[f"only {name}"] = bench.space_scores(SHRINKAGE, keep=partial(eq, name))
        found[f"without {name}"] = bench.space_scores(SHRINKAGE, keep=partial(ne, name))
    for noise in arguments.noise:
        found[f"words, noise {noise:g}"] = bench.word_scores(noise)
        found[f"coherence, noise {noise:g}"] = bench.coherences(noise)
    print(json.dumps(found, indent=1))


class _Bench:
    def __init__(self, shared: Path, cache: Path) -> None:
        self.data, self.cache = shared / "data", cache
        self.vae = DistilledVae.load(shared / "weights/taef2_encoder.pth")
        self.pacs = self._rows("pacs")
        self.art = _some(self._rows("wikiart"), PAINTINGS)
        pictures, self.reference_looks = reference_pictures()
        self.reference = self._kept("reference", lambda: self.vae.measure(pictures))
        self.pacs_statistics = self._kept("pacs", lambda: self.vae.measure(self._open("pacs", self.pacs)))
        self.looks_statistics = self._kept("looks", lambda: self.vae.measure(self._treated()))
        self.art_statistics = self._kept("wikiart", lambda: self.vae.measure(self._open("wikiart", self.art)))

    def space_scores(self, shrinkage: float, *, keep: Callable[[str], bool] = lambda _: True) -> dict[str, float]:
        """PACS: the same style among other contents, and the content that leaks; looks triples, all and new looks."""
        space, columns = self._space(shrinkage, keep)
        pacs = space.project(self.pacs_statistics[:, columns])
        styles, contents = (np.array([row[key] for row in self.pacs]) for key in ("style", "content"))
        looks = space.project(self.looks_statistics[:, columns]).reshape(PHOTOGRAPHS, len(LOOKS), -1)
        return {
            "pacs_style_p5": _precision(pacs, styles, contents),
            "pacs_content_leak_p5": _precision(pacs, contents, styles),
            "looks_triples": _triples(looks),
            "new_looks_triples": _triples(looks[:, NEW_LOOKS]),
        }

    def word_scores(self, noise: float) -> dict[str, Any]:
        """WikiArt's ten styles by their names: the ranking model alone, and the map, at several sizes of the bank."""
        from tools.encoders.pocket.text import TextTower

        ranker, ranked = self._ranked(noise)
        tower = TextTower.load()
        names = sorted({row["style"] for row in self.art})
        labels = np.array([names.index(row["style"]) for row in self.art])
        asked = [name.lower() for name in names]
        space, columns = self._space(SHRINKAGE, lambda _: True)
        pictures = space.project(self.art_statistics[:, columns])
        found: dict[str, Any] = {"ranker": _finds(ranked @ ranker.encode_texts(asked).T, labels)}
        phrases = style_phrases()
        for size in (50, 100, 200, len(phrases)):
            some = [phrases[number] for number in np.random.default_rng(0).permutation(len(phrases))[:size]]
            bank = Bank(tower.sentences(some), ranker.encode_texts(some))
            fit = fit_map(Gallery(ranked, pictures), bank, pictures=len(pictures))
            placed = fit.place(tower.sentences(asked), ranker.encode_texts(asked))
            scores = _finds(pictures @ placed.T, labels)
            found[f"bank {size}"] = scores | {
                "agreement": round(fit.agreement, 3),
                "coherence": round(fit.coherence, 3),
            }
        return found

    def coherences(self, noise: float) -> dict[str, Any]:
        """A phrase's own coherence against how well its prototype finds (average precision), for WikiArt's ten styles;
        and the coherence of phrases that no picture of this library is in."""
        ranker, ranked = self._ranked(noise)
        space, columns = self._space(SHRINKAGE, lambda _: True)
        pictures = space.project(self.art_statistics[:, columns])
        gallery, bank = Gallery(ranked, pictures), ranker.encode_texts(style_phrases())
        names = sorted({row["style"] for row in self.art})
        labels = np.array([names.index(row["style"]) for row in self.art])
        prototypes, coherence = prototypes_of(gallery, ranker.encode_texts([name.lower() for name in names]), bank)
        scores = pictures @ prototypes.T
        found = [_average_precision(scores[:, one], labels == one) for one in range(len(names))]
        _, of_bank = prototypes_of(gallery, bank, bank)
        _, absent = prototypes_of(gallery, ranker.encode_texts(list(ABSENT)), bank)
        rows = zip(names, coherence, found, strict=True)
        return {
            "styles": {name: [round(float(own), 3), round(float(ap), 3)] for name, own, ap in rows},
            "bank_deciles": [round(float(value), 3) for value in np.quantile(of_bank, np.linspace(0, 1, 11))],
            "absent": dict(zip(ABSENT, [round(float(value), 3) for value in absent], strict=True)),
        }

    def _ranked(self, noise: float) -> tuple[Any, Float32]:
        """The ranking model, and its vectors of the paintings with that much noise."""
        from tools.encoders.pocket.style import PocketStyle

        ranker = PocketStyle.load()
        ranked = self._kept("ranked", lambda: ranker.encode_images(self._open("wikiart", self.art)))
        draw = np.random.default_rng(1)
        ranked = ranked + noise * draw.standard_normal(ranked.shape) / np.sqrt(ranked.shape[1])
        return ranker, (ranked / np.linalg.norm(ranked, axis=1, keepdims=True)).astype(np.float32)

    def _space(self, shrinkage: float, keep: Callable[[str], bool]) -> tuple[StyleSpace, Rows]:
        columns, layers, end = [], [], 0
        for name, span in self.vae.layers:
            if keep(name):
                columns.append(np.arange(span.start, span.stop))
                layers.append((name, slice(end, end + span.stop - span.start)))
                end = layers[-1][1].stop
        chosen = np.concatenate(columns)
        return fit_space(self.reference[:, chosen], self.reference_looks, layers, shrinkage=shrinkage), chosen

    def _kept(self, name: str, compute: Callable[[], Float32]) -> Float32:
        file = self.cache / f"{name}.npy"
        if not file.is_file():
            np.save(file, compute())
        kept: Float32 = np.load(file).astype(np.float32)
        return kept

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.data / name / "manifest.jsonl").read_text().splitlines()]

    def _open(self, name: str, rows: Sequence[dict[str, Any]]) -> list[Image.Image]:
        return [Image.open(self.data / name / row["file"]).convert("RGB") for row in rows]

    def _treated(self) -> list[Image.Image]:
        held = [row for row in self._rows("flickr8k") if row["split"] == "dev"][:PHOTOGRAPHS]
        return [_look(photograph, look) for photograph in self._open("flickr8k", held) for look in LOOKS]


def _look(photograph: Image.Image, look: str) -> Image.Image:
    if look == "pixels":
        return photograph.resize((28, 28), Image.Resampling.BILINEAR).resize((224, 224), Image.Resampling.NEAREST)
    if look == "warm":
        toned = np.clip(np.asarray(photograph, dtype=float) * [1.15, 0.95, 0.7], 0, 255).astype(np.uint8)
        return ImageEnhance.Contrast(Image.fromarray(toned)).enhance(1.3).filter(ImageFilter.GaussianBlur(1.5))
    return treat(photograph, look)


def _some(rows: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return [rows[number] for number in sorted(np.random.default_rng(0).permutation(len(rows))[:count])]


def _precision(rows: Float32, wanted: Rows, excluded: Rows) -> float:
    """Share of each picture's first five that have its label, pictures that share its other label left out."""
    near = rows @ rows.T
    near[excluded[:, None] == excluded[None]] = -9.0
    first = np.argsort(-near, axis=1)[:, :5]
    return round(float((wanted[first] == wanted[:, None]).mean()), 3)


def _triples(rows: Float32) -> float:
    """Share of (photograph, look): nearer to the same look of another photograph than to another look of itself."""
    near = np.einsum("iad,jbd->iajb", rows, rows)
    right = []
    for picture in range(rows.shape[0]):
        for look in range(rows.shape[1]):
            same = np.delete(near[picture, look, :, look], picture)
            other = np.delete(near[picture, look, picture, :], look)
            right.append((same[:, None] > other[None]).mean())
    return round(float(np.mean(right)), 3)


def _finds(scores: Rows, labels: Rows) -> dict[str, float]:
    """`scores` (N, T) of texts that are the labels 0..T-1, in order."""
    precisions, tens = [], []
    for text in range(scores.shape[1]):
        precisions.append(_average_precision(scores[:, text], labels == text))
        tens.append((labels == text)[np.argsort(-scores[:, text])][:10].mean())
    standard = (scores - scores.mean(0)) / scores.std(0)
    found = {"map": np.mean(precisions), "p10": np.mean(tens), "top1": (standard.argmax(1) == labels).mean()}
    return {name: round(float(value), 3) for name, value in found.items()}


def _average_precision(scores: Rows, right: Rows) -> float:
    ranks = np.flatnonzero(right[np.argsort(-scores)]) + 1
    return float((np.arange(1, len(ranks) + 1) / ranks).mean())


if __name__ == "__main__":
    main()
