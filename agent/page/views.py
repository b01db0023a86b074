"""A tab as the five parts of the page show it: plain values, always of one and the same reply.

views(tab).plan["terms"]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from agent.page.cards import cards, details
from agent.page.controls import controls
from agent.page.job_panel import model_sets
from agent.page.messages import PageLibrary, PageReply, PageSession
from agent.page.tabs import Tab
from agent.plan.suggestion import Suggestion
from agent.replies.answers import damaged_pictures
from tools.errors import DocentError, UnknownImage
from tools.geo import describe
from tools.search.query import Hit
from tools.types import Band, Collection, ImageId, Picture

_BANDS: tuple[Band, ...] = ("likely", "maybe", "weak")
_MOST_CHOICES = 300  # folders and cameras offered in the filter boxes
EXAMPLES = ("sunset over mountains", "dogs playing, no people", "a portrait in watercolour", "the sea near Genoa")
HOW_TO_INDEX = "docent index ~/Pictures"


@dataclass(frozen=True)
class Views:
    """One value per part of the page."""

    top: dict[str, Any]
    talk: dict[str, Any]
    plan: dict[str, Any]
    grid: dict[str, Any]


def views(tab: Tab) -> Views:
    """The whole page. Every part carries the same `order`, so that late answers can be dropped.

    `step` is the last of the browser's steps that is surely in it: it is read before anything else.
    """
    step = tab.answered
    order = tab.order()
    session = tab.session
    if session is None:
        missing = _nothing(tab.trouble, index=tab.fresh)
        return Views(
            top={"order": order, "pictures": 0, "planner": "", "models": "", "hints": [], "sets": []},
            talk={**talk(tab, order=order), "step": step},
            plan={"order": order, "step": step, "empty": True, "terms": [], "ready": False},
            grid={"order": order, "cards": [], "available": 0, **missing},
        )
    reply = session.reply
    return Views(
        top={"order": order, **_status(session)},
        talk={**talk(tab, order=order), "step": step},
        plan={
            "order": order,
            "step": step,
            "ready": True,
            "can_undo": session.can_undo,
            **controls(reply.plan, doubts=session.doubts()),
            **_choices(session.library),
        },
        grid={"order": order, **_grid(session, reply)},
    )


def talk(tab: Tab, *, order: int | None = None) -> dict[str, Any]:
    """The conversation: messages, answers to the last question, suggestions to click and, before the first word,
    examples."""
    reply = tab.session.reply if tab.session else None
    suggestions = reply.suggestions if reply else ()
    fresh = not any(message.who == "you" for message in tab.messages)
    return {
        "order": tab.order() if order is None else order,
        "ready": tab.session is not None,
        "messages": [asdict(message) for message in tab.messages],
        "chips": [chip(suggestion) for suggestion in suggestions],
        "answers": [chip(answer) for answer in reply.answers] if reply else [],
        "examples": examples(suggestions) if fresh and reply and reply.plan.empty else [],
    }


def chip(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion to click, and the edit that its click is."""
    return suggestion.as_json()


def examples(suggestions: Sequence[Suggestion]) -> list[str]:
    """Sentences to try, made of what this library holds; general ones when it suggests nothing."""
    things = [s.text for s in suggestions if s.channel == "content" and s.weight > 0]
    styles = [s.text for s in suggestions if s.channel == "style" and s.weight > 0]
    places = [s.text for s in suggestions if s.channel == "place"]
    if not things:
        return list(EXAMPLES)
    made = [f"{things[0]} in {places[0]}" if places else things[0]]
    if styles:
        made.append(f"{things[-1]}, {styles[0]} style")
    if len(things) > 1:
        made.append(f"{things[1]}, but no {things[0]}")
    return made


def look(tab: Tab, image_id: ImageId) -> dict[str, Any]:
    """The larger view of one picture: facts and why it was found."""
    session = tab.session
    order = tab.order()
    if session is None or session.library is None:
        return {"order": order, "id": image_id, "details": [], "why": tab.trouble}
    hit = next((h for h in session.reply.hits if h.image_id == image_id), None)
    try:
        picture: Picture | None = session.library.picture(image_id)
        facts = session.library.facts(image_id)
        why = session.explain(image_id) if hit else "It is not among the present results."
    except DocentError as error:
        picture, facts, why = None, {}, str(error)
    point = picture.point if picture else None
    place = describe(point.lat, point.lon) if point else None
    return {
        "order": order,
        "id": image_id,
        "details": details(picture, hit, place=place or "", facts=facts),
        "why": why,
    }


def _grid(session: PageSession, reply: PageReply) -> dict[str, Any]:
    if session.library is None:
        return {"cards": [], "available": 0, **_nothing("No library is open: requests are read, pictures are not.")}
    shown = cards(reply.hits, reply.plan, pictures=_pictures(session.library, reply.hits))
    total = reply.counts.total
    damaged = reply.counts.damaged
    if not total and damaged:
        return {"cards": [], "available": 0, **_nothing(damaged_pictures(damaged, of=damaged) + ".")}
    if not total and not shown:
        return {"cards": [], "available": 0, **_nothing("This library holds no pictures yet.")}
    return {
        "cards": shown,
        "available": reply.available,
        "more": reply.available > len(shown),
        "summary": summary(reply),
        "banded": banded(reply),
        "state": "results" if shown else "nothing",
        "message": "" if shown else "Nothing matches all of these conditions.",
        "command": "",
    }


def banded(reply: PageReply) -> bool:
    """Whether the bands follow each other in the order shown: then they part the grid, else they mark its tiles."""
    plan = reply.plan
    places = [_BANDS.index(hit.band) for hit in reply.hits]
    return plan.sort == "relevance" and bool(plan.terms or plan.like or plan.place) and places == sorted(places)


def summary(reply: PageReply) -> str:
    """What was found: "12 likely, 30 maybe of 785 pictures" or, with nothing asked, how many there are."""
    counts = reply.counts
    damaged = [f"{counts.damaged:,} with damaged vectors left out"] if counts.damaged else []
    if reply.plan.empty:
        return " · ".join([f"{counts.total:,} pictures, the latest first", *damaged])
    found = [f"{number:,} {band}" for number, band in ((counts.likely, "likely"), (counts.maybe, "maybe")) if number]
    left_out = [
        f"{number:,} without {what} left out"
        for number, what in ((counts.without_gps, "a position"), (counts.without_date, "a date"))
        if number
    ]
    unsure = [f"{counts.unplaced:,} without a position may be from a place left out"] if counts.unplaced else []
    return " · ".join(
        [f"{', '.join(found) or 'none likely'} of {counts.considered:,} pictures", *left_out, *unsure, *damaged]
    )


def _nothing(trouble: str, *, index: bool = True) -> dict[str, Any]:
    """A grid without pictures: why, and with `index` how to put some there."""
    command = HOW_TO_INDEX if index else ""
    return {"state": "missing", "message": trouble, "command": command, "summary": "", "banded": False}


def _pictures(library: PageLibrary, hits: Sequence[Hit]) -> dict[ImageId, Picture]:
    known = {}
    for hit in hits:
        try:
            known[hit.image_id] = library.picture(hit.image_id)
        except UnknownImage:
            continue  # swept since the search: the tile stays, without its facts
    return known


def _status(session: PageSession) -> dict[str, Any]:
    status = session.status()
    return {
        "pictures": status.pictures,
        "planner": status.planner,
        "models": status.models,
        "hints": list(status.hints),
        "sets": model_sets(session.jobs.models.name) if session.jobs else [],
    }


def _choices(library: PageLibrary | None) -> dict[str, list[str]]:
    if library is None:
        return {"folders": [], "cameras": []}
    return _choices_of(_Same(library.collection()))


class _Same:
    """A collection that equals another of the same version: a key under which to keep what was computed from it."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def __hash__(self) -> int:
        return hash((self.collection.version, len(self.collection)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.collection is other.collection


@lru_cache(maxsize=4)
def _choices_of(same: _Same) -> dict[str, list[str]]:
    collection = same.collection
    return {
        "folders": sorted({str(PurePath(path).parent) for path in collection.paths})[:_MOST_CHOICES],
        "cameras": sorted({camera for camera in collection.cameras if camera})[:_MOST_CHOICES],
    }
