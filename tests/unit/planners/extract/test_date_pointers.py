"""Times that are said by the one that is looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.query_plan import DateRange
from agent.planners.extract.calendar_days import weekend_of
from agent.planners.extract.date_pointers import find_pointer, in_another_year


def dates(first: str | None, last: str | None) -> DateRange:
    """A range from two ISO days; None leaves a side open."""
    return DateRange(from_=date.fromisoformat(first) if first else None, to=date.fromisoformat(last) if last else None)


YEAR = dates("2014-01-01", "2014-12-31")
SUMMER = dates("2017-06-01", "2017-08-31")
DAY = dates("2018-05-10", "2018-05-10")  # a Thursday


@pytest.mark.parametrize(
    ("clause", "present", "expected"),
    [
        ("only the summer of that one", YEAR, ("2014-06-01", "2014-08-31")),
        ("just the late spring", YEAR, ("2014-05-01", "2014-05-31")),
        ("in March", YEAR, ("2014-03-01", "2014-03-31")),
        ("only the second half", YEAR, ("2014-07-01", "2014-12-31")),
        ("from then on", YEAR, ("2014-01-01", None)),
        ("later than that", YEAR, ("2015-01-01", None)),
        ("everything up to then", YEAR, (None, "2014-12-31")),
        ("before that", YEAR, (None, "2013-12-31")),
        ("the winter after that", SUMMER, ("2017-12-01", "2018-02-28")),
        ("and the summer after", SUMMER, ("2017-06-01", "2018-08-31")),
        ("the easter before", SUMMER, ("2017-04-14", "2017-04-17")),
        ("that same week", DAY, ("2018-05-07", "2018-05-13")),
        ("the whole month please", DAY, ("2018-05-01", "2018-05-31")),
        ("the rest of the year", DAY, ("2018-05-11", "2018-12-31")),
        ("the weekend before", DAY, ("2018-05-05", "2018-05-06")),
        ("the weekend after", DAY, ("2018-05-12", "2018-05-13")),
    ],
)
def test_points(clause: str, present: DateRange, expected: tuple[str | None, str | None]) -> None:
    edit = find_pointer(clause, present)
    assert edit is not None
    assert (edit.from_, edit.to) == (dates(*expected).from_, dates(*expected).to)


@pytest.mark.parametrize(
    "clause", ["christmas", "autumn", "the summer dress", "in the spring rain", "that one", "then"]
)
def test_things_to_see_are_no_times(clause: str) -> None:
    assert find_pointer(clause, YEAR) is None


def test_nothing_lies_within_several_years() -> None:
    assert find_pointer("only the summer", dates("2012-01-01", "2014-12-31")) is None


def test_a_time_moves_to_another_year() -> None:
    said = "same month but 2016"
    found = in_another_year(said, (date(2016, 1, 1), date(2016, 12, 31)), dates("2015-02-01", "2015-02-28"))
    assert found is not None
    assert found[1] == (date(2016, 2, 1), date(2016, 2, 29))  # the end of a month stays one
    assert in_another_year("or 2016", (date(2016, 1, 1), date(2016, 12, 31)), YEAR) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_weekends_beside_a_day_do_not_hold_it(day: date) -> None:
    before, after = (find_pointer(f"the weekend {word}", DateRange(from_=day, to=day)) for word in ("before", "after"))
    assert before is not None
    assert after is not None
    assert before.from_ is not None
    assert before.to is not None
    assert after.from_ is not None
    assert before.to < day < after.from_
    assert weekend_of(before.from_) == (before.from_, before.to)
    assert after.from_ - before.to <= timedelta(days=13)
