"""Refused places: which words leave one out, which lift that again, and which only look so."""

from __future__ import annotations

import pytest

from agent.language.tokens import split
from agent.plan.edits import apply
from agent.plan.query_plan import PlaceClause, QueryPlan
from agent.planners.build.code_reading import read_by_code
from agent.planners.extract.excluded_places import find_exclusions
from agent.planners.extract.gazetteer import GeoGazetteer
from agent.planners.protocol import Context
from agent.planners.rules import RulesPlanner

GAZETTEER = GeoGazetteer()


def refused(message: str) -> list[str]:
    return [name for r in find_exclusions(message, GAZETTEER) if not r.widened for name in r.names]


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("street food, anywhere except Bangkok", ["Bangkok"]),
        ("street food, anywhere but bangkok", ["bangkok"]),
        ("fishing villages in Portugal ... nowhere in the Algarve though", ["Algarve"]),
        ("harbours, as long as it's not Greece", ["Greece"]),
        ("harbours, so long as they aren't from Greece", ["Greece"]),
        ("churches outside of Rome", ["Rome"]),
        ("castles outside Germany", ["Germany"]),
        ("somewhere outside Lisbon", ["Lisbon"]),
        ("lochs, but nothing from Scotland", ["Scotland"]),
        ("not the ones from Naples", ["Naples"]),
        ("markets other than Lima's", []),
        ("markets in any city other than Lima", ["Lima"]),
        ("beaches apart from Barcelona and Valencia", ["Barcelona", "Valencia"]),
        ("except Rome, Naples and Bari", ["Rome", "Naples", "Bari"]),
        ("not in rome or naples", ["rome", "naples"]),
        ("not in Greece, Italy is better", ["Greece"]),
        ("excluding the south of France", ["south of France"]),
        ("no pictures from Paris, Texas", ["Paris, Texas"]),
        ("ponies, no Iceland", ["Iceland"]),
        ("no Iceland pictures please", ["Iceland"]),
        ("dogs, not in the US", ["US"]),
        ("mountains, without the Alps", ["Alps"]),
        ("leave Naples out of it", ["Naples"]),
        ("Bangkok excluded", ["Bangkok"]),
        ("it must not be in Bangkok", ["Bangkok"]),
        ("beaches, I'm sick of Spain", ["Spain"]),
        ("we've seen enough of venice", ["venice"]),
        ("remove Germany", ["Germany"]),
        ("cafes, not the Greek ones", ["Greece"]),
        ("no Sicilian pictures", ["Sicily"]),
        ("leave out Lisbon, Porto", ["Lisbon", "Porto"]),
        ("not a single one from Hamburg", ["Hamburg"]),
        ("waterfalls, excluding those taken in Iceland", ["Iceland"]),
        ("not Rio, not Venice", ["Rio", "Venice"]),
        ("remove the ones from Naples", ["Naples"]),
        ("I don't want anything from Vienna", ["Vienna"]),
        ("not within 50 km of Naples", ["Naples"]),
    ],
)
def test_left_out(message: str, names: list[str]) -> None:
    assert refused(message) == names


@pytest.mark.parametrize(
    "message",
    [
        "nowhere but Peru",
        "nowhere except Peru",
        "nothing outside Italy",
        "a villa outside Rome",
        "just outside Berlin",
        "not just Finland",
        "York instead of Bern",
        "no Iceland ponies",
        "without china cups",
        "no turkey",
        "no Turner",
        "leave out the eiffel tower",
        "don't exclude Rome",
        "no people in Rome",
        "no Greek temples",
        "no Atlantis",
        "nice dogs, not in black and white",
        "not only in Rome",
    ],
)
def test_not_left_out(message: str) -> None:
    assert refused(message) == []


@pytest.mark.parametrize(
    "message",
    ["not just Finland", "anywhere, not only in Finland", "needn't be limited to Finland", "it need not be in Finland"],
)
def test_more_than_one_place_is_wanted(message: str) -> None:
    (found,) = find_exclusions(message, GAZETTEER)
    assert found.widened


def test_the_words_of_a_refusal_are_settled_and_no_others() -> None:
    message = "street food, as long as it's not Greece though, at night"
    (found,) = find_exclusions(message, GAZETTEER)
    left = [w.text for w in split(message) if not found.start <= w.start < found.end]
    assert left == ["street", "food", ",", "at", "night"]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Greece", True),
        ("greece", True),
        ("tuscany", True),
        ("tokyo", True),
        ("uk", True),
        ("Alps", True),
        ("vin", False),
        ("boatyard", False),
        ("badlands", False),
        ("Ada", False),
        ("Hallstatt", False),
        ("Louvre", False),
    ],
)
def test_a_name_alone_is_a_place_when_it_is_known_for_one(name: str, known: bool) -> None:
    assert refused(f"anything except {name}") == refused(f"dogs, no {name}") == ([name] if known else [])
    assert refused("not in Hallstatt") == ["Hallstatt"]


def turns(*messages: str, place: str | None = None) -> QueryPlan:
    """The plan after what code reads of these messages."""
    plan = QueryPlan(place=PlaceClause(name=place) if place else None)
    for message in messages:
        for edit in RulesPlanner().propose(message, plan, context=Context()).edits:
            plan = apply(plan, edit)
    return plan


def told(messages: list[str], place: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    plan = turns(*messages, place=place)
    return plan.place and plan.place.name, plan.filters.not_in


def test_with_a_place_of_its_own() -> None:
    assert told(["not in the Algarve"], "Portugal") == ("Portugal", ("Algarve",))
    assert told(["anywhere but Bangkok"], "Thailand") == ("Thailand", ("Bangkok",))
    assert told(["anywhere but Bangkok"], "Paris") == (None, ("Bangkok",))
    assert told(["not in Finland"], "Finland") == (None, ("Finland",))
    assert told(["remove Finland"], "Finland") == (None, ())
    assert told(["not in Finland any more"], "Finland") == (None, ())
    assert told(["not just Finland"], "Finland") == (None, ())
    assert told(["anywhere, not just Finland"], "Finland") == (None, ())


def test_lifted_again() -> None:
    assert told(["not in Rome", "not in Naples"]) == (None, ("Rome", "Naples"))
    assert told(["not in Rome", "not in Naples", "Rome is fine after all"]) == (None, ("Naples",))
    assert told(["not in Rome", "and leave out Venice too"]) == (None, ("Rome", "Venice"))
    assert told(["not in Rome", "location doesnt matter actually"]) == (None, ())
    assert told(["not in Rome", "in Rome"]) == ("Rome", ())
    assert told(["not in Rome", "only in rome"]) == ("rome", ())


def test_what_lies_around_is_told_and_its_radius_is_nobodys() -> None:
    plan = QueryPlan(place=PlaceClause(name="Italy"))
    read = read_by_code("not within 50 km of Naples", plan, Context())
    assert "**Naples** itself" in read.notes[0]
    assert read.finish([], [], plan) == []
