"""Places in a message: which words name one, and whether it is a wish, a condition or refused.

What a place is, the gazetteer knows; this module knows the words around it ("in", "only in", "not in"). It makes no
edits.

    find_places("dogs within 20 km of Bern", gazetteer)  # name "Bern", radius_km 20
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.language.cues import any_of, words_of
from agent.language.lexicon import filler
from agent.language.span import Span, free_of
from agent.language.tokens import Word, split
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.extract.radius import ends_with_radius, find_radius

LONGEST_NAME = 5  # words
_REACH = 200  # characters before a name in which the words that speak of it are looked for
_PREPOSITION = re.compile(
    r"(?:\b(?:somewhere|anywhere|taken|shot|made|set|located|ideally|preferably|only|just|all|exclusively"
    r"|strictly|and|but|or)\s+)*"
    rf"\b(?:{any_of('place_prepositions')})\s+(?:the\s+|my\s+|our\s+)?$",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:in|near|nearby|around|close to|from|across|along|throughout|outside|within|off)\s+(?:the\s+)?$", re.I
)
_MOVE = re.compile(
    r"^(?:\W|\b(?:and|now|ok|okay|actually|no|then|let's|lets|please|maybe|rather|just|try|make|it|that|what"
    r"|how|about|go|move|switch"
    r"|change|to|for|the|place|swap)\b)*$", re.IGNORECASE)  # fmt: skip
_REFUSED = re.compile(
    r"\b(?:not|no|nothing|nowhere|none|without|except(?: for)?|excluding|but not|never|avoid|isn['’]?t|aren['’]?t"
    rf"|anywhere but|other than|apart from)(?: (?:the )?(?:ones|{any_of('picture_nouns')}|anything))?"
    r"(?P<in> (?:in|from|near|at))?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PASSED_BY = re.compile(
    r"\b(?:(?:not|no|isn['’]?t) (?:just|only|necessarily)|rather than|instead of)"
    r"(?: (?:in|from|near|at))?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:(?<!not )(?<!n't )(?<!nt )(?:only|just(?! outside)|exclusively|strictly)"
    r"|(?:nowhere|no ?where else|no other (?:place|country|city)|nothing|none)"
    r" (?:but|except|besides|other than|else (?:but|than)|(?:from |taken )?outside)"
    r"|(?:not|never|n['’]t)(?: go| stray)? outside"
    r"|must be|has to be|have to be|(?:so|as) long as|provided)\b[^,.;]{0,24}$",
    re.IGNORECASE,
)
_ONLY_BEHIND = re.compile(
    r"\s*,?\s*(?:(?:and )?(?:nowhere|no ?where|no other (?:place|country|city)) else"
    r"|(?:(?:only|exclusively|alone|solely)(?=\s*(?:$|[,.;:!?)-]|(?:please|tho|though|now|thanks|and|this time)\b))))",
    re.IGNORECASE,
)
"""Behind a place that is to be the only one: "dogs in Italy only", "Rio and nowhere else"."""
_IDEALLY = re.compile(r"\b(?:ideally|preferably|maybe|perhaps|possibly|if possible)\b[^,.;]{0,24}$", re.IGNORECASE)


_NAMES_A_THING = re.compile(
    r"\s+(?!(?:and|or|nor|but|in|at|on|any|this|please|though|either|with|for)\b)[a-z]"
)  # "no Iceland ponies"


@dataclass(frozen=True, slots=True)
class PlaceMention(Span):
    """A stretch (with its preposition) that limits the place to `name`.

    Not where it is `negated`; where it is `refused` that place is to be left out.
    """

    name: str
    name_start: int
    radius_km: float | None = None
    mode: Literal["prefer", "only"] | None = None
    weight: float | None = None
    negated: bool = False
    refused: bool = False

    @property
    def name_span(self) -> Span:
        """The name alone, without its preposition."""
        return Span(self.name_start, self.end)


def describe(message: str, start: int, end: int) -> PlaceMention:
    """The place named by `message[start:end]`, with what stands before it: preposition, radius, "only"."""
    name = message[start:end].strip(" ,.;:!?'’\"")
    cut = max(0, start - _REACH)
    before = message[cut:start]
    radius = find_radius(before)
    if radius is not None and not re.fullmatch(r"\s*(?:the\s+)?", before[radius.end :]):
        radius = None
    preposition = _PREPOSITION.search(before)
    begin = cut + radius.start if radius else cut + preposition.start() if preposition else start
    behind = _ONLY_BEHIND.match(message, end)
    mode: Literal["prefer", "only"] | None = "only" if behind or _ONLY.search(before) else None
    passed_by = bool(_PASSED_BY.search(before))
    refused = None if mode is not None or passed_by else _REFUSED.search(before)
    return PlaceMention(
        begin,
        end,
        name,
        start,
        radius.radius_km if radius else None,
        mode,
        0.5 if _IDEALLY.search(before) else None,
        negated=passed_by or refused is not None,
        refused=refused is not None and refused["in"] is not None,
    )


def find_places(message: str, gazetteer: Gazetteer, *, taken: Sequence[Span] = ()) -> list[PlaceMention]:
    """Names of places, longest first at each word: after a preposition in any case, elsewhere when capitalised.

    `taken` are parts of the message that were read already.
    """
    words = free_of(split(message), taken)
    found: list[PlaceMention] = []
    at = 0
    while at < len(words):
        size = _size_of_name(message, words, at, gazetteer)
        place = describe(message, words[at].start, words[at + size - 1].end) if size else None
        if place is not None and not (place.negated and _NAMES_A_THING.match(message, place.end)):
            found.append(place)
        at += size or 1
    return found


def _size_of_name(message: str, words: list[Word], at: int, gazetteer: Gazetteer) -> int:
    """How many words from `at` on name a place; 0 for none."""
    if not words[at].is_word or words[at].text.isdigit():
        return 0
    before = message[: words[at].start]
    prepared = bool(_STRONG.search(before[-80:])) or ends_with_radius(before[-80:])
    for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
        group = words[at : at + size]
        name = message[group[0].start : group[-1].end]
        if not group[-1].is_word or any(not w.is_word and w.text not in "-,.'’" for w in group):
            continue
        capitalised = group[0].text[0].isupper() and group[-1].text[0].isupper()
        alone = at + size == len(words) and bool(_MOVE.match(before)) and name not in words_of("country_words")
        if ("," in name and not capitalised) or all(w.lower in filler() for w in group):
            continue
        if (prepared or capitalised or alone) and (gazetteer.lists(name) or ("," in name and gazetteer.knows(name))):
            return size
    return 0
