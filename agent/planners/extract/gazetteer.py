"""What the extractors ask of a gazetteer: whether words name a place, of what kind, and whether beyond doubt.

`tools.geo` stands behind the real one, a plain list behind the one of tests and examples. It knows no messages.

    GeoGazetteer().lists("Lake Geneva")   # True
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from agent.language.tokens import fold
from tools.geo.places import Kind, Place

SIGHT_KM = 5.0  # "leave out the Eiffel Tower" speaks of a thing in the picture
PEOPLE, COMMON_PEOPLE = 45_000, 1_000_000
"""What a city needs to be meant by its name alone; where that is an ordinary word or a person's name too."""
SMALL_REGION_KM, SHORT_ALIAS = 20.0, 4


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

    def __hash__(self) -> int:
        """Readings are kept by the gazetteer that they were made with."""
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


@dataclass(frozen=True)
class GeoGazetteer:
    """The gazetteer of `tools.geo`, asked at most once per name; one is as good as another."""

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
