"""Days of the calendar that need a rule to be found: feasts, weekdays, weekends, a day or a month without a year.

What is named without a year is the latest one that has begun. It knows no limits ("before", "since") and no plans.
Source of Easter: `dateutil.easter`; the other feasts stand at fixed distances from it, or at fixed dates.

    find_calendar_days("boats, last Easter", today=date(2026, 11, 30))   # 2026-04-03 to 2026-04-06
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

from agent.language.span import span_of
from agent.planners.extract.month_names import MONTHS

Days = tuple[date, date]

_WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}


def _around_easter(first: int, last: int) -> Callable[[int], Days]:
    return lambda year: (easter(year) + timedelta(days=first), easter(year) + timedelta(days=last))


def _fixed(month: int, first: int, last: int) -> Callable[[int], Days]:
    return lambda year: (date(year, month, first), date(year, month, last))


def _thanksgiving(year: int) -> Days:
    """The fourth Thursday of November, as in the United States."""
    first = date(year, 11, 1)
    day = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    return day, day


FEASTS: dict[str, Callable[[int], Days]] = {
    "good friday": _around_easter(-2, -2),
    "easter": _around_easter(-2, 1),
    "carnival": _around_easter(-52, -47),
    "mardi gras": _around_easter(-47, -47),
    "pentecost": _around_easter(49, 50),
    "whitsun": _around_easter(49, 50),
    "thanksgiving": _thanksgiving,
    "christmas": _fixed(12, 20, 31),
    "new year's eve": _fixed(12, 31, 31),
    "halloween": _fixed(10, 24, 31),
    "valentine's day": _fixed(2, 14, 14),
    "bonfire night": _fixed(11, 5, 5),
}
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_FEAST = "(?P<feast>" + "|".join(name.replace("'", "['’]?") for name in FEASTS) + ")"
_LONG_MONTHS = sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True)
_MONTH = "(?P<month>" + "|".join(_LONG_MONTHS) + r")\.?"
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d_/.-])(?P<full>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![\d_])",
        rf"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])/{_YEAR}(?![\d/])",
        rf"\b(?:the\s+)?winter\s+(?:of\s+)?{_YEAR}\s?[/–-]\s?(?P<over>\d\d(?:\d\d)?)(?!\d)",
        r"(?<!\w)['’](?P<from>\d\d)\s*(?:to|till|until|through|[-–])\s*['’]?(?P<to>\d\d)(?![\d'’]|s\b)",
        rf"\b(?:the\s+)?weekend\s+(?:of|around)\s+(?:the\s+)?(?P<weekend>{DAY}\s+(?:of\s+)?{_MONTH})(?:,?\s+{_YEAR})?\b",
        rf"\b{_FEAST},?\s+(?:of\s+|in\s+)?{_YEAR}\b",
        rf"\b(?P<rel>last|this|past)\s+{_FEAST}\b",
        rf"\b(?P<rel>last|past)\s+(?P<weekday>{'|'.join(_WEEKDAYS)})\b",
        rf"\b{DAY}\s+(?:of\s+)?{_MONTH}\b(?!,?\s+(?:of\s+|in\s+)?['’]?\d)",
        rf"(?<=\bon ){_MONTH}\s+(?:the\s+)?{DAY}\b(?!,?\s+['’]?\d)",
        rf"(?:(?<=\bsince )|(?<=\buntil )|(?<=\btill )|(?<=\bbefore )|(?<=\bafter )){_MONTH}\b"
        r"(?!,?\s+(?:of\s+|in\s+)?['’]?\d)",
    )
]
_LOWER_MAY = re.compile(r"\bmay\b")


def find_calendar_days(message: str, *, today: date) -> list[tuple[re.Match[str], Days]]:
    """Each stretch that names such days, with the first and the last of them; the more exact readings first."""
    found: list[tuple[re.Match[str], Days]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(message):
            taken = any(span_of(match).overlaps(span_of(other)) for other, _ in found)
            days = None if taken or _LOWER_MAY.search(match.group()) else _days(match, today)
            if days is not None:
                found.append((match, days))
    return found


def _days(match: re.Match[str], today: date) -> Days | None:
    """First and last day; None when there is no such day."""
    got = {name: text.lower() for name, text in match.groupdict().items() if text}
    year = int(got["year"]) if "year" in got else None
    try:
        if "full" in got:
            day = date.fromisoformat(f"{got['full'][:4]}-{got['full'][4:6]}-{got['full'][6:]}")
            return day, day
        if "from" in got:
            first, last = (full_year(int(got[name]), today) for name in ("from", "to"))
            return (date(first, 1, 1), date(last, 12, 31)) if first < last else None
        if "over" in got:
            return _winter(int(got["year"]), int(got["over"]))
        if "m" in got:
            return days_of_month(int(got["year"]), int(got["m"]))
        if "feast" in got:
            return _latest(_feast(got["feast"]), year, today)
        if "weekday" in got:
            back = (today.weekday() - _WEEKDAYS[got["weekday"]] - 1) % 7 + 1
            return today - timedelta(days=back), today - timedelta(days=back)
        month = MONTHS[got["month"]]
        if "day" not in got:
            return _latest(lambda y: days_of_month(y, month), year, today)
        number = int(got["day"])
        named = _latest(lambda y: (date(y, month, number), date(y, month, number)), year, today)
        return _weekend(named[0]) if "weekend" in got else named
    except (ValueError, KeyError):  # the 31st of February
        return None


def _latest(of_year: Callable[[int], Days], year: int | None, today: date) -> Days:
    """The days in that year; without one, the latest that have begun."""
    if year is not None:
        return of_year(year)
    days = of_year(today.year)
    return days if days[0] <= today else of_year(today.year - 1)


def _feast(said: str) -> Callable[[int], Days]:
    plain = said.replace("’", "'")
    return next(days for name, days in FEASTS.items() if plain.replace("'", "") == name.replace("'", ""))


def days_of_month(year: int, month: int) -> Days:
    """First and last day of a month, 1..12."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _winter(year: int, over: int) -> Days | None:
    """December to February, where the second year is the next one."""
    return (date(year, 12, 1), days_of_month(year + 1, 2)[1]) if over % 100 == (year + 1) % 100 else None


def _weekend(day: date) -> Days:
    """Saturday and Sunday of a day that is one of them, else those that follow it."""
    saturday = day - timedelta(days=1) if day.weekday() == 6 else day + timedelta(days=(5 - day.weekday()) % 7)
    return saturday, saturday + timedelta(days=1)


def full_year(short: int, today: date) -> int:
    """The latest year that ends in these two digits and has begun."""
    return short + (2000 if short <= today.year % 100 else 1900)
