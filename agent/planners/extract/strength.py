"""How much something is wanted, by the words right before it: "above all", "a touch of", "much more".

It knows no terms: a number comes of it, or nothing.

    strength_of("a touch of fog", 11)   # 0.4
"""

from __future__ import annotations

import re

from agent.language.clauses import clauses
from agent.language.cues import any_of

WEAK, STRONG = 0.4, 0.95  # weights
MUCH, SLIGHTLY = 2.0, 0.5  # times a usual step
REACH = 40  # characters before the thing
_WEAK = re.compile(rf"\b(?:{any_of('softeners')})\s+(?:\w+\s+)?$", re.IGNORECASE)
_STRONG = re.compile(rf"\b(?:{any_of('intensifiers')})\s+(?:\w+\s+)?$", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:more|less|fewer)\s+$", re.IGNORECASE)
_MUCH = re.compile(rf"\b(?:{any_of('much_more')})\s+(?:of\s+)?$", re.IGNORECASE)
_SLIGHTLY = re.compile(rf"\b(?:{any_of('slightly_more')})\s+(?:of\s+)?$", re.IGNORECASE)


def strength_of(message: str, start: int) -> float | None:
    """The weight that the words before position `start` ask for; None when they say nothing of it."""
    before = message[max(0, start - REACH) : start]
    clause = clauses(before, words=("but", "and", "with"))[-1].of(before)
    if _WEAK.search(clause):
        return WEAK
    return STRONG if _STRONG.search(clause) else None


def factor_of(message: str, start: int) -> float:
    """How many steps "more" or "less" before position `start` asks for: "much more", "a bit less"."""
    before = _COMPARED.sub("", message[max(0, start - 24) : start])
    return MUCH if _MUCH.search(before) else SLIGHTLY if _SLIGHTLY.search(before) else 1.0
