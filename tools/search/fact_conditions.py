"""Hard conditions on what pictures say about themselves.

It knows the facts' names and meanings, nothing of files. "Silent" are pictures that do not say it: a wish leaves them
out, an exclusion does not.

    fits, silent = fitting(FactQuery("iso", low=1600), collection)
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tools.search.query import FactQuery
from tools.types import Collection, Float64

Mask: TypeAlias = npt.NDArray[np.bool_]

SQUARE = 1.03
"""Sides that differ by less are equal to the eye."""

PANORAMA = 2.0
"""Wider than the widest common sensor (16:9) and cinema (1.85)."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SEASONS = ("winter", "spring", "summer", "autumn")
TIMES_OF_DAY = {"morning": (5, 12), "afternoon": (12, 18), "evening": (18, 22), "night": (22, 5)}
"""Hours from the first up to the second."""

_KIND_NAMES = {
    "jpg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "mpo": "jpeg", "heic": "heif", "hif": "heif", "tif": "tiff",
    "jp2": "jpeg2000", "j2k": "jpeg2000", "jpx": "jpeg2000", "jpeg 2000": "jpeg2000", "dib": "bmp", "apng": "png",
    "raws": "raw",
}  # fmt: skip
_OTHER_WORDS = {
    "fall": "autumn", "weekend": "saturday|sunday", "weekday": "monday|tuesday|wednesday|thursday|friday",
    "weekends": "saturday|sunday", "weekdays": "monday|tuesday|wednesday|thursday|friday", "vertical": "portrait",
    "upright": "portrait", "horizontal": "landscape", "panoramic": "panorama",
}  # fmt: skip


def fitting(condition: FactQuery, collection: Collection) -> tuple[Mask, Mask]:
    """Which pictures fit, and which are silent about it, bool (N,) each."""
    if condition.flag is not None:
        said = _flags(collection, condition.name)
        return said == condition.flag, np.zeros(len(collection), dtype=bool)
    if condition.name in _NUMBERS:
        return _in_range(condition, _NUMBERS[condition.name](collection))
    return _among(condition, _texts(condition.name, collection))


def _flags(collection: Collection, name: str) -> Mask:
    if name == "dated":
        return ~np.isnat(collection.taken)
    if name == "rated":
        return ~np.isnan(_NUMBERS["rating"](collection))
    return np.array([bool(value) for value in collection.fact(name)], dtype=bool)


# --- numbers


def _numbers(name: str) -> Callable[[Collection], Float64]:
    def read(collection: Collection) -> Float64:
        return np.array([np.nan if value is None else value for value in collection.fact(name)], dtype=np.float64)

    return read


def _hours(collection: Collection) -> Float64:
    """Hours of the wall clock with their fraction; NaN where only the day is known."""
    seconds = (collection.taken - collection.taken.astype("datetime64[D]")).astype("timedelta64[s]").astype(np.float64)
    return np.where(_known_to(collection, "second"), seconds / 3600, np.nan)


_NUMBERS: dict[str, Callable[[Collection], Float64]] = {
    **{
        name: _numbers(name) for name in "rating focal_length aperture iso exposure altitude width height bytes".split()
    },
    "megapixels": lambda collection: _numbers("width")(collection) * _numbers("height")(collection) / 1e6,
    "hour": _hours,
}


def _in_range(condition: FactQuery, values: Float64) -> tuple[Mask, Mask]:
    silent = np.isnan(values)
    asked = condition.low is not None or condition.high is not None
    fits = _between(values, condition.low, condition.high) if asked else np.ones(len(values), dtype=bool)
    if condition.outside is not None:
        fits = fits & ~_between(values, *condition.outside)
    return fits, silent if asked else np.zeros(len(values), dtype=bool)


def _between(values: Float64, low: float | None, high: float | None) -> Mask:
    """Both ends included; NaN never. From a higher to a lower end it runs over the top: hours over midnight."""
    above = values >= (-np.inf if low is None else low - 1e-9)
    below = values <= (np.inf if high is None else high + 1e-9)
    return above | below if low is not None and high is not None and low > high else above & below


# --- texts


Said: TypeAlias = list[tuple[str, ...]]
"""What each picture says, in lower case; empty where it is silent."""


def _texts(name: str, collection: Collection) -> Said:
    if name in _DERIVED:
        return _DERIVED[name](collection)
    return [_several(value) for value in collection.fact(name)]


def _several(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    values = value if isinstance(value, tuple) else (value,)
    return tuple(str(one).casefold() for one in values)


def _paths(collection: Collection) -> list[tuple[str, ...]]:
    """Every file of each picture."""
    own = ((path,) for path in collection.paths)
    return [said or one for said, one in zip(collection.fact("paths"), own, strict=True)]


def _known_to(collection: Collection, precision: str) -> Mask:
    """Whose date is known at least so exactly."""
    order = ("year", "month", "day", "second")
    enough = {name: rank >= order.index(precision) for rank, name in enumerate(order)}
    said = np.array([enough.get(value, True) for value in collection.fact("taken_precision")], dtype=bool)
    known: Mask = said & ~np.isnat(collection.taken)
    return known


def _by_date(precision: str, name: Callable[[np.datetime64, float], str]) -> Callable[[Collection], Said]:
    def read(collection: Collection) -> Said:
        known = _known_to(collection, precision)
        rows = zip(collection.taken, collection.lat, known, strict=True)
        return [(name(taken, lat),) if sure else () for taken, lat, sure in rows]

    return read


def _month(taken: np.datetime64) -> int:
    return int(taken.astype("datetime64[M]").astype(int) % 12)


def _season(taken: np.datetime64, lat: float) -> str:
    """Of the meteorologists, by whole months; without a position the northern one."""
    northern = (_month(taken) + 1) % 12 // 3
    return SEASONS[(northern + 2) % 4 if lat < 0 else northern]


def _time_of_day(taken: np.datetime64) -> str:
    hour = int(taken.astype("datetime64[h]").astype(int) % 24)
    found = (name for name, (first, end) in TIMES_OF_DAY.items() if first <= hour < end)
    return next(found, "night")


def _orientations(collection: Collection) -> Said:
    widths, heights = _NUMBERS["width"](collection), _NUMBERS["height"](collection)
    return [() if np.isnan(w * h) else _shape(w, h) for w, h in zip(widths, heights, strict=True)]


def _shape(width: float, height: float) -> tuple[str, ...]:
    ratio = max(width, height) / max(1.0, min(width, height))
    if ratio < SQUARE:
        return ("square",)
    way = "landscape" if width > height else "portrait"
    return (way, "panorama") if ratio >= PANORAMA else (way,)


def _kinds(collection: Collection) -> Said:
    """The format, and for RAW the suffix too ("NEF"), which is what people call it."""
    formats = collection.fact("kind")
    raws = (_several(tuple(os.path.splitext(path)[1][1:] for path in paths)) for paths in _paths(collection))
    return [
        (*_several(kind), *(suffixes if kind == "RAW" else ())) for kind, suffixes in zip(formats, raws, strict=True)
    ]


_DERIVED: dict[str, Callable[[Collection], Said]] = {
    "file_name": lambda collection: [_several(tuple(map(os.path.basename, paths))) for paths in _paths(collection)],
    "folder": _paths,
    "kind": _kinds,
    "orientation": _orientations,
    "camera": lambda collection: [_several(camera) for camera in collection.cameras],
    "weekday": _by_date("day", lambda taken, _: WEEKDAYS[(int(taken.astype("datetime64[D]").astype(int)) + 3) % 7]),
    "month": _by_date("month", lambda taken, _: MONTHS[_month(taken)]),
    "season": _by_date("month", _season),
    "year": _by_date("year", lambda taken, _: str(taken.astype("datetime64[Y]"))),
    "time_of_day": _by_date("second", lambda taken, _: _time_of_day(taken)),
}

_WHOLE = frozenset("kind orientation weekday month season year time_of_day label".split())
"""Facts of few values: the word asked for is the value. In others it stands in the text, as whole words."""


def _among(condition: FactQuery, said: Said) -> tuple[Mask, Mask]:
    wanted, unwanted = (_tests(condition.name, words) for words in (condition.any_of, condition.none_of))
    silent = np.array([not values for values in said], dtype=bool)
    fits = np.ones(len(said), dtype=bool)
    if condition.any_of:
        fits = np.array([_any(wanted, values) for values in said], dtype=bool)
    if condition.none_of:
        fits = fits & ~np.array([_any(unwanted, values) for values in said], dtype=bool)
    return fits, silent if condition.any_of else np.zeros(len(said), dtype=bool)


def _any(tests: list[Callable[[str], bool]], values: tuple[str, ...]) -> bool:
    return any(test(value) for test in tests for value in values)


def _tests(name: str, words: Iterable[str]) -> list[Callable[[str], bool]]:
    return [_test(name, word) for word in words]


def _test(name: str, word: str) -> Callable[[str], bool]:
    if name == "folder":
        return lambda path: inside(path, word)
    word = " ".join(word.casefold().split())
    if name in ("file_name", "camera"):
        return lambda value: word in value
    if name not in _WHOLE:
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        return lambda value: pattern.search(value) is not None
    meant = _meant(name, word)
    return lambda value: value in meant


def _meant(name: str, word: str) -> frozenset[str]:
    """The values that a word stands for: "fall", "weekend", "jpg", "Mon", "07"."""
    if name == "kind":
        return frozenset({_KIND_NAMES.get(word.lstrip("."), word.lstrip("."))})
    values = frozenset(_OTHER_WORDS.get(word, word).split("|"))
    names = {"weekday": WEEKDAYS, "month": MONTHS}.get(name)
    if names is None:
        return values
    if name == "month" and word.isdigit() and 1 <= int(word) <= 12:
        return frozenset({MONTHS[int(word) - 1]})
    short = {full for full in names for value in values if len(value) >= 3 and full.startswith(value.rstrip(".s"))}
    return frozenset(short) or values


def inside(path: str, folder: str) -> bool:
    """Whether the file lies in the folder: by its whole path, or by one folder name of it ("holidays")."""
    parent = os.path.dirname(path)
    if os.path.isabs(folder):
        return (parent + os.sep).startswith(folder.rstrip(os.sep) + os.sep)
    wanted = folder.strip("/\\").casefold()
    return f"/{wanted}/" in f"/{parent.replace(os.sep, '/').casefold()}/"
