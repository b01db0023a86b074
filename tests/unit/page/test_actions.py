"""What the browser sends is checked once, and becomes the right edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.page.actions import channels, edits_for, image_ids, nearby_km
from agent.plan.edits import ClearPlace, Like, ReplaceTerm, Reweight, SetPlace, ShowMore, Unlike, apply
from agent.plan.query_plan import PlaceClause, Point, QueryPlan, Reference, Term
from tools.errors import BadRequest, DocentError, UnknownTerm

ONE, TWO = "0" * 16, "1" * 16
PLAN = QueryPlan(
    terms=(
        Term(id="fog", text="fog", channel="content", weight=0.7),
        Term(id="ink", text="ink", channel="style", weight=0.5),
    ),
    place=PlaceClause(name="46.1, 7.2", radius_km=5, point=Point(lat=46.1, lon=7.2), weight=0.6),
    like=(Reference(image_id=ONE), Reference(image_id=TWO, weight=-0.7)),
)


def after(action, plan=PLAN):
    for edit in edits_for(action, plan):
        plan = apply(plan, edit)
    return plan


def test_a_plain_edit_passes_validated():
    assert edits_for({"do": "edit", "edit": {"tool": "reweight", "term": "fog", "weight": -0.2}}, PLAN) == (
        Reweight(term="fog", weight=-0.2),
    )


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"do": "dance"},
        {"do": ["edit"]},
        {"do": "edit"},
        {"do": "edit", "edit": "reset"},
        {"do": "edit", "edit": {"tool": "reweight", "term": "fog", "weight": 7}},
        {"do": "edit", "edit": {"tool": "add_term", "text": "x" * 300}},
        {"do": "edit", "edit": {"tool": "add_term", "text": "x", "path": "/etc/passwd"}},
        {"do": "balance", "value": None},
        {"do": "radius"},
        {"do": "mode", "value": "sometimes"},
        {"do": "drop_example", "id": "f" * 16},
        {"do": "less", "ids": []},
        {"do": "less", "ids": "abc"},
    ],
)
def test_nonsense_is_refused_in_one_sentence(action):
    with pytest.raises(BadRequest) as caught:
        edits_for(action, PLAN)
    assert caught.value.remedy


DOINGS = ("edit", "channel", "balance", "radius", "mode", "clear_place", "drop_example", "less", "more")
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["tool", "text", "weight"]), inner),
    max_leaves=4,
)


@given(st.sampled_from(DOINGS), st.dictionaries(st.sampled_from(["value", "ids", "id", "edit", "term"]), anything))
def test_whatever_the_browser_sends_no_other_error_comes_out(do, action):
    try:
        edits_for({**action, "do": do}, PLAN)
    except DocentError:
        return


def test_a_term_changes_its_channel_and_keeps_its_weight():
    assert edits_for({"do": "channel", "term": "fog"}, PLAN) == (ReplaceTerm(term="fog", text="fog", channel="style"),)
    assert after({"do": "channel", "term": "fog"}).term("fog").weight == 0.7
    with pytest.raises(UnknownTerm):
        edits_for({"do": "channel", "term": "rain"}, PLAN)


def test_radius_and_mode_keep_the_rest_of_the_place():
    changed = after({"do": "radius", "value": 100}).place
    assert changed == PLAN.place.model_copy(update={"radius_km": 5000.0})
    assert after({"do": "mode", "value": "only"}).place == PLAN.place.model_copy(update={"mode": "only"})
    assert edits_for({"do": "radius", "value": 0}, PLAN)[0] == SetPlace(
        name="46.1, 7.2", radius_km=None, point=Point(lat=46.1, lon=7.2), weight=0.6, mode="prefer"
    )
    assert edits_for({"do": "clear_place"}, PLAN) == (ClearPlace(),)


def test_the_place_controls_need_a_place():
    with pytest.raises(BadRequest, match="no place"):
        edits_for({"do": "mode", "value": "only"}, QueryPlan())


@pytest.mark.parametrize("image_id", [ONE, TWO])
def test_an_example_is_removed_whatever_its_sign(image_id):
    left = after({"do": "drop_example", "id": image_id}).like
    assert [ref.image_id for ref in left] == [i for i in (ONE, TWO) if i != image_id]


def test_less_like_these_turns_even_a_wanted_example_round():
    new = "2" * 16
    plan = after({"do": "less", "ids": [ONE, new, new]})
    assert {ref.image_id: ref.weight < 0 for ref in plan.like} == {ONE: True, TWO: True, new: True}
    assert edits_for({"do": "less", "ids": [new]}, PLAN) == (Unlike(image_id=new),)


def test_more_asks_for_the_next_page():
    assert edits_for({"do": "more"}, PLAN) == (ShowMore(),)


def test_balance_is_one_step_of_several_edits():
    edits = edits_for({"do": "balance", "value": 0.5}, PLAN)
    assert {edit.term for edit in edits} == {"fog", "ink"}


def test_ids_channels_and_kilometres():
    assert image_ids({"ids": [ONE, TWO, ONE, 7]}) == (ONE, TWO)
    assert image_ids({"ids": ["/etc/passwd", ONE, "~/a.jpg", ONE + "/"]}) == (ONE,)
    assert channels({}) == ("content", "style")
    assert channels({"channels": ["style"]}) == ("style",)
    assert channels({"channels": ["sound"]}) == ("content", "style")
    assert nearby_km({}) is None
    assert nearby_km({"nearby_km": "12.5"}) == 12.5
    for wrong in ("far", 0, -3, 1e9, float("nan"), []):
        with pytest.raises(BadRequest):
            nearby_km({"nearby_km": wrong})


def test_dropping_a_negative_example_is_written_as_like_then_unlike():
    assert [type(e) for e in edits_for({"do": "drop_example", "id": TWO}, PLAN)] == [Like, Unlike]
