"""EXIF: what the camera wrote, through exifread.

It is guarded field by field: a broken one costs itself. How much may be read is limited (see `bounded`).

    tags, trouble = read_tags(io.BytesIO(block)); exif_readings(tags)
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, BinaryIO

from tools.library.facts.bounded import Bounded, TooMuch
from tools.library.facts.camera_names import camera_name
from tools.library.facts.clean import clean_list, clean_text, number
from tools.library.facts.gps import read_altitude, read_point
from tools.library.facts.model import FactValue, Reading
from tools.library.facts.moments import offset_of, parse, read_moment, with_zone
from tools.library.facts.zones import local
from tools.types import GeoPoint

Tags = Mapping[str, Any]

WRITTEN_BY_CAMERAS = frozenset(
    "olympus digital camera|sony dsc|samsung camera pictures|digital camera|digital still camera|minolta digital camera"
    "|konica minolta digital camera|samsung digital camera|kodak digital still camera|exif_jpeg_picture|dcf image"
    "|default|untitled|created with gimp|image description|picasa|user comments|charset=ascii|ascii|unicode|null".split(
        "|"
    )
)
"""Descriptions and comments that programs fill in by themselves; nobody said them of a picture."""


def read_tags(source: BinaryIO) -> tuple[Tags, str]:
    """exifread's tags of a block or file, and the cause when it could not be read. Never raises for what it holds."""
    import exifread

    try:
        return dict(exifread.process_file(Bounded(source), details=False, extract_thumbnail=False)), ""
    except TooMuch as error:
        return {}, f"the EXIF block is not read: {error}."
    except (Exception, struct.error) as error:  # exifread lets every builtin through on damaged blocks
        return {}, f"the EXIF block is damaged ({type(error).__name__}: {str(error)[:80]})."


def tags_of_block(block: bytes) -> tuple[Tags, str]:
    """Of an EXIF block out of a container, with or without its "Exif" head."""
    return read_tags(io.BytesIO(block.removeprefix(b"Exif\x00\x00")))


def exif_readings(tags: Tags, trouble: str = "") -> list[Reading]:
    """What the tags say. The date of the last change stands apart: a program wrote it, perhaps years later."""
    values: dict[str, FactValue] = {}
    point = _guarded(lambda: read_point(tags))
    if point is not None:
        values["position"] = (point.lat, point.lon)
    for name, read in _READERS.items():
        found = _guarded(lambda read=read: read(tags))  # type: ignore[misc]
        if found not in (None, "", ()):
            values[name] = found
    taken = _guarded(lambda: _taken_at(tags, point))
    if taken:
        values["taken_at"] = taken
    readings = [Reading("exif", values, trouble)] if values or trouble else []
    changed = read_moment(_text(tags, "Image DateTime"), offset=_text(tags, "EXIF OffsetTime"))
    return readings + ([Reading("exif-modified", {"taken_at": changed})] if changed else [])


def _guarded(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (ValueError, TypeError, ArithmeticError, AttributeError, LookupError):
        return None  # an odd field is no fact; the others still count


def _text(tags: Tags, *names: str) -> str:
    for name in names:
        tag = tags.get(name)
        if tag is None:
            continue
        text = clean_text(getattr(tag, "values", tag))
        if text:
            return text
    return ""


def _first(tags: Tags, *names: str) -> Any:
    for name in names:
        values = getattr(tags.get(name), "values", None)
        if isinstance(values, list) and values:
            return values[0][0] if isinstance(values[0], tuple) else values[0]
    return None


def _said(tags: Tags, *names: str) -> str:
    """A text that a person wrote."""
    for name in names:
        values = getattr(tags.get(name), "values", None)
        text = _wide(values) if isinstance(values, list) else clean_text(values)
        if text and text.casefold() not in WRITTEN_BY_CAMERAS:
            return text
    return ""


def _wide(values: list[Any]) -> str:
    """A text that exifread gives as bytes: Windows' XP tags in UTF-16, comments behind the name of their character
    set. Source: EXIF 2.32, tag 0x9286 UserComment."""
    data = bytes(value for value in values if isinstance(value, int) and 0 <= value < 256)
    head, body = data[:8], data[8:]
    if head == b"UNICODE\0":
        return clean_text(body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "ignore"))
    if head in (b"ASCII\0\0\0", b"\0" * 8):
        return clean_text(body)
    return clean_text(data.decode("utf-16-le", "ignore")) if b"\0" in data else clean_text(data)


def _keywords(tags: Tags) -> tuple[str, ...]:
    return clean_list(_said(tags, "Image XPKeywords").split(";"))


def _copyright(tags: Tags) -> str:
    return _said(tags, "Image Copyright")


def _rating(tags: Tags) -> float | None:
    return number(_first(tags, "Image Rating", "Image Tag 0x4746"), low=0, high=5)


def _lens(tags: Tags) -> str:
    said = _text(tags, "EXIF LensModel")
    return said if any(c.isalnum() for c in said.replace("0", "")) else ""


_ISO_SATURATED = 65535
"""ISOs above it do not fit the old field: the new one then has it."""


def _iso(tags: Tags) -> float | None:
    said = number(_first(tags, "EXIF ISOSpeedRatings", "EXIF PhotographicSensitivity"), low=1, high=1e7)
    if said is None or said == _ISO_SATURATED:
        said = number(_first(tags, "EXIF RecommendedExposureIndex", "EXIF ISOSpeed"), low=1, high=1e7) or said
    return said


def _aperture(tags: Tags) -> float | None:
    said = number(_first(tags, "EXIF FNumber"), low=0.3, high=200)
    apex = number(_first(tags, "EXIF ApertureValue"), low=0.01, high=15)
    return said if said is not None or apex is None else round(2 ** (apex / 2), 1)


def _exposure(tags: Tags) -> float | None:
    said = number(_first(tags, "EXIF ExposureTime"), low=1e-6, high=1e6)
    apex = number(_first(tags, "EXIF ShutterSpeedValue"), low=-20, high=20)
    return said if said is not None or apex is None else round(2**-apex, 6)


def comment_text(data: bytes) -> str:
    """A user comment as text; "" for a program's bytes."""
    text = _wide(list(data))
    return text if _is_speech(text) else ""


def _is_speech(text: str) -> bool:
    """Whether a comment is words and not a program's bytes."""
    letters = sum(character.isalnum() or character.isspace() for character in text)
    return letters >= 0.7 * len(text)


def _caption(tags: Tags) -> str:
    """The description, unless it only repeats the maker's name."""
    said = _said(tags, "Image ImageDescription", "Image XPComment")
    by_itself = (_text(tags, "Image Make"), _text(tags, "Image Model"))
    return "" if said.casefold() in (name.casefold() for name in by_itself) else said


_READERS: dict[str, Callable[[Tags], FactValue | None]] = {
    "camera": lambda tags: camera_name(_text(tags, "Image Make"), _text(tags, "Image Model")),
    "lens": _lens,
    "focal_length": lambda tags: number(_first(tags, "EXIF FocalLength"), low=0.1, high=20_000),
    "aperture": _aperture,
    "iso": _iso,
    "exposure": _exposure,
    "altitude": read_altitude,
    "title": lambda tags: _said(tags, "Image XPTitle"),
    "caption": _caption,
    "keywords": _keywords,
    "credit": lambda tags: _said(tags, "Image Artist", "Image XPAuthor"),
    "copyright": _copyright,
    "rating": _rating,
}


def _taken_at(tags: Tags, point: GeoPoint | None) -> str | None:
    """Original, then digitised, then the satellites' time, as that place's clocks showed it."""
    gps = _guarded(lambda: _gps_time(tags))
    for name, offset_name in (("Original", "EXIF OffsetTimeOriginal"), ("Digitized", "EXIF OffsetTimeDigitized")):
        text = _text(tags, f"EXIF DateTime{name}", f"Image DateTime{name}")
        said = read_moment(text, offset=_text(tags, offset_name, "EXIF OffsetTime"))
        if said is not None:
            return said if gps is None or len(said) != len("2000-01-01T00:00:00") else _zoned(said, gps, point)
    return None if gps is None else local(gps, point).isoformat(timespec="seconds")


_QUARTER_S = 900
_STALE_FIX_S = 120
_FAR_FROM_SUN_H = 4.0
"""Legal time differs from solar time by less than this everywhere (most in western China, about three hours)."""


def _zoned(said: str, gps: datetime, point: GeoPoint | None) -> str:
    """With the offset as wall clock minus GPS time, when it is plausible at that longitude."""
    moment = parse(said)
    seconds = (moment - gps.replace(tzinfo=None)).total_seconds()
    offset = round(seconds / _QUARTER_S) * _QUARTER_S
    if point is None or abs(seconds - offset) > _STALE_FIX_S:
        return said
    if abs(offset / 3600 - point.lon / 15) > _FAR_FROM_SUN_H or abs(offset) > 14 * 3600:
        return said
    return with_zone(moment, timezone(timedelta(seconds=offset)))


def _gps_time(tags: Tags) -> datetime | None:
    day = read_moment(_text(tags, "GPS GPSDate", "GPS GPSDateStamp"))
    tag = tags.get("GPS GPSTimeStamp")
    if day is None or len(day) < 10 or tag is None:
        return None
    if isinstance(tag.values, str):
        said = read_moment(f"{day[:10]} {tag.values}")
        return parse(said).replace(tzinfo=offset_of("Z")) if said and len(said) > 10 else None
    hours, minutes, seconds = (float(value) for value in tag.values[:3])
    return (parse(day[:10]) + timedelta(hours=hours, minutes=minutes, seconds=int(seconds))).replace(tzinfo=UTC)
