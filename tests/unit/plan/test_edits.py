from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from agent.plan.edits import (
    AddTerm,
    AllowPlace,
    ClearPlace,
    Edit,
    Explain,
    LeaveOutPlace,
    Like,
    RemoveTerm,
    ReplaceTerm,
    Reset,
    Reweight,
    SetDates,
    SetFilter,
    SetMatch,
    SetPlace,
    SetSort,
    ShowMore,
    Undo,
    Unlike,
    apply,
)
from agent.plan.query_plan import MAX_LEFT_OUT, MAX_TERMS, Filters, QueryPlan, place_key, slug
from tools.errors import BadRequest, UnknownTerm

words = st.text(min_size=1, max_size=30).filter(lambda s: s.strip())
weights = st.floats(-1, 1, allow_nan=False)
channels = st.sampled_from(["content", "style"])
ids = st.sampled_from(["a" * 16, "b" * 16, "c" * 16])
days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
edits = st.one_of(
    st.builds(AddTerm, text=words, channel=channels, weight=weights),
    st.builds(RemoveTerm, term=words),
    st.builds(Reweight, term=words, weight=st.none() | weights, by=st.none() | weights),
    st.builds(ReplaceTerm, term=words, text=words),
    st.builds(SetPlace, name=words, radius_km=st.none() | st.floats(0.1, 20_000)),
    st.builds(ClearPlace),
    st.builds(LeaveOutPlace, name=words, resolved=st.booleans()),
    st.builds(AllowPlace, name=st.none() | words),
    st.builds(SetDates, from_=days, to=days),
    st.builds(Like, image_id=ids, weight=st.floats(0.01, 1)),
    st.builds(Unlike, image_id=ids),
    st.builds(SetMatch, match=st.sampled_from(["any", "all"])),
    st.builds(SetSort, sort=st.sampled_from(["relevance", "newest", "oldest", "distance"])),
    st.builds(SetFilter, name=st.just("folder"), value=st.none() | words),
    st.builds(ShowMore),
    st.builds(Undo),
    st.builds(Reset),
    st.builds(Explain),
)


def played(sequence, plan=None):
    plan = plan or QueryPlan()
    for edit in sequence:
        try:
            plan = apply(plan, edit)
        except BadRequest:
            continue
    return plan


@given(st.lists(edits, max_size=30))
def test_any_conversation_ends_in_a_valid_plan_that_survives_json(sequence):
    plan = played(sequence)
    assert QueryPlan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan
    assert len(plan.terms) <= MAX_TERMS
    assert len({t.id for t in plan.terms}) == len(plan.terms)


@given(st.lists(edits, max_size=10))
def test_edits_never_change_the_plan_they_are_given(sequence):
    plan = played(sequence)
    before = plan.model_dump_json()
    played(sequence, plan)
    assert plan.model_dump_json() == before


@given(edits)
def test_edits_survive_json(edit):
    adapter = TypeAdapter(Edit)
    assert adapter.validate_json(adapter.dump_json(edit, by_alias=True)) == edit


def test_adding_a_term_twice_only_changes_its_weight():
    plan = played([AddTerm(text="Dogs"), AddTerm(text="dogs", weight=-0.4)])
    assert [(t.id, t.text, t.weight) for t in plan.terms] == [("dogs", "Dogs", -0.4)]
    both = played([AddTerm(text="gold"), AddTerm(text="gold", channel="style")])
    assert [t.id for t in both.terms] == ["gold", "gold-2"]


def test_reweighting_moves_strength_and_keeps_the_sign():
    plan = played([AddTerm(text="fog"), AddTerm(text="cars", weight=-0.5)])
    plan = apply(apply(plan, Reweight(term="fog", by=0.9)), Reweight(term="cars", by=-0.9))
    assert [t.weight for t in plan.terms] == [1.0, -0.05]
    assert apply(plan, Reweight(term="fog", weight=-1)).terms[0].weight == -1.0


def test_replacing_keeps_weight_and_position():
    plan = played([AddTerm(text="dogs", weight=0.3), AddTerm(text="park")])
    plan = apply(plan, ReplaceTerm(term="dogs", text="cats"))
    assert [(t.text, t.weight) for t in plan.terms] == [("cats", 0.3), ("park", 0.7)]
    merged = apply(plan, ReplaceTerm(term="cats", text="park"))
    assert [t.text for t in merged.terms] == ["park"]


def test_unlike_takes_an_example_back_before_it_turns_it_round():
    plan = played([Like(image_id="a" * 16)])
    assert apply(plan, Unlike(image_id="a" * 16)).like == ()
    assert apply(QueryPlan(), Unlike(image_id="a" * 16)).like[0].weight < 0


def test_dates_the_wrong_way_round_are_turned_and_none_lifts_them():
    plan = apply(QueryPlan(), SetDates(from_=date(2020, 1, 1), to=date(2018, 1, 1)))
    assert (plan.dates.from_.year, plan.dates.to.year) == (2018, 2020)
    assert apply(plan, SetDates()).dates is None


def test_what_cannot_be_done_says_so():
    with pytest.raises(UnknownTerm, match='no term "cats"'):
        apply(QueryPlan(), RemoveTerm(term="cats"))
    with pytest.raises(BadRequest, match="gps"):
        apply(QueryPlan(), SetFilter(name="gps", value="yes"))
    with pytest.raises(ValidationError):
        AddTerm(text="x", weight=1.5)
    with pytest.raises(ValidationError):
        AddTerm(text="x", wieght=1.0)
    full = played([AddTerm(text=f"t{n}") for n in range(MAX_TERMS)])
    with pytest.raises(BadRequest, match="Remove one"):
        apply(full, AddTerm(text="one more"))


def test_plan_json_is_the_contract():
    plan = played(
        [AddTerm(text="dogs"), SetPlace(name="Paris"), SetDates(from_=date(2020, 1, 1)), Like(image_id="a" * 16)]
    )
    data = plan.model_dump(mode="json", by_alias=True)
    assert data["terms"] == [{"id": "dogs", "text": "dogs", "channel": "content", "weight": 0.7}]
    assert {"name", "radius_km", "weight", "mode"} <= data["place"].keys()
    assert data["dates"] == {"from": "2020-01-01", "to": None}
    assert data["like"] == [{"image_id": "a" * 16, "weight": 0.7, "channels": ["content", "style"]}]
    assert (data["match"], data["sort"], data["limit"]) == ("any", "relevance", 24)


@given(st.text())
def test_slugs_are_never_empty(text):
    assert slug(text)


def test_places_to_leave_out_stand_beside_the_place():
    plan = played([SetPlace(name="Portugal"), LeaveOutPlace(name="Algarve"), LeaveOutPlace(name="Lisbon")])
    assert plan.place.name == "Portugal"
    assert plan.filters.not_in == ("Algarve", "Lisbon")
    assert not played([LeaveOutPlace(name="Algarve")]).empty
    assert apply(plan, AllowPlace(name="the algarve")).filters.not_in == ("Lisbon",)
    assert apply(plan, AllowPlace()).filters == Filters()
    assert apply(plan, ClearPlace()).filters == plan.filters
    with pytest.raises(BadRequest, match="not left out"):
        apply(plan, AllowPlace(name="Spain"))


def test_a_place_cannot_be_looked_in_and_left_out():
    plan = played([LeaveOutPlace(name="Rome"), SetPlace(name="rome")])
    assert (plan.place.name, plan.filters.not_in) == ("rome", ())
    plan = apply(plan, LeaveOutPlace(name="Rome"))
    assert (plan.place, plan.filters.not_in) == (None, ("Rome",))


def test_unknown_places_are_marked_until_they_are_allowed():
    plan = played([LeaveOutPlace(name="Atlantis", resolved=False), LeaveOutPlace(name="Rome")])
    assert plan.filters.not_in_unknown == ("Atlantis",)
    assert apply(plan, LeaveOutPlace(name="atlantis")).filters.not_in_unknown == ()
    assert apply(plan, AllowPlace(name="Atlantis")).filters == Filters(not_in=("Rome",))
    with pytest.raises(ValidationError, match="unknown place"):
        Filters(not_in_unknown=("Rome",))


@given(st.lists(edits, max_size=30))
def test_no_conversation_leaves_out_where_it_looks_or_one_place_twice(sequence):
    plan = played(sequence)
    keys = [place_key(name) for name in plan.filters.not_in]
    assert len(keys) == len(set(keys)) <= MAX_LEFT_OUT
    assert plan.place is None or place_key(plan.place.name) not in keys
    assert set(plan.filters.not_in_unknown) <= set(plan.filters.not_in)


def test_the_plan_says_what_is_left_out_in_plain_json():
    data = played([LeaveOutPlace(name="Algarve")]).model_dump(mode="json", by_alias=True)
    assert data["filters"] == {
        "folder": None,
        "camera": None,
        "gps": None,
        "not_in": ["Algarve"],
        "not_in_unknown": [],
    }
