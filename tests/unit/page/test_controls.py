"""The plan as controls; the balance keeps signs, ratios and the way back."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.page.controls import BALANCE_LIMIT, balance, balance_edits, controls, radius_at, radius_step, weight_label
from agent.plan.edits import apply
from agent.plan.query_plan import DateRange, Filters, PlaceClause, QueryPlan, Reference, Term
from tools.errors import BadRequest

weights = st.floats(-1, 1).map(lambda w: round(w, 3))


@st.composite
def plans(draw):
    """Plans in which both channels have a say."""
    content = draw(st.lists(weights, min_size=1, max_size=4))
    style = draw(st.lists(weights, min_size=1, max_size=4))
    assume(sum(map(abs, content)) > 0.2 and sum(map(abs, style)) > 0.2)
    given_weights = [("content", w) for w in content] + [("style", w) for w in style]
    return QueryPlan(
        terms=tuple(Term(id=f"t{i}", text=f"t{i}", channel=c, weight=w) for i, (c, w) in enumerate(given_weights))
    )


def moved(plan, target):
    for edit in balance_edits(plan, target):
        plan = apply(plan, edit)
    return plan


@given(plans(), st.floats(-1, 1))
def test_the_balance_lands_where_it_was_put(plan, target):
    wanted = max(-BALANCE_LIMIT, min(BALANCE_LIMIT, target))
    assert balance(moved(plan, target)) == pytest.approx(wanted, abs=0.06)  # weights are rounded to 0.001


@given(plans(), st.floats(-1, 1))
def test_the_balance_keeps_signs_and_bounds(plan, target):
    for before, after in zip(plan.terms, moved(plan, target).terms, strict=True):
        assert -1 <= after.weight <= 1
        assert before.weight * after.weight >= 0


@given(plans())
def test_staying_in_place_changes_nothing(plan):
    start = balance(plan)
    assume(abs(start) < BALANCE_LIMIT)
    for before, after in zip(plan.terms, moved(plan, start).terms, strict=True):
        assert after.weight == pytest.approx(before.weight, abs=0.002)


def test_total_strength_stays_while_no_weight_is_full():
    plan = QueryPlan(
        terms=(
            Term(id="a", text="a", channel="content", weight=0.5),
            Term(id="b", text="b", channel="style", weight=-0.5),
        )
    )
    assert [t.weight for t in moved(plan, 0.4).terms] == [0.3, -0.7]


def test_balance_needs_both_channels():
    plan = QueryPlan(terms=(Term(id="a", text="a", channel="content", weight=0.5),))
    assert balance(plan) is None
    with pytest.raises(BadRequest, match="Only one"):
        balance_edits(plan, 0.2)


@given(st.floats(1, 5000))
def test_the_radius_slider_is_read_back_as_it_was_set(radius_km):
    assert radius_at(radius_step(radius_km)) == pytest.approx(radius_km, rel=0.06)


@given(st.floats(0, 100))
def test_every_position_of_the_radius_slider_is_usable(step):
    radius_km = radius_at(step)
    assert radius_km is None or 1 <= radius_km <= 5000


def test_the_left_end_is_the_places_own_size():
    assert radius_at(0) is None
    assert radius_step(None) == 0


@pytest.mark.parametrize(("weight", "words"), [(0.7, "0.70"), (-0.35, "avoid 0.35"), (0, "off")])
def test_weights_in_words(weight, words):
    assert weight_label(weight) == words


def test_a_doubt_stands_at_its_term_and_one_of_several_is_said_once():
    terms = tuple(Term(id=name, text=name, channel="style", weight=0.5) for name in ("a", "b", "c"))
    shown = controls(QueryPlan(terms=terms), doubts={"b": "Few share it.", "c": "Few share it."})
    assert [term["doubt"] for term in shown["terms"]] == ["", "Few share it.", ""]


def test_the_whole_plan_is_shown_as_plain_values():
    plan = QueryPlan(
        terms=(Term(id="fog", text="fog", channel="content", weight=-0.4),),
        place=PlaceClause(name="Bern", radius_km=30, mode="only"),
        dates=DateRange.model_validate({"from": "2020-01-01"}),
        like=(Reference(image_id="0123456789abcdef", weight=-0.7, channels=("style",)),),
        match="all",
        sort="newest",
        filters=Filters(gps=True),
    )
    shown = json.loads(json.dumps(controls(plan)))
    term = {"id": "fog", "text": "fog", "channel": "content", "weight": -0.4, "label": "avoid 0.40", "doubt": ""}
    assert shown["terms"] == [term]
    assert shown["place"]["radius"] == "within 30 km"
    assert shown["dates"] == {"from": "2020-01-01", "to": None}
    assert shown["like"] == [{"id": "0123456789abcdef", "less": True, "channels": ["style"], "weight": -0.7}]
    assert (shown["match"], shown["sort"], shown["filters"]["gps"]) == ("all", "newest", True)
    assert controls(QueryPlan())["empty"]


def test_places_left_out_are_shown_with_those_that_nobody_knows_marked():
    plan = QueryPlan(filters=Filters(not_in=("Algarve", "Atlantis"), not_in_unknown=("Atlantis",)))
    shown = json.loads(json.dumps(controls(plan)))
    assert not shown["empty"]
    assert shown["filters"]["not_in"] == ["Algarve", "Atlantis"]
    assert shown["filters"]["not_in_unknown"] == ["Atlantis"]
