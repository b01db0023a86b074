"""Reverse geocoding: the country and the notable place near a point, and the places of a whole library.

Offline. Knows nothing of pictures: points in, names out.

    describe(43.46, 11.88)      # "near Arezzo, Italy"
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from tools.geo.places import KINDS, Place
from tools.geo.shapes import Area
from tools.geo.sphere import chord_to_km, unit_vectors, wrapped
from tools.geo.tables import OPEN_SEA_KM, tables
from tools.types import Float64, GeoPoint

NEAR_KM = 60.0
"""A town farther away than this is not named in a caption."""

CANDIDATES = 40
"""Towns nearest to a point, of which the one is named that is near and known."""

KM_PER_DIGIT = 3.5
"""A town with ten times the people is named instead of one that is this much nearer."""

KM_PER_FAME = 3.0
"""The same for a town with ten times the names in other languages."""


@dataclass(frozen=True)
class PlaceCount:
    """A place that a library has pictures of: how many, and which (indexes into the points that were given)."""

    place: Place
    count: int
    members: tuple[int, ...]


def describe(lat: float, lon: float) -> str | None:
    """Where a point is, in words for a caption: "London, United Kingdom", "near Arezzo, Italy", or the country alone.

    None for a point that is far from every country and town, or no point on the globe.
    """
    town = _towns(np.array([lat]), np.array([lon]))[0]
    code = country_of(lat, lon)
    table = tables()
    if town < 0:
        return table.country_name(code) if code else None
    place = table.place(int(town))
    code = code or place.country
    name = place.name if place.contains(lat, lon) else f"near {place.name}"
    whole = table.country_name(code) if code else ""
    return f"{name}, {whole}" if whole and whole != place.name else name


def country_of(lat: float, lon: float) -> str | None:
    """ISO 3166-1 alpha-2 code of the country that a point lies in, or off whose coast (25 km); None on the high sea."""
    return countries_of(np.array([lat], dtype=np.float64), np.array([lon], dtype=np.float64))[0]


def countries_of(lat: Float64, lon: Float64) -> list[str | None]:
    """`country_of` for float64 (N,) arrays."""
    tree, rows, shapes = _country_index()
    lat, lon = np.asarray(lat, dtype=np.float64), wrapped(np.asarray(lon, dtype=np.float64))
    codes: list[str | None] = [None] * len(lat)
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    points = shapely.points(lon[known], lat[known])
    which, piece = tree.query(points, predicate="intersects")
    largest_first = np.argsort([-shapes[found].polygons.area for found in piece], kind="stable")
    for point, found in zip(which[largest_first].tolist(), piece[largest_first].tolist(), strict=True):
        # a territory that is drawn inside its mother country overrides it: Réunion, the Vatican
        codes[known[point]] = tables().country(int(rows[found]))
    for index in known:
        if codes[index] is None:
            codes[index] = _off_the_coast(float(lat[index]), float(lon[index]), tree, rows, shapes)
    return codes


def suggest(points: Sequence[GeoPoint], *, most: int = 12) -> list[PlaceCount]:
    """The countries and towns that points lie in or near, most points first; at most `most` of each.

    A town stands for the pictures of which it is the nearest notable one.
    """
    if not points:
        return []
    lat, lon = np.array([p.lat for p in points]), np.array([p.lon for p in points])
    table = tables()
    groups: dict[int, list[int]] = {}
    by_code = dict(_country_rows())
    for index, code in enumerate(countries_of(lat, lon)):
        if code in by_code:
            groups.setdefault(by_code[code], []).append(index)
    for index, row in enumerate(_towns(lat, lon).tolist()):
        if row >= 0:
            groups.setdefault(row, []).append(index)
    counts = [PlaceCount(table.place(row), len(members), tuple(members)) for row, members in groups.items()]
    counts.sort(key=lambda found: (-found.count, found.place.kind != "country", found.place.name))
    countries = [found for found in counts if found.place.kind == "country"][:most]
    towns = [found for found in counts if found.place.kind != "country"][:most]
    return sorted([*countries, *towns], key=lambda found: -found.count)


def _towns(lat: Float64, lon: Float64) -> npt.NDArray[np.int64]:
    """The row of the notable town near each point, -1 where there is none."""
    tree, rows = _town_index()
    found = np.full(len(lat), -1, dtype=np.int64)
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90))
    if not known.size:
        return found
    chord, nearest = tree.query(unit_vectors(lat[known], lon[known]), k=CANDIDATES)
    km = chord_to_km(chord)
    candidates = rows[nearest]
    table = tables()
    people = np.log10(table.population[candidates] + 1.0)
    fame = np.log10(table.fame[candidates] + 1.0)
    worth = km - KM_PER_DIGIT * people - KM_PER_FAME * fame
    best = np.argmin(np.where(km <= NEAR_KM, worth, np.inf), axis=1)
    chosen = candidates[np.arange(len(known)), best]
    found[known] = np.where(km.min(axis=1) <= NEAR_KM, chosen, -1)
    return found


@lru_cache(maxsize=1)
def _town_index() -> tuple[Any, npt.NDArray[np.int64]]:
    from scipy.spatial import cKDTree  # a slow import

    table = tables()
    rows = np.flatnonzero(np.isin(table.kind, [KINDS.index("city"), KINDS.index("town")]))
    return cKDTree(unit_vectors(table.lat[rows], table.lon[rows])), rows


def _country_rows() -> list[tuple[str, int]]:
    """(code, row) of every country."""
    table = tables()
    return [(table.country(int(row)), int(row)) for row in np.flatnonzero(table.kind == KINDS.index("country"))]


@lru_cache(maxsize=1)
def _country_index() -> tuple[Any, npt.NDArray[np.int64], list[Area]]:
    """An R-tree over the polygons of all countries, and the row and shape of each polygon's country."""
    pieces, rows, shapes = [], [], []
    for _, row in _country_rows():
        shape = tables().shape(row)
        if isinstance(shape, Area):
            for piece in shapely.get_parts(shape.polygons):
                pieces.append(piece)
                rows.append(row)
                shapes.append(shape)
    return shapely.STRtree(pieces), np.array(rows), shapes


def _off_the_coast(lat: float, lon: float, tree: Any, rows: npt.NDArray[np.int64], shapes: list[Area]) -> str | None:
    """The nearest country within `OPEN_SEA_KM`."""
    reach = OPEN_SEA_KM / 111.2
    wide = reach / max(0.05, float(np.cos(np.radians(lat))))
    around = shapely.box(lon - wide, lat - reach, lon + wide, lat + reach)
    near = {int(rows[piece]): shapes[piece] for piece in tree.query(around)}
    at = (np.array([lat]), np.array([lon]))
    distances = {row: float(shape.distances_km(*at)[0]) for row, shape in near.items()}
    row = min(distances, key=lambda row: distances[row], default=None)
    return tables().country(row) if row is not None and distances[row] <= OPEN_SEA_KM else None
