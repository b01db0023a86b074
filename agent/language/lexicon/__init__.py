"""Words by what they name, as data: styles, artists, things, places' adjectives, filler; each list a file beside this.

Small on purpose: what a list cannot hold, the embedded planner has learned. Phrases that say what a message does with
its things are no part of it: they are `agent.language.cues`.

    is_style("woodblock prints")  # True
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.language.tokens import fold, stem
from agent.language.word_list import entries

_STYLE_ENDING = re.compile(r"\w{3,}(?:ists?|isms?|istic|esque|core|wave|punk)$")
LONGEST_PHRASE = 4  # words


def _lines(name: str) -> tuple[str, ...]:
    return entries(__package__, name)


def normal(phrase: str) -> str:
    """How phrases are compared: folded, hyphens as spaces, one space between words, none around a slash."""
    return " ".join(fold(phrase).replace("-", " ").split()).replace(" / ", "/")


@lru_cache(maxsize=1)
def styles() -> frozenset[str]:
    """Phrases that name a style, normalised."""
    return frozenset(normal(line) for line in _lines("styles")) | _movements()


@lru_cache(maxsize=1)
def filler() -> frozenset[str]:
    """Words that are nothing to look for."""
    return frozenset(_lines("filler"))


@lru_cache(maxsize=1)
def edges() -> frozenset[str]:
    """Words that never begin or end a phrase."""
    return frozenset(_lines("edges"))


@lru_cache(maxsize=1)
def artists() -> frozenset[str]:
    """Names that ask for a look, normalised."""
    return frozenset(normal(line) for line in _lines("artists"))


@lru_cache(maxsize=1)
def demonyms() -> dict[str, str]:
    """Adjectives of places, in lower case, and the places they speak of: "sicilian" -> "Sicily"."""
    return {word: name.strip() for word, _, name in (line.partition(":") for line in _lines("demonyms"))}


@lru_cache(maxsize=16384)
def is_movement(word: str) -> bool:
    """Whether one word before a thing can only say how it is made: "cubist", "brutalist", "baroque"."""
    plain = normal(word)
    if stem(plain) in _not_styles() or is_thing(plain):
        return False
    return plain in _movements() or _STYLE_ENDING.fullmatch(plain) is not None


@lru_cache(maxsize=1)
def _things() -> frozenset[str]:
    return frozenset(_lines("things"))


def is_thing(word: str) -> bool:
    """Whether a word, in the singular or plural, can only be something that is shown: "cellists", "theodolite"."""
    plain = normal(word)
    return plain in _things() or stem(plain) in _things()


@lru_cache(maxsize=1)
def _not_styles() -> frozenset[str]:
    return frozenset(_lines("not_styles"))


@lru_cache(maxsize=1)
def _movements() -> frozenset[str]:
    return frozenset(normal(line) for line in _lines("movements"))


@lru_cache(maxsize=16384)
def is_style(phrase: str) -> bool:
    """Whether a phrase says how a picture is made and not what it shows."""
    plain = normal(phrase)
    if plain in styles():
        return True
    words = plain.split()
    if len(words) != 1:
        return False
    return stem(plain) not in _not_styles() and not is_thing(plain) and bool(_STYLE_ENDING.fullmatch(plain))
