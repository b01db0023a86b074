"""Google Takeout: the JSON that comes beside each picture.

takeout_reading(b'{"title": "a.jpg", "photoTakenTime": {"timestamp": "1653738315"}}')

Its moments are universal time; `settle` gives them the clock of the place where that is known.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tools.library.facts.clean import clean_list, clean_text, number
from tools.library.facts.model import FactValue, Reading
from tools.library.facts.moments import EARLIEST_YEAR, LATEST_YEAR, is_set

SOURCE = "takeout"
MOST_BYTES = 1 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def takeout_reading(data: bytes) -> Reading | None:
    """What the file says; None for JSON of another kind, which lies about in many folders."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        return Reading(SOURCE, {}, f"the JSON is damaged ({clean_text(error, longest=100)}).")
    if not isinstance(said, dict) or not ("photoTakenTime" in said or "geoData" in said):
        return None
    values: dict[str, FactValue] = {}
    taken = _moment(said.get("photoTakenTime"))
    if taken:
        values["taken_at"] = taken
    where = next((said[key] for key in ("geoData", "geoDataExif") if _position(said.get(key))), None)
    if where is not None:
        values["position"] = _position(where)
        metres = number(where.get("altitude"), low=-500, high=10_000)
        if metres:  # 0 stands for "unknown"
            values["altitude"] = metres
    caption = clean_text(said.get("description"))
    if caption:
        values["caption"] = caption
    people = said.get("people")
    names = clean_list(p.get("name") for p in people if isinstance(p, dict)) if isinstance(people, list) else ()
    if names:
        values["people"] = names
    return Reading(SOURCE, values)


def _position(said: Any) -> tuple[float, float] | tuple[()]:
    """Latitude and longitude; nothing for none, which Takeout writes as 0, 0."""
    if not isinstance(said, dict):
        return ()
    lat, lon = number(said.get("latitude"), low=-90, high=90), number(said.get("longitude"), low=-180, high=180)
    return (lat, lon) if lat is not None and lon is not None and (lat or lon) else ()


def _moment(said: Any) -> str | None:
    if not isinstance(said, dict):
        return None
    seconds = number(said.get("timestamp"), low=-5e9, high=5e9)
    if seconds is None:
        return None
    moment = _EPOCH + timedelta(seconds=int(seconds))
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR or not is_set(moment):
        return None
    return moment.isoformat(timespec="seconds")
