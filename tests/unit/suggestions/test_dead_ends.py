"""Ways out of a dead end: the conditions that leave nothing, each with the edit that lifts it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agent.plan.edits import AddTerm, Edit, LeaveOutPlace, SetDates, SetFilter, SetPlace, apply
from agent.plan.query_plan import QueryPlan
from agent.suggestions.dead_ends import MOST, ways_out

CONDITIONS: dict[str, Edit] = {
    "taken in 2031": SetDates(from_=date(2031, 1, 1), to=date(2031, 12, 31)),
    "only in Italy": SetPlace(name="Italy", mode="only"),
    "from the folder Work": SetFilter(name="folder", value="Work"),
    "by the camera Box Brownie": SetFilter(name="camera", value="Box Brownie"),
    "with a GPS position": SetFilter(name="gps", value=True),
    "not in Peru": LeaveOutPlace(name="Peru"),
}


def made(names):
    plan = apply(QueryPlan(), AddTerm(text="dogs"))
    for name in names:
        plan = apply(plan, CONDITIONS[name])
    return plan


def named(plan):
    """The conditions that a plan has."""
    return {name for name, edit in CONDITIONS.items() if apply(plan, edit) == plan}


def counted(empty):
    """Pictures that pass, where each of some conditions leaves none and any other takes one away."""
    return lambda plan: 0 if named(plan) & empty else 10 - len(named(plan))


def test_the_condition_that_leaves_nothing_is_named_with_what_is_left_without_it():
    way = ways_out(made(["taken in 2031", "only in Italy"]), counted({"taken in 2031"}))
    assert [(w.text, w.reason) for w in way] == [("taken in 2031", "9 pictures then")]
    assert named(apply(made(["taken in 2031", "only in Italy"]), way[0].edit())) == {"only in Italy"}


def test_where_dropping_one_does_not_help_those_that_leave_nothing_are_offered():
    ways = ways_out(
        made(["taken in 2031", "not in Peru", "with a GPS position"]), counted({"taken in 2031", "not in Peru"})
    )
    assert {way.text for way in ways} == {"taken in 2031", "not in Peru"}
    assert {way.reason for way in ways} == {"none passes it"}


def test_a_place_preferred_a_word_and_an_unknown_place_leave_nothing_out():
    plan = apply(made([]), SetPlace(name="Italy"))
    plan = apply(plan, LeaveOutPlace(name="Wakanda", resolved=False))
    assert ways_out(plan, lambda plan: 0) == ()


@given(st.sets(st.sampled_from(sorted(CONDITIONS)), min_size=1), st.sets(st.sampled_from(sorted(CONDITIONS))))
def test_clicking_the_first_way_again_and_again_leaves_the_dead_end(names, empty):
    plan, passing = made(sorted(names)), counted(empty)
    for _ in range(len(names)):
        if passing(plan):
            break
        ways = ways_out(plan, passing)
        assert 0 < len(ways) <= MOST
        fewer = apply(plan, ways[0].edit())
        assert named(fewer) < named(plan)
        plan = fewer
    assert passing(plan)
    assert [t.text for t in plan.terms] == ["dogs"]
