"""Which words are true of which training picture: 1 true, 0 false, -1 not known.

It combines the sets' labels with general facts (similar looks, an artist's movements) and with the pixels (a picture
without colour is black and white whatever its label). No network.

    table = label_table(rows, features); table.truth[picture, concept]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.encoders.pocket.style_features import LAYER_NUMBERS
from tools.encoders.pocket.style_pixels import TONE_BINS
from tools.types import Float32
from training.pocket.style_artists import KIN
from training.pocket.style_looks import TONES
from training.pocket.style_pictures import Row
from training.pocket.style_words import (
    ARTIST_FORMS,
    LOOK_FORMS,
    LOOKS,
    MOVEMENT_FORMS,
    MOVEMENTS,
    phrases,
    related,
)

Truth = npt.NDArray[np.int8]

FAUVES = {"Henri Matisse"}
"""Artists labelled impressionists in `artists`, although their works there and in `wikiart` are not."""

MOVEMENT_NAMES = {
    "Primitivism": "Naive Art Primitivism",
    "Muralism": "Social Realism",
}
"""Labels of `artists` that have another name here."""

NEAR = {
    "Post-Impressionism": ("Impressionism", "Pointillism", "Fauvism", "Symbolism"),
    "Impressionism": ("Post-Impressionism", "Pointillism"),
    "Expressionism": ("Fauvism", "Symbolism"),
    "Abstractionism": ("Abstract Expressionism", "Minimalism", "Cubism", "Neoplasticism"),
    "Neoplasticism": ("Minimalism", "Abstractionism"),
    "Baroque": ("Rococo", "Mannerism"),
    "Pointillism": ("Post-Impressionism",),
    "Minimalism": ("Neoplasticism", "Abstractionism"),
    "Surrealism": ("Abstractionism",),
}
"""Movement -> movements whose pictures are not clearly outside it."""

NEVER_ART = {"photo", "pixelated", "screen_lines", "neon", "inverted", "edges", "blurred", "motion_blurred"}
GREY_ONLY = {"gray", "pencil", "sketch", "contour", "charcoal", "sepia", "threshold"}
NOT_SURELY_PAINTED = {"Ukiyo e", "Minimalism", "Pop Art"}
PACS_TRUE = {
    "photo": {"photo"},
    "art_painting": {"painting"},
    "cartoon": {"cartoon"},
    "sketch": {"sketch", "pencil", "contour"},
}
PACS_MAYBE = {
    "photo": set(TONES),
    "art_painting": {"painterly", "brush_strokes", "watercolour", "canvas", "sepia", "muted", "vivid"},
    "cartoon": {
        "cartoon_filter",
        "pop_art",
        "posterised",
        "few_colours",
        "vivid",
        "sketch",
        "threshold",
        "watercolour",
    },
    "sketch": {"edges", "gray", "charcoal", "woodcut", "threshold", "chalk", "high_key", "hard_contrast", "cartoon"},
}


@dataclass(frozen=True)
class Concept:
    """A style concept and its phrases. `group` is look, movement, artist or kin."""

    name: str
    group: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class LabelTable:
    """`truth` int8 (N, C): rows are pictures, columns `concepts`."""

    concepts: tuple[Concept, ...]
    truth: Truth


def without_colour(features: Float32) -> npt.NDArray[np.float32]:
    """Share of pixels without colour, float32 (N,): the lowest three bins of colour's strength."""
    start = LAYER_NUMBERS + TONE_BINS + 2
    return np.asarray((features[:, start : start + 3] ** 2).sum(1), dtype=np.float32)


def movements_of(row: Row) -> set[str]:
    """The movements a picture is labelled with, by the names used here."""
    if row.artist in FAUVES:
        return {"Fauvism"}
    named = {MOVEMENT_NAMES.get(tag, tag) for tag in row.tags}
    return named & set(MOVEMENTS)


def make_concepts(rows: Sequence[Row]) -> tuple[Concept, ...]:
    """All looks, media and movements, the artists in `rows`, and the kin that have no pictures there."""
    artists = sorted({row.artist for row in rows if row.kind in ("artists", "wikiart")})
    found = [Concept(name, "look", _filled(phrases(name), LOOK_FORMS)) for name in LOOKS]
    found += [Concept(name, "movement", _filled(phrases(name), MOVEMENT_FORMS)) for name in MOVEMENTS]
    found += [Concept(name, "artist", _signed(name, 10)) for name in artists]
    found += [Concept(name, "kin", _signed(name, 5)) for name in KIN if name not in artists]
    return tuple(found)


def _signed(name: str, forms: int) -> tuple[str, ...]:
    """The name in that many forms, and its last part, where it is distinctive, in the first few."""
    last = name.split(" ")[-1].strip("()")
    alone = _filled([last], ARTIST_FORMS[:3]) if len(last) > 4 and last != name and name[0].isupper() else ()
    return _filled([name], ARTIST_FORMS[:forms]) + alone


def _filled(names: Sequence[str], forms: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.format(name) for name in names for form in forms))


def label_table(rows: Sequence[Row], features: Float32) -> LabelTable:
    """What is true of each picture. Style transfers are left unknown throughout."""
    concepts = make_concepts(rows)
    column = {(c.group, c.name): i for i, c in enumerate(concepts)}
    grey = without_colour(features)
    truth = np.zeros((len(rows), len(concepts)), dtype=np.int8)
    for number, row in enumerate(rows):
        if row.kind == "transfer":
            truth[number] = -1
            continue
        true, maybe = _known(row, float(grey[number]))
        for mark, names in ((-1, maybe), (1, true)):
            for name in names:
                for group in ("look", "movement", "artist", "kin"):
                    if (group, name) in column:
                        truth[number, column[group, name]] = mark
    return LabelTable(concepts, truth)


def _known(row: Row, grey: float) -> tuple[set[str], set[str]]:
    """Concepts that are true of a picture, and uncertain ones."""
    if row.kind == "look":
        true, maybe = related(row.family)
        if row.family == "plain":
            maybe = set(TONES) - {"gray", "sepia"}
    elif row.kind in ("artists", "wikiart"):
        true, maybe = _art(row, grey)
    elif row.kind == "labelled":
        true, maybe = {"photo"}, set(TONES) - {"gray", "sepia"}
        if grey <= 0.97 and "grey" in row.tags:  # tinted or half coloured: unknown
            maybe |= {"gray", "sepia"}
    elif row.kind == "pacs":
        style = row.tags[0].removeprefix("pacs:")
        true, maybe = PACS_TRUE[style], PACS_MAYBE[style]
        maybe = maybe | (set(MOVEMENTS) | set(KIN) if style == "art_painting" else set())
    else:
        true, maybe = {"photo"}, set(TONES) - {"gray"}
    if grey > 0.97 and row.kind in ("pacs", "labelled") and "pacs:sketch" not in row.tags:
        # a drawing without colour may count as black and white: unknown, else drawings rank before photographs
        true, maybe = true | {"gray"}, maybe | {"gray_film", "old_photo"}
    if grey > 0.97 and row.kind == "look" and row.family in (*TONES, "painterly", "canvas", "glowing"):
        true = true | {"gray"}
    return true, maybe - true


def _art(row: Row, grey: float) -> tuple[set[str], set[str]]:
    movements = movements_of(row)
    true = movements | {row.artist} | {name for name, kin in KIN.items() if movements & set(kin)}
    maybe = {near for movement in movements for near in NEAR.get(movement, ())}
    maybe |= set(LOOKS) - NEVER_ART - (GREY_ONLY if grey < 0.3 else set())
    if not movements & NOT_SURELY_PAINTED and grey < 0.9:
        true |= {"painting"}
    if "Pop Art" in movements:
        true |= {"pop_art"}
    return true, maybe - true
