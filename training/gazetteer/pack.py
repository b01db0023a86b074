"""Writes rows into the two compact tables that Docent reads: names and places, and shapes.

See `tools/geo/tables.py` for how they are read; both sides change together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tools.geo.measures import city_radius_km, city_rank
from tools.geo.names import fold
from tools.geo.places import KINDS
from tools.geo.tables import ALIAS, CHOSEN, CODE, COMMON, DEGREE, NAMED_PERSON, NO_PLACE, ORDINARY, SURE
from training.gazetteer.coastlines import tidied
from training.gazetteer.rows import Row

ALIAS_LOSS = 1.5
FOREIGN_LOSS = 12.0
"""What a name that is not the place's own, or a country's in another language, costs in rank."""

CONTINENT_DEG = 0.03
"""How far a continent's border may be off: 3 km."""

SHAPE_DEGREE = 2_000
"""Units of a degree in which borders are kept: 56 m."""


def write_tables(
    rows: list[Row], folder: Path, *, common: set[str], ordinary: set[str], people: set[str], barred: set[str]
) -> None:
    """Write `places.npz` and `shapes.npz`.

    `common`, `ordinary`: the commonest, and all, English words in lower case. `people`: given and family names.
    `barred`: names that are no place unless a country or region stands behind them.
    """
    keys = _keys(rows)
    barred_keys = {fold(name) for name in barred}
    blob: list[bytes] = []
    flags: list[int] = []
    starts, members, roles = [0], list[int](), list[int]()
    for key in barred_keys - {""}:
        keys.setdefault(key, {})  # known to be no place, so that no shorter name inside it is found
    for key in sorted(keys):
        mark = _word_mark(key, common, ordinary)
        mark |= NAMED_PERSON if key in people else 0
        mark |= NO_PLACE if key in barred_keys else 0
        ranked = sorted(keys[key].items(), key=lambda item: -_standing(rows[item[0]], item[1]))
        blob.append(key.encode())
        flags.append(mark)
        members.extend(index for index, _ in ranked)
        roles.extend(role for _, role in ranked)
        starts.append(len(members))
    shape_of, shapes = _shapes(rows)
    names = [row.name.encode() for row in rows]
    given = [index for index, row in enumerate(rows) if _has_its_own_measures(row)]
    regions = sorted({row.region for row in rows})
    countries = sorted({row.country for row in rows})
    np.savez_compressed(
        folder / "places.npz",
        keys=np.frombuffer(b"".join(blob), np.uint8),
        key_lengths=np.array([len(key) for key in blob], np.uint16),
        key_flags=np.array(flags, np.uint8),
        key_counts=np.diff(starts).astype(np.uint16),
        key_rows=np.array(members, np.int32),
        key_roles=np.array(roles, np.uint8),
        names=np.frombuffer(b"".join(names), np.uint8),
        name_lengths=np.array([len(name) for name in names], np.uint16),
        kind=np.array([KINDS.index(row.kind) for row in rows], np.uint8),
        lat=np.array([round(row.lat * DEGREE) for row in rows], np.int32),
        lon=np.array([round(row.lon * DEGREE) for row in rows], np.int32),
        population=np.array([row.population for row in rows], np.int32),
        fame=np.array([min(row.fame, 255) for row in rows], np.uint8),
        given=np.array(given, np.int32),
        given_rank=np.array([rows[index].rank for index in given], np.float32),
        given_radius=np.array([rows[index].radius_km for index in given], np.float32),
        country=np.array([countries.index(row.country) for row in rows], np.int16),
        countries=np.array(countries),
        region=np.searchsorted(np.array(regions), np.array([row.region for row in rows])).astype(np.int16),
        regions=np.frombuffer("\n".join(regions).encode(), np.uint8),
        shape=np.array(shape_of, np.int16),
    )
    np.savez_compressed(folder / "shapes.npz", **shapes)


def _has_its_own_measures(row: Row) -> bool:
    """Whether rank and radius do not follow from people and fame."""
    usual = city_rank(row.population, min(row.fame, 255)), city_radius_km(row.population, row.country)
    return abs(row.rank - usual[0]) > 1e-6 or abs(row.radius_km - usual[1]) > 1e-6


def _standing(row: Row, role: int) -> float:
    """A row's rank under one of its names."""
    if not role & ALIAS:
        return row.rank
    return row.rank - (FOREIGN_LOSS if row.kind == "country" else ALIAS_LOSS)


def _keys(rows: list[Row]) -> dict[str, dict[int, int]]:
    """Folded name -> {row: role bits}."""
    keys: dict[str, dict[int, int]] = {}
    for index, row in enumerate(rows):
        own = CHOSEN if row.chosen else 0
        for name in row.aliases:
            keys.setdefault(fold(name), {})[index] = own or ALIAS
        for name in row.foreign:
            keys.setdefault(fold(name), {}).setdefault(index, ALIAS)
        for name in row.nicknames:
            keys.setdefault(fold(name), {})[index] = CHOSEN
        keys.setdefault(fold(row.name), {})[index] = own or (CHOSEN if row.nicknames else 0)
        for name in row.sure_names:
            keys.setdefault(fold(name), {})[index] = CHOSEN | SURE
        for code in row.codes:
            keys.setdefault(f"@{code.lower()}", {})[index] = CODE
    keys.pop("", None)
    return keys


def _word_mark(key: str, common: set[str], ordinary: set[str]) -> int:
    words = key.split()
    if all(word in common for word in words):
        return COMMON
    return ORDINARY if all(word in ordinary for word in words) else 0


def _shapes(rows: list[Row]) -> tuple[list[int], dict[str, Any]]:
    """Each row's shape number (-1: a circle), and the arrays of all shapes, rings joined and differenced."""
    shape_of, ring_counts, hole, lengths = list[int](), list[int](), list[int](), list[int]()
    margins: list[float] = []
    coordinates: list[np.ndarray] = []
    for row in rows:
        if row.area is None and not row.line:
            shape_of.append(-1)
            continue
        shape_of.append(len(margins))
        tolerance_deg = CONTINENT_DEG if row.kind == "continent" else None
        line = [(np.array([(lon, lat) for lat, lon in row.line]), 2)] if row.line else []
        rings = line or _rings(row.area, tolerance_deg)
        margins.append(row.margin_km)
        ring_counts.append(len(rings))
        for ring, role in rings:
            hole.append(role)
            lengths.append(len(ring))
            coordinates.append(np.round(ring * SHAPE_DEGREE).astype(np.int32))
    joined = np.concatenate(coordinates)
    arrays = {
        "margin": np.array(margins, np.float32),
        "ring_counts": np.array(ring_counts, np.int32),
        "ring_roles": np.array(hole, np.uint8),
        "ring_lengths": np.array(lengths, np.int32),
        "lon": np.diff(joined[:, 0], prepend=0).astype(np.int32),
        "lat": np.diff(joined[:, 1], prepend=0).astype(np.int32),
        "degree": np.array(SHAPE_DEGREE),
    }
    return shape_of, arrays


def _rings(area: Any, tolerance_deg: float | None) -> list[tuple[np.ndarray, int]]:
    """The rings of the polygons, each shell (0) followed by its holes (1); slivers are left out."""
    rings = []
    for polygon in shapely.get_parts(tidied(area, tolerance_deg=tolerance_deg)):
        rings.append((shapely.get_coordinates(polygon.exterior), 0))
        for inner in polygon.interiors:
            if shapely.polygons(inner).area > 1e-4:
                rings.append((shapely.get_coordinates(inner), 1))
    return rings
