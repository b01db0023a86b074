"""Local time of a place: what satellites and clouds say in universal time, as the clock on the spot showed it.

It knows borders of time zones through tzfpy (offline), and their history through the time zone database.

    local(datetime(2022, 5, 28, 11, 45, tzinfo=UTC), GeoPoint(45.44, 12.32))   # 13:45 +02:00
"""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tools.types import GeoPoint


def local(moment: datetime, point: GeoPoint | None) -> datetime:
    """The same instant with the offset that the place's zone had then; unchanged without a place or on an unknown
    one."""
    if point is None or moment.tzinfo is None:
        return moment
    import tzfpy

    try:
        zone = ZoneInfo(tzfpy.get_tz(point.lon, point.lat))
        there = moment.astimezone(zone)
        offset = there.utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        return moment
    # whole minutes: the local mean times before standard time have seconds, which ISO texts elsewhere do not take
    return there if offset is None or offset.total_seconds() % 60 else there.replace(tzinfo=timezone(offset))
