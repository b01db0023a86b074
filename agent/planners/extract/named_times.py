"""Times with a name: decades, centuries, wars and turns, as rules for `periods`.

"the late 90s", "the noughties", "the 19th century", "the turn of the century"
"""

from __future__ import annotations

from datetime import date

from agent.planners.extract.calendar_days import Days, of_decade, of_year, of_years
from agent.planners.extract.period_rules import PART, Rule, rule
from agent.planners.extract.years import Frame

_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
            "eighties": 80, "nineties": 90, "noughties": 0, "naughties": 0, "aughts": 0, "oughts": 0,
            "two thousands": 0}  # fmt: skip
_CENTURIES = {"sixteen": 1600, "seventeen": 1700, "eighteen": 1800, "nineteen": 1900, "roaring": 1900,
              "swinging": 1900, "twenty": 2000}  # fmt: skip
_ERAS: dict[str, Days] = {
    r"(?:first world war|world war (?:one|i|1)|ww ?(?:1|i)|great war)": (date(1914, 7, 28), date(1918, 11, 11)),
    r"(?:second world war|world war (?:two|ii|2)|ww ?(?:2|ii))": (date(1939, 9, 1), date(1945, 9, 2)),
    r"(?:inter-?war (?:years|period|era)|(?<=between )(?:the )?(?:two )?(?:world )?wars)":
        (date(1918, 11, 11), date(1939, 9, 1)),
    r"turn of (?:the|this|last) (?:(?:19th|20th|last|past) )?century": of_years(1895, 1905),
    r"turn of the millennium": of_years(1995, 2005),
    r"(?<=to the )millennium": of_year(2000),
}  # fmt: skip
"""Patterns of times with a name; the turn of a century is five years on either side."""


def _decade(got: dict[str, str], frame: Frame) -> Days:
    if "decade" in got:
        return of_decade(int(got["decade"]) * 10)
    tens = int(got["short"]) * 10 if "short" in got else _DECADES[got["named"]]
    century = 1900 if tens > frame.today.year % 100 else 2000
    return of_decade(tens + _CENTURIES.get(got.get("century", ""), century))


def _century(got: dict[str, str], frame: Frame) -> Days:
    """The 19th is 1800 to 1899, as people count."""
    year = 100 * (int(got["nth"]) - 1)
    if "tenth" in got:
        return of_decade(year if got["tenth"] == "first" else year + 90)
    return of_years(year, min(year + 99, frame.today.year + 1))


def _era(pattern: str, days: Days) -> Rule:
    return rule(rf"\b(?:the\s+)?{pattern}\b", lambda got, frame: days, bare=True)


NAMED_TIMES = (
    rule(r"\b(?:the\s+)?decade\s+(?:of\s+)?(?:the\s+)?(?P<decade>1[5-9]\d|20\d)0(?:'?s)?\b", _decade),
    rule(rf"{PART}\b(?P<decade>1[5-9]\d|20\d)0['’]?s\b", _decade, bare=True),
    rule(rf"{PART}(?<![\w.,])['’]?(?P<short>[0-9])0['’]?s\b(?!\s*[°cf]\b)", _decade, bare=True),
    rule(
        rf"{PART}\b(?:(?P<century>{'|'.join(_CENTURIES)})[\s-]+)?(?P<named>{'|'.join(_DECADES)})\b", _decade, bare=True
    ),
    rule(
        r"\b(?:the\s+)?(?P<tenth>first|last)\s+decade\s+of\s+(?:the\s+)?(?P<nth>1[6-9]|2[01])(?:th|st)[\s-]+century\b",
        _century,
    ),
    rule(rf"{PART}\b(?:the\s+)?(?P<nth>1[6-9]|2[01])(?:th|st)[\s-]+centur(?:y|ies)\b", _century, bare=True),
    *(_era(pattern, days) for pattern, days in _ERAS.items()),
)
