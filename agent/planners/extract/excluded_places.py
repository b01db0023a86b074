"""Places that a message leaves out: "anywhere except Bangkok", "as long as it's not Greece".

It knows the words of refusing around a name; whether the name is a place, the gazetteer says. What it finds is settled:
no planner reads those words again. A name that nobody knows is left to the planners.

    find_exclusions("Portugal, nowhere in the Algarve", GeoGazetteer())[0].names   # ("Algarve",)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.language.clauses import opens_clause
from agent.language.cues import any_of
from agent.language.cues.cue_actions import Cue, cues
from agent.language.lexicon import demonyms
from agent.language.span import Span, is_free
from agent.language.tokens import fold, split
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.extract.place_lists import ARTICLE, INSIDE, PICTURES, THINGS, names_from

_WHERE = (
    rf"(?:(?:from |in )?(?:{any_of('any_place')})"
    r"|(?:in |from )?(?:any|every|all|some|another)(?: other)? (?:place|countr|cit|town|region|part|location)\w*"
    r"|all over the world|the whole world|the rest of the world)"
    r"(?: (?:in the world|on earth|else|is (?:fine|ok|okay)))?"
)
_TIRED = (
    rf"(?:{any_of('tired_of')}) (?:of|with|by)"
    r"|(?:had|seen|got|have) (?:more than )?(?:enough|plenty|too (?:much|many))(?: of)?|enough (?:of|with)|had it with"
    rf"|{any_of('dislikes')}"
)
_WIDENED = (
    r"(?:just|only|merely|simply|necessarily|exclusively|solely|(?:have|has|need|needs)(?: to)? be"
    r"|(?:be )?(?:limited|restricted) to)"
)
_PLAIN = frozenset({"no", "not", "nor", "never", "without"})  # these go for one name, "leave out" for a list
_OUTSIDE = re.compile(
    rf"(?P<where>{_WHERE}\s+)?(?:(?:that['’]s|from|taken|shot|made)\s+)?\boutside(?P<of> of)?\s+{ARTICLE}", re.I
)
_FRAME = re.compile(
    rf"\b(?:keep|leave|count|rule|cut|take|filter|screen)\s+(?:(?:out\s+)?{PICTURES}\s+from\s+)?{ARTICLE}", re.I
)
_FRAME_END = re.compile(r"\s+(?:out|off|aside|away)\b(?: of (?:it|this|that|these|the (?:search|results)))?", re.I)
_ONLY_THERE = re.compile(
    r"\b(?:nowhere|nothing|none|nobody|no one|no (?:place|country|city|other \w+))(?: else)?"
    r"(?: (?:from|in|taken))?\s+$",
    re.I,
)
_NOT_OUTSIDE = re.compile(
    r"(?:\b(?:nothing|nowhere|none|not|never|no \w+)|n['’]t)(?: (?:from|in|taken|go|stray|look))?\s+$", re.I
)
_DENIED = re.compile(
    r"(?:\b(?:do not|never|no need to|need not|stop|without)|\b\w+n['’]?t|\bdont)(?: (?:want to|need to))?\s+$", re.I
)
_NEARBY = re.compile(
    r"\b(?:just|right|shortly|immediately|directly|km|miles?|minutes?|hours?|bit|little|way|not far)\s+$", re.I
)
_BEFORE_OUTSIDE = ("but", "and", "or", "only", "just", "strictly", "all")
_LEAD = re.compile(
    r"(?:\b(?:and|but|though|just|only|please|so|with|"
    r"(?:so|as) long as|provided(?: that)?|on condition(?: that)?|if"
    r"|(?:any|some|every)(?:thing|where)(?: is fine| goes)?|it['’]?s|its|it is|they['’]?re|they are|that['’]?s|that is"
    r"|that|which|there['’]?s|there is|there are|it|they|is|are|i do|i want|i['’]d like)\s+|[,;.–—-]+\s*)*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?:\s+{PICTURES})?(?:\s*,?\s*\b(?:though|please|thanks|either|at all|any ?more|any ?longer|this time|today"
    r"|again|itself|proper|of course|then)\b)*",
    re.IGNORECASE,
)
_BEFORE_NAME = ("and", "but", "or", "so", "the", "in", "from", "with", "then", "now")


@dataclass(frozen=True, slots=True)
class Exclusion(Span):
    """A stretch that speaks of these places: leaves them out or, `widened`, wants more than them alone.

    `near`: what lies around them is meant as well. `dropped`: said as one takes something out of a plan.
    """

    names: tuple[str, ...]
    widened: bool = False
    near: bool = False
    dropped: bool = False


def find_exclusions(
    message: str, gazetteer: Gazetteer, *, taken: Sequence[Span] = (), asked_for: Sequence[str] = ()
) -> list[Exclusion]:
    """What a message says of places to leave out, in its order.

    `taken` are parts of it that were read already; `asked_for` are the terms of a plan: "remove Rome" may be one's end.
    """
    asked = " ".join(map(fold, asked_for))
    found: list[Exclusion] = []
    for finder in (_before, _outside, _framed, _behind):
        for refusal in finder(message, gazetteer):
            known = refusal.dropped and any(fold(name) in asked for name in refusal.names)
            if not known and is_free(refusal, [*taken, *found]):
                found.append(refusal)
    return sorted(found, key=lambda refusal: refusal.start)


@lru_cache(maxsize=1)
def _cue() -> re.Pattern[str]:
    """What stands before a refused name. `in` and `where` make a place of any listed name behind them."""
    source = rf"(?:\s+{THINGS})*\s+{PICTURES}(?: taken| shot)?(?=\s+(?:from|in)\b)"
    return re.compile(
        rf"\b(?:(?P<where>{_WHERE})\s*,?\s+(?:but(?: not| for| never)?|{any_of('except_words')}|without|away from"
        rf"|(?:that )?(?:is|are)n['’]?t|(?:that['’]s )?not)"
        rf"|(?P<except>{any_of('except_words')})|(?P<verb>{_listed('avoid')})|{any_of('negations')}|{_TIRED}"
        rf"|(?P<drop>(?:{_listed('drop')}){source})|(?P<bare>{any_of('drop_verbs', 'drop_verbs_of_places')}))"
        rf"(?P<widened>\s+{_WIDENED})?(?P<things>(?:\s+{THINGS})*)(?P<in>\s+(?:{INSIDE}|of))?\s+{ARTICLE}(?=\w)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _of_a_place() -> re.Pattern[str]:
    who = "|".join(sorted(map(re.escape, demonyms()), key=len, reverse=True))
    return re.compile(rf"(?P<who>{who})\s+{PICTURES}\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _cue_behind() -> re.Pattern[str]:
    _, behind = cues()
    avoiding = "|".join(re.escape(cue) for cue, action in behind.items() if action == "avoid")
    return re.compile(rf"\s*,?\s+(?:{any_of('refused_behind', 'refused_places_behind')}|{avoiding})\b", re.IGNORECASE)


def _listed(action: Cue) -> str:
    """The lexicon's cues of one action that stand before what they act on, the longest first."""
    before, _ = cues()
    return "|".join(sorted((re.escape(cue) for cue, does in before.items() if does == action), key=len, reverse=True))


def _before(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "except X", "nowhere in X", "nothing from X or Y", "not just X"."""
    found, at = [], 0
    while match := _cue().search(message, at):
        at = match.start() + 1
        prior = message[: match.start()]
        if _ONLY_THERE.search(prior) or ((match["verb"] or match["except"] or match["drop"]) and _DENIED.search(prior)):
            continue  # "nowhere except Peru" is nowhere else, "don't skip Peru" is no refusal
        inside = (match["in"] or "").strip().lower()
        if inside == "of" and not re.search(PICTURES, match["things"], re.IGNORECASE):
            continue
        sure = bool(match["where"] or match["drop"] or inside not in ("", "of"))
        ordered = match["verb"] is not None and match["verb"].lower() not in _PLAIN
        listing = bool(match["except"] or match["where"] or match["drop"] or match["bare"] or ordered)
        adjective = _of_a_place().match(message, match.end())
        names, end = names_from(message, match.end(), gazetteer, sure=sure, listing=listing)
        if adjective:  # "not the Greek ones": Greece
            names, end = (demonyms()[adjective["who"].casefold()].removeprefix("the "),), adjective.end()
        if names:
            start = _lead(message, match.start())
            widened = bool(match["widened"]) or match.group().lower().startswith("need")  # "needn't be in Rome"
            near = re.match(r"near|close|anywhere|within|from around|\d", inside) is not None
            found.append(
                Exclusion(start, _tail(message, end), names, widened=widened, near=near, dropped=bool(match["bare"]))
            )
            at = end
    return found


def _outside(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "outside Germany" leaves it out; "a villa outside Rome" and "just outside Berlin" are near it."""
    found = []
    for match in _OUTSIDE.finditer(message):
        prior = message[: match.start()]
        names, end = names_from(message, match.end(), gazetteer, sure=True, listing=False)
        if not names or _NOT_OUTSIDE.search(prior) or _NEARBY.search(prior):
            continue
        large = gazetteer.kind(names[0]) in ("country", "continent", "region")
        if large or match["where"] or match["of"] or opens_clause(prior, marks=",;.:!?–—(-", words=_BEFORE_OUTSIDE):
            found.append(Exclusion(_lead(message, match.start()), _tail(message, end), names))
    return found


def _framed(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "leave Naples out of it"."""
    found = []
    for match in _FRAME.finditer(message):
        names, end = names_from(message, match.end(), gazetteer, sure=False, listing=True)
        if names:  # beside a sure name the others are places too: "Ashford and Tenterden"
            names, end = names_from(message, match.end(), gazetteer, sure=True, listing=True)
        behind = _FRAME_END.match(message, end)
        if names and behind and not _DENIED.search(message[: match.start()]):
            found.append(Exclusion(_lead(message, match.start()), _tail(message, behind.end()), names))
    return found


def _behind(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "Bangkok excluded", "Greece is out"."""
    found: list[Exclusion] = []
    for word in split(message):
        opens = opens_clause(message[: word.start], marks=",;.:!?–—-", words=_BEFORE_NAME)
        if any(word.start < refusal.end for refusal in found) or not opens:
            continue
        names, end = names_from(message, word.start, gazetteer, sure=False, listing=False, followed=False)
        after = _cue_behind().match(message, end) if names else None
        if after:
            found.append(Exclusion(word.start, _tail(message, after.end()), names))
    return found


def _lead(message: str, start: int) -> int:
    """Where the words that lead to a refusal begin: "as long as it's" before "not Greece"."""
    lead = _LEAD.search(message[:start])
    return lead.start() if lead else start


def _tail(message: str, end: int) -> int:
    tail = _TAIL.match(message, end)
    return tail.end() if tail else end
