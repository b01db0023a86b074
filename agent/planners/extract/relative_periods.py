"""Periods that are said from today, as rules for `periods`: "three days ago", "last Friday", "two summers back".

What comes every year is meant at its latest: "last summer" is the latest one that has ended, "last Easter" the latest
that has begun. A week, a month or a year back is the whole of it; "the last six months" end today.

    "the week before last", "the past two years", "this spring"
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agent.planners.extract import calendar_days as cal
from agent.planners.extract.calendar_days import FEAST, Days
from agent.planners.extract.month_names import MONTH, MONTHS, SEASON, WEEKDAY, WEEKDAYS
from agent.planners.extract.period_rules import PART, rule
from agent.planners.extract.quantities import NUMBER, number_of
from agent.planners.extract.time_steps import length_of
from agent.planners.extract.years import EARLIEST_YEAR, Frame

_UNIT = r"(?P<unit>day|week|weekend|fortnight|month|year|decade)s?"
_AGO = r"(?P<ago>ago|back)\b"
_LAST = r"(?P<rel>last|this|past|previous|current)"


def _every_year(got: dict[str, str]) -> Callable[[int], Days]:
    if "season" in got:
        return lambda year: cal.of_season(got["season"], year)
    if "feast" in got:
        return lambda year: cal.of_feast(got["feast"], year)
    return lambda year: cal.of_month(year, MONTHS[got["month"]])


def _recurring(got: dict[str, str], frame: Frame) -> Days:
    """ "last summer", "this May", "two summers ago", "the Christmas before last"."""
    days = _every_year(got)
    back = 2 if "beforelast" in got else number_of(got.get("number"))
    if got.get("rel") in ("this", "current"):
        running = days(frame.today.year - 1)
        return running if running[0] <= frame.today <= running[1] else days(frame.today.year)
    return cal.latest(days, frame.today, back=back, ended="feast" not in got)


def _units_ago(got: dict[str, str], frame: Frame) -> Days:
    count = 2 if "beforelast" in got else number_of(got.get("number"))
    return _unit_back(frame.today, count, got["unit"])


def _unit_back(today: date, count: int, unit: str) -> Days:
    """The whole unit that lies `count` units back; of a decade back only the year and those beside it are meant.

    Raises: ValueError before photography.
    """
    day = today - length_of(count, unit)
    if day.year < EARLIEST_YEAR:
        raise ValueError("before photography")
    if unit == "week":
        return cal.week_of(day)
    if unit == "weekend":
        return cal.week_of(day)[0] + timedelta(days=5), cal.week_of(day)[1]
    if unit == "month":
        return cal.of_month(day.year, day.month)
    if unit == "decade":
        return cal.of_years(day.year - 1, day.year + 1)
    return cal.of_year(day.year) if unit == "year" else (day, day)


def _to_the_day(got: dict[str, str], frame: Frame) -> Days:
    """ "a year ago today"."""
    day = frame.today - length_of(number_of(got["number"]), got["unit"])
    return day, day


def _half_ago(got: dict[str, str], frame: Frame) -> Days | None:
    """ "half a year ago" is a month, "a year and a half ago" is one; "half a decade ago" is a year."""
    half = got["half"].startswith("half")
    if half == ("more" in got):  # "a year ago" is no half
        return None
    if got["unit"] == "year":
        return _unit_back(frame.today, 6 if half else 18, "month")
    return _unit_back(frame.today, 5 if half else 15, "year")


def _lasting(got: dict[str, str], frame: Frame) -> Days:
    """ "the past two years" ends today."""
    first = frame.today - length_of(number_of(got["number"]), got["unit"])
    if first.year < EARLIEST_YEAR:
        raise ValueError("before photography")
    return first, frame.today


def _last_unit(got: dict[str, str], frame: Frame) -> Days:
    """ "last week", "this year", "the past month"."""
    unit, today = got["unit"], frame.today
    if got["rel"] == "past" or unit == "fortnight":
        return today - length_of(1, unit), today
    back = 0 if got["rel"] in ("this", "current") else 1
    if unit == "decade":
        return cal.of_decade(today.year - 10 * back)
    return _unit_back(today, back, unit)


def _weekday(got: dict[str, str], frame: Frame) -> Days:
    """The latest such day before today, or that of the week before."""
    if "week" in got:
        day = cal.week_of(frame.today)[0] - timedelta(days=7 - WEEKDAYS[got["weekday"]])
        return day, day
    back = (frame.today.weekday() - WEEKDAYS[got["weekday"]] - 1) % 7 + 1
    day = frame.today - timedelta(days=back)
    return day, day


def _named_day(got: dict[str, str], frame: Frame) -> Days:
    day = frame.today - timedelta(days={"today": 0, "yesterday": 1, "night": 1}.get(got["when"], 2))
    return day, day


def _day_of_month(got: dict[str, str], frame: Frame) -> Days:
    month = frame.today.replace(day=1)
    month = month if got["rel"] == "this" else month - relativedelta(months=1)
    day = month.replace(day=int(got["day"]))
    return day, day


RELATIVE_PERIODS = (
    rule(r"\b(?:on\s+)?the\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+of\s+(?P<rel>this|last)\s+month\b", _day_of_month),
    rule(r"\b(?:the\s+)?(?P<when>day\s+before\s+yesterday)\b", _named_day),
    rule(
        r"(?:^|(?<=from )|(?<=of )|(?<=taken )|(?<=shot )|(?<=since )|(?<=made ))"
        r"\b(?P<when>today|yesterday)(?:['’]s)?\b",
        _named_day,
    ),
    rule(r"(?<!\bthe )\blast\s+(?P<when>night)(?:['’]s)?\b(?!\s+of\b)", _named_day),
    rule(rf"\b(?P<rel>last|past)\s+{WEEKDAY}\b", _weekday),
    rule(rf"(?:(?<=^on )|(?<=taken on )|(?<=shot on )|(?<=made on )){WEEKDAY}(?=\s*(?:$|[,.;:!?]))", _weekday),
    rule(rf"\b{WEEKDAY}\s+(?:of\s+)?(?P<week>last\s+week)\b", _weekday),
    rule(rf"\b{_LAST}\s+{MONTH}\b", _recurring),
    rule(rf"{PART}\b{_LAST}\s+{SEASON}\b", _recurring),
    rule(rf"\b{_LAST}\s+{FEAST}\b", _recurring),
    rule(rf"\b{NUMBER}\s+(?:{SEASON}s?|{FEAST}(?:es|s)?|{MONTH}s?)\s+{_AGO}", _recurring),
    rule(rf"\b(?:the\s+)?(?:{SEASON}|{FEAST}|{MONTH})\s+(?P<beforelast>before last)\b", _recurring),
    rule(rf"\b(?:the\s+)?(?:last|past|previous)\s+(?:a\s+)?{NUMBER}\s+{_UNIT}\b", _lasting),
    rule(rf"\b{NUMBER}\s+{_UNIT}\s+ago\s+(?:today|to the day)\b", _to_the_day),
    rule(
        r"\b(?P<half>half\s+an?|an?)\s+(?P<unit>year|decade)(?P<more>\s+and\s+a\s+half)?\s+(?P<ago>ago|back)\b",
        _half_ago,
    ),
    rule(rf"\b{NUMBER}\s+{_UNIT}\s+{_AGO}", _units_ago),
    rule(rf"\b(?:the\s+)?{_UNIT}\s+(?P<beforelast>before last)\b", _units_ago),
    rule(rf"{PART}\b(?:the\s+)?{_LAST}\s+(?P<unit>day|weekend|week|fortnight|month|year|decade)\b", _last_unit),
)
