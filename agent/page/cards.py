"""Hits as cards for the grid: everything a picture's tile shows, as plain values.

Pure functions; where a file's facts come from is the caller's business. Texts stay texts: the page never reads them as
markup.

    cards(hits, plan, pictures={hit.image_id: library.picture(hit.image_id)})
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from agent.page.fact_rows import fact_rows, source_name
from agent.plan.query_plan import QueryPlan
from tools.library.facts import Fact
from tools.search.query import Hit
from tools.types import ImageId, Picture

CHANNEL_NAMES = {"content": "Content", "style": "Style", "place": "Place", "like": "Like examples"}
_VISIBLE = 0.0005  # smaller shares are left out of the words, not of the sum
_RATIO_RANGE = (0.56, 2.4)  # tiles narrower or wider than this are cropped


def cards(hits: Sequence[Hit], plan: QueryPlan, *, pictures: Mapping[ImageId, Picture]) -> list[dict[str, Any]]:
    """One card per hit, in order. `scale` of the bars is the best hit's positive sum, so bars compare between cards."""
    top = max((_positive(hit) for hit in hits), default=0.0)
    return [_card(hit, plan, picture=pictures.get(hit.image_id), top=top) for hit in hits]


def _card(hit: Hit, plan: QueryPlan, *, picture: Picture | None, top: float) -> dict[str, Any]:
    path = PurePath(hit.path)
    taken_at = hit.taken_at or (picture.taken_at if picture else None)
    return {
        "id": hit.image_id,
        "file": path.name,
        "alt": alt_text(path.name, taken_at),
        "ratio": _ratio(picture),
        "width": picture.width if picture else 0,
        "height": picture.height if picture else 0,
        "score": f"{hit.score:.2f}",
        "band": hit.band,
        "bar": bar(hit, top=top),
        "why": why(hit, plan),
        "date": " · ".join(filter(None, (day(taken_at), "not here now" if hit.away else ""))),
        "distance": distance(hit.distance_km),
        "extra": list(hit.duplicates),
    }


def bar(hit: Hit, *, top: float) -> list[dict[str, Any]]:
    """The score bar's segments: each positive channel's share of the best hit in per cent, then what was taken off."""
    if top <= 0:
        return []
    segments = [
        {"channel": name, "percent": round(100 * value / top, 2)}
        for name, value in hit.channels.items()
        if value > _VISIBLE
    ]
    lost = -sum(value for value in hit.channels.values() if value < -_VISIBLE)
    if lost:
        segments.append({"channel": "minus", "percent": round(100 * min(lost, top) / top, 2)})
    return segments


def why(hit: Hit, plan: QueryPlan) -> list[dict[str, Any]]:
    """What made up the score, term by term, the strongest first; the numbers add up to the score."""
    rows: list[dict[str, Any]] = []
    for share in hit.terms:
        term = plan.term(share.id)
        rows.append(
            {
                "label": (term.text if term else share.id)
                + (f" (in its {hit.said[share.id]})" if share.id in hit.said else ""),
                "channel": term.channel if term else "content",
                "avoid": bool(term and term.weight < 0),
                "value": share.contribution,
            }
        )
    for name in ("place", "like"):
        if abs(hit.channels.get(name, 0.0)) > _VISIBLE:
            label = plan.place.name if name == "place" and plan.place else CHANNEL_NAMES[name]
            rows.append({"label": label, "channel": name, "avoid": False, "value": hit.channels[name]})
    rows.sort(key=lambda row: -abs(row["value"]))
    top = max((abs(row["value"]) for row in rows), default=0.0) or 1.0
    for row in rows:
        row["percent"] = round(100 * abs(row["value"]) / top, 1)
        row["text"] = signed(row["value"])
    return rows


def signed(value: float) -> str:
    """A share in words: "+0.31", "−0.20" or, where it rounds to nothing, "0.00"."""
    return "0.00" if abs(value) < 0.005 else f"{value:+.2f}".replace("-", "−")


def alt_text(name: str, taken_at: datetime | None) -> str:
    """What a screen reader says of a tile."""
    stem = PurePath(name).stem.replace("_", " ").replace("-", " ").strip() or name
    return f"{stem}, {day(taken_at)}" if taken_at else stem


def day(moment: datetime | None) -> str:
    """Like "3 May 2021", or nothing."""
    return f"{moment.day} {moment:%b %Y}" if moment else ""


def distance(km: float | None) -> str:
    """Like "4 km" or "650 m", "here" inside the place, or nothing."""
    if km is None:
        return ""
    if km <= 0.005:
        return "here"
    if km < 1:
        return f"{max(10, round(km * 1000, -1)):.0f} m"
    return f"{km:.1f} km" if km < 10 else f"{km:,.0f} km"


def details(
    picture: Picture | None, hit: Hit | None, *, place: str = "", facts: Mapping[str, Fact] | None = None
) -> list[dict[str, str]]:
    """What the larger view says of a picture, as label and value, with the source where one won; nothing unknown is
    listed."""
    if picture is None:
        return []
    facts = facts or {}
    taken_at = picture.taken_at
    where_from = {name: f" ({source_name(fact.source)})" for name, fact in facts.items()}
    exact = str(facts["taken_at"].value) if "taken_at" in facts else ""
    known = {
        "File": PurePath(picture.path).name,
        "Folder": str(PurePath(picture.path).parent),
        "Taken": f"{_moment(taken_at, exact)}{where_from.get('taken_at', '')}" if taken_at else "",
        "Camera": f"{picture.camera}{where_from.get('camera', '')}" if picture.camera else "",
        "Position": f"{picture.point.lat:.4f}, {picture.point.lon:.4f}{where_from.get('position', '')}"
        if picture.point
        else "",
        "Where": place,
        "Distance": distance(hit.distance_km) if hit else "",
        "Size": f"{picture.width} × {picture.height} px, {picture.format}".rstrip(", "),
    }
    return [{"label": label, "value": value} for label, value in known.items() if value] + fact_rows(facts)


def _moment(taken_at: datetime, exact: str) -> str:
    """As exactly as it is known: a file name may say no more than a month."""
    if 0 < len(exact) < 10:
        return exact
    return day(taken_at) if len(exact) == 10 else f"{day(taken_at)}, {taken_at:%H:%M}"


def _positive(hit: Hit) -> float:
    return sum(value for value in hit.channels.values() if value > 0)


def _ratio(picture: Picture | None) -> float:
    if picture is None or picture.width <= 0 or picture.height <= 0:
        return 1.0
    low, high = _RATIO_RANGE
    return round(min(high, max(low, picture.width / picture.height)), 3)
