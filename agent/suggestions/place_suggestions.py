"""Places to suggest: where the present results were taken, by names that the gazetteer knows.

It reads positions only; no name from a picture's metadata is used.

    places_present(plan, collection, rows)  # (Suggestion("Bern", "place", 0.8, "12 of these"),)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.language.tokens import stems
from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from agent.replies.ambiguous_places import full_name
from tools.geo import Place, resolve, suggest
from tools.types import Collection, GeoPoint

MOST_POINTS = 300
"""Positions looked at: names are for the largest groups, which a sample shows as well."""
NARROWS = 0.9
"""A place with more than this share of the results hardly narrows them."""
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
    found = [c for c in suggest(points) if not known & set(stems(c.place.name))]
    # a place that holds them all narrows nothing: it is named only when there is no other
    found.sort(key=lambda c: c.count > NARROWS * len(points))
    return tuple(
        Suggestion(_name(c.place), "place", WEIGHT, f"{c.count} of these were taken there") for c in found[:most]
    )


def _name(place: Place) -> str:
    """A name that is read as this place again: the short one where it is, else the full one."""
    again = resolve(place.name)
    return place.name if again is not None and again.label == place.label else full_name(place)
