"""The scorer: what counts as a fault, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from agent.plan.query_plan import DateRange, Filters, PlaceClause, QueryPlan, Reference, Term
from tests.evals.plan_faults import act_faults, faults_of, invented, least_faults

CHAPEL: dict[str, Any] = {"terms": [{"text": "stone chapel", "channel": "content", "sign": 1}], "place": None}


def plan_of(*terms: str, **fields: Any) -> dict[str, Any]:
    """A plan of wanted things, those behind "-" avoided."""
    made = tuple(Term(id=t, text=t.lstrip("-"), weight=-0.7 if t.startswith("-") else 0.7) for t in terms)
    return QueryPlan(terms=made, **fields).model_dump(mode="json", by_alias=True)


def test_words_beside_a_needed_one_are_no_extras() -> None:
    assert faults_of(CHAPEL, plan_of("stone chapel above the valley"), {}) == []
    assert faults_of(CHAPEL, plan_of("stone chapel", "valley"), {}) == ["extra: valley"]


def test_a_word_that_was_to_go_is_an_extra_wherever_it_stands() -> None:
    before = {
        "user": "owls on a branch",
        "expect": [{"terms": [{"text": "owls branch", "channel": "content", "sign": 1}]}],
    }
    now = {
        "user": "no branch",
        "expect": [{"terms": [{"text": "owls", "channel": "content", "sign": 1}], "place": None}],
    }
    assert least_faults([before, now], plan_of("owls on a branch"), {}, act=None) == ["extra: branch"]


def test_a_fact_stands_in_no_term() -> None:
    plan = plan_of("portrait stone chapel")
    assert faults_of({**CHAPEL, "facts": True}, plan, {}) == ["extra: portrait"]


def test_the_opposite_is_reversed() -> None:
    assert faults_of(CHAPEL, plan_of("-stone chapel"), {}) == ["reversed: stone", "reversed: chapel"]
    there = plan_of("stone chapel", place=PlaceClause(name="Crete"))
    faults = faults_of({**CHAPEL, "left_out": ["Crete"]}, there, {})
    assert faults == ["place: Crete", "left out: not Crete", "reversed: Crete"]


def test_a_word_that_nobody_said_is_invented() -> None:
    plan = plan_of("stone chapels", "tourists", place=PlaceClause(name="Switzerland"))
    assert invented(plan, ["a stone chapel"], [{**CHAPEL, "place": "Switzerland"}]) == ["invented: tourist"]


@pytest.mark.parametrize(
    ("fields", "asked", "fault"),
    [
        ({"sort": "newest"}, {"sort": "newest"}, "sort"),
        ({"match": "all"}, {"match": "all"}, "match"),
        ({"filters": Filters(folder="Trips/2019")}, {"folder": "trips"}, "filters"),
        ({"filters": Filters(gps=True)}, {"gps": True}, "filters"),
        ({"filters": Filters(not_in=("the Algarve",))}, {"left_out": ["Algarve"]}, "left out"),
        ({"dates": DateRange.model_validate({"from": "2019-01-01"})}, {"dates": [2019, None]}, "dates"),
        ({"like": (Reference(image_id="a", weight=-0.7),)}, {"like": {"unwanted": 1}}, "examples"),
    ],
)
def test_everything_a_plan_holds_is_scored(fields: dict[str, Any], asked: dict[str, Any], fault: str) -> None:
    held, bare = plan_of("stone chapel", **fields), plan_of("stone chapel")
    assert faults_of({**CHAPEL, **asked}, held, {}) == []
    assert [one.split(":")[0] for one in faults_of(CHAPEL, held, {})] == [fault]
    assert [one.split(":")[0] for one in faults_of({**CHAPEL, **asked}, bare, {})] == [fault]


def test_mode_and_limit_are_scored_where_a_case_names_them() -> None:
    there = plan_of("stone chapel", place=PlaceClause(name="Crete"), limit=48)
    crete = {**CHAPEL, "place": "Crete"}
    assert faults_of(crete, there, {}) == []
    assert faults_of({**crete, "place_mode": "only", "limit": 24}, there, {}) == ["mode: prefer", "limit: 48"]


def test_who_tells_no_act_takes_everything_for_a_search() -> None:
    assert act_faults(None, None) == act_faults("search", None) == act_faults("refine", None) == []
    assert act_faults("cannot", None) == ["act: None"]
    assert act_faults("cannot", "search") == ["act: search"]
    assert act_faults(["new", "search"], "search") == []
