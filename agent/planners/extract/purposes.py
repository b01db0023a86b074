"""What pictures are wanted for is nothing to look for: "photos for her kitchen wall: lemons, olives".

It knows no plans; the phrase is found by the words for pictures before it and the article behind "for".

    find_purposes("shots for a calendar, owls")   # [Span(6, 20)]
"""

from __future__ import annotations

import re

from agent.language.cues import any_of
from agent.language.span import Span, span_of

_PICTURES = rf"(?:{any_of('picture_nouns', 'picture_stand_ins', 'wanted_material')})"
_WHOSE = r"(?:an?|the|this|that|my|our|your|her|his|their|its|some|next|[\w]+['’]s)"
_PURPOSE = re.compile(
    rf"\b{_PICTURES}(?: (?:i|we) (?:can|could|might) use| to (?:use|hang|put up|print))?(?: please)? "
    rf"(?P<purpose>for {_WHOSE} (?P<what>(?:(?!(?:of|with|showing|that|which|in|on|at|from|about|to|near|like|and|but"
    r"|where|by|without)\b)[\w'’-]+ ?){1,4}))",
    re.IGNORECASE,
)
_OCCASION = re.compile(r"\b(?:season|holidays?|mood|look|feel|style|theme|vibe)\b", re.IGNORECASE)
"""A theme is what the pictures show: "something for a winter mood"."""


_ITS_FOR = re.compile(
    r"\b(?:(?:it|this|that|they|these)(?: (?:is|are|will be|was)|['’]s|['’]re)|its|thats|theyre) (?:all |just |only )?"
    r"(?P<purpose>for [^,.;:!?()]+?)(?=\s*(?:[,.;:!?()]|$|\b(?:so|and|but)\b))",
    re.IGNORECASE,
)


def find_purposes(message: str) -> list[Span]:
    """Each phrase that says what the pictures are for."""
    told = [span_of(m) for m in _ITS_FOR.finditer(message)]
    return told + [
        Span(m.start("purpose"), m.start("purpose") + len(m["purpose"].rstrip()))
        for m in _PURPOSE.finditer(message)
        if not _OCCASION.search(m["what"])
    ]
