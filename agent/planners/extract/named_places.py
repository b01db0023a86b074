"""Places in a message: which words name one, how near is near, and whether it is a wish or a condition.

What a place is, the gazetteer knows; this module knows the words around it ("within 20 km of", "only in", "anywhere").

    find_places("dogs within 20 km of Bern", gazetteer)  # name "Bern", radius_km 20
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, Protocol

from agent.language.lexicon import filler
from agent.language.span import Span, free_of
from agent.language.tokens import Word, fold, split, stems
from agent.plan.edits import ClearPlace, Edit, LeaveOutPlace, SetPlace
from agent.plan.query_plan import QueryPlan, place_key
from tools.geo.places import Kind, Place

KM_PER_MILE = 1.609344  # international mile
LONGEST_NAME = 5  # words
SIGHT_KM = 5.0  # "leave out the Eiffel Tower" speaks of a thing in the picture
PEOPLE, COMMON_PEOPLE = 45_000, 1_000_000
"""What a city needs to be meant by its name alone; where that is an ordinary word or a person's name too."""
SMALL_REGION_KM, SHORT_ALIAS = 20.0, 4
OTHER_THINGS = frozenset(
    "china turkey chile jersey panama jordan georgia guinea island reunion queens victoria".split()
)
"""Countries that are also ordinary words, when they are written small."""
_PREPOSITION = re.compile(
    r"(?:\b(?:somewhere|anywhere|taken|shot|made|set|located|ideally|preferably|only|just|all|exclusively"
    r"|strictly|and|but|or)\s+)*"
    r"\b(?:in and around|in or near|in|near to|near|nearby|around|close to|next to|from|at|across|along"
    r"|throughout|outside of|outside|inside|"
    r"within|over|off|off the coast of|on the coast of|on the shores? of|on|by|beside|north of|south of|east of"
    r"|west of|"
    r"(?:in )?the (?:north|south|east|west|middle|heart|centre|center|outskirts|streets|hills|mountains|suburbs"
    r"|coast) of)"
    r"\s+(?:the\s+|my\s+|our\s+)?$",
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
    r"|anywhere but|other than|apart from)(?: (?:the )?(?:ones|pictures|photos|anything))?"
    r"(?P<in> (?:in|from|near|at))?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PASSED_BY = re.compile(
    r"\b(?:(?:not|no|isn['’]?t) (?:just|only|necessarily)|rather than|instead of)"
    r"(?: (?:in|from|near|at))?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_RADIUS = re.compile(
    r"\b(?:(?:with)?in\s+)?(?:a\s+)?(?:radius\s+of\s+)?(?:(?:at most|up to|less than|max(?:imum)?|no more than"
    r"|about|some)\s+)?"
    r"(?P<number>\d+(?:[.,]\d+)?)\s*-?\s*(?P<unit>km|kms|kilomet(?:er|re)s?|k|mi|miles?|met(?:er|re)s?|m)\b"
    r"(?:\s+(?:radius|away))?(?:\s+(?:of|from|around|round|about|to|near))?\s*(?:the\s+)?",
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
_IDEALLY = re.compile(r"\b(?:ideally|preferably|maybe|perhaps|possibly|if possible)\b[^,.;]{0,24}$", re.IGNORECASE)


_NAMES_A_THING = re.compile(
    r"\s+(?!(?:and|or|nor|but|in|at|on|any|this|please|though|either|with|for)\b)[a-z]"
)  # "no Iceland ponies"
_RADIUS_CUE = re.compile(r"\b(?:with)?in\b|\b(?:radius|away|of|from|around|round|near)\b", re.IGNORECASE)
_RADIUS_ENDS = re.compile(_RADIUS.pattern + "$", re.IGNORECASE)


class Gazetteer(Protocol):
    """Says whether words name a place; `tools.geo` stands behind the real one."""

    def knows(self, name: str) -> bool:
        """Whether this whole name, or what it describes ("the south of France"), is a place."""
        ...

    def lists(self, name: str) -> bool:
        """Whether exactly this name stands in the gazetteer; asked of every run of words, so it must be quick."""
        ...

    def kind(self, name: str) -> Kind | None:
        """What the place is that exactly this name means; None when it means none."""
        ...

    def surely(self, name: str) -> bool:
        """Whether this name means a place with no word beside it that says so: behind "no", say."""
        ...

    def lies_in(self, inner: str, outer: str) -> bool:
        """Whether the middle of the one place lies in the other; False when either is unknown."""
        ...


@dataclass(frozen=True)
class ListGazetteer:
    """A gazetteer of exactly these names, for tests and examples; case and a leading "the" do not matter."""

    names: frozenset[str]

    def knows(self, name: str) -> bool:
        """Whether the name is on the list."""
        return fold(name).removeprefix("the ") in self.names

    def lists(self, name: str) -> bool:
        """Whether the name is on the list."""
        return fold(name) in self.names

    def kind(self, name: str) -> Kind | None:
        """A city, all of them."""
        return "city" if self.lists(name) else None

    def surely(self, name: str) -> bool:
        """Whether the name is on the list."""
        return self.lists(name)

    def lies_in(self, inner: str, outer: str) -> bool:
        """Only a place itself lies in it."""
        return self.knows(inner) and fold(inner) == fold(outer)


class GeoGazetteer:
    """The gazetteer of `tools.geo`, asked at most once per name."""

    def knows(self, name: str) -> bool:
        """Whether `tools.geo.resolve` finds this name."""
        return _resolves(name)

    def lists(self, name: str) -> bool:
        """Whether `tools.geo` has a place of just this name, in a reading that is not an ordinary word."""
        return _is_listed(name)

    def kind(self, name: str) -> Kind | None:
        """The kind of the first reading of this name."""
        place = _listed_place(name)
        return place.kind if place is not None else None

    def surely(self, name: str) -> bool:
        """Countries, and what is large enough to be thought of first; more is asked of a name in lower case."""
        place = _listed_place(name)
        if place is None or place.kind == "town" or (place.kind == "physical" and place.radius_km < SIGHT_KM):
            return False
        people = place.population
        if not name[0].islower():
            return place.kind != "city" or people >= (COMMON_PEOPLE if place.common_word else PEOPLE)
        own = fold(place.name) == fold(name)
        if place.kind in ("country", "continent"):
            return own or len(name) > SHORT_ALIAS or name in ("uk", "usa")
        large = people >= PEOPLE if place.kind == "city" else place.radius_km >= SMALL_REGION_KM
        return own and large and len(name) >= SHORT_ALIAS and place.kind != "physical"

    def lies_in(self, inner: str, outer: str) -> bool:
        """By the real border of the outer one."""
        from tools.geo import resolve

        one, other = resolve(inner), resolve(outer)
        return one is not None and other is not None and other.contains(one.center.lat, one.center.lon)


@lru_cache(maxsize=8192)
def _resolves(name: str) -> bool:
    from tools.geo import resolve

    return resolve(name) is not None


@lru_cache(maxsize=32768)
def _is_listed(name: str) -> bool:
    from tools.geo.ranking import readings

    return bool(readings(name))


@lru_cache(maxsize=8192)
def _listed_place(name: str) -> Place | None:
    from tools.geo import resolve

    return resolve(name) if _is_listed(name) else None


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

    def edit(self, *, resolved: bool = True) -> SetPlace:
        """The edit that puts this place into a plan."""
        return SetPlace(name=self.name, radius_km=self.radius_km, mode=self.mode, weight=self.weight, resolved=resolved)


@dataclass(frozen=True, slots=True)
class RadiusMention(Span):
    """A distance in the message, in kilometres."""

    radius_km: float


def find_radius(message: str) -> RadiusMention | None:
    """ "within 20 km of", "10 miles around": the first distance in a message."""
    match = next((m for m in _RADIUS.finditer(message) if _is_radius(m, message)), None)
    if match is None:
        return None
    number = float(match["number"].replace(",", "."))
    unit = match["unit"].lower()
    factor = KM_PER_MILE if unit.startswith("mi") else 0.001 if unit.startswith("m") else 1.0
    radius_km = number * factor
    return RadiusMention(match.start(), match.end(), round(radius_km, 3)) if 0 < radius_km <= 20_040 else None


def _is_radius(match: re.Match[str], message: str) -> bool:
    """Whether a length is a distance to search in: "a 100 km race" and "5 m waves" are none."""
    rest = message[: match.start()] + message[match.end() :]
    return _RADIUS_CUE.search(match.group()) is not None or len(rest.split()) <= 3


def describe(message: str, start: int, end: int) -> PlaceMention:
    """The place named by `message[start:end]`, with what stands before it: preposition, radius, "only"."""
    name = message[start:end].strip(" ,.;:!?'’\"")
    before = message[:start]
    radius = find_radius(before)
    if radius is not None and not re.fullmatch(r"\s*(?:the\s+)?", before[radius.end :]):
        radius = None
    preposition = _PREPOSITION.search(before)
    begin = radius.start if radius else preposition.start() if preposition else start
    mode: Literal["prefer", "only"] | None = "only" if _ONLY.search(before) else None
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
    prepared = bool(_STRONG.search(before[-80:])) or bool(_RADIUS_ENDS.search(before[-80:]))
    for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
        group = words[at : at + size]
        name = message[group[0].start : group[-1].end]
        if not group[-1].is_word or any(not w.is_word and w.text not in "-,.'’" for w in group):
            continue
        capitalised = group[0].text[0].isupper() and group[-1].text[0].isupper()
        alone = at + size == len(words) and bool(_MOVE.match(before)) and name not in OTHER_THINGS
        if ("," in name and not capitalised) or all(w.lower in filler() for w in group):
            continue
        if (prepared or capitalised or alone) and (gazetteer.lists(name) or ("," in name and gazetteer.knows(name))):
            return size
    return 0


def place_edits(mentions: Sequence[PlaceMention], plan: QueryPlan, *, message: str, anywhere: bool) -> list[Edit]:
    """Edits for what a message says of places: a new one, a new radius for the present one, none any more, or places
    to leave out. `anywhere` tells that it lifts the limits to places."""
    present = plan.place
    radius = find_radius(message)
    wanted = [m for m in mentions if not m.negated]
    names = {place_key(m.name) for m in wanted}
    refused: list[Edit] = [LeaveOutPlace(name=m.name) for m in mentions if m.refused and place_key(m.name) not in names]
    if wanted:
        first = wanted[0]
        if first.radius_km is None and radius is not None:
            first = replace(first, radius_km=radius.radius_km)
        return [first.edit(), *refused]
    if anywhere or any(present and stems(m.name) == stems(present.name) for m in mentions):
        return [*([ClearPlace()] if present else []), *refused]
    if radius is not None and present is not None:
        return [SetPlace(name=present.name, radius_km=radius.radius_km, mode=present.mode, weight=present.weight,
                         point=present.point, resolved=present.resolved), *refused]  # fmt: skip
    return refused


def place_notes(mentions: Sequence[PlaceMention]) -> tuple[str, ...]:
    """What the user must be told of places that were named and do not count: a second one."""
    wanted = list(dict.fromkeys(m.name for m in mentions if not m.negated))
    if len(wanted) < 2:
        return ()
    others = " and ".join(f"**{name}**" for name in wanted[1:])
    return (f"A search has one place: **{wanted[0]}** was taken, {others} was not.",)
