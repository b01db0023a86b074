"""The extents of places: circles, bands along a line, and areas with real borders.

Knows nothing of names. Every shape answers for float64 (N,) arrays of degrees; a NaN coordinate is inside nothing
and its distance is NaN. Inside means distance 0, always.

    Circle(GeoPoint(48.86, 2.35), 12.0).distances_km(np.array([48.9]), np.array([2.3]))
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from tools.geo.sphere import EARTH_RADIUS_KM, arc_distance_km, chord_to_km, haversine_km, unit_vectors, wrapped
from tools.types import Float64, GeoPoint

Mask = npt.NDArray[np.bool_]

BORDER_STEP_DEG = 0.06
"""Borders are cut into pieces no longer than this (about 6.7 km), so that a piece is straight in every projection."""
BORDER_PIECE_KM = 7.0


class Shape(Protocol):
    """What a place covers."""

    def contains(self, lat: Float64, lon: Float64) -> Mask:
        """bool (N,): inside or on the edge."""

    def distances_km(self, lat: Float64, lon: Float64) -> Float64:
        """float64 (N,): 0 inside, else the great-circle distance to the edge; NaN in, NaN out."""

    def within(self, lat: Float64, lon: Float64, *, reach_km: float) -> Mask:
        """bool (N,): `distances_km` is at most `reach_km`; quicker where nearly all points are far away."""


@dataclass(frozen=True)
class Circle:
    """All points within `radius_km` of a centre, on the sphere: poles and the antimeridian are like anywhere else."""

    center: GeoPoint
    radius_km: float

    def contains(self, lat: Float64, lon: Float64) -> Mask:
        return np.asarray(self.distances_km(lat, lon) == 0.0)

    def distances_km(self, lat: Float64, lon: Float64) -> Float64:
        return np.maximum(haversine_km(self.center.lat, self.center.lon, lat, lon) - self.radius_km, 0.0)

    def within(self, lat: Float64, lon: Float64, *, reach_km: float) -> Mask:
        return np.asarray(self.distances_km(lat, lon) <= reach_km)


@dataclass(frozen=True)
class Band:
    """All points within `radius_km` of a line of great-circle arcs: a mountain range, a coast, a river."""

    line: tuple[GeoPoint, ...]
    radius_km: float

    def contains(self, lat: Float64, lon: Float64) -> Mask:
        return np.asarray(self.distances_km(lat, lon) == 0.0)

    def distances_km(self, lat: Float64, lon: Float64) -> Float64:
        points = unit_vectors(lat, lon)
        corners = unit_vectors(np.array([p.lat for p in self.line]), np.array([p.lon for p in self.line]))
        nearest = np.full(np.shape(lat), np.inf)
        for start, end in pairwise(corners):
            nearest = np.minimum(nearest, arc_distance_km(points, start, end))
        return np.maximum(nearest - self.radius_km, 0.0)

    def within(self, lat: Float64, lon: Float64, *, reach_km: float) -> Mask:
        return np.asarray(self.distances_km(lat, lon) <= reach_km)


class Area:
    """Polygons in degrees, cut at the antimeridian, and all within `margin_km` of them.

    The border's distance is taken to its nearest piece, not only to its nearest corner: the error is that of treating
    a piece of at most 6.7 km as straight, below a metre. Great-circle distances are within 0.56 % of the geodesic.
    """

    def __init__(self, polygons: Any, *, margin_km: float = 0.0) -> None:
        """`polygons`: a shapely Polygon or MultiPolygon of (lon, lat)."""
        shapely.prepare(polygons)
        self.polygons = polygons
        self.margin_km = margin_km
        self._bounds = polygons.bounds

    def contains(self, lat: Float64, lon: Float64) -> Mask:
        if self.margin_km:
            return np.asarray(self.distances_km(lat, lon) == 0.0)
        return self._covers(lat, wrapped(lon))

    def distances_km(self, lat: Float64, lon: Float64) -> Float64:
        lon = wrapped(lon)
        known = np.isfinite(lat) & np.isfinite(lon)
        distances = np.where(known, 0.0, np.nan)
        outside = np.flatnonzero(known & ~self._covers(lat, lon))
        if outside.size:
            to_border = self._border_km(lat[outside], lon[outside])
            distances[outside] = np.maximum(to_border - self.margin_km, 0.0)
        return distances

    def within(self, lat: Float64, lon: Float64, *, reach_km: float) -> Mask:
        lon = wrapped(lon)
        found = self._covers(lat, lon)
        outside = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon) & ~found)
        reach_km = reach_km + self.margin_km
        if outside.size and reach_km > 0:
            # the nearest corner is at most half a piece further than the piece
            near = self._border_km(lat[outside], lon[outside], reach_km=reach_km + BORDER_PIECE_KM)
            found[outside] = near <= reach_km
        return found

    def _covers(self, lat: Float64, lon: Float64) -> Mask:
        west, south, east, north = self._bounds
        inside = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
        near = np.flatnonzero(inside)
        if near.size:
            inside[near] = shapely.intersects_xy(self.polygons, lon[near], lat[near])
        return np.asarray(inside)

    @cached_property
    def _border(self) -> tuple[Any, Float64, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """A k-d tree over the border's corners, the corners (M, 3), and each one's neighbour before and after."""
        from scipy.spatial import cKDTree  # a slow import, only needed for a point outside

        rings = shapely.get_rings(shapely.get_parts(shapely.segmentize(self.polygons, BORDER_STEP_DEG)))
        coordinates, ring = shapely.get_coordinates(rings, return_index=True)
        corners = unit_vectors(coordinates[:, 1], coordinates[:, 0])
        place = np.arange(len(ring))
        before = np.where(np.r_[True, ring[1:] != ring[:-1]], place, place - 1)
        after = np.where(np.r_[ring[1:] != ring[:-1], True], place, place + 1)
        return cKDTree(corners), corners, before, after

    def _border_km(self, lat: Float64, lon: Float64, *, reach_km: float = np.inf) -> Float64:
        """Distances to the border, float64 (N,); inf where no corner of it lies within `reach_km`."""
        tree, _, _, _ = self._border
        points = unit_vectors(lat, lon)
        # neighbours asked one after the other meet the same branches of the tree: half the time for a million points
        order = np.lexsort((np.floor(lon), np.floor(lat)))
        chord, nearest = np.empty(len(points)), np.empty(len(points), dtype=np.int64)
        bound = 2 * np.sin(min(reach_km / EARTH_RADIUS_KM, np.pi) / 2) if np.isfinite(reach_km) else np.inf
        chord[order], nearest[order] = tree.query(points[order], distance_upper_bound=bound)
        distances = np.full(len(points), np.inf)
        near = np.flatnonzero(np.isfinite(chord))
        distances[near] = self._pieces_km(points[near], chord[near], nearest[near])
        return distances

    def _pieces_km(self, points: Float64, chord: Float64, nearest: npt.NDArray[np.int64]) -> Float64:
        """Distances to the border's pieces on both sides of the nearest corner, which is `chord` away."""
        _, corners, before, after = self._border
        here = corners[nearest]
        for other in (corners[before[nearest]], corners[after[nearest]]):
            chord = np.minimum(chord, _chord_to_piece(points, here, other))
        return chord_to_km(chord)


def _chord_to_piece(points: Float64, start: Float64, end: Float64) -> Float64:
    """Straight-line distance of each point (N, 3) to the sphere above its own short segment, all (N, 3)."""
    along = end - start
    squared = np.einsum("ij,ij->i", along, along)
    share = np.einsum("ij,ij->i", points - start, along) / np.where(squared > 0, squared, 1.0)
    foot = start + np.clip(share, 0.0, 1.0)[:, None] * along
    foot /= np.linalg.norm(foot, axis=1, keepdims=True)
    return np.asarray(np.linalg.norm(points - foot, axis=1))
