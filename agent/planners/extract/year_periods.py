"""Years and what lies in them, as rules for `periods`: numeric forms, days, months, seasons, feasts, halves, weeks.

The year is said in any of the ways of `years`. A day without one is the latest that has begun, or that of the year that
is looked at already.

    "12.6.2018", "the first weekend of July 2015", "winter 2014/15", "Easter last year", "Q3 2021"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from agent.planners.extract import calendar_days as cal
from agent.planners.extract.calendar_days import FEAST, Days
from agent.planners.extract.month_names import MONTH, MONTHS, SEASON, WEEKDAY, WEEKDAYS
from agent.planners.extract.period_rules import PART, rule
from agent.planners.extract.quantities import ORDINAL, ORDINALS
from agent.planners.extract.years import ABOUT, DIGITS, FROM_TODAY, WRITTEN, YEAR, Frame, spoken, year_of

_IN = r",?\s+(?:of\s+|in\s+|from\s+|back\s+in\s+)?(?:the\s+year\s+)?"
_ANY_YEAR = rf"(?:{YEAR}(?!\w)|{FROM_TODAY}|{WRITTEN}\b)"
_DAY = rf"(?P<day>[0-3]?\d(?:st|nd|rd|th)?|{ORDINAL})"
_NUMBERED_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_TO_DAY = r"\s*(?:to|and|until|till|through|[-–—])\s*(?:the\s+)?(?P<today>[0-3]?\d)(?:st|nd|rd|th)?"
_ON = rf"(?:\b(?:{WEEKDAY},?\s+(?:the\s+)?|(?:the\s+)?(?P<around>week|weekend)\s+(?:of|around|from)\s+(?:the\s+)?))?"
"""What may stand before a day: the day of the week, which says nothing more, or a stretch around it."""
_NO_YEAR = r"(?!\w|,?\s+(?:of\s+|in\s+)?['’]?\d)"
_SAID = r"(?=\s*(?:$|[,.;:!?)]|(?:or|but|please|with|at|near|on|when|as)\b))(?!\s*,?\s*['’]?\d)"
"""Behind a month without a year, where "in March order" speaks of none."""
_LIMITED = r"(?:(?<=\bsince )|(?<=\buntil )|(?<=\btill )|(?<=\bbefore )|(?<=\bafter ))"
_NTH = r"(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)"
_COUNTED = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "latter": 2, "final": -1}
_NO_NUMBER = (
    r"(?!\s*(?:(?:km|px|x|mm|cm|kg|iso|m|ft|feet|met(?:er|re)s?|miles?|yards?|pixels?|people|steps|pieces|words|degrees?|percent"
    r"|hours?|minutes?|dollars|euros|pounds)\b|[%°]))"
)
"""What follows a number that is no year."""


def _year(got: dict[str, str], frame: Frame) -> int:
    year = year_of(got, frame)
    if year is None:
        raise ValueError("no year that is known")
    return year


def _in_year(of: Callable[[int], Days], got: dict[str, str], frame: Frame) -> Days:
    """The days in the year that is said; else in the one that is looked at; else the latest that have begun."""
    year = year_of(got, frame) or frame.year
    return of(year) if year is not None else cal.latest(of, frame.today)


def _number(said: str) -> int:
    """A day or a place in a row, in digits or words: "3rd", "twenty-first"."""
    digits = re.match(r"\d+", said)
    return int(digits.group()) if digits else ORDINALS[re.sub(r"\s", "-", said)]


def _numeric(got: dict[str, str], frame: Frame) -> Days:
    day, month = int(got["day"]), int(got["m"])
    if "dayfirst" in got and month > 12:  # 05/14/2017
        day, month = month, day
    year = cal.full_year(int(got["yy"]), frame.today) if "yy" in got else _year(got, frame)
    return date(year, month, day), date(year, month, day)


def _numeric_month(got: dict[str, str], frame: Frame) -> Days:
    return cal.of_month(int(got["year"]), int(got["m"]))


def _to_short_year(got: dict[str, str], frame: Frame) -> Days | None:
    """ "2014/15", "1999/00"."""
    first = int(got["year"])
    last = first // 100 * 100 + int(got["to"])
    last += 100 if last < first else 0
    return cal.of_years(first, last) if first < last <= min(first + 60, frame.today.year + 1) else None


def _short_years(got: dict[str, str], frame: Frame) -> Days | None:
    """ "'92 to '95"; without the apostrophes where both lie in what is looked at."""
    first, last = (cal.full_year(int(got[name]), frame.today) for name in ("from", "to"))
    days = cal.of_years(first, last) if first < last else None
    return days if days and ("quoted" in got or frame.holds(days)) else None


def _written_years(got: dict[str, str], frame: Frame) -> Days | None:
    """ "twenty twenty two or twenty three"."""
    first = _year(got, frame)
    last = first // 100 * 100 + sum(spoken(word) for word in re.split(r"[\s-]+", got["second"]))
    return cal.of_years(first, last) if first < last else None


def _day(got: dict[str, str], frame: Frame) -> Days:
    month, number = MONTHS[got["month"]], _number(got["day"])
    last = int(got.get("today", number))
    first, last_day = _in_year(lambda year: (date(year, month, number), date(year, month, last)), got, frame)
    if "around" in got:
        return cal.week_of(first) if got["around"] == "week" else cal.weekend_of(first)
    return first, last_day


def _month(got: dict[str, str], frame: Frame) -> Days:
    return _in_year(lambda year: cal.of_month(year, MONTHS[got["month"]]), got, frame)


def _nth_in_month(got: dict[str, str], frame: Frame) -> Days:
    """ "the first weekend of July 2015", "the last Sunday in May 2014", "the second week of June 2012"."""
    month = MONTHS[got["month"]]
    nth = _COUNTED.get(got["nth"]) or int(got["nth"][0])

    def of(year: int) -> Days:
        first, last = cal.of_month(year, month)
        if "weekday" in got:
            day = cal.nth_weekday(year, month, nth, WEEKDAYS[got["weekday"]])
            return day, day
        if got["what"] == "weekend":
            return cal.weekend_of(cal.nth_weekday(year, month, nth, 5))
        if nth == -1:
            return last - timedelta(days=6), last
        return first + timedelta(days=7 * nth - 7), first + timedelta(days=7 * nth - 1)

    return _in_year(of, got, frame)


def _season(got: dict[str, str], frame: Frame) -> Days:
    return cal.of_season(got["season"], _year(got, frame))


def _winter(got: dict[str, str], frame: Frame) -> Days | None:
    """December to February, where the second year is the next one."""
    year = int(got["year"])
    return cal.of_season("winter", year) if int(got["over"]) % 100 == (year + 1) % 100 else None


def _feast(got: dict[str, str], frame: Frame) -> Days:
    year = _year(got, frame)
    if "beside" in got:
        day = cal.feast_of(got["feast"]).day(year) + timedelta(days=1 if got["beside"] == "after" else -1)
        return day, day
    return cal.of_feast(got["feast"], year)


def _share(got: dict[str, str], frame: Frame) -> Days:
    """ "the first half of 1998", "the third quarter of 2012"."""
    nth, months = _COUNTED.get(got["nth"]) or int(got["nth"][0]), 6 if got["what"] in ("half", "h") else 3
    nth = 12 // months if nth == -1 or (months == 6 and got["nth"] == "last") else nth
    return cal.of_months(_year(got, frame), months * (nth - 1) + 1, months * nth)


YEAR_PERIODS = (
    rule(r"(?<![\d_/.-])(?P<year>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\d_])", _numeric),
    rule(rf"(?<![\d/.-])(?P<year>{DIGITS})[-/.](?P<m>[01]?\d)[-/.](?P<day>[0-3]?\d)(?!\d)", _numeric),
    rule(rf"(?<![\d/.-])(?P<dayfirst>(?P<day>[0-3]?\d)[/.-](?P<m>[0-3]?\d)[/.-])(?P<year>{DIGITS})(?!\d)", _numeric),
    rule(r"(?<![\d/.-])(?P<dayfirst>(?P<day>[0-3]?\d)([/.])(?P<m>[0-3]?\d)\3)(?P<yy>\d\d)(?![\d/])(?!\.\d)", _numeric),
    rule(rf"(?<![\d/.-])(?P<year>{DIGITS})[-/.](?P<m>0[1-9]|1[0-2])(?![\d/-])(?!\.\d)", _numeric_month),
    rule(rf"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])[/.-](?P<year>{DIGITS})(?![\d/])", _numeric_month),
    rule(
        rf"\b(?:the\s+)?winter\s+(?:of\s+)?(?P<year>{DIGITS})\s?(?:[/–-]|to|into|and)\s?(?:\s?['’])?(?P<over>\d\d(?:\d\d)?)(?!\d)",
        _winter,
    ),
    rule(rf"(?<![\d/.-])(?P<year>{DIGITS})\s?[-–/]\s?(?P<to>\d\d)(?![\d-])", _to_short_year),
    rule(
        rf"\b(?P<year>{DIGITS})\s(?:up\s)?(?:to|till|until|through)\s{ABOUT}['’]?(?P<to>\d\d)(?![\d'’:]|s\b|\w|\s?[ap]\.?m\b)",
        _to_short_year,
    ),
    rule(rf"\b{WRITTEN}\s(?:or|and|to|until)\s{ABOUT}(?P<second>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
         r"(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?)\b(?!\s\w+s\b)", _written_years),
    rule(
        r"(?<![\w/.-])(?P<quoted>['’])?(?P<from>\d\d)\s*(?:to|till|until|through|[-–])\s*['’]?(?P<to>\d\d)(?![\d'’]|s\b|\w)",
        _short_years,
    ),
    rule(rf"{_ON}\b{_NUMBERED_DAY}{_TO_DAY}\s+(?:of\s+)?{MONTH}{_IN}{_ANY_YEAR}", _day),
    rule(rf"\b{MONTH}\s+(?:the\s+)?{_NUMBERED_DAY}{_TO_DAY}{_IN}{_ANY_YEAR}", _day),
    rule(rf"{_ON}\b(?:the\s+)?{_DAY}\s+(?:of\s+)?{MONTH}{_IN}{_ANY_YEAR}", _day),
    rule(rf"{_ON}\b{MONTH}\s+(?:the\s+)?{_DAY}{_IN}{_ANY_YEAR}", _day),
    rule(
        rf"\b(?:the\s+)?{_NTH}\s+(?:(?P<what>weekend|week)|{WEEKDAY})\s+(?:of|in)\s+{MONTH}(?:{_IN}{_ANY_YEAR}|{_NO_YEAR})",
        _nth_in_month,
    ),
    rule(rf"{PART}\b{MONTH}{_IN}{_ANY_YEAR}", _month),
    rule(rf"{PART}\b(?:the\s+)?{SEASON}(?:\s+(?:holidays?|break|vacation|term))?(?:{_IN}|\s+){_ANY_YEAR}", _season),
    rule(rf"\b(?:the\s+)?{SEASON}\s+of\s+(?P<year>\d\d)\b(?!\s*\d)", lambda got, frame: cal.of_season(
        got["season"], cal.full_year(int(got["year"]), frame.today))),
    rule(rf"\b(?P<of>last|this|previous)\s+year['’]?s\s+{FEAST}\b", _feast),
    rule(rf"(?:\b(?:the\s+)?day\s+(?P<beside>after|before)\s+)?\b{FEAST}{_IN}{_ANY_YEAR}", _feast),
    rule(
        rf"\b(?:the\s+)?(?P<nth>first|second|third|fourth|last|latter|1st|2nd|3rd|4th)\s+(?P<what>half|quarter)\s+of\s+"
        rf"(?:the\s+year\s+)?{_ANY_YEAR}",
        _share,
    ),
    rule(rf"\b(?P<what>q)(?P<nth>[1-4])(?:{_IN}|[\s/-]*){_ANY_YEAR}", _share),
    rule(rf"\b(?P<what>h)(?P<nth>[12])(?:{_IN}|[\s/-]+){_ANY_YEAR}", _share),
    rule(rf"{_ON}\b(?:the\s+)?{_NUMBERED_DAY}\s+(?:of\s+)?{MONTH}{_NO_YEAR}", _day, yearless=True),
    rule(rf"{_ON}\b(?:the\s+)?(?P<day>{ORDINAL})\s+of\s+{MONTH}{_NO_YEAR}", _day, yearless=True),
    rule(rf"(?<=\bon ){MONTH}\s+(?:the\s+)?{_NUMBERED_DAY}{_NO_YEAR}", _day, yearless=True),
    rule(rf"(?:(?<=\bin )|(?<=\bduring )){MONTH}{_SAID}", _month, yearless=True),
    rule(rf"{_LIMITED}{MONTH}{_NO_YEAR}", _month),
)  # fmt: skip


def _alone(got: dict[str, str], frame: Frame) -> Days:
    return cal.of_year(_year(got, frame))


YEARS_ALONE = (
    rule(rf"{PART}(?:\b(?:the\s+)?year\s+)?(?:\b(?=\d)|(?<!\w)(?=['’])){YEAR}\b{_NO_NUMBER}", _alone),
    rule(rf"{PART}\b{WRITTEN}\b(?!\s+(?:hundred|thousand|years?|met(?:er|re)s?))", _alone, bare=True),
)
