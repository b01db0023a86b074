"""The rules planner on plain requests, on follow-ups and on nonsense."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.plan.edits import Reset, apply
from agent.plan.query_plan import QueryPlan
from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.protocol import Context, Planner
from agent.planners.rules import RulesPlanner

GAZETTEER = ListGazetteer(frozenset({"norway", "lisbon", "bavaria"}))
CONTEXT = Context(shown=("a", "b"), today=date(2026, 11, 22))


def talk(*messages: str) -> QueryPlan:
    planner, plan = RulesPlanner(GAZETTEER), QueryPlan()
    for message in messages:
        for edit in planner.propose(message, plan, context=CONTEXT).edits:
            plan = apply(plan, edit)
    return plan


def terms(plan: QueryPlan) -> set[tuple[str, str, int]]:
    return {(t.text, t.channel, 1 if t.weight > 0 else -1) for t in plan.terms}


def test_is_a_planner() -> None:
    assert isinstance(RulesPlanner(GAZETTEER), Planner)


def test_a_request_with_everything() -> None:
    plan = talk("show me gothic ruins in Norway by Friedrich, no tourists, since 2015")
    assert terms(plan) == {
        ("gothic", "style", 1),
        ("ruins", "content", 1),
        ("Friedrich", "style", 1),
        ("tourists", "content", -1),
    }
    assert plan.place is not None
    assert plan.place.name == "Norway"
    assert plan.dates is not None
    assert plan.dates.from_ == date(2015, 1, 1)


def test_follow_ups() -> None:
    assert terms(talk("cubist trams in Lisbon", "swap the trams for bicycles")) == {
        ("cubist", "style", 1),
        ("bicycles", "content", 1),
    }
    assert terms(talk("trams, no people", "people are fine")) == {("trams", "content", 1)}
    assert talk("trams in Lisbon", "anywhere").place is None
    assert talk("trams since 2019", "forget the date").dates is None
    assert terms(talk("trams", "start over: owls")) == {("owls", "content", 1)}


def test_words_of_time_and_place_are_things_where_nothing_is_to_lift() -> None:
    assert ("city", "content", 1) in terms(talk("any city at night"))


def test_start_over_comes_first() -> None:
    edits = RulesPlanner(GAZETTEER).propose("start over: owls", talk("trams"), context=CONTEXT).edits
    assert isinstance(edits[0], Reset)


def test_a_long_message_is_cut_with_a_note() -> None:
    proposal = RulesPlanner(GAZETTEER).propose("dogs " * 3000, QueryPlan(), context=CONTEXT)
    assert any("characters" in note for note in proposal.notes)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_words_of_the_message_only(message: str) -> None:
    plan = QueryPlan()
    for edit in RulesPlanner(GAZETTEER).propose(message, plan, context=CONTEXT).edits:
        plan = apply(plan, edit)
    assert all(t.text in " ".join(message.split()) or t.text in message for t in plan.terms)
