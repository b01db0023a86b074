"""WordNet as a source of things nobody would think to list, and of sentences that ask for nothing.

Its folder is that of Debian's package wordnet-base (/usr/share/wordnet). Concrete nouns become things; the sentences
that its glosses quote are what people might tell. Read when training; what ships is made of it by `things.py`.

    read_wordnet(Path("/usr/share/wordnet"))   # Dictionary(things=["theodolite", ...], sentences=["he fled", ...])

Source: Miller 1995, "WordNet: a lexical database for English"; file format: wndb(5WN).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CONCRETE = {5: "animal", 6: "artifact", 13: "food", 17: "object", 18: "person", 20: "plant"}
"""Lexicographer files whose nouns can be seen, by number (lexnames(5WN))."""
MADE = ("representation", "art", "needlework", "fabric")
"""A look or a thing, according to the frame: left to our own lists of styles."""
UNSEEN = ("drug", "medicine", "commodity", "way", "passage")
LONGEST = 26  # letters of a thing
WORDS = range(4, 15)  # of a sentence
_RUDE = ("offensive", "slur", "vulgar", "obscene", "ethnic", "disparaging", "derogatory")
_CLASSIFIED = re.compile(r"^(?:genus|family|order|class|phylum|kingdom|suborder|subclass|superfamily|tribe|section)_")
_THING = re.compile(r"[a-zA-Z][a-z]+(?:[_-][a-z]+){0,2}")
_SENTENCE = re.compile(r"(?:he|she|they|we|i|it|there|you|nobody|everybody|somebody)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:he|she|they|we|i|it|there|you|nobody|the|his|her|my|our|their|this|these|a)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:want\w*|need\w*|like\w*|look\w*|find\w*|show\w*|see\w*|pictures?|photo\w*|search\w*|prefer\w*|please"
    r"|give|get|paint\w*|draw\w*|avoid\w*|without|instead|rather)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dictionary:
    """`things`: names of what can be seen; `sentences`: statements, without their full stop."""

    things: list[str]
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class _Synset:
    file: int
    words: tuple[str, ...]
    above: tuple[str, ...]  # hypernyms' offsets
    instance: bool  # a single one, such as a river or a person of that name
    gloss: str


def read_wordnet(folder: Path) -> Dictionary:
    """Things and sentences of the database in `folder`, each once and in its order.

    Raises:
        FileNotFoundError: no data.noun or the like there.
    """
    nouns = dict(_synsets(folder / "data.noun"))
    left_out = _below(nouns, MADE) | _below(nouns, UNSEEN)
    things = [
        word.replace("_", " ")
        for offset, synset in nouns.items()
        if synset.file in CONCRETE
        and not synset.instance
        and offset not in left_out
        and not any(mark in synset.gloss for mark in _RUDE)
        for word in synset.words
        if len(word) <= LONGEST and not _CLASSIFIED.match(word) and _THING.fullmatch(word)
    ]
    sentences = [
        quoted
        for part, start in (("verb", _CLAUSE), ("adj", _SENTENCE), ("adv", _SENTENCE), ("noun", _SENTENCE))
        for _, synset in _synsets(folder / f"data.{part}")
        for quoted in re.findall(r'"([^"]+)"', synset.gloss)
        if start.match(quoted)
        and len(quoted.split()) in WORDS
        and not _ASKS.search(quoted)
        and not any(mark in synset.gloss for mark in _RUDE)
    ]
    return Dictionary(list(dict.fromkeys(things)), list(dict.fromkeys(s.strip(" .;") for s in sentences)))


def _synsets(path: Path) -> Iterator[tuple[str, _Synset]]:
    """(offset, entry) of each line; the licence at the top is indented."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        head, _, gloss = line.partition(" | ")
        fields = head.split()
        count = int(fields[3], 16)
        words = tuple(fields[4 : 4 + 2 * count : 2])
        start = 5 + 2 * count
        pointers = [fields[n : n + 2] for n in range(start, start + 4 * int(fields[start - 1]), 4)]
        above = tuple(target for kind, target in pointers if kind in ("@", "@i"))
        instance = any(kind == "@i" for kind, _ in pointers)
        yield fields[0], _Synset(int(fields[1]), words, above, instance, gloss)


def _below(nouns: dict[str, _Synset], roots: tuple[str, ...]) -> set[str]:
    """Offsets of the concrete synsets named so, and of everything under them."""
    under: dict[str, list[str]] = defaultdict(list)
    for offset, synset in nouns.items():
        for parent in synset.above:
            under[parent].append(offset)
    left = [o for o, s in nouns.items() if s.file in CONCRETE and s.words[0] in roots]
    found: set[str] = set()
    while left:
        offset = left.pop()
        if offset not in found:
            found.add(offset)
            left += under[offset]
    return found
