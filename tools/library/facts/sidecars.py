"""Sidecars: the files beside a picture that speak of it, found by their names and read.

It knows two habits of naming XMP (`a.jpg.xmp`, `a.xmp`) and the many of Google Takeout's JSON: cut names, numbers moved
behind the suffix, one file for a picture and its edited copy.

    beside = Sidecars.of(["a.jpg.xmp", "a.jpg.json"]); beside.of_picture("a.jpg")   # ["a.jpg.xmp", "a.jpg.json"]
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tools.library.facts import takeout
from tools.library.facts.model import Reading
from tools.library.facts.takeout import takeout_reading
from tools.library.facts.xmp import MOST_BYTES, xmp_reading

SUFFIXES = (".xmp", ".json")
SOURCE = "sidecar"

_TAKEOUT_LONGEST = 46
"""Takeout cuts the name in front of ".json" to so many characters."""

_EXTRA = "supplemental-metadata"
_EDITED = re.compile(
    r"-(?:edited|bearbeitet|modifi[eé]|editad[oa]|modificat[oa]|bewerkt|redigerad|edytowane|編集済み)$", re.I
)
_NUMBER = re.compile(r"^(.*)\((\d{1,4})\)$", re.S)

Key = tuple[str, str]
"""A name in lower case and the number that tells namesakes apart, "" for none."""


@dataclass
class Sidecars:
    """The sidecars of one folder, ready to be asked for each picture in it."""

    xmp: dict[str, str] = field(default_factory=dict)
    json: dict[Key, str] = field(default_factory=dict)
    cut: list[tuple[Key, str]] = field(default_factory=list)

    @classmethod
    def of(cls, names: Iterable[str]) -> Sidecars:
        """From the names of a folder's files; other files are passed over."""
        found = cls()
        for name in sorted(names):
            stem, suffix = os.path.splitext(name)
            if suffix.lower() == ".xmp":
                found.xmp.setdefault(stem.lower(), name)
            elif suffix.lower() == ".json":
                found._add_json(stem, name)
        return found

    def _add_json(self, stem: str, name: str) -> None:
        numbered = _NUMBER.match(stem)
        bare, number = (numbered[1], numbered[2]) if numbered else (stem, "")
        head, dot, tail = bare.rpartition(".")
        if dot and head and _EXTRA.startswith(tail.lower()):
            bare = head  # "a.jpg.supplemental-metadata", cut anywhere down to "a.jpg."
        self.json.setdefault((bare.lower(), number), name)
        if len(stem) >= _TAKEOUT_LONGEST - 1:
            self.cut.append(((bare.lower(), number), name))

    def of_picture(self, name: str) -> list[str]:
        """Names of the sidecars of a picture, the one that a person writes to first."""
        stem, suffix = os.path.splitext(name)
        exact = (self.xmp.get(key) for key in (name.lower(), stem.lower()))
        xmp = next((found for found in exact if found), None)
        told = self._takeout(stem, suffix) if self.json else None
        return [found for found in (xmp, told) if found]

    def _takeout(self, stem: str, suffix: str) -> str | None:
        keys: list[Key] = []
        for candidate in dict.fromkeys((stem, _unedited(stem))):
            numbered = _NUMBER.match(candidate)
            plain = [(candidate, "")] + ([(numbered[1], numbered[2])] if numbered else [])
            keys += [((base + end).lower(), number) for base, number in plain for end in (suffix, "")]
        for key in keys:
            if key in self.json:
                return self.json[key]
        for (base, number), name in self.cut:
            if any(number == other and key.startswith(base) for key, other in keys):
                return name
        return None


def _unedited(stem: str) -> str:
    numbered = _NUMBER.match(stem)
    base, number = (numbered[1], f"({numbered[2]})") if numbered else (stem, "")
    return _EDITED.sub("", base) + number


def read_sidecar(path: str) -> Reading | None:
    """What a sidecar says; None for a file that is no sidecar. Never raises: `trouble` names the file and the cause."""
    is_xmp = path.lower().endswith(".xmp")
    try:
        with open(path, "rb") as file:
            data = file.read(max(MOST_BYTES, takeout.MOST_BYTES) + 1)
    except OSError as error:
        return Reading(SOURCE, {}, f"{path}: it cannot be read ({error.strerror}).")
    if not is_xmp and len(data) > takeout.MOST_BYTES:
        return None  # no Takeout file is so large: data of another program
    reading = xmp_reading(data, source=SOURCE) if is_xmp else takeout_reading(data)
    if reading is None or not reading.trouble:
        return reading
    return Reading(reading.source, reading.values, f"{path}: {reading.trouble}")
