"""Distances and directions on the globe: points as unit vectors, great circles, geodesics.

Knows nothing of names or shapes. Degrees in, kilometres out; arrays of any length N.

    haversine_km(46.95, 7.45, np.array([48.86]), np.array([2.35]))
"""

from __future__ import annotations

import numpy as np

from tools.types import Float64, GeoPoint

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth. Source: IUGG, R1 = (2a + b) / 3 of WGS-84."""


def haversine_km(lat: float | Float64, lon: float | Float64, lats: Float64, lons: Float64) -> Float64:
    """Great-circle distances in km, broadcast over both sides; NaN in, NaN out. Within 0.56 % of the geodesic.

    Source: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984).
    """
    phi, phis = np.radians(lat), np.radians(lats)
    half = np.sin((phis - phi) / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(np.radians(lons - lon) / 2) ** 2
    distances_km: Float64 = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distances_km


def distance_km(a: GeoPoint, b: GeoPoint) -> float:
    """Geodesic distance of two points on the WGS-84 ellipsoid, in km. Source: geopy (Karney 2013)."""
    from geopy.distance import geodesic  # a slow import, rarely needed

    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).km)


def unit_vectors(lat: Float64, lon: Float64) -> Float64:
    """Points as float64 (N, 3) vectors of length one; NaN stays NaN."""
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=-1)


def chord_to_km(chord: Float64) -> Float64:
    """Arc length in km of straight chords through the unit sphere, 0..2."""
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0.0, 1.0))


def wrapped(lon: Float64) -> Float64:
    """Longitudes brought into -180..180; values already there are left as they are, bit for bit."""
    return np.where(np.abs(lon) <= 180.0, lon, (lon + 180.0) % 360.0 - 180.0)


def arc_distance_km(points: Float64, start: Float64, end: Float64) -> Float64:
    """Distance in km of unit vectors (N, 3) to the shorter great-circle arc between two unit vectors (3,)."""
    to_ends = np.minimum(
        chord_to_km(np.linalg.norm(points - start, axis=-1)), chord_to_km(np.linalg.norm(points - end, axis=-1))
    )
    normal = np.cross(start, end)
    length = np.linalg.norm(normal)
    if length < 1e-12:  # no direction: the arc is a point
        return to_ends
    normal = normal / length
    across = EARTH_RADIUS_KM * np.abs(np.arcsin(np.clip(points @ normal, -1.0, 1.0)))
    beside = (points @ np.cross(normal, start) >= 0) & (points @ np.cross(end, normal) >= 0)
    return np.where(beside, across, to_ends)
