"""Facts about where: the place around some pictures, how many are from a place, and which names mean the same one.

It changes no plan and searches nothing. Names are looked up by whoever asks: `find` gives the place of a name.

    count_in(library, "Italy", find=resolve)  # "120 of the 500 pictures with a GPS position are from **Italy**."
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from agent.plan.edits import SetPlace
from agent.plan.query_plan import Point, QueryPlan
from agent.replies import answers
from tools.errors import BadRequest
from tools.geo import Place, describe
from tools.library import Library
from tools.types import GeoPoint

FindPlace: TypeAlias = Callable[[str], Place | None]
"""The place that a name means, or None when the gazetteer does not know it; `tools.geo.resolve` is one."""


def around(points: Sequence[GeoPoint], *, nearby_km: float) -> SetPlace:
    """A place clause at the middle of the points where some pictures were taken. Raises: BadRequest without any."""
    if not points:
        raise BadRequest("These pictures do not say where they were taken.", remedy="Choose one with a position.")
    # the mean on the sphere, so that the antimeridian does not tear a group apart
    lat, lon = np.radians([p.lat for p in points]), np.radians([p.lon for p in points])
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    middle = Point(lat=float(np.degrees(np.arctan2(z, np.hypot(x, y)))), lon=float(np.degrees(np.arctan2(y, x))))
    name = describe(middle.lat, middle.lon) or f"{middle.lat:.3f}, {middle.lon:.3f}"
    return SetPlace(name=name, radius_km=nearby_km, mode="only", point=middle)


def count_in(library: Library | None, name: str, *, find: FindPlace) -> str:
    """How many pictures are from a place, in words. Raises: BadRequest for an unknown place or without a library."""
    place = find(name)
    if place is None:
        raise BadRequest(f"I know no place called {name}.", remedy="Try a larger place near it.")
    if library is None:
        raise BadRequest("There is no library to count in.", remedy="Index a folder first: docent index FOLDER.")
    collection = library.collection()
    distances = place.distances_km(collection.lat, collection.lon)
    located = ~np.isnan(collection.lat)
    return answers.count_in_place(place.name, int((distances == 0).sum()), int(located.sum()), len(collection))


def spelled_in_plan(name: str, plan: QueryPlan, *, find: FindPlace) -> str:
    """The place that the plan leaves out and this name means, as the plan spells it: "the USA" -> "United States"."""
    said = plan.filters.left_out(name)
    meant = find(name) if said is None else None
    if meant is None:
        return said or name
    known = ((other, find(other)) for other in plan.filters.not_in)
    return next((other for other, place in known if place is not None and place.label == meant.label), name)


def contradiction(plan: QueryPlan, *, find: FindPlace) -> str | None:
    """What to tell when the place to look in lies in one that is left out; None when nothing is wrong."""
    wanted = find(plan.place.name) if plan.place is not None and plan.place.point is None else None
    if plan.place is None or wanted is None:
        return None
    middle = wanted.center
    for name in plan.filters.not_in:
        area = find(name)
        if area is not None and area.radius_km >= wanted.radius_km and area.contains(middle.lat, middle.lon):
            return answers.inside_left_out(plan.place.name, name)
    return None
