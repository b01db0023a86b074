"""Parts of a place by the compass: "northern Germany", "the south of Spain", "central Japan".

It only cuts a border; the caller finds the place.

    part_of("northern Germany", resolve)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import shapely

from tools.geo.places import Place
from tools.geo.shapes import Area
from tools.types import GeoPoint

_SIDES = r"(?P<side>(?:north|south)[- ]?(?:east|west)|north|south|east|west|central|upper|lower)"
_PART = re.compile(rf"^(?:the )?{_SIDES}(?:ern)?(?: part)?(?: of)? (?:the )?(?P<whole>.+)$", re.IGNORECASE)

Resolver = Callable[[str], Place | None]


def part_of(text: str, resolve: Resolver) -> Place | None:
    """The part of a country, region, continent or landscape that a text names, or None.

    The cut runs through the middle of its area: the northern part is what lies north of that. "Central" is the middle
    half in both directions.
    """
    found = _PART.match(text)
    whole = resolve(found["whole"]) if found else None
    if found is None or whole is None or whole.kind in ("city", "town") or not isinstance(whole.shape, Area):
        return None
    side = re.sub("[- ]", "", found["side"].casefold())
    polygons = whole.shape.polygons & _side_of(whole.shape, side)
    if polygons.is_empty:
        return None
    area = Area(shapely.multipolygons([p for p in shapely.get_parts(polygons) if p.geom_type == "Polygon"]))
    middle = area.polygons.representative_point()
    adjective = side if side in ("central", "upper", "lower") else f"{side}ern"
    return replace(
        whole,
        name=f"{adjective} {whole.name}",
        label=f"{adjective} {whole.label}",
        kind="region",
        center=GeoPoint(middle.y, middle.x),
        radius_km=max(1.0, whole.radius_km / 2**0.5),
        load_shape=lambda: area,
        alternatives=(),
    )


def _side_of(shape: Area, side: str) -> object:
    """The box that holds one side of a shape."""
    mainland = max(shapely.get_parts(shape.polygons), key=lambda part: part.area)
    west, south, east, north = mainland.bounds
    middle = mainland.centroid
    if side == "central":
        wide, high = (east - west) / 4, (north - south) / 4
        return shapely.box(west + wide, south + high, east - wide, north - high)
    low, top, left, right = -90.0, 90.0, -180.0, 180.0
    if "north" in side or side == "upper":
        low = middle.y
    if "south" in side or side == "lower":
        top = middle.y
    if "east" in side:
        left = middle.x
    if "west" in side:
        right = middle.x
    return shapely.box(left, low, right, top)
