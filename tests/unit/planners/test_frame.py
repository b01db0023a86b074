"""What code reads before any planner does: times to leave out, and what is told of them."""

from __future__ import annotations

from datetime import date

from agent.edits import SetDates
from agent.plan import DateRange, QueryPlan
from agent.planners.frame import frame_of
from agent.planners.protocol import Context

CONTEXT = Context(today=date(2026, 11, 22))


def test_a_time_to_leave_out_is_told_and_sets_nothing() -> None:
    frame = frame_of("trams, not from 2015", QueryPlan(), CONTEXT)
    assert frame.edits == []
    assert "left out" in frame.notes[0]


def test_a_time_named_beside_it_is_taken() -> None:
    frame = frame_of("not from 2015, from 2016", QueryPlan(), CONTEXT)
    assert frame.edits == [SetDates(from_="2016-01-01", to="2016-12-31")]
    assert frame.notes == ()


def test_leaving_out_the_plans_own_time_lifts_it() -> None:
    plan = QueryPlan(dates=DateRange(from_=date(2015, 1, 1), to=date(2015, 12, 31)))
    assert frame_of("not from 2015", plan, CONTEXT).edits == [SetDates()]
