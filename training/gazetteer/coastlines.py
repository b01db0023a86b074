"""Coasts extended out to sea, so that piers, boats and simplified shores belong to their land."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import shapely

from training.gazetteer.sources import GLOBE, polygons_of

SEA_DEG = 0.03
"""How far a coast reaches out to sea (3.3 km of latitude)."""

SPECK_DEG2 = 0.006
"""An islet of one kilometre with its strip of sea."""

Name = TypeVar("Name")


def reach_out_to_sea(shapes: Mapping[Name, Any]) -> dict[Name, Any]:
    """Each shape grown by `SEA_DEG`, but not over another's land; the shapes have to cover all land together."""
    names, pieces = list(shapes), np.array(list(shapes.values()), dtype=object)
    tree = shapely.STRtree(pieces)
    grown = {}
    for index, name in enumerate(names):
        ring = pieces[index].buffer(SEA_DEG, quad_segs=1) & GLOBE
        others = [other for other in tree.query(ring) if other != index]
        land = shapely.union_all(shapely.clip_by_rect(pieces[others], *ring.bounds)) if others else None
        sea = ring if land is None else ring - land
        grown[name] = polygons_of(pieces[index] | sea)
    return grown


def tidied(area: Any, *, tolerance_deg: float | None = None) -> Any:
    """Fewer corners, by the size of the area, and no specks smaller than the coast that would be added to them."""
    span = float(np.sqrt(area.area))
    tolerance = tolerance_deg or min(0.006, max(0.003 if span > 0.1 else 0.0007, 0.0015 * span))
    parts = shapely.get_parts(area)
    if span > 0.7:
        kept = parts[shapely.area(parts) > SPECK_DEG2]
        parts = kept if len(kept) else parts
    return polygons_of(shapely.simplify(shapely.multipolygons(parts), tolerance))
