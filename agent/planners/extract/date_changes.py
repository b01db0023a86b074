"""Changes of the span of dates that a plan has: "stretch it to 2016", "the year before too", "only its second half".

A change without a date is read from a clause that speaks of the span alone: an amount of time, a direction, and what is
to move. It knows no plans but their dates, and reads no dates of its own.

    find_date_change("the year before too", DateRange(from_=date(2010, 1, 1), to=date(2014, 12, 31)))  # 2009-2014
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agent.language.clauses import between, cuts
from agent.language.cues import any_of, words_of
from agent.language.span import Span
from agent.plan.edits import SetDates
from agent.plan.query_plan import DateRange
from agent.planners.extract.calendar_days import part_of
from agent.planners.extract.date_pointers import find_pointer
from agent.planners.extract.quantities import NUMBERS
from agent.planners.extract.time_steps import Step
from agent.planners.extract.years import EARLIEST_YEAR


@dataclass(frozen=True, slots=True)
class DateChange(Span):
    """A stretch that asks to change the dates of the plan to those of `edit`."""

    edit: SetDates


_NUMBER = r"\d{1,2}|another|a|an|couple of|couple|few|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_NEAR = "previous|preceding|prior|next|following|subsequent|other|more|further|extra|additional|whole|full"
_AMOUNT = re.compile(
    rf"\b(?:(?P<near>{_NEAR}|the) )?(?:(?P<number>{_NUMBER}) )?(?:(?:{_NEAR}) )*"
    r"(?P<unit>day|week|month|year|decade|spring|summer|autumn|fall|winter|season)(?P<many>s)?\b"
)
_OF_TODAY = re.compile(
    r"\b(?:this|last|past|current) (?:day|week|month|year|decade|spring|summer|autumn|fall|winter)\b"
)
_UNITS = frozenset({"day", "week", "month", "year", "decade"})
"""Units that can be counted alone; a season needs a direction: "the summer before", not "a winter too"."""
_WORDS = ("now", "ever", "back", "forward", "both", "shift", "starts", "ends", "cuts", "grows", "all", "half")
"""What a clause on a span may say, and the words for it; one word may say two things."""
_SAYS = {name: re.compile(rf"\b(?:{any_of(f'dates_{name}')})\b") for name in _WORDS}
_SHARE = re.compile(
    rf"\b(?P<which>first|second|last|latter|former|earlier|later|early|late|middle|final|opening|closing)"
    rf" (?:(?P<half>half)|(?P<part>part|ones|years|bit)\b|(?P<number>{_NUMBER}|\d+) (?P<unit>month|year"
    rf"|decade)s?|(?P<one>month|year))\b"
)
_OF_IT = re.compile(
    r"\b(?:of|in|from) (?:it|that|this|them|those|(?:the|that|this) (?:span|range|period|time|decade|years))\b"
)
# "and the next" is no time: what opens an end says itself what lies there
_BEYOND = re.compile(rf"\b(?!(?:{_NEAR}|back|up|down|ahead)\b)(?:{any_of('dates_back', 'dates_forward')})\b")
_A_YEAR_ON = re.compile(r"\b(?:day|week|month|year|decade)s? on\b")
_ONLY_IT = re.compile(r"^(?!.*\blast \w).*\b(?:only|just)\b")  # "only the last two years" counts from today
_MARKS = ",.;:!?–—"


def find_date_change(message: str, present: DateRange | None) -> DateChange | None:
    """The change of the span `present` that a message asks for without naming a date; None for none."""
    if present is None:
        return None
    for span in _clauses(message):
        clause = " ".join(span.of(message).lower().replace("’", "'").split())
        if (edit := find_pointer(clause, present)) is not None:
            return DateChange(span.start, span.end, edit)
        clause = clause.replace("half a decade", "5 years").replace("half a year", "6 months")
        if _speaks_of_spans(clause) and (edit := _change(clause, present)) is not None:
            return DateChange(span.start, span.end, edit)
    return None


def _clauses(message: str) -> Iterator[Span]:
    """Clauses without the spaces around them, whole ones first, then their parts at each "and"."""
    for openers in ((), ("and", "plus")):
        found = cuts(message, marks=_MARKS, dashes=True, words=("but",), openers=openers)
        for clause in between(message, found):
            said = clause.of(message)
            if said.strip():
                yield Span(clause.end - len(said.lstrip()), clause.start + len(said.rstrip()))


def _speaks_of_spans(clause: str) -> bool:
    """Whether every word of a clause is of the sort that a change of a span is said with."""
    for pattern in (_SHARE, _AMOUNT, *_SAYS.values()):
        clause = pattern.sub(" ", clause)
    return all(word in words_of("dates_small_words") for word in re.findall(r"[\w']+", clause))


def _change(clause: str, present: DateRange) -> SetDates | None:
    says = {name for name, pattern in _SAYS.items() if pattern.search(clause)}
    if _A_YEAR_ON.search(clause):
        says.add("forward")
    share = _SHARE.search(clause)
    if share and (share["half"] or "cuts" in says or _OF_IT.search(clause) or _ONLY_IT.search(clause)):
        return _share(share, present, away="cuts" in says)
    if "ever" in says:
        return SetDates(to=present.to) if present.to else None
    if "now" in says and not says & {"back", "half"}:
        return SetDates(from_=present.from_) if present.from_ else None
    amounts = list(_AMOUNT.finditer(clause))  # "the same day a year later": the one that is counted
    amount = next((a for a in amounts if a["number"]), amounts[0] if amounts else None)
    directed = bool(says & {"back", "forward", "both", "shift"})
    counted = amount is not None and (amount["number"] or (amount["near"] not in (None, "the") and not amount["many"]))
    if (
        amount
        and _OF_TODAY.search(clause) is None
        and ((directed and (counted or not amount["many"])) or (counted and amount["unit"] in _UNITS))
    ):
        return _moved(amount, says, present)
    return _opened(says, present) if "all" in says or _BEYOND.search(clause) else None


def _opened(says: set[str], present: DateRange) -> SetDates | None:
    """ "and later too", "everything before that": an end is opened, or all that lies beyond it is meant."""
    back, forward = "back" in says, "forward" in says
    if not (back or forward) or not says & {"grows", "all"}:
        return None
    if says & {"grows"} or (forward and not back and "all" not in says):
        edit = SetDates(from_=None if back else present.from_, to=None if forward else present.to)
        return edit if edit.from_ or edit.to else None
    if forward and present.to:
        return SetDates(from_=present.to + timedelta(days=1))
    return SetDates(to=present.from_ - timedelta(days=1)) if back and present.from_ else None


def _moved(amount: re.Match[str], says: set[str], present: DateRange) -> SetDates | None:
    """A change by an amount of time: both ends, one of them, or to what lies right beside the span."""
    clause = amount.string
    number = amount["number"] or "a"
    count = int(number) if number.isdigit() else NUMBERS.get(number, 2 if number.startswith("couple") else 1)
    step = Step(count, amount["unit"])
    back = "back" in says and "forward" not in says
    way = -1 if back else 1
    first, last = present.from_, present.to
    try:
        if "both" in says or {"back", "forward"} <= says:
            return _dates(step.move(first, -1), step.move(last, 1))
        if "shift" in says and not says & {"starts", "ends"}:
            return _dates(step.move(first, way), step.move(last, way))
        if "cuts" in says:
            return _dates(step.move(first, 1), last) if "starts" in says else _dates(first, step.move(last, -1))
        if says & {"starts", "ends"}:
            if not says & {"back", "forward"} and "starts" in says:
                way = -1
            ends = "ends" in says and not ("starts" in says and re.search(r"\bend\b.*\bstart", clause) is None)
            return _dates(first, step.move(last, way)) if ends else _dates(step.move(first, way), last)
        return _beside_it(step, way, says, clause, present)
    except (ValueError, OverflowError):  # beyond the calendar
        return None


_BY_SO_MUCH = re.compile(r"\b(?:earlier|later|back|backwards?|forwards?|on|sooner|ahead|older|newer)\b")


def _beside_it(step: Step, way: int, says: set[str], clause: str, present: DateRange) -> SetDates | None:
    """ "the year before", "two more years", "a year earlier": what lies beside the span, with it or in its place."""
    first, last = present.from_, present.to
    grows = "grows" in says
    if not says & {"back", "forward"} and not grows:
        return None
    by_so_much = _BY_SO_MUCH.search(clause) and not re.search(r"\b(?:before|after|previous|next|following)\b", clause)
    if by_so_much and not grows:
        return _dates(step.move(first, way), step.move(last, way))
    if way < 0:
        if first is None:
            return None
        low, high = step.move(first, -1), _next(first, -1)
    else:
        if last is None:
            return None
        low, high = _next(last, 1), step.move(last, 1)
    if first and last and step.count == 1 and step.longer_than(first, last):
        low, high = step.whole(first, last, way)
    if grows and low and high:
        return _dates(min(low, first) if first else None, max(high, last) if last else None)
    return _dates(low, high)


def _next(day: date, days: int) -> date | None:
    return day + timedelta(days=days)


def _share(share: re.Match[str], present: DateRange, *, away: bool) -> SetDates | None:
    """A half, or the first or last years, of the span; where these go `away`, the rest of it."""
    if present.from_ is None or present.to is None:
        return None
    late = share["which"] in ("second", "last", "latter", "later", "late", "final", "closing")
    if share["part"]:
        if share["which"] not in ("early", "late", "earlier", "later", "middle") or away:
            return None
        name = "middle" if share["which"] == "middle" else "late" if late else "early"
        return _dates(*part_of(present.from_, present.to, name))
    if share["half"]:
        months = (present.to.year - present.from_.year) * 12 + present.to.month - present.from_.month + 1
        step = Step(max(1, months // 2), "month")
    else:
        number = share["number"] or "a"
        step = Step(int(number) if number.isdigit() else NUMBERS.get(number, 1), share["unit"] or share["one"])
    day = timedelta(days=1)
    edge = step.move(present.to, -1) if late else step.move(present.from_, 1)
    if edge is None or not present.from_ <= edge <= present.to:
        return None if away or edge is None else _dates(present.from_, present.to)
    if late == away:
        return _dates(present.from_, edge if late else edge - day)
    return _dates(edge + day if late else edge, present.to)


def _dates(first: date | None, last: date | None) -> SetDates | None:
    """The edit, where these are a span at all."""
    if (first is None and last is None) or (first and last and first > last):
        return None
    if (first or last or date.max).year < EARLIEST_YEAR:
        return None
    return SetDates(from_=first, to=last)
