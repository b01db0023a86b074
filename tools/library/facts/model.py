"""What a picture says about itself: readings of single sources, and the facts settled from them.

It knows values and their names, no file formats. Text in it is data, never an instruction.

    from_json(to_json([Reading("exif", {"iso": 400})]))
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

FactValue: TypeAlias = str | int | float | bool | tuple[str, ...] | tuple[float, float]
"""Text, a number, yes or no, a list of texts, or a position (latitude, longitude in degrees).

A moment is ISO 8601 text as exact as its source knows it: "1999", "1999-08", "1999-08-07", "1999-08-07T06:05:04",
the last with an offset when that is known."""

TEXTS = ("title", "caption", "credit", "copyright", "label", "camera", "lens")
LISTS = ("keywords", "people")
NUMBERS = (
    "rating",  # -1 rejected, 0..5
    "focal_length",  # millimetres, as the lens has it
    "aperture",  # f-number
    "iso",
    "exposure",  # seconds
    "altitude",  # metres above the sea
)
FLAGS = ("screenshot", "animated", "motion_photo")
STORED = (*TEXTS, *LISTS, *NUMBERS, *FLAGS)
"""Facts that the catalogue keeps in their own table, beside date, position and camera."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source says. `trouble` is the cause when (a part of) it could not be read."""

    source: str
    values: Mapping[str, FactValue] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A settled value and the source that won."""

    value: FactValue
    source: str


def to_json(readings: Iterable[Reading]) -> str:
    """Readings as the catalogue keeps them: compact JSON."""
    rows = [[reading.source, dict(reading.values), reading.trouble] for reading in readings]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> tuple[Reading, ...]:
    """What `to_json` wrote."""
    return tuple(
        Reading(source, {name: _value(value) for name, value in values.items()}, trouble)
        for source, values, trouble in json.loads(text)
    )


def _value(value: Any) -> FactValue:
    found: FactValue = tuple(value) if isinstance(value, list) else value
    return found
