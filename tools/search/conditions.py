"""Hard conditions: dates, folder, camera, position, excluded places. A picture that fails one is dropped.

passed = passing(query, collection, distances_km)   # passed.keep, passed.without_gps, passed.unplaced
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from tools.search.fact_conditions import fitting, inside
from tools.search.kept import kept_with
from tools.search.query import Query
from tools.types import Collection, DateSpan, Float64

Mask = npt.NDArray[np.bool_]

BORDER_KM = 0.5
"""A picture this far outside a place still counts as inside: borders are simplified, and piers stand in the water."""


@dataclass(frozen=True)
class Passed:
    """Which pictures pass, bool (N,), and how many were dropped or kept because their position or date is unknown."""

    keep: Mask
    without_gps: int = 0
    without_date: int = 0
    unplaced: int = 0
    without_fact: int = 0


def passing(query: Query, collection: Collection, distances_km: Float64 | None) -> Passed:
    """Which pictures pass all of a query's conditions.

    `distances_km`, float64 (N,), are those to the query's own place. "Inside" means the same for "only" and for an
    exclusion: what one shows, the other drops. A picture without a position is never excluded by place. What each
    condition passes is kept with the collection: most steps of a conversation leave most of them as they were.
    """
    keep = np.ones(len(collection), dtype=bool)
    kept = kept_with(collection)
    if query.folder:
        keep &= kept.get(("folder", query.folder), partial(_in_folder, collection, query.folder))
    if query.camera:
        keep &= kept.get(("camera", query.camera), partial(_by_camera, collection, query.camera))
    located = ~np.isnan(collection.lat)
    if query.gps is not None:
        keep &= located == query.gps
    without_date = 0
    if query.dates is not None:
        dated = ~np.isnat(collection.taken)
        without_date = int((keep & ~dated).sum())
        keep &= dated
        within, perhaps = kept.get(("dates", query.dates), partial(_within, query.dates, collection))
        without_date += int((keep & perhaps).sum())
        keep &= within
    without_gps = 0
    if query.place is not None and query.place.only and distances_km is not None:
        without_gps = int((keep & ~located).sum())
        # beyond the place itself only as far as was asked for
        keep &= located & (np.nan_to_num(distances_km, nan=np.inf) <= max(query.place.reach_km, BORDER_KM))
    for place in query.left_out:
        keep &= ~kept.get(("within", place), partial(place.within, collection.lat, collection.lon, reach_km=BORDER_KM))
    without_fact = 0
    for condition in query.facts:
        fits, silent = kept.get(("fact", condition), partial(fitting, condition, collection))
        without_fact += int((keep & silent & ~fits).sum())
        keep &= fits
    unplaced = int((keep & ~located).sum()) if query.left_out else 0
    return Passed(keep, without_gps, without_date, unplaced, without_fact)


def _in_folder(collection: Collection, folder: str) -> Mask:
    return np.array([inside(path, folder) for path in collection.paths], dtype=bool)


def _by_camera(collection: Collection, name: str) -> Mask:
    wanted = name.casefold()
    return np.array([wanted in camera.casefold() for camera in collection.cameras], dtype=bool)


def _within(dates: DateSpan, collection: Collection) -> tuple[Mask, Mask]:
    """Which pictures were surely taken in the span, and which may have been: of a month or year that reaches over its
    ends."""
    first_day = collection.taken.astype("datetime64[D]")
    last_day = first_day if collection.taken_until is None else collection.taken_until.astype("datetime64[D]")
    sure = perhaps = np.ones(len(collection), dtype=bool)
    if dates.first is not None:
        sure = sure & (first_day >= np.datetime64(dates.first, "D"))
        perhaps = perhaps & (last_day >= np.datetime64(dates.first, "D"))
    if dates.last is not None:
        sure = sure & (last_day <= np.datetime64(dates.last, "D"))
        perhaps = perhaps & (first_day <= np.datetime64(dates.last, "D"))
    return sure, perhaps & ~sure
