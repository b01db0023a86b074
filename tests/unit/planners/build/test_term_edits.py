"""Roles of words become edits of the plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.edits import AddTerm, ClearPlace, Edit, RemoveTerm, Reweight, SetDates, apply
from agent.plan.query_plan import PlaceClause, QueryPlan, Term
from agent.planners.build.mentions import Action, Mention
from agent.planners.build.term_edits import clean, edits_of, find_term
from tools.types import Channel

PLAN = QueryPlan(
    terms=(
        Term(id="impressionist", text="impressionist", channel="style"),
        Term(id="harbours", text="harbours"),
        Term(id="people", text="people", weight=-0.7),
    ),
    place=PlaceClause(name="Normandy"),
)


def edits(text: str, action: Action, channel: Channel = "content", *, message: str = "") -> list[Edit]:
    start = message.find(text) if message else 0
    return edits_of([Mention(start, start + len(text), text, action, channel)], PLAN, message=message or text)


@pytest.mark.parametrize(
    ("text", "action", "expected"),
    [
        ("fog", "add", AddTerm(text="fog")),
        ("fog", "avoid", AddTerm(text="fog", weight=-0.7)),
        ("fog", "more", AddTerm(text="fog")),
        ("fog", "less", AddTerm(text="fog", weight=-0.4)),
        ("impressionism", "less", Reweight(term="impressionist", by=-0.3)),
        ("harbour", "more", Reweight(term="harbours", by=0.2)),
        ("harbours", "drop", RemoveTerm(term="harbours")),
        ("people", "allow", RemoveTerm(term="people")),
        ("harbours", "avoid", AddTerm(text="harbours", weight=-0.7)),
        ("Normandy", "drop", ClearPlace()),
        ("date", "drop", SetDates()),
        ("place", "drop", ClearPlace()),
    ],
)
def test_one_mention(text: str, action: Action, expected: Edit) -> None:
    assert edits(text, action) == [expected]


def test_allowing_what_nobody_forbade_changes_nothing() -> None:
    assert edits("dogs", "allow") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the old mill,", "old mill"), ("some Turner's", "Turner"), ("of the", None), ("my boss's car", "boss's car")],
)
def test_clean(text: str, expected: str | None) -> None:
    cleaned = clean(text, 0, len(text))
    assert (cleaned and cleaned[0]) == expected


def test_alike_words_are_found_by_vectors_only_where_words_do_not_do() -> None:
    def alike(_: str, texts: object) -> list[float]:
        return [0.9 if text == "harbours" else 0.0 for text in texts]  # type: ignore[attr-defined]

    found = find_term("ports", PLAN, similar=alike)
    assert found is not None
    assert found.text == "harbours"
    assert find_term("ports", PLAN) is None


_ACTIONS: list[Action] = ["add", "avoid", "more", "less", "drop", "allow", "old", "new"]


@given(
    st.lists(
        st.builds(
            lambda text, action, channel: Mention(0, len(text), text, action, channel),
            st.sampled_from(["fog", "harbours", "impressionism", "people", "Normandy", "it", "date", "the"]),
            st.sampled_from(_ACTIONS),
            st.sampled_from(["content", "style"]),
        ),
        max_size=5,
    )
)
def test_edits_of_single_mentions_always_apply(mentions: list[Mention]) -> None:
    for mention in mentions:
        plan = PLAN
        for edit in edits_of([mention], PLAN, message=mention.text):
            plan = apply(plan, edit)
        assert all(-1.0 <= t.weight <= 1.0 for t in plan.terms)


def test_less_of_what_is_to_be_lost_takes_it_out() -> None:
    assert edits("harbours", "less", message="lose the harbours") == [RemoveTerm(term="harbours")]


def test_what_is_fine_is_not_avoided() -> None:
    assert edits("fish", "avoid", message="fish is fine though") == []
    assert edits("people", "avoid", message="people are ok") == [RemoveTerm(term="people")]


def test_lose_takes_out_and_no_bans() -> None:
    assert edits("harbours", "avoid", message="ditch the harbours") == [RemoveTerm(term="harbours")]
    assert edits("harbours", "avoid", message="no harbours") == [AddTerm(text="harbours", weight=-0.7)]


def test_a_thing_named_again_beside_another_place_stays() -> None:
    again = Mention(0, 8, "harbours", "old", "content")
    assert edits_of([again], PLAN, message="harbours in Wales instead", place_coming=True) == []
    assert edits_of([again], PLAN, message="lose harbours instead") == [RemoveTerm(term="harbours")]


def test_only_some_of_a_thing_are_refused():
    message = "but not the harbours which are inside of a museum"
    found = [
        Mention(12, 20, "harbours", "old", "content"),
        Mention(message.index("museum"), len(message), "museum", "new", "content"),
    ]
    assert edits_of(found, PLAN, message=message) == [AddTerm(text="museum", weight=-0.7)]


def test_a_refused_thing_that_nobody_asked_for_is_refused_whole():
    message = "not the trains that smoke"
    found = [Mention(8, 14, "trains", "avoid", "content"), Mention(20, 25, "smoke", "avoid", "content")]
    expected = [AddTerm(text="trains", weight=-0.7), AddTerm(text="smoke", weight=-0.7)]
    assert edits_of(found, PLAN, message=message) == expected


def test_a_city_in_the_picture_is_a_thing():
    plan = QueryPlan(terms=(Term(id="trees", text="trees"),), place=PlaceClause(name="Ghent"))
    assert edits_of([Mention(9, 13, "city", "drop", "content")], plan, message="not in a city") == [
        AddTerm(text="city", weight=-0.7)
    ]
    assert edits_of([Mention(11, 15, "city", "drop", "content")], plan, message="forget the city") == [ClearPlace()]
