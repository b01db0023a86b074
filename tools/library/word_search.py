"""The pictures whose own words say something: names, titles, captions, keywords, people, asked through SQLite's FTS5.

It knows words and fields, no vectors. Words are compared by their stems, without accents and case; what is asked is
quoted, so that nothing in it is taken for a command.

    find_words(catalogue, "a red harvest")["0123456789abcdef"]   # Said(field="keywords", evidence=1.0)
"""

from __future__ import annotations

import re

from tools.library.catalogue import Catalogue
from tools.types import ImageId, Said

_FIELDS = {"keywords": 1.0, "people": 1.0, "title": 1.0, "caption": 0.8, "names": 0.6}
"""How sure a sign a word is: chosen for the picture, part of a sentence, or the name of a file or folder."""

_LITTLE_WORDS = frozenset(
    "a an the of in on at with and or to for from by is are was were his her its their my our your some any it this"
    " that these those as into over under".split()
)

_ENOUGH = 0.6
"""Of the words asked for, this share must be said: fewer are another thing."""

MOST_WORDS = 12

_SUFFIX = re.compile(r"(\w)\.(?:jpe?g|png|gif|tiff?|webp|hei[cf]|avif|bmp|dng|nef|cr[23]|arw|orf|raf|rw2)\b", re.I)
"""Names are kept without it: all pictures would say "jpg"."""


def find_words(catalogue: Catalogue, text: str) -> dict[ImageId, Said]:
    """Pictures whose words say the text, or most of its words; the surest field of each.

    A text in quotation marks must stand there as it is.
    """
    text = _SUFFIX.sub(r"\1", text)
    phrase = _quoted(text)
    if phrase:
        return _best([(name, weight, _holding(catalogue, name, phrase)) for name, weight in _FIELDS.items()])
    words = [word for word in _words(text) if word not in _LITTLE_WORDS][:MOST_WORDS] or _words(text)[:MOST_WORDS]
    found: list[tuple[str, float, dict[ImageId, float]]] = []
    for name, weight in _FIELDS.items():
        shares: dict[ImageId, float] = {}
        for word in words:
            for image_id in _holding(catalogue, name, word):
                shares[image_id] = shares.get(image_id, 0.0) + 1.0 / len(words)
        found.append((name, weight, {i: share for i, share in shares.items() if share >= _ENOUGH - 1e-9}))
    return _best(found)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w+", text.casefold())))


def _quoted(text: str) -> str:
    match = re.fullmatch(r"""\s*["“”„«']\s*(.+?)\s*["“”»']\s*""", text)
    return " ".join(re.findall(r"\w+", match[1].casefold())) if match else ""


def _holding(catalogue: Catalogue, name: str, words: str) -> dict[ImageId, float]:
    """Pictures that have these words side by side in one field."""
    rows = catalogue.all(
        "SELECT t.image_id FROM words JOIN texts t ON t.id = words.rowid WHERE words MATCH ?"
        " AND EXISTS (SELECT 1 FROM files f WHERE f.image_id = t.image_id)",
        f'{name} : "{words}"',
    )
    return {row[0]: 1.0 for row in rows}


def _best(found: list[tuple[str, float, dict[ImageId, float]]]) -> dict[ImageId, Said]:
    best: dict[ImageId, Said] = {}
    for name, weight, shares in found:
        for image_id, share in shares.items():
            evidence = min(1.0, weight * share)
            if image_id not in best or best[image_id].evidence < evidence:
                best[image_id] = Said(name, evidence)
    return best
