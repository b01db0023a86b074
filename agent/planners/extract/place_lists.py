"""The places that a message names from a given position on: "Rome, Naples and Bari", and the small words around them.

Whether words are a place, the gazetteer says. What is done with the names, the callers know.

    names_from("except Rome and Bari", 7, GeoGazetteer(), sure=True, listing=True)   # (("Rome", "Bari"), 20)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from agent.language.cues import any_of, words_of
from agent.language.lexicon import artists, filler, is_style, normal
from agent.language.span import Span
from agent.language.tokens import Word, first_words, fold
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.extract.named_places import LONGEST_NAME

MOST_NAMES = 12  # of one list
PICTURES = rf"(?:{any_of('picture_nouns', 'picture_stand_ins', 'result_nouns')}|scenes?)"
THINGS = (
    rf"(?:a single|any(?:thing|where|one)?|everything|all|the|those|these|that(?:['’]s)?|which|are|is|were|was"
    rf"|{PICTURES}|taken|shot|made|located|come|coming|comes|really|also|even|be|more|longer|please|them)"
)
"""Words between a cue and the name that it is about: "nothing | taken | in Rome"."""
INSIDE = (
    r"(?:in(?:side| and around)?|from(?: (?:in|around|inside))?|around|near|at|(?:anywhere )?close to|out of"
    r"|(?:within |in a radius of )?\d+(?:[.,]\d+)? ?(?:kms?|k|mi|miles?|kilomet(?:er|re)s?)(?: radius)?"
    r"(?: of| from| around)"
    r"|within)"
)
ARTICLE = r"(?:(?:all (?:of )?|any of |anywhere in |or )?the\s+)?"
_AND = re.compile(r"\s*,?\s*(?:\b(?:and|or|nor)\b|&|/)\s*(?:(?:not|also|even|in|from|around|near|at|the)\s+)*", re.I)
_COMMA = re.compile(r"\s*,\s+(?:the\s+)?(?=\w)", re.I)
_MAY_FOLLOW = re.compile(rf"\W*$|\s*[,;.:!?()/–—]|\s+(?:{PICTURES}|{any_of('may_follow_a_place')})\b", re.IGNORECASE)
_PARTS = re.compile(r"^(?:north|south|east|west|central|middle|upper|lower|coast)", re.IGNORECASE)


def names_from(
    message: str, at: int, gazetteer: Gazetteer, *, sure: bool, listing: bool, followed: bool = True
) -> tuple[tuple[str, ...], int]:
    """The places named from position `at` on ("Rome, Naples and Bari"), and where the last of them ends.

    A comma alone goes on only where a list is being made: "not Greece, Italy" wants Italy.
    """
    names: list[str] = []
    ends = [at]
    certain, after_comma = 0, False
    while len(names) < MOST_NAMES and (found := name_at(message, at, gazetteer, sure=sure)) is not None:
        if followed and not sure and not _MAY_FOLLOW.match(message, found.end):
            break  # "no Iceland ponies"
        names.append(found.of(message))
        ends.append(found.end)
        certain = len(names) if listing or not after_comma else certain  # "and" behind commas makes a list of them
        step, comma = _AND.match(message, found.end), _COMMA.match(message, found.end)
        if step is None and comma is None:
            break
        at = step.end() if step is not None else comma.end() if comma is not None else at
        after_comma = step is None
    return tuple(names[:certain]), ends[certain]


def name_at(message: str, at: int, gazetteer: Gazetteer, *, sure: bool) -> Span | None:
    """The longest place name that begins at this position; None when none does."""
    if not message[at : at + 1].isalnum():
        return None
    named = (word for word in first_words(message[at : at + 120]) if word.start or word.is_word)
    words = list(islice(named, LONGEST_NAME + 2))
    if not words or words[0].start != 0 or not words[0].is_word or words[0].text.isdigit():
        return None
    for size in range(min(LONGEST_NAME, len(words)), 0, -1):
        group = words[:size]
        if not group[-1].is_word or any(not w.is_word and w.text not in "-,.'’" for w in group):
            continue
        if all(w.lower in filler() and not w.text.isupper() for w in group):  # "the US" is no "us"
            continue
        if _is_place(message[at + group[0].start : at + group[-1].end], group, gazetteer, sure=sure):
            return Span(at, at + group[-1].end)
    return None


def _is_place(name: str, group: Sequence[Word], gazetteer: Gazetteer, *, sure: bool) -> bool:
    """Whether this is meant as a place. Behind "no" alone ("no Turner") it must be one that people know as one."""
    capitalised = group[0].text[0].isupper() and group[-1].text[0].isupper()
    if "," in name:
        return capitalised and gazetteer.lies_in(
            name, name.rpartition(",")[2]
        )  # "Paris, Texas", but not "Rome, Naples"
    if sure and len(group) > 1 and _PARTS.match(name) and gazetteer.knows(name):
        return True
    if not gazetteer.lists(name):
        return False
    if sure:
        return True
    small = not capitalised and fold(name) in words_of("country_words")
    return not small and gazetteer.surely(name) and normal(name) not in artists() and not is_style(name)
