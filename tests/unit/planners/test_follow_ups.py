"""A message is said to a plan: what the embedded planner makes of it, whichever module reads which word."""

from __future__ import annotations

import pytest

from agent.plan.edits import AddTerm, ClearPlace, Edit, NewTopic, RemoveTerm, ReplaceTerm, Reweight, SetDates
from agent.plan.query_plan import PlaceClause, QueryPlan, Term
from agent.planners.protocol import Context
from agent.planners.tagger.embedded_planner import EmbeddedPlanner

PLANNER = EmbeddedPlanner()
HARBOURS = QueryPlan(
    terms=(
        Term(id="impressionist", text="impressionist", channel="style"),
        Term(id="harbours", text="harbours"),
        Term(id="people", text="people", weight=-0.7),
    ),
    place=PlaceClause(name="Normandy"),
)


def said(message: str, plan: QueryPlan) -> list[Edit]:
    return list(PLANNER.propose(message, plan, context=Context()).edits)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("much more harbours", [Reweight(term="harbours", by=0.4)]),
        ("a bit less harbours", [Reweight(term="harbours", by=-0.15)]),
        ("less impressionism", [Reweight(term="impressionist", by=-0.3)]),
        ("swap harbours for beaches", [ReplaceTerm(term="harbours", text="beaches", channel="content")]),
        ("cubist instead", [ReplaceTerm(term="impressionist", text="cubist", channel="style")]),
        ("people are fine", [RemoveTerm(term="people")]),
        ("drop the harbours", [RemoveTerm(term="harbours")]),
        ("forget Normandy", [ClearPlace()]),
        ("forget the city", [ClearPlace()]),
        ("forget the date", [SetDates()]),
    ],
)
def test_a_plan_is_changed(message: str, expected: list[Edit]) -> None:
    assert said(message, HARBOURS) == expected


@pytest.mark.parametrize(
    ("term", "message", "expected"),
    [
        ("scottish castles", "irish ones", [ReplaceTerm(term="it", text="irish castles")]),
        ("snow leopards", "without snow", [AddTerm(text="snow", weight=-0.7)]),  # a ban on a part bans the part
        ("snow leopards", "forget the snow", [ReplaceTerm(term="it", text="leopards")]),
        ("puffins", "puffins in flight", [ReplaceTerm(term="it", text="puffins in flight")]),  # said again with more
        ("puffins", "owls for puffins", [ReplaceTerm(term="it", text="owls", channel="content")]),
        ("red buckets", "the buckets needn't be red", [ReplaceTerm(term="it", text="buckets")]),
        (
            "bathers",
            "could the bathers go? herons in their place",
            [ReplaceTerm(term="it", text="herons", channel="content")],
        ),
        ("foggy", "make it sunny", [ReplaceTerm(term="it", text="sunny", channel="content")]),
        ("zebras", "fewer zebras, more elephants", [Reweight(term="it", by=-0.3), AddTerm(text="elephants")]),
        ("barns", "no clowns, keep the acrobats", [AddTerm(text="clowns", weight=-0.7), AddTerm(text="acrobats")]),
        ("barns", "forget where, just show otters", [NewTopic(), AddTerm(text="otters")]),
        ("barns", "i misspoke. saint barbara", [ReplaceTerm(term="it", text="saint barbara", channel="content")]),
        (
            "barns",
            "plums are prettier, let's take those",
            [ReplaceTerm(term="it", text="plums", channel="content")],
        ),
    ],
)
def test_a_thing_is_changed(term: str, message: str, expected: list[Edit]) -> None:
    assert said(message, QueryPlan(terms=(Term(id="it", text=term),))) == expected


@pytest.mark.parametrize(
    ("term", "message", "expected"),
    [
        ("black and white", "in colour", [ReplaceTerm(term="it", text="colour", channel="style")]),
        ("Frida Kahlo", "drop Frida", [RemoveTerm(term="it")]),  # half a name takes out the whole
        ("Maria Sibylla Merian", "exchange Merian for Klee", [ReplaceTerm(term="it", text="Klee", channel="style")]),
    ],
)
def test_a_look_is_changed(term: str, message: str, expected: list[Edit]) -> None:
    assert said(message, QueryPlan(terms=(Term(id="it", text=term, channel="style"),))) == expected


def test_where_nothing_is_forbidden_allowing_asks_for_it() -> None:
    assert said("dogs are fine", QueryPlan()) == [AddTerm(text="dogs")]


def test_weather_takes_the_place_of_weather_alone() -> None:
    rooms = Term(id="rooms", text="rooms")
    assert said("make it sunny", QueryPlan(terms=(rooms, Term(id="dusk", text="dusk")))) == [
        ReplaceTerm(term="dusk", text="sunny", channel="content")
    ]


def test_only_some_of_a_thing_are_refused() -> None:
    found = said("no trains that stand in a museum, no smoke", QueryPlan(terms=(Term(id="trains", text="trains"),)))
    assert found == [AddTerm(text="stand in a museum", weight=-0.7), AddTerm(text="smoke", weight=-0.7)]
