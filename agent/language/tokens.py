"""Words of a message with their positions, and the plain comparison of words that plans need.

It knows no roles, lexicons or plans.

    [w.text for w in split("Monet-ish ponds, no people")]  # ["Monet", "-", "ish", "ponds", ",", "no", "people"]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.language.span import Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*['’]?(?=\s|$)|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")
_IRREGULAR = {"women": "woman", "men": "man", "children": "child", "people": "people", "kids": "kid", "mice": "mouse"}
_ENDINGS = ("istic", "ists", "isms", "ist", "ism", "ing", "ish", "ness", "ful", "ed", "ic", "al", "ly", "y", "e")


@dataclass(frozen=True, slots=True)
class Word(Span):
    """One word or punctuation mark."""

    text: str

    @property
    def lower(self) -> str:
        """Case folded, with straight apostrophes."""
        return self.text.casefold().replace("’", "'")

    @property
    def is_word(self) -> bool:
        """False for punctuation."""
        return self.text[0].isalnum()


def split(message: str) -> list[Word]:
    """Words and punctuation marks in order; spaces are left out."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(message)]


def first_words(message: str) -> Iterator[Word]:
    """The same one by one, for those who need only the first few."""
    return (Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(message))


def fold(text: str) -> str:
    """Case, accents and curly apostrophes taken away."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def stem(word: str) -> str:
    """A word without its plural: enough to see that "dogs" speaks of "dog"."""
    word = fold(word).removesuffix("'s").strip("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(ch|sh|ss|x)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def root(word: str) -> str:
    """A word without its derivational ending, so that "impressionism" meets "impressionist" and "fog" meets "foggy"."""
    base = stem(word)
    for ending in _ENDINGS:
        if len(base) - len(ending) >= 3 and base.endswith(ending):
            base = base[: -len(ending)]
            break
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls":
        base = base[:-1]
    return base


def stems(text: str, skip: frozenset[str] = frozenset()) -> list[str]:
    """The stems of a text's words, in order, without those in `skip` (compared as they are and stemmed)."""
    found = [(fold(w.text), stem(w.text)) for w in split(text) if w.is_word]
    return [stemmed for plain, stemmed in found if plain not in skip and stemmed not in skip]


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Share in 0..1 of the shorter list's roots that the longer list has too; 0 when one is empty."""
    a, b = {root(w) for w in one}, {root(w) for w in other}
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))
