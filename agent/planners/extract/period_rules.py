"""What a rule for a period is made of: a pattern, and the function that makes days of its groups.

It knows no period; those are listed in `year_periods`, `named_times` and `relative_periods`.

    rule(rf"{YEAR}", lambda got, frame: of_year(int(got["year"])))
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.planners.extract.calendar_days import PARTS, Days, part_of
from agent.planners.extract.years import Frame

Read: TypeAlias = Callable[[dict[str, str], Frame], Days | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """`read` may raise ValueError for a day that is none; `bare` periods may name a look as well ("1950s diners").

    `yearless` periods come every year, and the latest is taken.
    """

    pattern: re.Pattern[str]
    read: Read
    bare: bool = False
    yearless: bool = False

    def days(self, match: re.Match[str], frame: Frame) -> Days | None:
        """First and last day of what matched, or of the part of it that is meant; None where there is no such day."""
        got = {name: text.lower() for name, text in match.groupdict().items() if text}
        try:
            days = self.read(got, frame)
            return part_of(*days, got.get("part") or got.get("share")) if days else None
        except (ValueError, OverflowError):  # the 31st of February
            return None

    def is_bare(self, match: re.Match[str]) -> bool:
        """Whether what matched is a look as much as a time: a part of a decade is not."""
        got = match.groupdict()
        return self.bare and not (got.get("part") or got.get("share"))


def rule(pattern: str, read: Read, *, bare: bool = False, yearless: bool = False) -> Rule:
    """A rule whose pattern ignores case."""
    return Rule(re.compile(pattern, re.IGNORECASE), read, bare, yearless)


def _spaced(names: list[str]) -> str:
    return "|".join(name.replace(" ", r"[\s-]+") for name in names)


_WITH_OF = [
    p for p in PARTS if p in "beginning start dawn middle end close tail end".split() or "half" in p or "end" in p
]
PART = (
    rf"(?:\b(?:the\s+)?(?:very\s+)?(?:(?P<part>{_spaced([p for p in PARTS if p not in _WITH_OF])}"
    r"|early\sand\smid|mid\sand\slate)(?:\s+(?:part|years|months)\s+of)?[\s-]+"
    rf"|(?P<share>{_spaced(_WITH_OF)})\s+of\s+)(?:the\s+)?)?"
)
"""A part of what follows: "late", "the end of the"; "end 2012" is none."""
