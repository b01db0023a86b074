"""Dates in words -> whole ISO days, in code: "after 2020", "summer of 2012", "in the 90s", "last three years".

It knows no plans; `today` is given, so that nothing here reads a clock. A season belongs to the northern half of the
globe, and winter 2018 ends in February 2019.

    find_dates("weddings since March 2019", today=date(2026, 1, 1))  # one mention: from 2019-03-01, open end
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
           "eighties": 80, "nineties": 90, "noughties": 0}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
           "eleven": 11, "twelve": 12, "couple of": 2, "few": 3, "a": 1, "an": 1}  # fmt: skip
EARLIEST_YEAR = 1826  # the oldest photograph that is kept

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>day|week|month|year|decade)s?"
_PART = r"(?:(?P<part>early|mid|late|beginning of|end of|start of)[\s-]+(?:the\s+)?)?"
_PERIODS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d-])(?P<year>1[89]\d\d|20\d\d)[-/.](?P<m>[01]?\d)[-/.](?P<day>[0-3]?\d)(?!\d)",
        r"(?<![\d-])(?P<day>[0-3]?\d)[/.](?P<m>[01]?\d)[/.](?P<year>1[89]\d\d|20\d\d)(?!\d)",
        r"(?<![\d-])(?P<year>1[89]\d\d|20\d\d)-(?P<m>0\d|1[0-2])(?![\d-])",
        rf"\b(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"\b{_MONTH}\s+(?:the\s+)?{_DAY},?\s+{_YEAR}\b",
        rf"\b{_PART}{_MONTH},?\s+(?:of\s+|in\s+)?(?:{_YEAR}\b|(?P<of>last|this)\s+year\b)",
        r"\b(?:the\s+)?(?P<season>spring|summer|autumn|fall|winter),?\s+(?:of\s+|in\s+|')?"
        rf"(?:{_YEAR}\b|(?P<of>last|this)\s+year\b)",
        rf"\b(?:the\s+)?(?P<feast>christmas|new year's eve|new year|halloween),?\s+(?:of\s+|in\s+)?{_YEAR}\b",
        rf"\b{_PART}(?P<decade>1[89]\d|20\d)0'?s\b",
        rf"\b{_PART}'?(?P<short>[0-9])0'?s\b(?!\s*[°cf]\b)",
        rf"\b{_PART}(?P<named>{'|'.join(DECADES)})\b",
        rf"\b(?P<rel>last|this|past)\s+{_MONTH}\b",
        r"\b(?P<rel>last|this|past)\s+(?P<season>spring|summer|autumn|fall|winter)\b",
        rf"\b(?:the\s+)?(?P<rel>last|past|previous)\s+(?:a\s+)?{_NUMBER}\s+{_UNIT}\b",
        rf"\b{_NUMBER}\s+{_UNIT}\s+(?P<ago>ago)\b",
        rf"\b{_NUMBER}\s+(?P<season>spring|summer|autumn|fall|winter)s?\s+(?P<ago>ago)\b",
        r"\bthe\s+(?P<season>spring|summer|autumn|fall|winter)\s+(?P<beforelast>before last)\b",
        r"\b(?:the\s+)?(?P<unit>year|month|week|weekend|decade)\s+(?P<beforelast>before last)\b",
        rf"\b(?:the\s+)?(?P<half>first|second)\s+half\s+of\s+{_YEAR}\b",
        rf"\b(?P<half>q[1-4]|h[12])[\s/-]+{_YEAR}\b",
        r"\b(?:the\s+)?(?P<rel>last|past|this|previous|current)\s+(?P<unit>week|month|year|decade|weekend)\b",
        r"(?:^|(?<=from )|(?<=of )|(?<=taken )|(?<=shot )|(?<=since )|(?<=made ))\b(?P<when>today|yesterday)\b",
        rf"\b{_PART}(?:the\s+year\s+)?{_YEAR}\b(?!\s*(?:km|px|x|mm|iso|m|photos|pictures|images|results)\b)",
    )
]
_ISH = re.compile(r"(?:(?<=\d)|(?<=\ds)|(?:(?<=[a-z])(?=-)))[\s-]?ish\b", re.IGNORECASE)
"""What makes a time vague: "2013ish", "the 90s-ish", "July-ish 2013"; a plan has whole days, so it is passed over."""
_LONE_MONTH = re.compile(rf"\b{_MONTH}(?=\s*(?:and|or|to|until|till|through|[-–—])\s)", re.IGNORECASE)
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_JOIN = re.compile(r"\s*(?:and|to|until|till|through|thru|[-–—/]|up to|or)\s*(?:the\s+)?", re.IGNORECASE)
_CUES: list[tuple[str, str]] = [  # what stands before a period, and what it makes of it
    ("not_before", r"(?:(?:no|not|nothing|none|never|don't go|nor) (?:any )?(?:earlier th[ae]n|older th[ae]n|before"
                   r"|prior to|predating))"),
    ("not_after", r"(?:(?:no|not|nothing|none|never) (?:any )?(?:later th[ae]n|newer th[ae]n|younger th[ae]n"
                  r"|more recent th[ae]n|after|past|beyond)|up to(?: and including)?|up until"
                  r"|(?:until|till)(?: and including)?|through|older th[ae]n or from"
                  r"|by(?: the end of)?|before or in|in or before|at the latest in)"),
    ("never", r"(?:not(?: the| those)?(?: ones?| pictures| photos| those)?(?: (?:in|from|taken in|of))?"
              r"|but not(?: in| from)?|except(?: for)?(?: in| from)?|excluding|other than|apart from|any year but"
              r"|any year except|without)"),
    ("after", r"(?:after|later th[ae]n|newer th[ae]n|more recent th[ae]n|post|past|following|beyond)"),
    ("before", r"(?:before|earlier th[ae]n|older th[ae]n|prior to|pre|predating|ahead of)"),
    ("since", r"(?:since|as of|starting(?: in| from| with)?|beginning(?: in)?|from)"),
    ("in", r"(?:(?:taken|shot|made|dated|dating|only|just|back|all)\s+)*"
           r"(?:in|during|from|of|on|for|around|over|within|throughout|back in)"),
]  # fmt: skip
_BEFORE = [
    (kind, re.compile(rf"(?:\b(?:taken|shot|made|dated|anything|all|only|just)\s+)*\b{cue}[\s-]+(?:the\s+)?$", re.I))
    for kind, cue in _CUES
]
_ONWARDS = re.compile(r"\s*(?:\+|,?\s*(?:onwards?|on\b|and (?:later|after|newer|up|onwards?)"
                      r"|or (?:later|newer|after))"
                      r"|to (?:now|today|the present|date)|until (?:now|today)|till now"
                      r"|up to now)", re.IGNORECASE)  # fmt: skip
_BACKWARDS = re.compile(r"\s*(?:,?\s*(?:and|or) (?:earlier|before|older))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMention:
    """`message[start:end]` limits the time to `first`..`last`, both included; None leaves that side open."""

    start: int
    end: int
    first: date | None
    last: date | None
    refused: bool = False
    """The time is to be left out, which a plan cannot say."""


@dataclass(frozen=True, slots=True)
class _Period:
    start: int
    end: int
    first: date
    last: date
    bare_decade: bool = False


def find_dates(message: str, *, today: date) -> list[DateMention]:
    """The limits in time that a message names, in its order.

    A decade without a preposition ("1950s diners") is left alone: it speaks of a look, not of when a picture was taken.
    """
    whole = message
    message = _ISH.sub(lambda match: " " * len(match.group()), message)  # positions stay
    periods = _periods(message, today)
    mentions: list[DateMention] = []
    skip_to = -1
    for index, period in enumerate(periods):
        if period.start < skip_to:
            continue
        following = periods[index + 1] if index + 1 < len(periods) else None
        mention = _span(message, period, following) or _limit(message, period)
        if mention is not None:
            about = _ISH.match(whole, mention.end)
            mentions.append(replace(mention, end=about.end()) if about else mention)
            skip_to = mention.end
    if mentions and all(mention.refused for mention in mentions):  # "not the eighties, the nineties"
        mentions += [
            DateMention(p.start, p.end, p.first, p.last)
            for p in periods
            if p.bare_decade and p.start >= skip_to and _ARTICLE.search(message[: p.start])
        ][:1]
    return mentions


def _periods(message: str, today: date) -> list[_Period]:
    found: list[_Period] = []
    for pattern in _PERIODS:
        for match in pattern.finditer(message):
            if any(match.start() < p.end and p.start < match.end() for p in found):
                continue
            days = _days(match.groupdict(), today)
            if days is not None:
                groups = match.groupdict()
                decade = any(groups.get(k) for k in ("decade", "short", "named")) and not groups.get("part")
                found.append(_Period(match.start(), match.end(), *days, bare_decade=bool(decade)))
    for match in _LONE_MONTH.finditer(message):  # "March to June 2019": the year is said once
        later = next((p for p in found if 0 < p.start - match.end() < 12), None)
        if later is not None and not any(match.start() < p.end and p.start < match.end() for p in found):
            days = _month(later.first.year, MONTHS[match["month"].lower()])
            found.append(_Period(match.start(), match.end(), *days))
    return sorted(found, key=lambda p: p.start)


def _days(groups: dict[str, str | None], today: date) -> tuple[date, date] | None:
    """First and last day of a period that was matched; None when there is no such day."""
    got = {k: v.lower() for k, v in groups.items() if v}
    try:
        if "unit" in got or "when" in got:
            return _relative(got, today)
        if "decade" in got or "short" in got or "named" in got:
            return _part(*_decade(got, today), got.get("part"))
        year = int(got["year"]) if "year" in got else _relative_year(got, today)
        if not EARLIEST_YEAR <= year <= today.year + 1:
            return None
        return _part(*_within_year(got, year), got.get("part"))
    except ValueError:  # the 31st of February
        return None


def _within_year(got: dict[str, str], year: int) -> tuple[date, date]:
    if "season" in got:
        return _season(year, got["season"])
    if "feast" in got:
        month, first, last = {"c": (12, 20, 31), "n": (12, 31, 31), "h": (10, 24, 31)}[got["feast"][0]]
        return date(year, month, first), date(year, month, last)
    if "half" in got:
        quarters = {"first": (1, 2), "second": (3, 4), "h1": (1, 2), "h2": (3, 4)}
        first, last = quarters.get(got["half"]) or (int(got["half"][1]), int(got["half"][1]))
        return date(year, 3 * first - 2, 1), _month(year, 3 * last)[1]
    if "month" not in got and "m" not in got:
        return date(year, 1, 1), date(year, 12, 31)
    month = MONTHS[got["month"]] if "month" in got else int(got["m"])
    if "day" in got:
        day = date(year, month, int(got["day"]))
        return day, day
    return _month(year, month)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _season(year: int, name: str) -> tuple[date, date]:
    month = SEASONS[name]
    end_year, end_month = (year + 1, 2) if month == 12 else (year, month + 2)
    return date(year, month, 1), _month(end_year, end_month)[1]


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
        year = 1900 + tens if tens > today.year % 100 else 2000 + tens
    return date(year, 1, 1), date(year + 9, 12, 31)


def _part(first: date, last: date, part: str | None) -> tuple[date, date]:
    """A third of a period: "early 2019", "the late 90s"."""
    if part is None:
        return first, last
    third = (last - first).days // 3
    name = {"e": "early", "b": "early", "s": "early", "m": "mid", "l": "late"}[part[0]]
    if part.startswith("end"):
        name = "late"
    start = {"early": 0, "mid": third, "late": 2 * third}[name]
    if (last - first).days > 3000:  # decades: whole years
        offset = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}[name]
        return date(first.year + offset[0], 1, 1), date(first.year + offset[1], 12, 31)
    return first + timedelta(days=start), last if name == "late" else first + timedelta(days=start + third)


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
        return _month(year, month + 1)
    if unit == "decade":
        return date(year // 10 * 10, 1, 1), date(year // 10 * 10 + 9, 12, 31)
    return date(year, 1, 1), date(year, 12, 31)


def _span(message: str, period: _Period, following: _Period | None) -> DateMention | None:
    """Two periods joined: "between 2015 and 2018", "2015-2018", "from March to June 2019"."""
    if following is None or not _JOIN.fullmatch(message[period.end : following.start]):
        return None
    before = re.search(r"\b(?:(?:taken|shot|only|just)\s+)*(?:between|from|in|of)\s+(?:the\s+)?$",
                       message[: period.start], re.IGNORECASE)  # fmt: skip
    start = before.start() if before else period.start
    first, last = min(period.first, following.first), max(period.last, following.last)
    return DateMention(start, following.end, first, last)


def _limit(message: str, period: _Period) -> DateMention | None:
    """One period with what stands around it: "after 2020", "2020 onwards", "in the 90s"."""
    onwards = _ONWARDS.match(message, period.end)
    backwards = _BACKWARDS.match(message, period.end)
    kind, start = "", period.start
    for name, pattern in _BEFORE:
        cue = pattern.search(message[: period.start])
        if cue:
            kind, start = name, cue.start()
            break
    if onwards:
        return DateMention(start, onwards.end(), period.first, None)
    if backwards:
        return DateMention(start, backwards.end(), None, period.last)
    if kind == "" and period.bare_decade:
        return None
    if kind == "never":
        return DateMention(start, period.end, period.first, period.last, refused=True)
    day = timedelta(days=1)
    first, last = {
        "after": (period.last + day, None),
        "not_before": (period.first, None),
        "before": (None, period.first - day),
        "not_after": (None, period.last),
        "since": (period.first, None),
    }.get(kind, (period.first, period.last))
    if kind == "since" and re.search(r"\bfrom[\s-]+(?:the\s+)?$", message[: period.start], re.IGNORECASE):
        first, last = period.first, period.last  # "photos from 2019" is that year
    return DateMention(start, period.end, first, last)
