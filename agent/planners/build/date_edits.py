"""What a message says of the time -> the edit of the plan's dates: named, changed, or lifted.

The dates, changes and remarks are found by their extractors; this module weighs them against the dates that the plan
has.

    read_dates("since 2019", None, today=date(2026, 1, 1), taken=[]).edits   # [SetDates(from_=date(2019, 1, 1))]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.language.cues import any_of
from agent.language.span import Span, free_of
from agent.plan.edits import Edit, SetDates
from agent.plan.query_plan import DateRange
from agent.planners.extract.biography import remarked
from agent.planners.extract.date_changes import find_date_change
from agent.planners.extract.date_pointers import in_another_year
from agent.planners.extract.dates import DateMention, find_dates
from agent.planners.extract.lifted_limits import find_any_time

_MOVES = rf"(?:{any_of('stretch_stems')})(?:e|es|s|ed|ing)?"
_MOVED = rf"\b{_MOVES}\b[^.;,]*"
_MOVED_TO = re.compile(rf"{_MOVED}\bto\s*(?:the\s+)?$", re.IGNORECASE)
_LATER_END = re.compile(
    rf"(?:(?:{_MOVED}|all the way |right )\b(?:to|up to|until|till|through|into|as far as)"
    r"|\b(?:end|stop|finish|close|cut|conclud)(?:e|s|ing)?(?: (?:it|that|this|things|off|date"
    r"|year))*(?: already| only)?"
    r"(?: (?:in|at|with|by|on|after|be|is|should be|as late as))?)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_EARLIER_START = re.compile(
    rf"(?:{_MOVED}\b(?:down|back as far) (?:to|as|until)|\b(?:back|as far back|all the way back) (?:to|as|until|into))"
    r"\s*(?:the\s+)?$"
    r"|\b(?:start|begin|open|kick off|set off)(?:s|ing|ning)?(?: (?:it|that|this|things|off|date"
    r"|year))*(?: already| only| back)?"
    r"(?: (?:in|at|with|from|on|be|is|should be|as early as|as late as))?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_TOO = re.compile(
    r"\s*,?\s*(?:(?:in|included|in there|there) )?(?:(?:is|are) (?:fine|ok|okay|welcome) )?(?:too|as well|also)\b",
    re.IGNORECASE,
)
_AND = re.compile(
    r"(?:^|[,.;:!]\s*)(?:(?:oh|ok|okay|please|and|now|then|maybe|perhaps|let['’]?s|can you|could you|but)[\s,]+)*"
    r"(?:(?:(?:it |that |they )?(?:could|might|may)(?: just)? (?:as well|also|equally) (?:be|have been)"
    r"|or(?: maybe| perhaps| even)?|also|plus|add|include|including|incl|allow|and|along with|together with"
    r"|throw in|take in|bring in"
    r"|as well as|let in|accept)\s+)+"
    rf"(?:(?:also|even|{any_of('picture_nouns')}|ones|those|anything|everything|stuff|in|from|of|the)\s+)*$",
    re.IGNORECASE,
)
"""Right before a time that joins the one that stands: "and 2017", "include those from 2009"."""
_INSTEAD = re.compile(r"\b(?:instead|rather|replace|switch|change)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\?\s*$")


_TAKEN_BACK = re.compile(rf"\b(?:{any_of('slips')})\b[^.;?!]{{0,40}}$", re.IGNORECASE)
"""Before the last of several dates: the others were said by mistake."""


@dataclass(frozen=True)
class DateReading:
    """What a message says of the time: `edits`, the parts of the message that say it, and the dates in them."""

    edits: list[Edit]
    taken: list[Span]
    notes: tuple[str, ...]
    dates: list[DateMention]


def read_dates(message: str, present: DateRange | None, *, today: date, taken: Sequence[Span]) -> DateReading:
    """The time that a message asks for: named, changed, or lifted; a date that tells of somebody's life is none."""
    dates = free_of(find_dates(message, today=today, present=present), taken)
    told = remarked(message, dates)
    busy: list[Span] = list(dates)
    dates = [d for d in dates if d not in told]
    change = find_date_change(message, present)
    if change is not None and all(map(change.overlaps, dates)):
        return DateReading([change.edit], [*busy, change], (), dates)
    refused = [d for d in dates if d.refused]
    dates = [d for d in dates if not d.refused]
    if dates:
        return _named(dates, refused, present, message, busy=busy)
    if refused and present is not None and (present.from_, present.to) == (refused[0].first, refused[0].last):
        return DateReading([SetDates()], busy, (), dates)
    held = (present.from_, present.to) if present else (None, today)
    if refused and (rest := _without(refused, *held)):
        return DateReading([rest], busy, (), dates)
    if refused:
        return DateReading([], busy, ("A time cannot be left out; say the time that you want instead.",), dates)
    if present is not None and (lifted := find_any_time(message)):
        return DateReading([SetDates()], [*busy, lifted], (), told)
    return DateReading([], busy, (), told)


def _named(
    dates: list[DateMention],
    refused: list[DateMention],
    present: DateRange | None,
    message: str,
    *,
    busy: list[Span],
) -> DateReading:
    """The one of the named times that is meant, next to what the plan has, without what is refused of it."""
    said = next((d for d in reversed(dates) if _TAKEN_BACK.search(message[: d.start])), dates[0])
    notes: list[str] = []
    if len(dates) > 1 and said is dates[0]:
        notes.append("A search has one span of dates; the first one was taken.")
    if said.yearless and said.first:
        notes.append(
            f"That is the latest, of {said.first.year}: the same days of every year cannot be asked for at once."
        )
    edit = _beside(said, present, message)
    if present and said.first and said.last:
        moved = in_another_year(message[: said.end], (said.first, said.last), present)
        if moved:
            span, (first, last) = moved
            edit, busy = SetDates(from_=first, to=last), [*busy, span]
    return DateReading([_without(refused, edit.from_, edit.to) or edit], busy, tuple(notes), dates)


def _without(refused: Sequence[DateMention], first: date | None, last: date | None) -> SetDates | None:
    """What is left of the days when a refused time is cut off one end of them; None where none lies at an end."""
    start, end, day = first, last, timedelta(days=1)
    for out in refused:
        if out.first is None or out.last is None:
            continue
        if start and out.first <= start <= out.last:
            start = out.last + day
        if end and out.first <= end <= out.last:
            end = out.first - day
    if (start, end) == (first, last) or (start and end and start > end):
        return None
    return SetDates(from_=start, to=end)


def _beside(said: DateMention, present: DateRange | None, message: str) -> SetDates:
    """What is said of the time, next to what the plan has: an end is moved, the time grows, or it is another one."""
    first, last = said.first, said.last
    if present is None:
        return SetDates(from_=first, to=last)
    before, low, high = message[: said.start], present.from_, present.to
    inner = message[said.start : said.end]  # its own preposition: "stretch it | up to 2016", "start | in 2001"
    lead = before + (re.match(r"(?:[^\W\d_]+\s+)*", inner) or [""])[0]
    if first and last and low and first < low <= last and _MOVED_TO.search(before):  # "widen that to 2011 through 2014"
        return SetDates(from_=first, to=max(last, high) if high else None)
    if last and (not low or last >= low) and (_LATER_END.search(before) or _LATER_END.search(lead)):
        return SetDates(from_=low, to=last)
    if first and (not high or first <= high) and (_EARLIER_START.search(before) or _EARLIER_START.search(lead)):
        return SetDates(from_=first, to=high)
    joined = _AND.search(before) and not _QUESTION.search(message) and said.kind in ("", "in")
    if _TOO.match(message, said.end) or (joined and first and last and not _INSTEAD.search(message)):
        return SetDates(
            from_=min(first, low) if first and low else None,
            to=max(last, high) if last and high else None,
        )
    if (
        last
        and not first
        and low
        and low <= last
        and (not high or said.kind == "until" or last < high)
        and last != high
    ):
        return SetDates(from_=low, to=last)
    if first and not last and high and first <= high and (not low or first > low):
        return SetDates(from_=first, to=high)
    return SetDates(from_=first, to=last)
