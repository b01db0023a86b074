"""Dates in what people tell of their lives limit nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.edits import SetDates
from agent.plan.query_plan import DateRange, QueryPlan
from agent.planners.build.code_reading import read_by_code
from agent.planners.extract.biography import life_clauses, remarked
from agent.planners.extract.dates import find_dates
from agent.planners.protocol import Context

TODAY = date(2026, 11, 22)


def told(message: str) -> bool:
    dates = find_dates(message, today=TODAY)
    assert len(dates) == 1, dates
    return remarked(message, dates) == dates


@pytest.mark.parametrize(
    "message",
    [
        "i was born in 1951, steam trains please",
        "last year we hung a seascape in the hall, this time birds",
        "we moved here in 1998, looking for old farmhouses",
        "since 2010 i run a shop, bread and rolls",
        "our wedding was in june 2015, that was lovely. swans on a lake",
        "my dad turned 60 in 2019 so tractors for him",
        "grandma died in 2003. show me roses",
        "i've been teaching since 2004, need pictures of volcanoes",
        "my daughter, born in 2016, loves ponies",
        "as a child of the seventies i love arcades",
        "the house was painted in 2004, blue doors please",
        "it's for a friend who turned 30 in 2021, sunflowers",
        "he started school in 2011. now: rockets",
        "sold my trains in '04 and regretted it. now a doll's house",
        "i saw a play in 2019, opera singers please",
        "the bakery opens in June, croissants please",
    ],
)
def test_told(message: str) -> None:
    assert told(message)


@pytest.mark.parametrize(
    "message",
    [
        "pictures from our wedding in june 2015",
        "i want trams from 1998",
        "i took them in 2015, trams in rain",
        "the photos we took in 2015 of the beach",
        "castles we visited in 2011",
        "we went to Italy in 2015, find the beaches",
        "i'd like 2012, boats",
        "i think it was 2012, boats at sunset",
        "my cat in 2014",
        "photos of the house we built in 2003",
        "we moved in 2011, boxes from that day",
        "the picture was taken in 2004",
        "trams from 1998",
    ],
)
def test_asked(message: str) -> None:
    assert not told(message)


def test_a_remark_changes_no_dates() -> None:
    plan = QueryPlan(dates=DateRange(from_=date(2010, 1, 1), to=date(2014, 12, 31)))
    read = read_by_code("i got married in 2016 by the way", plan, Context(today=TODAY))
    assert read.edits == []
    message = "i was born in 1951, trains from 1960"
    read = read_by_code(message, QueryPlan(), Context(today=TODAY))
    assert read.edits == [SetDates(from_=date(1960, 1, 1), to=date(1960, 12, 31))]


@given(st.integers(1850, 2025), st.sampled_from(["we moved here", "i was born", "my aunt retired"]))
def test_the_same_year_is_told_and_asked(year: int, life: str) -> None:
    message = f"{life} in {year}, trams from {year}"
    dates = find_dates(message, today=TODAY)
    assert remarked(message, dates) == dates[:1]


@pytest.mark.parametrize(
    ("message", "clauses"),
    [
        ("Greetings from rainy Bergen! rope and anchors", ["Greetings from rainy Bergen!"]),
        ("dancers with sequins? nan's name is Doreen", [" nan's name is Doreen"]),
        ("my uncle kept bees; veils and smoke, please", ["my uncle kept bees;"]),
        ("i am from Brazil, show me fjords", ["i am from Brazil,"]),
        ("Quick one before rehearsal, a lemon", ["Quick one before rehearsal,"]),
        ("a lemon, the lighting chap needs convincing", [" the lighting chap needs convincing"]),
        ("a lemon, my wife insists on no cilantro", []),
        ("i'm looking for boats from Bergen", []),
        ("beekeepers at work in Kent", []),
        ("we want the pier", []),
        ("", []),
    ],
)
def test_clauses_of_a_life(message: str, clauses: list[str]) -> None:
    assert [clause.of(message) for clause in life_clauses(message)] == clauses
