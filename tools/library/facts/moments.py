"""Moments out of the texts that cameras and programs write, as exact as they are meant.

It reads no clock of this machine: the same text gives the same moment for ever.

    read_moment("2009: 7: 4  9: 5: 1 PM", offset="+9:00")   # "2009-07-04T21:05:01+09:00"
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

EARLIEST_YEAR, LATEST_YEAR = 1826, 2099
"""The oldest surviving photograph; a later year than the last is a broken one."""

_DAY = re.compile(r"\s*(\d{4})(?:\s*[:\-/.]\s*(\d{1,2})(?:\s*[:\-/.]\s*(\d{1,2})(?!\d)|\s*$)|\s*$)")
_COMPACT = re.compile(r"\s*(\d{4})(\d\d)(\d\d)(?=$|[T _-]?(?:(\d\d)(\d\d)(\d\d)?|\D))")
_CLOCK = re.compile(r"[\sT]*(\d{1,2})\s*:\s*(\d{1,2})(?:\s*:\s*(\d{1,2}))?(?:[.,]\d+)?\s*([ap])?\.?(?:m\b\.?)?", re.I)
_COMPACT_CLOCK = re.compile(r"[T _-]?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?()")
_OFFSET = re.compile(r"\s*(?:(Z|UTC|GMT)\b|([+-])(\d{1,2})(?::?(\d\d))?(?!\d))")

_EAST_MIN, _WEST_MIN = 14 * 60, -12 * 60

_UNSET = (datetime(1904, 1, 1), datetime(1980, 1, 1))
_UNIX_ZERO = datetime(1970, 1, 1)


def read_moment(text: str, *, offset: str = "") -> str | None:
    """ISO 8601 text, as exact as what was written; None for what is no date or a clock that was never set.

    A broken hour leaves the day, a day or month of zero the month or year. `offset` is used when `text` has none.
    """
    match = _DAY.match(text) or _COMPACT.match(text)
    if match is None:
        return _mail_date(text)
    compact = match.re is _COMPACT
    year, month, day = (int(part) if part else 0 for part in match.groups()[:3])
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or month > 12:
        return None
    if not month or not day:
        return f"{year:04}-{month:02}" if month else f"{year:04}"
    try:
        whole = date(year, month, day)
    except ValueError:
        return None
    rest = text[match.end() :]
    clock = (_COMPACT_CLOCK if compact else _CLOCK).match(rest)
    moment = _at(whole, clock) if clock else None
    if clock is None or moment is None:
        return whole.isoformat()
    if not is_set(moment):
        return None
    zone = offset_of(rest[clock.end() :]) or offset_of(offset)
    return with_zone(moment, zone)


def with_zone(moment: datetime, zone: timezone | None) -> str:
    """ISO 8601 to the second."""
    return moment.replace(tzinfo=zone).isoformat(timespec="seconds")


def offset_of(text: str) -> timezone | None:
    """The offset from UTC that a text begins with: "+09:00", "+9:00", "+0900", "-5", "Z"; None for none or nonsense."""
    match = _OFFSET.match(text)
    if match is None:
        return None
    if match[1]:
        return UTC
    minutes = int(match[3]) * 60 + int(match[4] or 0)
    minutes = -minutes if match[2] == "-" else minutes
    if not _WEST_MIN <= minutes <= _EAST_MIN or int(match[4] or 0) > 59:
        return None
    return timezone(timedelta(minutes=minutes))


def parse(moment: str) -> datetime:
    """A moment as a datetime, aware when its offset is known; what is not known of it is the first."""
    if len(moment) < 10:
        moment += "-01" * ((10 - len(moment)) // 3)
    return datetime.fromisoformat(moment)


def is_set(moment: datetime) -> bool:
    """Whether a clock that was set shows this: not the start of a computer's time (1904, 1970, 1980) at midnight.

    The start of 1970 counts in every zone: whole hours before and after it.
    """
    naive = moment.replace(tzinfo=None, microsecond=0)
    if naive in _UNSET:
        return False
    away = abs((naive - _UNIX_ZERO).total_seconds())
    return not (away < 12 * 3600 and away % 3600 == 0)


def _at(day: date, clock: re.Match[str]) -> datetime | None:
    """The day at that hour: 24 is the next day's midnight, second 60 the next minute; None for other nonsense."""
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    half = (clock[4] or "").lower()
    if half and not 1 <= hour <= 12:
        half = ""  # "21:05 PM" is said twice
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or second > 60:
        return None
    try:
        return datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute, seconds=second)
    except OverflowError:
        return None


def _mail_date(text: str) -> str | None:
    """RFC 1123 dates, which the PNG specification recommends: "Sun, 08 Sep 2013 07:06:05 GMT"."""
    if len(text) > 64 or not re.search(r"\d{1,2} [A-Za-z]{3} \d{4}", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR or not is_set(moment):
        return None
    return moment.isoformat(timespec="seconds")
