"""How names of places are written, brought to one form: case, accents, punctuation, "St.", leading words.

Knows no place. The build folds the names it stores with the same function that folds what people ask for.

    fold("Val-d'Isère") == "val disere"
"""

from __future__ import annotations

import re
import unicodedata

LEADING_WORDS = frozenset(
    "in near around at from of to the within inside by along across on over toward towards off through "
    "throughout somewhere anywhere nearby visiting".split()
)
"""Words before a place that are no part of its name."""

_LIGATURES = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_APOSTROPHES = re.compile(r"['’‘`´ʻʼʹ′·]")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "mtn": "mountain", "ft": "fort", "natl": "national"}
_SPACES = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")


def fold(text: str) -> str:
    """The form by which names are compared: no case, no accents, single spaces, "st" and "mt" written out."""
    text = _INITIALS.sub(lambda initials: initials.group().replace(".", ""), text)
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())  # "🄐" is a capital letter
    text = "".join(character for character in text if not unicodedata.combining(character)).translate(_LIGATURES)
    words = _SPACES.sub(" ", _APOSTROPHES.sub("", text)).split()
    if len(words) > 1:
        words = [_SHORT.get(word, word) for word in words]
    return " ".join(words)


def without_lead(text: str) -> str:
    """The text without its leading prepositions and articles: "in the Alps" -> "Alps"."""
    words = text.strip(' \t\r\n,.;:!?"“”()').split()
    while words and words[0].casefold() in LEADING_WORDS:
        words = words[1:]
    return " ".join(words)


def is_capitalised(text: str) -> bool:
    """Whether it is written as a name is: a word of it starts with a capital, or its script has no case."""
    return any(word[0].isalpha() and not word[0].islower() for word in text.split())
