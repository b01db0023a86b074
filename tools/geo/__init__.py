"""Offline geography: from names to places with real borders, and from points to names.

from tools.geo import resolve
resolve("Lake Geneva").contains(46.45, 6.55)
"""

from __future__ import annotations

from tools.geo.captions import PlaceCount, countries_of, country_of, describe, suggest
from tools.geo.nominatim import look_up
from tools.geo.places import Kind, Place
from tools.geo.resolver import resolve
from tools.geo.sphere import distance_km, haversine_km

__all__ = [
    "Kind",
    "Place",
    "PlaceCount",
    "countries_of",
    "country_of",
    "describe",
    "distance_km",
    "haversine_km",
    "look_up",
    "resolve",
    "suggest",
]
