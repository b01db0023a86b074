"""Periods in words -> first and last day, in code: "summer of 2012", "the late 90s", "'98", "Easter last year".

One ordered list of rules, the more exact ones first; where two match, the earlier rule reads. It knows no limits
("before", "since") and no plans; the frame says what today is, so that nothing here reads a clock.

    find_periods("weddings, summer of 2012", Frame(date(2026, 1, 1)))   # one period: 2012-06-01 to 2012-08-31
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from agent.language.cues import any_of
from agent.language.span import Span, is_free, span_of
from agent.planners.extract.calendar_days import FEAST, Days, of_feast, of_month, of_season, of_year
from agent.planners.extract.month_names import MONTH, MONTHS, SEASON
from agent.planners.extract.named_times import NAMED_TIMES
from agent.planners.extract.relative_periods import RELATIVE_PERIODS
from agent.planners.extract.year_periods import YEAR_PERIODS, YEARS_ALONE
from agent.planners.extract.years import EARLIEST_YEAR, Frame

_RULES = (*YEAR_PERIODS, *NAMED_TIMES, *RELATIVE_PERIODS, *YEARS_ALONE)
_LONE = re.compile(
    rf"\b(?:{MONTH}|(?:the\s+)?{SEASON}|{FEAST})(?=\s*[-–—]\s*\w|\s+(?:and|or|to|until|till|through)\s)", re.IGNORECASE
)
_LOWER_MAY = re.compile(r"\bmay\b(?!\s+(?:of\s+|in\s+)?(?:['’]?\d|last|this)|\s+the\s+\d)")
"""The verb, as far as its writing tells: "it may rain"."""
_NAMES = re.compile(
    r"(?:\b(?:iso|class of|number|no\.|nr\.?|room|route|highway|gate|flight|page|chapter|model|size|f/|peugeot|porsche"
    r"|boeing|airbus|bmw|windows|office|top|area|apollo)|[#$€£])\s*$",
    re.IGNORECASE,
)
"""Before a number that is a name or an amount: "ISO 1600", "house number 1912", "class of 1984"."""
_COUNTED = re.compile(rf"\s*(?:{any_of('picture_nouns')}|results)\b", re.IGNORECASE)
_DATED = re.compile(r"\b(?:from|in|of|since|before|after|pre|post|until|by|during|the|my|our|your|all)[\s-]+$", re.I)
"""Before a number of pictures, these make it their year: "the 2005 pictures"."""
_TITLE = re.compile(r"[:,]?\s*a space odyssey\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period(Span):
    """A stretch that names the days `first`..`last`, both included."""

    first: date
    last: date
    bare: bool = False
    """It may name a look as well ("1950s diners"): alone, it is no limit."""
    yearless: bool = False
    """It comes every year, and the latest was taken."""


def find_periods(message: str, frame: Frame) -> list[Period]:
    """The periods that a message names, in its order; where two readings overlap, the more exact one."""
    found: list[Period] = []
    end_of_time = of_year(frame.today.year + 1)[1]
    for rule in _RULES:
        for match in rule.pattern.finditer(message):
            span = span_of(match)
            if not is_free(span, found) or _is_no_time(message, match):
                continue
            days = rule.days(match, frame)
            if days is not None and days[0].year >= EARLIEST_YEAR and days[0] <= end_of_time:
                bare = rule.is_bare(match) or match.group()[0] in "'’"  # "a '57 chevy"
                found.append(
                    Period(span.start, span.end, *days, bare=bare, yearless=rule.yearless and frame.year is None)
                )
    found += _lone(message, found)
    return sorted(found, key=lambda p: p.start)


def _is_no_time(message: str, match: re.Match[str]) -> bool:
    before = message[max(0, match.start() - 16) : match.start()]
    if match.group().isdigit() and len(match.group()) == 4 and _COUNTED.match(message, match.end()):
        return _DATED.search(before) is None
    return bool(_LOWER_MAY.search(match.group()) or _NAMES.search(before) or _TITLE.match(message, match.end()))


def _lone(message: str, found: list[Period]) -> list[Period]:
    """ "March to June 2019", "Easter to Pentecost 2019": the year is said once."""
    lone = []
    for match in _LONE.finditer(message):
        later = next((p for p in found if 0 < p.start - match.end() < 12), None)
        if later is not None and is_free(span_of(match), found):
            days = _in_year(match, later.first.year)
            if days[0] > later.last:  # "November to February 2015"
                days = _in_year(match, later.first.year - 1)
            if later.last.year - later.first.year < 2:
                lone.append(Period(match.start(), match.end(), *days))
    return lone


def _in_year(match: re.Match[str], year: int) -> Days:
    if match["month"]:
        return of_month(year, MONTHS[match["month"].lower()])
    return of_season(match["season"].lower(), year) if match["season"] else of_feast(match["feast"], year)
