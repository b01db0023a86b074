"""Hard conditions: dates, folder, camera, position, excluded places. A picture that fails one is dropped.

passed = passing(query, collection, distances_km)   # passed.keep, passed.without_gps, passed.unplaced
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.search.query import Query
from tools.types import Collection, Float64

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


def passing(query: Query, collection: Collection, distances_km: Float64 | None) -> Passed:
    """Which pictures pass all of a query's conditions.

    `distances_km`, float64 (N,), are those to the query's own place. "Inside" means the same for "only" and for an
    exclusion: what one shows, the other drops. A picture without a position is never excluded by place.
    """
    keep = np.ones(len(collection), dtype=bool)
    if query.folder:
        keep &= np.array([_inside(path, query.folder) for path in collection.paths], dtype=bool)
    if query.camera:
        wanted = query.camera.casefold()
        keep &= np.array([wanted in camera.casefold() for camera in collection.cameras], dtype=bool)
    located = ~np.isnan(collection.lat)
    if query.gps is not None:
        keep &= located == query.gps
    without_date = 0
    if query.dates is not None:
        dated = ~np.isnat(collection.taken)
        without_date = int((keep & ~dated).sum())
        keep &= dated
        days = collection.taken.astype("datetime64[D]")
        if query.dates.first is not None:
            keep &= days >= np.datetime64(query.dates.first, "D")
        if query.dates.last is not None:
            keep &= days <= np.datetime64(query.dates.last, "D")
    without_gps = 0
    if query.place is not None and query.place.only and distances_km is not None:
        without_gps = int((keep & ~located).sum())
        # beyond the place itself only as far as was asked for
        keep &= located & (np.nan_to_num(distances_km, nan=np.inf) <= max(query.place.reach_km, BORDER_KM))
    for place in query.left_out:
        keep &= ~place.within(collection.lat, collection.lon, reach_km=BORDER_KM)
    unplaced = int((keep & ~located).sum()) if query.left_out else 0
    return Passed(keep, without_gps, without_date, unplaced)


def _inside(path: str, folder: str) -> bool:
    """Whether the file lies in the folder: by its whole path, or by one folder name of it ("holidays")."""
    parent = os.path.dirname(path)
    if os.path.isabs(folder):
        return (parent + os.sep).startswith(folder.rstrip(os.sep) + os.sep)
    wanted = folder.strip("/\\").casefold()
    return f"/{wanted}/" in f"/{parent.replace(os.sep, '/').casefold()}/"
