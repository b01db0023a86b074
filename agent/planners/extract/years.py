"""How a year is said: "2016", "'98", "nineteen eighty-four", "last year", "the year before last", "four years ago".

It knows no limits and no plans. A pattern of these names its groups, which `year_of` reads.

    year_of({"year": "'98"}, Frame(today=date(2026, 1, 1)))   # 1998
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from agent.planners.extract.calendar_days import Days, full_year
from agent.planners.extract.quantities import NUMBERS, number_of

EARLIEST_YEAR = 1500  # collections hold prints and paintings older than photography
DIGITS = r"1[5-9]\d\d|20\d\d"
"""A year in full."""
YEAR = rf"(?P<year>{DIGITS}|(?<!\w)['’]\d\d)"
_HUNDREDS = {"sixteen": 1600, "seventeen": 1700, "eighteen": 1800, "nineteen": 1900, "twenty": 2000}
_UNITS = "one two three four five six seven eight nine".split()
_TEENS = [word for word, n in NUMBERS.items() if 10 <= n <= 19 and word != "dozen"]
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
WRITTEN = (
    rf"(?:(?P<hundreds>{'|'.join(_HUNDREDS)})[\s-]+(?P<rest>(?:oh|o)[\s-](?:{'|'.join(_UNITS)})|{'|'.join(_TEENS)}"
    rf"|(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS)}))?)"
    rf"|(?P<thousands>two thousand)(?: and)? (?P<rest2>{'|'.join(_UNITS + _TEENS)}))"
)
"""A year in words."""
ABOUT = r"(?:(?:about|around|roughly|approximately|circa|c\.|some|say)\s)?"
FROM_TODAY = (
    r"(?P<of>last|this|previous|past|the\s+previous|the\s+current|that|that\s+same|the\s+same)\s+year\b"
    r"|(?P<beforelast>the\s+year\s+before\s+last)\b|(?P<yearsago>\d{1,3}|[a-z]{1,12}(?:\sof)?)\s+years?\s+(?:ago|back)\b"
)
"""A year that is said by another one: today's, or the one that is looked at."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a time is said from: `today`, and the days that are looked at already."""

    today: date
    present: tuple[date | None, date | None] | None = None

    @property
    def year(self) -> int | None:
        """The one year that is looked at already."""
        return one_year(*(self.present or (None, None)))

    def holds(self, days: Days) -> bool:
        """Whether these days lie within those that are looked at, which have both ends."""
        first, last = self.present or (None, None)
        return bool(first and last and first <= days[0] and days[1] <= last)


def one_year(first: date | None, last: date | None) -> int | None:
    """The one year that these days lie in, a winter in its first; None where there are several."""
    if first is None or last is None:
        return None
    winter = (first.month, last.month, last.year - first.year) == (12, 2, 1)
    return first.year if first.year == last.year or winter else None


def in_digits(said: str, today: date) -> int:
    """The year of what matched in `YEAR`: "2016", "'98"."""
    return int(said) if len(said) >= 4 else full_year(int(said.lstrip("'’")), today)


def year_of(got: dict[str, str], frame: Frame) -> int | None:
    """The year that is said; None where none is, or none that is known."""
    today = frame.today.year
    if "year" in got:
        return in_digits(got["year"], frame.today)
    if "of" in got:
        if "same" in got["of"] or got["of"] == "that":
            return frame.year
        return today if got["of"].split()[-1] in ("this", "current") else today - 1
    if "beforelast" in got:
        return today - 2
    if "yearsago" in got:
        said = got["yearsago"]
        return today - number_of(said) if said.isdigit() or said in NUMBERS else None
    rest = got.get("rest") or got.get("rest2")
    if rest is None:
        return None
    spelt = sum(spoken(word) for word in re.split(r"[\s-]+", rest))
    return (_HUNDREDS[got["hundreds"]] if "hundreds" in got else 2000) + spelt


def spoken(word: str) -> int:
    """The number below a hundred that a word names; 0 for "oh", and for what names none."""
    return _TENS.get(word) or NUMBERS.get(word, 0)
