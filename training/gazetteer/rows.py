"""A place during the build of the gazetteer, and the measures that order places of one name.

Row(name="Rome", kind="city", lat=41.9, lon=12.5, country="IT", population=2_318_895, fame=120)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from tools.geo.places import Kind
from tools.geo.sphere import EARTH_RADIUS_KM, haversine_km

Geometry = Any


@dataclass
class Row:
    """`rank`: the higher of two places of one name is meant. `fame`: how many names it has in other languages.

    `area` with `margin_km`, or `line` [(lat, lon)] with `radius_km`, or neither: then it is a circle of `radius_km`.
    """

    name: str
    kind: Kind
    lat: float
    lon: float
    country: str = ""
    region: str = ""
    population: int = 0
    fame: int = 0
    rank: float = 0.0
    radius_km: float = 1.0
    area: Geometry = None
    margin_km: float = 0.0
    line: list[tuple[float, float]] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    """Names in languages that may use the word for something else; they count far less."""
    nicknames: list[str] = field(default_factory=list)
    """Names added by hand, with the rank of its own name."""
    sure_names: list[str] = field(default_factory=list)
    """Names added by hand that are words and mean the place in lower case too."""
    codes: list[str] = field(default_factory=list)
    chosen: bool = False
    """Written by hand: always a place, whatever else the word means."""


def area_km2(area: Geometry) -> float:
    """Area on the sphere, by the equal-area cylinder: exact for edges of constant longitude or latitude."""
    flat = shapely.transform(
        area, lambda c: np.stack([np.radians(c[:, 0]), np.sin(np.radians(c[:, 1]))], axis=1) * EARTH_RADIUS_KM
    )
    return float(flat.area)


def place_area(row: Row, area: Geometry) -> Row:
    """Give a row its polygons; centre and size follow from the largest one."""
    row.area = area
    parts = shapely.get_parts(area)
    largest = max(parts, key=lambda part: part.area)
    middle = largest.centroid
    if not largest.contains(middle):
        middle = largest.representative_point()
    row.lat, row.lon = round(middle.y, 4), round(middle.x, 4)
    row.radius_km = max(1.0, math.sqrt(area_km2(area) / math.pi))
    return row


def place_line(row: Row, line: list[tuple[float, float]], width_km: float) -> Row:
    """Give a row a band along a line; `width_km` is half the band's width."""
    row.line = line
    row.margin_km = width_km
    middle = line[len(line) // 2]
    row.lat, row.lon = middle
    ends = haversine_km(line[0][0], line[0][1], np.array([line[-1][0]]), np.array([line[-1][1]]))[0]
    row.radius_km = max(1.0, float(ends) / 2, width_km)
    return row


def region_rank(area: float) -> float:
    """A region of `area` km2 against cities of its name: a large state before a middling city elsewhere."""
    return 5.0 + 0.75 * math.log10(area + 1)


def with_sure(names: list[str]) -> tuple[list[str], list[str]]:
    """All names without their marks, and those marked with "!": they mean the place in lower case too."""
    return [name.rstrip("!") for name in names], [name[:-1] for name in names if name.endswith("!")]
