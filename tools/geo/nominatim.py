"""Optional online lookup, off by default: a Nominatim server is asked for names that the gazetteer lacks.

Only when the user sets `DOCENT_NOMINATIM=1`; the name alone is sent. Everything else in `tools.geo` is offline.

    look_up("Kleinkleckersdorf")       # None, with a notice, unless it is switched on and answers
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

from tools.geo.places import Place
from tools.geo.shapes import Circle
from tools.geo.sphere import haversine_km
from tools.settings import current_settings
from tools.types import GeoPoint

SETTING = "DOCENT_NOMINATIM"
USER_AGENT = "docent"
TIMEOUT_S = 5.0

log = logging.getLogger(__name__)


class Geocoder(Protocol):
    """What is used of a geopy geocoder."""

    def geocode(self, query: str, *, exactly_one: bool, timeout: float, addressdetails: bool, language: str) -> Any:
        """A location with `latitude`, `longitude`, `address` and `raw`, or None."""


def switched_on() -> bool:
    """Whether the user allows names of places to leave the machine."""
    return current_settings().nominatim


def look_up(name: str, geocoder: Geocoder | None = None) -> Place | None:
    """The place that Nominatim finds for a name; None when it is switched off, finds nothing or does not answer.

    Not answering is logged as a warning with the remedy, never raised: a search goes on without the place.
    """
    if not switched_on() or not name.strip():
        return None
    from geopy.exc import GeopyError

    try:
        found = (geocoder or _nominatim()).geocode(
            name, exactly_one=True, timeout=TIMEOUT_S, addressdetails=True, language="en"
        )
    except (GeopyError, OSError) as error:
        log.warning("Nominatim did not answer for %r (%s). Check the network, or unset %s.", name, error, SETTING)
        return None
    return _place(found) if found is not None else None


def _nominatim() -> Geocoder:
    from geopy.geocoders import Nominatim

    geocoder: Geocoder = Nominatim(user_agent=USER_AGENT)
    return geocoder


def _place(found: Any) -> Place | None:
    try:
        center = GeoPoint(float(found.latitude), float(found.longitude))
    except (TypeError, ValueError):
        log.warning("Nominatim answered with no point on the globe; the answer is left out.")
        return None
    raw = found.raw if isinstance(found.raw, dict) else {}
    country = str((raw.get("address") or {}).get("country_code") or "").upper() or None
    circle = Circle(center, _radius_km(center, raw.get("boundingbox")))
    label = str(found.address)
    return Place(
        name=label.split(",")[0],
        kind="town",
        center=center,
        radius_km=circle.radius_km,
        country=country,
        label=label,
        load_shape=lambda: circle,
    )


def _radius_km(center: GeoPoint, box: Any) -> float:
    """Half the diagonal of Nominatim's box [south, north, west, east]; 3 km where there is none."""
    import numpy as np

    try:
        south, north, west, east = (float(edge) for edge in box)
    except (TypeError, ValueError):
        return 3.0
    corners = haversine_km(south, west, np.array([north]), np.array([east]))
    return float(min(max(corners[0] / 2, 1.0), 2_000.0))
