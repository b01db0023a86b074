"""A distance to search in: "within 20 km of", "10 miles around". A length alone ("a 100 km race") is none.

It knows no places and no plans.

    find_radius("dogs within 20 km of Bern")   # RadiusMention(start=5, end=21, radius_km=20.0)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.language.span import Span

KM_PER_MILE = 1.609344  # international mile
HALF_THE_GLOBE_KM = 20_040
ALONE = 3  # words beside it, with which a length needs no word of distance
_RADIUS = re.compile(
    r"\b(?:(?:with)?in\s+)?(?:a\s+)?(?:radius\s+of\s+)?(?:(?:at most|up to|less than|max(?:imum)?|no more than"
    r"|about|some)\s+)?"
    r"(?P<number>\d+(?:[.,]\d+)?)\s*-?\s*(?P<unit>km|kms|kilomet(?:er|re)s?|k|mi|miles?|met(?:er|re)s?|m)\b"
    r"(?:\s+(?:radius|away))?(?:\s+(?:of|from|around|round|about|to|near))?\s*(?:the\s+)?",
    re.IGNORECASE,
)
_CUE = re.compile(r"\b(?:with)?in\b|\b(?:radius|away|of|from|around|round|near)\b", re.IGNORECASE)
_ENDS = re.compile(_RADIUS.pattern + "$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RadiusMention(Span):
    """A distance in the message, in kilometres."""

    radius_km: float


def find_radius(message: str) -> RadiusMention | None:
    """ "within 20 km of", "10 miles around": the first distance in a message."""
    match = next((m for m in _RADIUS.finditer(message) if _is_radius(m, message)), None)
    if match is None:
        return None
    number = float(match["number"].replace(",", "."))
    unit = match["unit"].lower()
    factor = KM_PER_MILE if unit.startswith("mi") else 0.001 if unit.startswith("m") else 1.0
    km = number * factor
    return RadiusMention(match.start(), match.end(), round(km, 3)) if 0 < km <= HALF_THE_GLOBE_KM else None


def _is_radius(match: re.Match[str], message: str) -> bool:
    """Whether a length is a distance to search in: "a 100 km race" and "5 m waves" are none."""
    rest = message[: match.start()] + message[match.end() :]
    return _CUE.search(match.group()) is not None or len(rest.split()) <= ALONE


def ends_with_radius(before: str) -> bool:
    """Whether a part of a message ends with a distance, so that a place must follow."""
    return _ENDS.search(before) is not None
