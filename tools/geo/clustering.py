"""Single-linkage clusters of points on the sphere; the number of clusters is not given.

clusters([GeoPoint(48.86, 2.35), GeoPoint(48.85, 2.30), GeoPoint(35.68, 139.69)], radius_km=20)   # [[0, 1], [2]]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.geo.sphere import EARTH_RADIUS_KM, unit_vectors
from tools.types import GeoPoint


def clusters(points: Sequence[GeoPoint], radius_km: float) -> list[list[int]]:
    """Groups of indexes: two points share a group when steps of at most `radius_km` from point to point join them.

    The largest group first, then by its first point; every index is in exactly one. Distances are on the sphere, so the
    antimeridian and the poles are like anywhere else. Raises: ValueError when `radius_km` is negative.
    """
    if not radius_km >= 0:
        raise ValueError(f"a radius in km is 0 or more, not {radius_km}")
    if not points:
        return []
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    vectors = unit_vectors(np.array([p.lat for p in points]), np.array([p.lon for p in points]))
    places, member = np.unique(vectors.round(12), axis=0, return_inverse=True)  # a burst at one spot is one point
    chord = 2.0 * np.sin(min(radius_km / (2 * EARTH_RADIUS_KM), np.pi / 2))
    pairs = cKDTree(places).query_pairs(chord * (1 + 1e-9) + 1e-12, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(places), len(places)))
    _, group = connected_components(links, directed=False)
    groups: dict[int, list[int]] = {}
    for index, label in enumerate(group[member.ravel()].tolist()):
        groups.setdefault(label, []).append(index)
    return sorted(groups.values(), key=lambda indexes: (-len(indexes), indexes[0]))
