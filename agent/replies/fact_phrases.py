"""Filters on facts in words: "rated 4 or more", "not in PNG", "on Mondays".

fact_phrase("iso", Range(min=1600))   # "at ISO 1600 or more"
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.plan.fact_filters import Choice, Range
from agent.replies.wording import bold, fraction, joined

_CHOICES = {  # what is before the words that are asked for
    "title": "titled", "caption": "with the caption", "keywords": "tagged", "people": "showing",
    "credit": "credited to", "copyright": "copyrighted by", "label": "labelled",
    "lens": "taken with the lens", "file_name": "named",
    "kind": "in the format", "orientation": "in the orientation", "weekday": "taken on a", "month": "taken in",
    "season": "taken in", "time_of_day": "taken in the", "year": "taken in", "folder": "from the folder",
    "camera": "by the camera",
}  # fmt: skip

_RANGES = {  # before the number, its unit
    "rating": ("rated", ""), "focal_length": ("at", " mm"), "aperture": ("at f/", ""), "iso": ("at ISO", ""),
    "exposure": ("exposed for", " s"), "altitude": ("at", " m above the sea"), "width": ("", " pixels wide"),
    "height": ("", " pixels high"), "megapixels": ("of", " megapixels"), "bytes": ("of", " bytes"),
    "hour": ("taken at", " o'clock"),
}  # fmt: skip

_FLAGS = {
    "screenshot": ("screenshots", "no screenshots"),
    "animated": ("animated", "not animated"),
    "motion_photo": ("motion photos", "no motion photos"),
    "rated": ("with a rating", "without a rating"),
    "dated": ("with a date", "without a date"),
}


def fact_phrase(name: str, value: Choice | Range | bool) -> str:
    """One filter in words."""
    if isinstance(value, bool):
        return _FLAGS[name][not value]
    if isinstance(value, Choice):
        lead = _CHOICES[name]
        said = [f"{lead} {_either(value.is_)}"] if value.is_ else []
        return joined([*said, *([f"not {lead} {_either(value.not_)}"] if value.not_ else [])])
    lead, unit = _RANGES[name]
    said = [_between(lead, unit, value.min, value.max)] if (value.min, value.max) != (None, None) else []
    if value.not_ is not None:
        said.append(f"not {_between(lead, unit, value.not_.min, value.not_.max)}")
    return joined(said)


def _either(words: Iterable[str]) -> str:
    return joined(map(bold, words), last="or")


def _between(lead: str, unit: str, low: float | None, high: float | None) -> str:
    before = lead if lead.endswith("/") or not lead else f"{lead} "
    if low == high:
        return f"{before}{_number(low)}{unit}"
    if low is None:
        return f"{before}{_number(high)}{unit} or less"
    if high is None:
        return f"{before}{_number(low)}{unit} or more"
    return f"{before}{_number(low)} to {_number(high)}{unit}"


def _number(value: float | None) -> str:
    """ "12", "2.8", "1/250" for what is shorter than a second."""
    if value is None:
        return ""
    return fraction(value) or (f"{value:,.0f}" if value == int(value) else f"{value:g}")
