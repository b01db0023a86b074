"""Times that are said by the one that is looked at: "from then on", "only the summer of that year", "that same week".

Each is a whole clause, its small words set aside. It knows no plans but their dates.

    find_pointer("only the summer of that one", present)   # June to August of the present year
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from agent.language.cues import any_of
from agent.language.span import Span
from agent.plan.edits import SetDates
from agent.plan.query_plan import DateRange
from agent.planners.extract import calendar_days as cal
from agent.planners.extract.calendar_days import FEAST, Days
from agent.planners.extract.month_names import MONTH, MONTHS, SEASON, SEASONS
from agent.planners.extract.time_steps import moved
from agent.planners.extract.years import one_year

_LEAD = (
    r"(?:(?:and|but|so|ok|okay|oh|no|hm+|please|maybe|perhaps|actually|rather|sorry|i meant?|make (?:it|that)"
    r"|give me|show(?: me)?|take|let['’]?s (?:see|have|try|say)|what about|how about|now|then|go|only|just|keep"
    r"|include|add|also|(?:limit|narrow|change|switch) (?:it |that )?to|in|from|to|it was|that was|try"
    rf"|everything|anything|all|those|the ones|ones|{any_of('picture_nouns')})[\s,]+)*"
)
_TAIL = (
    r"(?:[\s,]+(?:please|instead|then|only|alone|now|again|rather|thanks|will do|though|too|as well|also|in there"
    r"|included|of (?:course|it|them|that)))*[\s.!?]*$"
)
_TIME = r"(?:time|year|date|day|days|month|summer|winter|spring|autumn|fall|week|weekend|decade|one|period|point)"
_THEN = rf"(?:then|there|that|this|those|it|(?:that|the|this)(?: same)? {_TIME})"
_OF_THAT = (
    r"(?:\s+(?:of|in|from|during)\s+(?:that|the same|the|this|it|there)(?:\s+same)?(?:\s+(?:year|one|time))?"
    r"|\s+(?:that|the same)(?:\s+same)?\s+year)?"
)
_UNIT = r"(?P<unit>day|week|weekend|month|season|year|decade|century|spring|summer|autumn|fall|winter)"
_BOUNDS = {
    "since": r"(?:(?:ever )?since|from|starting(?: from)?|as of)",
    "after": r"(?:after|later than|newer than|more recent than|younger than|past)",
    "until": r"(?:up to|until|till|up until|through)",
    "before": r"(?:before|earlier than|older than|prior to)",
}


def _clause(pattern: str) -> re.Pattern[str]:
    return re.compile(_LEAD + pattern + _TAIL, re.IGNORECASE)


_BOUND = _clause(
    rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _BOUNDS.items())})\s+{_THEN}"
    r"(?:\s+(?:on|onwards?|forwards?|and including))?"
)
_AROUND = _clause(
    r"(?:(?:(?:of|in)\s+)?(?:that|the)\s+(?:very\s+)?(?:same|whole|entire|full|complete|rest\s+of\s+the|rest\s+of\s+that)"
    rf"|that|all\s+(?:of\s+)?(?:that|the)|the\s+rest\s+of\s+(?:the|that)|(?:the\s+)?(?:whole|entire))\s+{_UNIT}"
)
_WITHIN = _clause(
    rf"(?:the\s+)?(?:(?P<half>first|second|last|latter)\s+half|(?P<quarter>first|second|third|fourth|last)\s+quarter"
    rf"|(?:(?P<part>early|mid|late)[\s-]+)?(?:{SEASON}s?(?:\s+holidays?)?|{MONTH}|{FEAST})){_OF_THAT}"
)
_BESIDE = _clause(
    r"(?:the\s+)?(?:(?P<next>next|following)\s+|(?P<previous>previous|preceding)\s+)?"
    rf"(?:(?P<weekend>weekend)|{SEASON}|{FEAST}|{MONTH})"
    r"(?:\s+(?:(?P<after>after|later|afterwards|following)|(?P<before>before|earlier))"
    r"(?:\s+(?:that|it|this|those|that one))?)?"
)
_TOO = re.compile(r"\b(?:too|as well|also|add|include|included|in there)\b|^\s*(?:and|plus)\b", re.IGNORECASE)
_ANOTHER_YEAR = re.compile(
    r"\b(?:same|that)\s+(?:\w+\s+)?(?:day|date|week|weekend|month|season|time(?: of (?:the )?year)?|period|spring"
    r"|summer|autumn|fall|winter|holidays?|christmas|easter)\b[^.;!?\d]{0,20}\d{4}$"
    r"|\bwrong\s+year\b[^.;!?\d]{0,24}\d{4}$",
    re.IGNORECASE,
)
"""A year that the time moves to and stays what it is: "same month but 2019"."""
_POINTS = re.compile(r"\b(?:the|only|just|in|that|it|actually|rather|from)\b", re.IGNORECASE)
LONGEST_POINTER = 80  # characters


def find_pointer(clause: str, present: DateRange) -> SetDates | None:
    """The dates that a clause makes of the present ones; None where it does not speak of them alone."""
    if len(clause) > LONGEST_POINTER:
        return None
    if match := _BOUND.fullmatch(clause):
        return _bounded(next(kind for kind in _BOUNDS if match[kind]), present)
    if match := _AROUND.fullmatch(clause):
        return _around(match["unit"].lower(), present, rest="rest" in match.group().lower())
    if (match := _BESIDE.fullmatch(clause)) and (
        match["after"] or match["before"] or match["next"] or match["previous"]
    ):
        days = _beside(match, present)
    elif match := _WITHIN.fullmatch(clause):
        days = _within(match, present)
    else:
        return None
    if days is None:
        return None
    if _TOO.search(clause) and present.from_ and present.to:
        return SetDates(from_=min(days[0], present.from_), to=max(days[1], present.to))
    return SetDates(from_=days[0], to=days[1])


def in_another_year(said: str, days: Days, present: DateRange) -> tuple[Span, Days] | None:
    """The present days moved to the year of `days`, where the words up to its end say so and both are within a year.

    The span is where the words say it.
    """
    year = one_year(present.from_, present.to)
    if year is None or present.from_ is None or present.to is None or days != cal.of_year(days[0].year):
        return None
    cut = max(0, len(said) - LONGEST_POINTER)
    match = _ANOTHER_YEAR.search(said[cut:])
    if match is None:
        return None
    years = days[0].year - year
    there = moved(present.from_, years, "year"), moved(present.to, years, "year")
    return Span(cut + match.start(), cut + match.end()), there


def _bounded(kind: str, present: DateRange) -> SetDates | None:
    first, last, day = present.from_, present.to, timedelta(days=1)
    if kind == "since":
        return SetDates(from_=first) if first else None
    if kind == "until":
        return SetDates(to=last) if last else None
    if kind == "after":
        return SetDates(from_=last + day) if last else None
    return SetDates(to=first - day) if first else None


def _around(unit: str, present: DateRange, *, rest: bool) -> SetDates | None:
    """The whole unit that the present days lie in; the `rest` of it begins behind them."""
    first, last = present.from_, present.to
    if first is None or last is None:
        return None
    whole: Days | None = {
        "day": (first, first), "week": cal.week_of(first), "weekend": cal.weekend_of(first),
        "month": cal.of_month(first.year, first.month), "year": cal.of_year(first.year),
        "decade": cal.of_decade(first.year),
        "century": cal.of_years(first.year // 100 * 100, first.year // 100 * 100 + 99),
    }.get(unit)  # fmt: skip
    if unit == "season":
        candidates = [cal.of_season(name, year) for year in (first.year - 1, first.year) for name in SEASONS]
        whole = next((days for days in candidates if days[0] <= first <= days[1]), None)
    elif unit in SEASONS:
        candidates = [cal.of_season(unit, first.year - 1), cal.of_season(unit, first.year)]
        whole = next((days for days in candidates if days[0] <= first <= days[1]), candidates[1])
    if whole is None or (whole[0] == first and whole[1] == last):
        return None
    if rest:
        return SetDates(from_=last + timedelta(days=1), to=whole[1]) if last < whole[1] else None
    return SetDates(from_=whole[0], to=whole[1])


def _within(match: re.Match[str], present: DateRange) -> Days | None:
    """A part of the one year that is looked at: "the summer of that one", "only the first half", "in March"."""
    year = one_year(present.from_, present.to)
    if year is None:
        return None
    if match["half"] or match["quarter"]:
        return None if (present.from_, present.to) != cal.of_year(year) else _share(match, year)
    if match["month"] is None and _POINTS.search(match.group()) is None:
        return None  # "christmas", "some autumn" are things to see
    days = _named(match)(year)
    return cal.part_of(*days, match["part"].lower() if match["part"] else None)


def _share(match: re.Match[str], year: int) -> Days:
    months = 6 if match["half"] else 3
    said = (match["half"] or match["quarter"]).lower()
    nth = {"first": 1, "second": 2, "latter": 2, "third": 3, "fourth": 4}.get(said, 12 // months)
    return cal.of_months(year, months * (nth - 1) + 1, months * nth)


def _named(match: re.Match[str]) -> Callable[[int], Days]:
    if match["season"]:
        return lambda year: cal.of_season(match["season"].lower(), year)
    if match["month"]:
        return lambda year: cal.of_month(year, MONTHS[match["month"].lower()])
    return lambda year: cal.of_feast(match["feast"], year)


def _beside(match: re.Match[str], present: DateRange) -> Days | None:
    """The weekend, season, month or feast that comes next behind the present days, or last before them."""
    later = bool(match["after"] or match["next"])
    edge = present.to if later else present.from_
    if edge is None:
        return None
    if match["weekend"]:
        ahead = (5 - edge.weekday()) % 7 or 7
        saturday = edge + timedelta(days=ahead if later else -((edge.weekday() - 6) % 7 or 7) - 1)
        return saturday, saturday + timedelta(days=1)
    named = _named(match)
    years = range(edge.year - 1, edge.year + 2)
    found = [days for days in map(named, years) if (days[0] > edge if later else days[1] < edge)]
    return (found[0] if later else found[-1]) if found else None
