"""Periods in words -> first and last day, in code: "summer of 2012", "the late 90s", "'98", "two years ago".

It knows no limits ("before", "since") and no plans; `today` is given, so that nothing here reads a clock. A season
belongs to the northern half of the globe, and winter 2018 ends in February 2019.

    find_periods("weddings, summer of 2012", today=date(2026, 1, 1))  # one period: 2012-06-01 to 2012-08-31
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from agent.language.span import Span, is_free, span_of
from agent.planners.extract.calendar_days import DAY, days_of_month, find_calendar_days, full_year
from agent.planners.extract.month_names import MONTHS
from agent.planners.extract.quantities import NUMBER, NUMBERS

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
           "eighties": 80, "nineties": 90, "noughties": 0, "naughties": 0, "aughts": 0, "oughts": 0,
           "two thousands": 0}  # fmt: skip
CENTURIES = {
    "sixteen": 1600,
    "seventeen": 1700,
    "eighteen": 1800,
    "nineteen": 1900,
    "roaring": 1900,
    "swinging": 1900,
    "twenty": 2000,
}
ERAS = {
    r"(?:first world war|world war (?:one|i|1)|ww ?(?:1|i)|great war)": (date(1914, 7, 28), date(1918, 11, 11)),
    r"(?:second world war|world war (?:two|ii|2)|ww ?(?:2|ii))": (date(1939, 9, 1), date(1945, 9, 2)),
    r"(?:inter-?war (?:years|period|era)|(?<=between )(?:the )?(?:two )?(?:world )?wars)":
        (date(1918, 11, 11), date(1939, 9, 1)),
    r"turn of (?:the|this|last) (?:(?:19th|20th|last|past) )?century": (date(1895, 1, 1), date(1905, 12, 31)),
    r"turn of the millennium": (date(1995, 1, 1), date(2005, 12, 31)),
    r"(?<=to the )millennium": (date(2000, 1, 1), date(2000, 12, 31)),
}  # fmt: skip
"""Patterns of times with a name; the turn of a century is five years on either side."""
PARTS = {
    "early to mid": (0, 6), "early mid": (0, 6), "mid to late": (3, 9), "mid late": (3, 9), "first half": (0, 4),
    "former half": (0, 4), "second half": (5, 9), "latter half": (5, 9), "last half": (5, 9), "early": (0, 3),
    "beginning": (0, 3), "start": (0, 3), "dawn": (0, 3), "mid": (3, 6), "middle": (3, 6), "late": (6, 9),
    "end": (6, 9), "tail end": (6, 9), "close": (6, 9),
}  # fmt: skip
"""First and last year of a part of a decade; of a shorter period it is the same share of its days."""
EARLIEST_YEAR = 1500  # collections hold prints and paintings older than photography

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DIGITS = r"1[5-9]\d\d|20\d\d"  # a year in full
_YEAR = rf"(?P<year>{_DIGITS}|(?<!\w)['’]\d\d)"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = "one two three four five six seven eight nine".split()
_SPELT = {word: n + 10 for n, word in enumerate(_TEENS)} | {word: 10 * n + 20 for n, word in enumerate(_TENS)}
_SPELT |= {word: n + 1 for n, word in enumerate(_UNITS)}
_WRITTEN = (
    rf"(?:(?P<hundreds>sixteen|seventeen|eighteen|nineteen|twenty)[\s-]+(?P<rest>(?:oh|o)[\s-](?:{'|'.join(_UNITS)})|{'|'.join(_TEENS)}"
    rf"|(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS)}))?)"
    rf"|(?P<thousands>two thousand)(?: and)? (?P<rest2>{'|'.join(_UNITS + _TEENS)}))"
)
_UNIT = r"(?P<unit>day|week|month|year|decade)s?"
_OF = "beginning start dawn middle end close".split()  # parts that need an "of": "end 2012" is no part of it


def _spaced(names: list[str]) -> str:
    return "|".join(name.replace(" ", r"[\s-]+") for name in names)


_PART = (
    rf"(?:\b(?:the\s+)?(?:very\s+)?(?:(?P<part>{_spaced([p for p in PARTS if p not in _OF and 'half' not in p])}"
    r"|early\sand\smid|mid\sand\slate)(?:\s+(?:part|years)\s+of)?[\s-]+"
    rf"|(?P<share>{_spaced([p for p in PARTS if p in _OF or 'half' in p or 'end' in p])})\s+of\s+)(?:the\s+)?)?"
)
_PERIODS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d-])(?P<year>{_DIGITS})[-/.](?P<m>[01]?\d)[-/.](?P<day>[0-3]?\d)(?!\d)",
        rf"(?<![\d-])(?P<day>[0-3]?\d)[/.](?P<m>[01]?\d)[/.](?P<year>{_DIGITS})(?!\d)",
        rf"(?<![\d-])(?P<year>{_DIGITS})-(?P<m>0\d|1[0-2])(?![\d-])",
        rf"(?<![\d-])(?P<year>{_DIGITS})\s?[-–/]\s?(?P<to>\d\d)(?![\d-])",
        rf"\b(?:the\s+)?{DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"\b{_MONTH}\s+(?:the\s+)?{DAY},?\s+{_YEAR}\b",
        rf"{_PART}\b{_MONTH},?\s+(?:of\s+|in\s+)?(?:{_YEAR}\b|(?P<of>last|this)\s+year\b)",
        r"\b(?:the\s+)?(?P<season>spring|summer|autumn|fall|winter),?\s+(?:of\s+|in\s+|')?"
        rf"(?:{_YEAR}\b|(?P<of>last|this)\s+year\b)",
        r"\b(?:the\s+)?(?P<season>spring|summer|autumn|fall|winter)\s+of\s+(?P<year>\d\d)\b(?!\s*\d)",
        rf"\b(?:the\s+)?(?P<feast>christmas|new year's eve|new year|halloween),?\s+(?:of\s+|in\s+)?{_YEAR}\b",
        rf"{_PART}\b(?P<decade>1[5-9]\d|20\d)0'?s\b",
        r"\b(?:the\s+)?decade\s+(?:of\s+)?(?:the\s+)?(?P<decade>1[5-9]\d|20\d)0\b",
        rf"{_PART}(?<![\w.,])['’]?(?P<short>[0-9])0'?s\b(?!\s*[°cf]\b)",
        rf"{_PART}\b(?:(?P<century>{'|'.join(CENTURIES)})[\s-]+)?(?P<named>{'|'.join(DECADES)})\b",
        rf"(?:{_PART}|\b(?:the\s+)?(?P<tenth>first|last)\s+decade\s+of\s+)\b(?:the\s+)?(?P<nth>1[6-9]|2[01])(?:th|st)"
        r"[\s-]+centur(?:y|ies)\b",
        *(rf"\b(?:the\s+)?(?P<era{n}>{name})\b" for n, name in enumerate(ERAS)),
        rf"\b(?P<rel>last|this|past)\s+{_MONTH}\b",
        r"\b(?P<rel>last|this|past)\s+(?P<season>spring|summer|autumn|fall|winter)\b",
        rf"\b(?:the\s+)?(?P<rel>last|past|previous)\s+(?:a\s+)?{NUMBER}\s+{_UNIT}\b",
        rf"\b{NUMBER}\s+{_UNIT}\s+(?P<ago>ago|back)\b",
        rf"\b{NUMBER}\s+(?P<season>spring|summer|autumn|fall|winter)s?\s+(?P<ago>ago|back)\b",
        r"\bthe\s+(?P<season>spring|summer|autumn|fall|winter)\s+(?P<beforelast>before last)\b",
        r"\b(?:the\s+)?(?P<unit>year|month|week|weekend|decade)\s+(?P<beforelast>before last)\b",
        rf"\b(?:the\s+)?(?P<half>first|second|latter)\s+half\s+of\s+(?:the\s+year\s+)?{_YEAR}\b",
        rf"\b(?P<half>q[1-4]|h[12])[\s/-]+{_YEAR}\b",
        r"\b(?:the\s+)?(?P<rel>last|past|this|previous|current)\s+(?P<unit>week|month|year|decade|weekend)\b",
        r"(?:^|(?<=from )|(?<=of )|(?<=taken )|(?<=shot )|(?<=since )|(?<=made ))\b(?P<when>today|yesterday)\b",
        rf"{_PART}(?:\b(?:the\s+)?year\s+)?(?:\b(?=\d)|(?<!\w)(?=['’])){_YEAR}\b"
        r"(?!\s*(?:(?:km|px|x|mm|iso|m|photos|pictures|images|results|degrees?|percent)\b|[%°]))",
        rf"{_PART}\b{_WRITTEN}\b(?!\s+(?:hundred|thousand|years?|metres?|meters?))",
    )
]
_LONE_MONTH = re.compile(rf"\b{_MONTH}(?=\s*(?:and|or|to|until|till|through|[-–—])\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period(Span):
    """A stretch that names the days `first`..`last`, both included."""

    first: date
    last: date
    bare: bool = False
    """It may name a look as well ("1950s diners"): alone, it is no limit."""


_BARE = frozenset({"nth", "decade", "short", "named", "hundreds", "thousands"})


def find_periods(message: str, *, today: date) -> list[Period]:
    """The periods that a message names, in its order; where two readings overlap, the more exact one."""
    found = [Period(match.start(), match.end(), *days) for match, days in find_calendar_days(message, today=today)]
    for pattern in _PERIODS:
        for match in pattern.finditer(message):
            if not is_free(span_of(match), found):
                continue
            days = _days(match.groupdict(), today)
            if days is not None:
                got = {name for name, text in match.groupdict().items() if text}
                named = any(name in _BARE or name.startswith("era") for name in got)
                named = named and not {"part", "share", "tenth"} & got
                named = named and "decade" not in match.group().lower()
                named = named or match.group()[0] in "'’"  # "a '57 chevy"
                found.append(Period(match.start(), match.end(), *days, bare=named))
    for match in _LONE_MONTH.finditer(message):  # "March to June 2019": the year is said once
        later = next((p for p in found if 0 < p.start - match.end() < 12), None)
        if later is not None and is_free(span_of(match), found):
            days = days_of_month(later.first.year, MONTHS[match["month"].lower()])
            found.append(Period(match.start(), match.end(), *days))
    return sorted(found, key=lambda p: p.start)


def _days(groups: dict[str, str | None], today: date) -> tuple[date, date] | None:
    """First and last day of a period that was matched; None when there is no such day."""
    got = {k: v.lower() for k, v in groups.items() if v}
    try:
        if "unit" in got or "when" in got:
            return _relative(got, today)
        if "decade" in got or "short" in got or "named" in got:
            return part_of(*_decade(got, today), got.get("part") or got.get("share"))
        if "nth" in got:
            return _century(int(got["nth"]), got.get("tenth"), got.get("part") or got.get("share"), today)
        if era := next((name for name in got if name.startswith("era")), None):
            return list(ERAS.values())[int(era.removeprefix("era"))]
        year = _year(got, today) or _relative_year(got, today)
        if not EARLIEST_YEAR <= year <= today.year + 1:
            return None
        if "to" in got:
            last = year // 100 * 100 + int(got["to"])
            last += 100 if last < year else 0  # 1999/00
            return (date(year, 1, 1), date(last, 12, 31)) if year < last <= min(year + 60, today.year + 1) else None
        return part_of(*_within_year(got, year), got.get("part") or got.get("share"))
    except ValueError:  # the 31st of February
        return None


def _year(got: dict[str, str], today: date) -> int | None:
    """The year that is said, in digits, in two of them, or in words; None where none is."""
    if "year" in got and len(got["year"]) >= 4:
        return int(got["year"])
    if "year" in got:
        return full_year(int(got["year"].lstrip("'’")), today)
    rest = got.get("rest") or got.get("rest2")
    if rest is None:
        return None
    spelt = sum(_SPELT.get(word, 0) for word in re.split(r"[\s-]+", rest))
    return (CENTURIES[got["hundreds"]] if "hundreds" in got else 2000) + spelt


def _within_year(got: dict[str, str], year: int) -> tuple[date, date]:
    if "season" in got:
        return _season(year, got["season"])
    if "feast" in got:
        month, first, last = {"c": (12, 20, 31), "n": (12, 31, 31), "h": (10, 24, 31)}[got["feast"][0]]
        return date(year, month, first), date(year, month, last)
    if "half" in got:
        quarters = {"first": (1, 2), "second": (3, 4), "latter": (3, 4), "h1": (1, 2), "h2": (3, 4)}
        first, last = quarters.get(got["half"]) or (int(got["half"][1]), int(got["half"][1]))
        return date(year, 3 * first - 2, 1), days_of_month(year, 3 * last)[1]
    if "month" not in got and "m" not in got:
        return date(year, 1, 1), date(year, 12, 31)
    month = MONTHS[got["month"]] if "month" in got else int(got["m"])
    if "day" in got:
        day = date(year, month, int(got["day"]))
        return day, day
    return days_of_month(year, month)


def _season(year: int, name: str) -> tuple[date, date]:
    month = SEASONS[name]
    end_year, end_month = (year + 1, 2) if month == 12 else (year, month + 2)
    return date(year, month, 1), days_of_month(end_year, end_month)[1]


def _relative_year(got: dict[str, str], today: date) -> int:
    """The year of "last summer", "this May", "June last year", "two summers ago"."""
    if "of" in got:
        return today.year if got["of"] == "this" else today.year - 1
    if "ago" in got or "beforelast" in got:
        number = got.get("number", "two")
        last = _relative_year({"season": got["season"], "rel": "last"}, today)
        return last + 1 - (int(number) if number.isdigit() else NUMBERS[number])
    over = today.year if got["rel"] == "this" else today.year - 1
    ended = _within_year(got, today.year)[1] < today
    return today.year if ended else over


def _decade(got: dict[str, str], today: date) -> tuple[date, date]:
    if "decade" in got:
        year = int(got["decade"]) * 10
    else:
        tens = int(got["short"]) * 10 if "short" in got else DECADES[got["named"]]
        century = 1900 if tens > today.year % 100 else 2000
        year = tens + CENTURIES.get(got.get("century", ""), century)
    return date(year, 1, 1), date(year + 9, 12, 31)


def _century(nth: int, tenth: str | None, part: str | None, today: date) -> tuple[date, date]:
    """The 19th is 1800 to 1899, as people count; its parts are those of a decade ten times over."""
    first = 100 * (nth - 1)
    begins, ends = (0, 99)
    if tenth:
        begins, ends = (0, 9) if tenth == "first" else (90, 99)
    elif part:
        first_ten, last_ten = _years_of(part)
        begins, ends = 10 * first_ten, 10 * last_ten + 9
    return date(first + begins, 1, 1), date(min(first + ends, today.year + 1), 12, 31)


def _years_of(part: str) -> tuple[int, int]:
    """First and last year of a part of a decade, as it was said: "mid-to-late", "early and mid"."""
    return PARTS[re.sub(r"[\s-]+(?:and[\s-]+)?", " ", part).strip()]


def part_of(first: date, last: date, part: str | None) -> tuple[date, date]:
    """A part of a period: "early 2019", "the late 90s", "the first half of the eighties"."""
    if part is None:
        return first, last
    begins, ends = _years_of(part)
    if (last - first).days > 3000:  # decades: whole years
        return date(first.year + begins, 1, 1), date(first.year + ends, 12, 31)
    days = (last - first).days
    at = [{0: 0, 3: days // 3, 4: days // 2, 5: days // 2 + 1, 6: 2 * (days // 3), 9: days}[n] for n in (begins, ends)]
    return first + timedelta(days=at[0]), first + timedelta(days=at[1])


def _relative(got: dict[str, str], today: date) -> tuple[date, date]:
    if "when" in got:
        day = today if got["when"] == "today" else today - timedelta(days=1)
        return day, day
    number = got.get("number")
    count = int(number) if number and number.isdigit() else NUMBERS.get(number or "a", 1)
    unit = got["unit"]
    if "ago" in got or "beforelast" in got:
        return _back(today, 2 if "beforelast" in got else count, unit, whole=True)
    if number is not None:
        return _back(today, count, unit)[0], today
    if got["rel"] in ("this", "current"):
        return _back(today, 0, unit, whole=True)
    if got["rel"] == "past":
        return _back(today, 1, unit)[0], today
    return _back(today, 1, unit, whole=True)


def _back(today: date, count: int, unit: str, *, whole: bool = False) -> tuple[date, date]:
    """The unit that lies `count` units back: the whole of it (last year: January to December), or from that day on."""
    if unit in ("day", "week", "weekend"):
        day = today - timedelta(days=count * (1 if unit == "day" else 7))
        if not whole or unit == "day":
            return day, day
        monday = day - timedelta(days=day.weekday())
        return (monday + timedelta(days=5) if unit == "weekend" else monday), monday + timedelta(days=6)
    months = {"month": 1, "year": 12, "decade": 120}[unit] * count
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < EARLIEST_YEAR:
        raise ValueError("before photography")
    if not whole:
        day = date(year, month + 1, min(today.day, 28))
        return day, day
    if unit == "month":
        return days_of_month(year, month + 1)
    if unit == "decade":
        return date(year // 10 * 10, 1, 1), date(year // 10 * 10 + 9, 12, 31)
    return date(year, 1, 1), date(year, 12, 31)
