"""From an EXIF GPS block to a position.

It knows the meaning of the tags, not their source: the input maps tag names to exifread values.

    point = read_point({"GPS GPSLatitude": ..., "GPS GPSLatitudeRef": ...})
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tools.types import GeoPoint

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_LETTER = re.compile(r"[NSEWnsew]")

_NULL_ISLAND_DEG = 1e-6
"""0 N 0 E is open sea off Africa; cameras without a fix write it, so it is no position."""


def read_point(tags: Mapping[str, Any]) -> GeoPoint | None:
    """The position, or None when it is missing, partial, not a number, out of range or the null island."""
    lat = _coordinate(tags, "GPSLatitude", positive="N", negative="S", limit=90.0)
    lon = _coordinate(tags, "GPSLongitude", positive="E", negative="W", limit=180.0)
    if lat is None or lon is None:
        return None
    if abs(lat) < _NULL_ISLAND_DEG and abs(lon) < _NULL_ISLAND_DEG:
        return None
    return GeoPoint(lat, lon)


_DEEPEST_M, _HIGHEST_M = -500.0, 10_000.0
"""From below the Dead Sea's shore to above the highest summit; planes and divers apart, more is a broken value."""


def read_altitude(tags: Mapping[str, Any]) -> float | None:
    """Metres above the sea; None when it is missing, not a number or nowhere on land."""
    values = getattr(tags.get("GPS GPSAltitude"), "values", None)
    if not isinstance(values, Sequence) or not values:
        return None
    metres = _number(values[0]) if not isinstance(values, str) else _from_text(values)
    if metres is None:
        return None
    below = getattr(tags.get("GPS GPSAltitudeRef"), "values", None) in ([1], b"\x01", "1")
    metres = -abs(metres) if below else metres
    return round(metres, 1) if _DEEPEST_M <= metres <= _HIGHEST_M else None


def _coordinate(tags: Mapping[str, Any], name: str, *, positive: str, negative: str, limit: float) -> float | None:
    tag = tags.get(f"GPS {name}")
    if tag is None:
        return None
    reference = _reference(tags.get(f"GPS {name}Ref"))
    values = getattr(tag, "values", tag)
    if isinstance(values, (bytes, str)):
        text = values.decode("latin-1") if isinstance(values, bytes) else values
        degrees = _from_text(text)
        letter = _LETTER.search(text)
        reference = reference or (letter.group().upper() if letter else "")
    else:
        degrees = _from_parts(values if isinstance(values, Sequence) else [values])
    if degrees is None or not math.isfinite(degrees):
        return None
    if reference == negative:
        degrees = -abs(degrees)
    elif reference not in ("", positive):
        return None  # a latitude that says it is east cannot be trusted
    return degrees if abs(degrees) <= limit else None


def _reference(tag: Any) -> str:
    text = str(getattr(tag, "values", tag) if tag is not None else "")
    letter = _LETTER.search(text)
    return letter.group().upper() if letter else ""


def _from_parts(values: Sequence[Any]) -> float | None:
    """Degrees, minutes and seconds as exifread ratios; a part with a zero denominator counts as nothing."""
    parts = [_number(value) for value in values[:3]]
    if not parts or parts[0] is None:
        return None
    minutes, seconds = ([*parts[1:], None, None])[:2]
    minutes, seconds = minutes or 0.0, seconds or 0.0
    if not (0.0 <= abs(minutes) < 60.5 and 0.0 <= abs(seconds) < 60.5):
        return None
    sign = -1.0 if math.copysign(1.0, parts[0]) < 0 else 1.0
    return sign * (abs(parts[0]) + abs(minutes) / 60.0 + abs(seconds) / 3600.0)


def _from_text(text: str) -> float | None:
    """Degrees as text, such as "46.95", "46, 57, 0.5 N" or "46/1,57/1,..."."""
    if "/" in text:
        fractions = re.findall(r"(-?\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)", text)
        values = [float(top) / float(bottom) if float(bottom) else None for top, bottom in fractions]
        return _from_parts([math.nan if value is None else value for value in values]) if values else None
    found = [float(number.replace(",", ".")) for number in _NUMBER.findall(text.replace(", ", " "))]
    return _from_parts(found) if found else None


def _number(value: Any) -> float | None:
    """A ratio or a plain number as float; None for 0/0, x/0, NaN and what is no number."""
    try:
        if hasattr(value, "num") and hasattr(value, "den"):
            return float(value.num) / float(value.den) if value.den else None
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None
