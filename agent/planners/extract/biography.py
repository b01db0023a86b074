"""Dates in what people tell of their lives, which limit no search: "i was born in 1951", "we moved here in 1998".

A remark is a clause that begins with somebody, goes on with a verb of life and holds no word of asking or of pictures.
It knows no plans; where it is in doubt, a date is a limit.

    message = "since 2010 i run a shop, bread please"
    remarked(message, find_dates(message, today=date(2026, 1, 1)))   # the one date of it
    life_clauses(message)                                            # where it stands: [Span(0, 26)]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.language.clauses import boundaries, cuts
from agent.language.cues import any_of
from agent.language.span import Span, blanked
from agent.planners.extract.dates import DateMention

_WHO = rf"(?:i|we|he|she|(?:{any_of('kin')})|(?:my|our|his|her|their) (?:[\w'-]+ ){{0,3}}?[\w'-]+)"
_LEAD = (
    r"(?:(?:and|but|so|as|well|oh|hi|hello|hey|see|you see|because|since|also|fun fact|fyi|actually|anyway"
    r"|by the way|btw"
    r"|background|ever|back|way|in fact|just so you know|ok|okay|the|in|on|from)\b[\s,]*)*"
)
_ASIDE = (
    r"(?:just|only|finally|originally|actually|already|both|all|also|once|really|recently|still|first|always|never)"
)
_BEING = (
    r"(?:was|were|am|is|are|'m|'s|'re|will be|had been)\s+(?!(?:in|at|on)\s+[a-z])"
    r"(?!looking|searching|after|thinking|talking|hoping|trying|interested|sure|hunting|asking|going|visiting|travel"
    r"|staying|there|over there|wondering|on about)"
)
_HAVING = (
    r"(?:have|has|had|'ve|'d)\s+(?:been\b(?! (?:to|in|looking|searching|thinking|there))|lived|had|owned|worked"
    r"|run|moved|walked|worked|collected|kept|known|taught|served|retired|wagered|promised|opened"
    r"|a (?:baby|son|daughter|shop|cafe|kid|stroke|fire|flood|break-in|dog|cat|birth))"
)
_ENDING_IN_ED = rf"(?!(?:{any_of('no_life_stems')})ed\b)[a-z]{{2,}}ed"
_LIFE = re.compile(
    rf"{_LEAD}(?:{_WHO}\s*(?:{_ASIDE}\s+)*(?:{_BEING}|{_HAVING}|(?:{any_of('life_verbs')}|{_ENDING_IN_ED})\b)"
    rf"|(?:the|this) (?:[\w'-]+ ){{1,3}}?(?:was|were|has been|had been|is|are)\s+(?:{_ASIDE}\s+)*"
    rf"(?:{any_of('life_verbs')}|{_ENDING_IN_ED})\b)",
    re.IGNORECASE,
)
"""How a clause on somebody's life begins; those who travel ("we went to", "we visited") tell when pictures are from."""
_DID = re.compile(
    r"(?:just |recently |finally )*(?:sold|bought|lost|inherited|moved|retired|married|met)"
    r" (?:my|our|the|him|her|here|in)\b",
    re.I,
)
"""The same without a word for oneself: "Sold my collection in '04"."""
_WHO_DID = re.compile(
    r"\bwho (?:has |had |just |recently )*"
    r"(?:turned|moved|retired|died|was born|got|married|joined|started|opened|founded|graduated|bought|became)\b",
    re.I,
)
_GREETS = re.compile(
    r"(?:[\w' ]{0,12}\b)?(?:greetings|hello|hallo|hi|hiya|hey|cheers|love|regards|good (?:morning|evening|afternoon))"
    r" (?:again )?(?:from|out of)\b|(?:[\w']+ )?(?:[\w']+'s )?(?:my )?name(?:'s| is)\b|i(?:'m| am) called\b"
    r"|i(?:'m| am) (?:originally )?from\b|(?:just )?(?:a )?quick (?:one|question|thing|request)\b",
    re.I,
)
"""Where somebody writes from, and who."""
_SAYS = re.compile(
    r"(?:(?:and|but|so|because|since)\s+)?(?:the|a|one|our|my|his|her|their) (?:[\w'-]+ ){0,3}?[\w'-]+ "
    r"(?:(?:just|still|also|really|always|never|already)\s+)*"
    r"(?:needs? [a-z]+ing|insists?|thinks?|reckons?|swears?|claims?|believes?|complains?|jokes?|keeps|hates?"
    r"|(?:re)?opens|starts|begins|closes|launches|graduates|retires|moves)\b"
    r"(?!.*\b(?:no|not|without|never|any|pictures?|photos?|images?|show|find|please"
    r"|it was|that was)\b)",
    re.I,
)
"""What somebody else thinks, or what has to be done about them; a refusal in it counts all the same."""
_BORN = re.compile(
    r"\b(?:born|founded|established|est\.?|(?:child|kid|girl|boy|product) (?=of\b))\s*"
    r"(?:(?:in|on|around|of)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"\b(?:{any_of('picture_nouns', 'asked_words')}|ones|may(?= i\b))\b|'d\b", re.IGNORECASE)
_THEN = re.compile(
    r"\b(?:from|of|at|around) (?:then|that (?:trip|day|time|year|summer|winter|week|holiday|month))\b|\bback then\b"
    r"|\bthose (?:days|years|pictures|photos)\b|\bthat time\b|\bthat trip\b",
    re.IGNORECASE,
)
"""Words that refer back to the time that was told of: it is asked for after all."""
_MARKS = ",.;:!?()–—"
_THEREFORE = ("but", "so", "hence", "therefore", "which is why")
_REQUESTS = "i|we|want|need|show|find|now|looking|would|give"


def remarked(message: str, dates: Sequence[DateMention]) -> list[DateMention]:
    """Those of the dates of a message that only tell of somebody's life."""
    if _THEN.search(message):
        return []
    # a date of its own commas is no end of a clause, and no part of what a clause begins with
    bare = blanked(message.replace("’", "'"), dates)
    cuts = _cuts(bare)
    found = []
    for mention in dates:
        start = max(cut for cut in cuts if cut <= mention.start)
        end = min((cut for cut in cuts if cut >= mention.end), default=len(bare))
        if mention.refused or mention.kind == "age":  # the age of somebody is when the picture is from
            continue
        if _BORN.search(message[: mention.start] + _preposition(message, mention)):
            found.append(mention)
            continue
        if _tells(bare[start:end]):
            found.append(mention)
    return found


def life_clauses(message: str) -> list[Span]:
    """The clauses that only tell of somebody's life: nothing in them is asked for."""
    bare = message.replace("’", "'")
    return [Span(start, end) for start, end in pairwise(_cuts(bare)) if _tells(bare[start:end])]


def _cuts(bare: str) -> list[int]:
    """Where clauses begin and end."""
    return boundaries(bare, cuts(bare, marks=_MARKS, dashes=True, words=_THEREFORE, requests=_REQUESTS))


def _tells(clause: str) -> bool:
    clause = clause.lstrip()
    if _SAYS.match(clause):
        return True
    told = any(begins.match(clause) for begins in (_LIFE, _DID, _GREETS)) or _WHO_DID.search(clause)
    return bool(told) and not _ASKED.search(clause)


def _preposition(message: str, mention: DateMention) -> str:
    """The small words that a mention begins with: "in the" of "in the sixties"."""
    words = re.match(r"(?:(?:in|on|around|of|the)\s+)*", message[mention.start : mention.end], re.IGNORECASE)
    return words.group() if words else ""
