"""Places to suggest: where the present results were taken, by names that the gazetteer knows.

It reads positions only; no name from a picture's metadata is used.

    places_present(plan, collection, rows)  # (Suggestion("Bern", "place", 0.8, "12 of these"),)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.plan import QueryPlan
from agent.planners.protocol import Suggestion
from agent.planners.words import stems
from tools.geo import suggest
from tools.types import Collection, GeoPoint

MOST_POINTS = 300
"""Positions looked at: names are for the largest groups, which a sample shows as well."""
WEIGHT = 0.8
"""A place's usual weight in a plan."""


def places_present(
    plan: QueryPlan, collection: Collection, rows: Sequence[int], *, most: int = 1
) -> tuple[Suggestion, ...]:
    """At most `most` places where these rows were taken; none when the plan has a place or no row has a position."""
    if plan.place is not None:
        return ()
    at = np.asarray(rows, dtype=np.int64)
    at = at[~np.isnan(collection.lat[at])]
    if len(at) > MOST_POINTS:
        at = at[np.linspace(0, len(at) - 1, MOST_POINTS).round().astype(np.int64)]
    points = [GeoPoint(float(lat), float(lon)) for lat, lon in zip(collection.lat[at], collection.lon[at], strict=True)]
    known = {word for term in plan.terms for word in stems(term.text)}
    names = [name for name in suggest(points) if not known & set(stems(name))] if points else []
    return tuple(Suggestion(name, "place", WEIGHT, "taken there") for name in names[:most])
