"""The words that the rules know, as data: styles, cues and filler, each a plain text file beside this module.

Small on purpose: what a list cannot hold, the embedded planner has learned.

    is_style("woodblock prints")  # True
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeAlias

from agent.language.tokens import fold, stem

Cue: TypeAlias = Literal["add", "avoid", "more", "less", "drop", "allow"]

_STYLE_ENDING = re.compile(r"\w{3,}(?:ists?|isms?|istic|esque|core|wave|punk)$")
_NO_STYLE = frozenset(
    "tourism heatwave microwave shockwave encore hardcore activist organism metabolism picturesque assist consist"
    " persist resist exist whist twist wrist moist hoist mist artist".split()
)
LONGEST_PHRASE = 4  # words


def _lines(name: str) -> list[str]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def normal(phrase: str) -> str:
    """How phrases are compared: folded, hyphens as spaces, one space between words, none around a slash."""
    return " ".join(fold(phrase).replace("-", " ").split()).replace(" / ", "/")


@lru_cache(maxsize=1)
def styles() -> frozenset[str]:
    """Phrases that name a style, normalised."""
    return frozenset(normal(line) for line in _lines("styles.txt")) | _movements()


@lru_cache(maxsize=1)
def filler() -> frozenset[str]:
    """Words that are nothing to look for."""
    return frozenset(word for line in _lines("filler.txt") for word in line.split())


@lru_cache(maxsize=1)
def edges() -> frozenset[str]:
    """Words that never begin or end a phrase."""
    return frozenset(word for line in _lines("edges.txt") for word in line.split())


@lru_cache(maxsize=1)
def cues() -> tuple[dict[str, Cue], dict[str, Cue]]:
    """Cues that stand before the words they act on, and cues that stand behind them."""
    before: dict[str, Cue] = {}
    behind: dict[str, Cue] = {}
    for line in _lines("cues.txt"):
        action, _, phrase = line.partition(":")
        phrase = phrase.strip()
        target = behind if phrase.startswith("...") else before
        target[phrase.removeprefix("...").strip()] = action  # type: ignore[assignment]  # checked by a test
    return before, behind


@lru_cache(maxsize=1)
def artists() -> frozenset[str]:
    """Names that ask for a look, normalised."""
    return frozenset(normal(line) for line in _lines("artists.txt"))


@lru_cache(maxsize=1)
def demonyms() -> dict[str, str]:
    """Adjectives of places, in lower case, and the places they speak of: "sicilian" -> "Sicily"."""
    return {word: name.strip() for word, _, name in (line.partition(":") for line in _lines("demonyms.txt"))}


@lru_cache(maxsize=16384)
def is_movement(word: str) -> bool:
    """Whether one word before a thing can only say how it is made: "cubist", "brutalist", "baroque"."""
    plain = normal(word)
    if stem(plain) in _NO_STYLE or is_thing(plain):
        return False
    return plain in _movements() or _STYLE_ENDING.fullmatch(plain) is not None


@lru_cache(maxsize=1)
def _things() -> frozenset[str]:
    return frozenset(_lines("things.txt"))


def is_thing(word: str) -> bool:
    """Whether a word, in the singular or plural, can only be something that is shown: "cellists", "theodolite"."""
    plain = normal(word)
    return plain in _things() or stem(plain) in _things()


@lru_cache(maxsize=1)
def _movements() -> frozenset[str]:
    return frozenset(normal(line) for line in _lines("movements.txt"))


@lru_cache(maxsize=16384)
def is_style(phrase: str) -> bool:
    """Whether a phrase says how a picture is made and not what it shows."""
    plain = normal(phrase)
    if plain in styles():
        return True
    words = plain.split()
    if len(words) != 1:
        return False
    return stem(plain) not in _NO_STYLE and not is_thing(plain) and bool(_STYLE_ENDING.fullmatch(plain))
