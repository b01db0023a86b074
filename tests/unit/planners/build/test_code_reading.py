"""What code reads before any planner does: times to leave out, and what is told of them."""

from __future__ import annotations

from datetime import date

from agent.plan.edits import SetDates
from agent.plan.query_plan import DateRange, QueryPlan
from agent.planners.build.code_reading import read_by_code
from agent.planners.protocol import Context

CONTEXT = Context(today=date(2026, 11, 22))


def test_a_time_to_leave_out_is_told_and_sets_nothing() -> None:
    read = read_by_code("trams, not from 2015", QueryPlan(), CONTEXT)
    assert read.edits == []
    assert "left out" in read.notes[0]


def test_a_time_named_beside_it_is_taken() -> None:
    read = read_by_code("not from 2015, from 2016", QueryPlan(), CONTEXT)
    assert read.edits == [SetDates(from_="2016-01-01", to="2016-12-31")]
    assert read.notes == ()


def test_leaving_out_the_plans_own_time_lifts_it() -> None:
    plan = QueryPlan(dates=DateRange(from_=date(2015, 1, 1), to=date(2015, 12, 31)))
    assert read_by_code("not from 2015", plan, CONTEXT).edits == [SetDates()]


def told(message: str, first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """The years that a message makes of those of the plan."""
    dates = DateRange(from_=first and date(first, 1, 1), to=last and date(last, 12, 31))
    (edit,) = read_by_code(message, QueryPlan(dates=dates), CONTEXT).edits
    assert isinstance(edit, SetDates)
    return edit.from_ and edit.from_.year, edit.to and edit.to.year


def test_an_open_end_is_closed_and_an_end_can_be_moved() -> None:
    assert told("and no later than 2021", 2018, None) == (2018, 2021)
    assert told("but since 2005", None, 2010) == (2005, 2010)
    assert told("stretch that to 2016", 2010, 2014) == (2010, 2016)
    assert told("extend to 2018", None, 2015) == (None, 2018)
    assert told("extend it back to 2008", 2010, 2014) == (2008, 2014)


def test_another_time_takes_the_place_of_the_first() -> None:
    assert told("in 2016", 2010, 2014) == (2016, 2016)
    assert told("before 2015", 2018, None) == (None, 2014)
    assert told("after 2016", 2010, 2014) == (2017, None)


def test_a_short_without_is_written_out() -> None:
    assert read_by_code("clubs w/o singers", QueryPlan(), CONTEXT).message == "clubs without singers"


def test_minus_and_brackets():
    read = read_by_code("misty fjords -boats", QueryPlan(), Context())
    assert read.message == "misty fjords without boats"
    message = "monasteries in Georgia (the country, not the US state)"
    read = read_by_code(message, QueryPlan(), Context())
    assert [span.of(message) for span in read.taken] == ["(the country, not the US state)"]
    assert read_by_code("a well-known sea-front", QueryPlan(), Context()).message == "a well-known sea-front"


def test_of_several_dates_the_last_correction_counts():
    read = read_by_code("school play 2008? no wait, he was older so 2010", QueryPlan(), Context())
    assert read.edits == [SetDates(from_=date(2010, 1, 1), to=date(2010, 12, 31))]


def test_a_time_is_widened_or_begins_elsewhere():
    plan = QueryPlan(dates=DateRange(from_=date(2016, 1, 1), to=date(2016, 12, 31)))
    assert read_by_code("2017 too", plan, Context()).edits == [SetDates(from_=date(2016, 1, 1), to=date(2017, 12, 31))]
    plan = QueryPlan(dates=DateRange(from_=date(2003, 1, 1), to=date(2012, 12, 31)))
    found = read_by_code("start from 2008", plan, Context()).edits
    assert found == [SetDates(from_=date(2008, 1, 1), to=date(2012, 12, 31))]


def test_a_country_may_be_explained_without_brackets():
    message = "something from Georgia, the country I mean, not the US state, with mountains"
    read = read_by_code(message, QueryPlan(), Context())
    assert [span.of(message) for span in read.taken] == [", the country I mean, not the US state"]


def test_today_in_passing_is_no_date():
    assert read_by_code("not sure what i want today, a lake", QueryPlan(), Context()).edits == []
    assert read_by_code("photos from today", QueryPlan(), Context()).edits != []
