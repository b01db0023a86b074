"""Whether a place's name is truly open ("Georgia the country or the state?"), and the question to ask then.

The library answers most of it: when only one of the places has pictures, nobody need be asked. It changes no plan.

    question_about(resolve("Georgia"), find=resolve)  # "**Georgia**: the country or **Georgia, United States**? ..."
"""

from __future__ import annotations

import re

import numpy as np

from agent.language.tokens import fold
from agent.replies.answers import which_place
from agent.replies.place_facts import FindPlace
from tools.geo import Place, distance_km
from tools.types import Collection

COMPARABLE = 0.5
"""A namesake counts when it is at least half as large (by people where both are known, else by radius)."""
MOST_POINTS = 2000
_KINDS = {"country": "the country", "continent": "the continent"}


def question_about(place: Place, collection: Collection | None = None, *, find: FindPlace) -> str | None:
    """What to ask back about a place as it was resolved; None when its name has one sensible reading.

    With positions in the collection only readings that hold pictures count; the first reading is taken meanwhile.
    """
    readings = [place, *(other for other in place.alternatives if _rivals(place, other, find=find))]
    if len(readings) > 1 and collection is not None:
        readings = _with_pictures(readings, collection)
    if len(readings) < 2:
        return None
    return which_place(place.name, [_KINDS.get(r.kind) or full_name(r) for r in readings[:3]])


def full_name(place: Place) -> str:
    """A name that the gazetteer reads as this very place: "Georgia, United States"."""
    return re.sub(r"\s*\([^)]*\)", "", place.label)


def _rivals(place: Place, other: Place, *, find: FindPlace) -> bool:
    """Whether somebody who says this name may as well mean the other place."""
    if _bare(place.name) != _bare(other.name) or "town" in (place.kind, other.kind):
        return False
    if distance_km(place.center, other.center) < place.radius_km + other.radius_km:
        return False  # one lies in the other: the larger shows both
    known = place.population and other.population
    size = other.population / place.population if known else other.radius_km / place.radius_km
    if size < COMPARABLE:
        return False
    again = find(full_name(other))  # a question whose answer nobody could give helps nobody
    return again is not None and distance_km(again.center, other.center) < max(1.0, other.radius_km)


def _bare(name: str) -> str:
    return fold(re.sub(r"\s*\([^)]*\)", "", name))


def _with_pictures(readings: list[Place], collection: Collection) -> list[Place]:
    """The readings with at least one picture inside; all of them when no picture says where it was taken."""
    rows = np.flatnonzero(~np.isnan(collection.lat))
    if len(rows) == 0:
        return readings
    rows = rows[:: max(1, len(rows) // MOST_POINTS)]
    lat, lon = collection.lat[rows], collection.lon[rows]
    return [place for place in readings if place.contains_all(lat, lon).any()]
