"""From a name, as people write it, to the place that is meant.

Knows what names look like ("Paris, Texas", "the south of France", "Kyoto prefecture"); which namesake is meant is
decided in `ranking`. No network: see `nominatim` for the one way out, off by default.

    resolve("Lake Geneva").contains(46.45, 6.55)
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from tools.geo.names import LEADING_WORDS, fold, without_lead
from tools.geo.parts import part_of
from tools.geo.places import KINDS, Kind, Place
from tools.geo.ranking import Reading, coded, readings
from tools.geo.sphere import haversine_km
from tools.geo.tables import tables

LONGEST_NAME = 120
"""More characters than any name has; longer text is no place."""

MOST_ALTERNATIVES = 8

NAMESAKE_GAP = 3.5
"""A namesake this much lower in rank (thirty times fewer people, say) is not worth a question."""

NEAR_A_REGION_KM = 25.0
"""A town this far outside the region named behind it still counts as lying there: coasts and coarse borders."""

_TYPES: dict[str, tuple[Kind, ...]] = {
    "state province region county canton prefecture district department territory oblast": ("region",),
    "city town village municipality downtown": ("city", "town"),
    "island islands isle isles archipelago peninsula": ("physical", "region", "country"),
    "mountains mountain range hills peak volcano": ("physical",),
    "desert canyon valley forest river sea ocean bay gulf glacier waterfall falls lake lakes": ("physical", "region"),
    "coast shore riviera beaches countryside area": ("region", "physical", "country", "city", "town"),
    "national park": ("physical",),
    "country republic kingdom": ("country",),
}
TYPE_WORDS: dict[str, tuple[Kind, ...]] = {word: kinds for words, kinds in _TYPES.items() for word in words.split()}

_PREFIX = re.compile(r"^(?:the )?(?P<type>\w+) of (?:the )?(?P<name>.+)$", re.IGNORECASE)


def resolve(name: str) -> Place | None:
    """The place that a name means, or None when it is no place that the gazetteer knows.

    Case, accents, "the" and leading prepositions do not matter, except that an ordinary English word in lower case
    ("nice", "bath", "reading") is no place. "City, Region" and "City Country" pick the namesake that lies there.
    Other places of the name are in `alternatives`, best first.
    """
    text = " ".join(name.split())
    if not text or len(text) > LONGEST_NAME:
        return None
    return _resolve(text)


@lru_cache(maxsize=2048)
def _resolve(text: str) -> Place | None:
    bare = without_lead(text)
    for candidate in dict.fromkeys((text, bare)):
        found = readings(candidate)
        if found:
            return _best(found)
    if not bare or fold(bare) in LEADING_WORDS:
        return None
    return _qualified(bare) or _typed(bare) or part_of(bare, _resolve)


def _best(found: list[Reading]) -> Place:
    """The first reading, with its namesakes elsewhere as alternatives."""
    table = tables()
    first = table.place(found[0].row)
    others: list[Place] = []
    for reading in found[1:]:
        if table.rank(found[0].row) - table.rank(reading.row) > NAMESAKE_GAP and first.kind != "country":
            continue
        other = table.place(reading.row)
        far = all(_centers_km(other, known) > min(known.radius_km, 60.0) for known in (first, *others))
        if far and len(others) < MOST_ALTERNATIVES:
            others.append(other)
    return first.with_alternatives(tuple(others), common_word=found[0].common_word)


def _centers_km(a: Place, b: Place) -> float:
    return float(haversine_km(a.center.lat, a.center.lon, np.array([b.center.lat]), np.array([b.center.lon]))[0])


def _qualified(text: str) -> Place | None:
    """ "Paris, Texas", "Cambridge (Massachusetts)", "Bavaria in Germany", "Portland Oregon"."""
    pieces = [piece for piece in re.split(r"\s*[,()]\s*|\s+in\s+", text) if piece]
    if len(pieces) > 1:
        rows = [reading.row for reading in readings(pieces[0], sure=True)]
        if not rows and (landscape := _resolve(pieces[0])):
            return landscape
        for piece in pieces[1:]:
            rows = _lying_in(rows, piece)
        if rows:
            return _best([Reading(row, False) for row in rows])
        alone = readings(pieces[0])
        known = [piece for piece in pieces[1:] if _regions_named(piece)]
        return _best(alone) if alone and not known else None
    words = text.split()
    for size in range(1, min(3, len(words) - 1) + 1):
        head, tail = " ".join(words[:-size]), " ".join(words[-size:])
        places = readings(head) or ([] if fold(head) != head.casefold() else readings(head.title()))
        rows = _lying_in([reading.row for reading in places], tail)
        if rows:
            return _best([Reading(row, False) for row in rows])
    return None


def _regions_named(text: str) -> list[int]:
    """Rows of what may stand behind a comma: a country, region, range or island, or the code of one."""
    bare = without_lead(text)
    rows = coded(bare) if bare.isupper() or len(bare) == 2 else []
    rows += [r.row for r in readings(bare, sure=True) if KINDS[tables().kind[r.row]] not in ("city", "town")]
    rows += [r.row for r in readings(bare) if KINDS[tables().kind[r.row]] == "city"]
    return list(dict.fromkeys(rows))[:8]


def _lying_in(rows: list[int], region: str) -> list[int]:
    """Those of the rows that lie in what `region` names, in their order; all kinds of containers are tried."""
    table = tables()
    for outer in _regions_named(region):
        if KINDS[table.kind[outer]] == "country":
            inside = [row for row in rows if table.country(row) == table.country(outer) and row != outer]
        else:
            others = [row for row in rows if row != outer]
            lat, lon = table.lat[others], table.lon[others]
            area = table.place(outer)
            mask = area.contains_all(lat, lon)
            if not mask.any():
                mask = area.distances_km(lat, lon) < NEAR_A_REGION_KM
            inside = [row for row, lies in zip(others, mask, strict=True) if lies]
        if inside:
            return inside
    return []


def _typed(text: str) -> Place | None:
    """Names with a word for what they are: "state of Bavaria", "Kyoto prefecture", "Garda lake", "mount Teide"."""
    words = text.split()
    tries: list[tuple[str, str]] = []
    prefix = _PREFIX.match(text)
    if prefix and prefix["type"].casefold() in TYPE_WORDS:
        tries.append((prefix["type"].casefold(), prefix["name"]))
    if len(words) > 1:
        first, last = words[0].casefold(), words[-1].casefold()
        if last in TYPE_WORDS or last == "park":
            cut = -2 if last == "park" and words[-2].casefold() == "national" and len(words) > 2 else -1
            kind = "peak" if last == "park" else last
            tries += [(kind, f"{last} {' '.join(words[:-1])}"), (kind, " ".join(words[:cut]))]
        if first in {*TYPE_WORDS, "mount", "greater", "old", "rural"}:
            tries.append((first, " ".join(words[1:])))
    for kind, name in tries:
        found = readings(name)
        wanted = TYPE_WORDS.get(kind, KINDS)
        suited = [reading for reading in found if KINDS[tables().kind[reading.row]] in wanted]
        if suited or (found and kind in {"state", "region", "area", "coast", "greater", "island"}):
            return _best(suited or found)
    return None
