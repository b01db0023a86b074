"""Days of the calendar in code: of a month, a season, a feast, a week; the latest ones, and a part of them.

It is calendar alone; it knows no message. A season belongs to the northern half of the globe, and winter 2018 ends in
February 2019. Source of Easter: `dateutil.easter`; other feasts stand at fixed distances from it, or at fixed dates.

    of_feast("easter", 2026)   # 2026-04-03 to 2026-04-06
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from dateutil.easter import easter

from agent.planners.extract.month_names import SEASONS

Days: TypeAlias = tuple[date, date]
"""First and last day, both included."""


def of_year(year: int) -> Days:
    """The whole year."""
    return date(year, 1, 1), date(year, 12, 31)


def of_years(first: int, last: int) -> Days:
    """From the first day of one year to the last of another."""
    return date(first, 1, 1), date(last, 12, 31)


def of_month(year: int, month: int) -> Days:
    """First and last day of a month, 1..12."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def of_months(year: int, first: int, last: int) -> Days:
    """Some months of one year."""
    return date(year, first, 1), of_month(year, last)[1]


def of_season(name: str, year: int) -> Days:
    """The three months of the season that begins in this year."""
    month = SEASONS[name]
    end_year, end_month = (year + 1, 2) if month == 12 else (year, month + 2)
    return date(year, month, 1), of_month(end_year, end_month)[1]


def of_decade(year: int) -> Days:
    """The ten years that this year lies in, as people count: 1990 to 1999."""
    return of_years(year // 10 * 10, year // 10 * 10 + 9)


def week_of(day: date) -> Days:
    """Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def weekend_of(day: date) -> Days:
    """Saturday and Sunday of a day that is one of them, else those that follow it."""
    saturday = day - timedelta(days=1) if day.weekday() == 6 else day + timedelta(days=(5 - day.weekday()) % 7)
    return saturday, saturday + timedelta(days=1)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """The nth such day of the month (Monday is 0); -1 is the last.

    Raises: ValueError where the month has none.
    """
    first, last = of_month(year, month)
    if nth == -1:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first.replace(day=1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))


@dataclass(frozen=True, slots=True)
class Feast:
    """The `day` of a feast in a year, and how many days before and after it people mean by its name."""

    day: Callable[[int], date]
    before: int = 0
    after: int = 0


def _easter(distance: int, before: int = 0, after: int = 0) -> Feast:
    return Feast(lambda year: easter(year) + timedelta(days=distance), before, after)


def _on(month: int, day: int, before: int = 0, after: int = 0) -> Feast:
    return Feast(lambda year: date(year, month, day), before, after)


def _nth(nth: int, weekday: int, month: int) -> Feast:
    return Feast(lambda year: nth_weekday(year, month, nth, weekday))


FEASTS: dict[str, Feast] = {
    "rose monday": _easter(-48), "shrove tuesday": _easter(-47), "mardi gras": _easter(-47),
    "ash wednesday": _easter(-46), "carnival": _easter(-47, before=5), "palm sunday": _easter(-7),
    "good friday": _easter(-2), "easter sunday": _easter(0), "easter monday": _easter(1),
    "easter": _easter(0, before=2, after=1), "ascension day": _easter(39), "pentecost": _easter(49, after=1),
    "whitsun": _easter(49, after=1), "whit monday": _easter(50), "corpus christi": _easter(60),
    "new year's eve": _on(12, 31), "hogmanay": _on(12, 31), "new year's day": _on(1, 1),
    "new year": _on(1, 1, before=1), "epiphany": _on(1, 6), "valentine's day": _on(2, 14),
    "st patrick's day": _on(3, 17), "mother's day": _nth(2, 6, 5),
    "father's day": _nth(3, 6, 6), "mothering sunday": _easter(-21),
    "midsummer": _on(6, 24, before=4), "independence day": _on(7, 4), "bastille day": _on(7, 14),
    "halloween": _on(10, 31, before=1, after=1), "all saints day": _on(11, 1), "bonfire night": _on(11, 5),
    "guy fawkes night": _on(11, 5), "thanksgiving": _nth(4, 3, 11), "st nicholas day": _on(12, 6),
    "christmas eve": _on(12, 24), "xmas eve": _on(12, 24), "christmas day": _on(12, 25), "boxing day": _on(12, 26),
    "christmas": _on(12, 25, before=2, after=6), "xmas": _on(12, 25, before=2, after=6),
}  # fmt: skip
"""Thanksgiving and Mother's Day as in the United States; Christmas to the end of the year."""
FEAST = "(?P<feast>" + "|".join(name.replace("'s", "['’]?s") for name in sorted(FEASTS, key=len, reverse=True)) + ")"


def feast_of(said: str) -> Feast:
    """The feast of a name that matched `FEAST`, with or without its apostrophe."""
    plain = re.sub(r"['’]", "", said.lower())
    return next(feast for name, feast in FEASTS.items() if name.replace("'", "") == plain)


def of_feast(said: str, year: int) -> Days:
    """The days that are meant by a feast's name."""
    feast = feast_of(said)
    day = feast.day(year)
    return day - timedelta(days=feast.before), day + timedelta(days=feast.after)


def latest(of: Callable[[int], Days], today: date, *, back: int = 1, ended: bool = False) -> Days:
    """The `back`-th latest of what comes every year, among those that have begun, or that have `ended`."""
    years = (year for year in range(today.year + 1, today.year - 4, -1))
    newest = next(year for year in years if of(year)[1 if ended else 0] < today + timedelta(days=0 if ended else 1))
    return of(newest - back + 1)


PARTS = {
    "early to mid": (0, 8), "early mid": (0, 8), "mid to late": (4, 12), "mid late": (4, 12), "first half": (0, 6),
    "former half": (0, 6), "second half": (6, 12), "latter half": (6, 12), "last half": (6, 12), "early": (0, 4),
    "beginning": (0, 4), "start": (0, 4), "dawn": (0, 4), "mid": (4, 8), "middle": (4, 8), "late": (8, 12),
    "end": (8, 12), "tail end": (8, 12), "close": (8, 12),
}  # fmt: skip
"""The twelfths where a part of a period begins and ends."""


def part_of(first: date, last: date, part: str | None) -> Days:
    """A part of a period: "early 2019" (January to April), "the late 90s" (1996 to 1999), "mid-May" (11th to 20th).

    It holds whole units: tens of years of a century, years of a decade, months of a year, days of a month.
    """
    if part is None:
        return first, last
    begins, ends = PARTS[re.sub(r"[\s-]+(?:and[\s-]+)?", " ", part).strip()]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months < 2:
        count = (last - first).days + 1
        return first + timedelta(days=count * begins // 12), first + timedelta(days=-(-count * ends // 12) - 1)
    step = 120 if months >= 600 else 12 if months > 36 else 1
    count = -(-months // step)
    start = first.year * 12 + first.month - 1
    low, high = start + count * begins // 12 * step, start + -(-count * ends // 12) * step - 1
    return max(first, date(low // 12, low % 12 + 1, 1)), min(last, of_month(high // 12, high % 12 + 1)[1])


def full_year(short: int, today: date) -> int:
    """The latest year that ends in these two digits and has begun."""
    return short + (2000 if short <= today.year % 100 else 1900)
