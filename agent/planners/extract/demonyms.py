"""Adjectives of places before a landscape or a settlement: the Sicilian coast is a coast, in Sicily.

Elsewhere such a word says what is shown and not where: "a Persian cat", "Italian food". It knows no planner.

    find_demonyms("lemons on the sicilian coast", gazetteer)   # [PlaceMention(name="Sicily", ...)]
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from agent.language.cues import any_of
from agent.language.lexicon import demonyms
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.extract.named_places import PlaceMention, describe

_BETWEEN = r"(?:\s+(?:old|small|little|remote|rural|northern|southern|eastern|western|wild|rugged|high|hill|fishing))?"


def find_demonyms(message: str, gazetteer: Gazetteer) -> list[PlaceMention]:
    """The places that such adjectives name, in the order of the message; each covers the adjective alone.

    What the gazetteer lists as a whole ("the Swiss Alps") is left to it, and so is a place it does not know.
    """
    found = []
    for match in _pattern().finditer(message):
        name = demonyms()[" ".join(match["who"].casefold().split())]
        bare = name.removeprefix("the ")
        if gazetteer.lists(match.group()) or not gazetteer.knows(bare):
            continue
        mention = describe(message, match.start("who"), match.end("who"))
        found.append(replace(mention, name=bare))
    return found


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    who = "|".join(sorted(map(re.escape, demonyms()), key=len, reverse=True))
    return re.compile(rf"\b(?P<who>{who}){_BETWEEN}\s+(?:{any_of('land_nouns')})\b", re.IGNORECASE)
