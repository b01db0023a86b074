"""Periods in words become days, and what only looks like one does not."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planners.extract.calendar_days import PARTS, of_decade, of_month, of_year, part_of
from agent.planners.extract.periods import find_periods
from agent.planners.extract.years import Frame

TODAY = date(2026, 11, 30)  # a Monday


def days(message: str, *, today: date = TODAY) -> list[str]:
    """The periods of a message as "first..last"."""
    return [f"{p.first}..{p.last}" for p in find_periods(message, Frame(today))]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("12-19 July 2016", "2016-07-12..2016-07-19"),
        ("05/14/2017", "2017-05-14..2017-05-14"),
        ("14/5/17", "2017-05-14..2017-05-14"),
        ("2017/05", "2017-05-01..2017-05-31"),
        ("2014/15", "2014-01-01..2015-12-31"),
        ("the fourth of July", "2026-07-04..2026-07-04"),
        ("the 14th of this month", "2026-11-14..2026-11-14"),
        ("the week of 10 August 2015", "2015-08-10..2015-08-16"),
        ("the first weekend of July 2015", "2015-07-04..2015-07-05"),
        ("the last Sunday in May 2014", "2014-05-25..2014-05-25"),
        ("early 2015", "2015-01-01..2015-04-30"),
        ("late August 2018", "2018-08-21..2018-08-31"),
        ("the third quarter of 2012", "2012-07-01..2012-09-30"),
        ("the winter of 2011 to 2012", "2011-12-01..2012-02-29"),
        ("summer of two thousand and nine", "2009-06-01..2009-08-31"),
        ("Christmas Eve last year", "2025-12-24..2025-12-24"),
        ("the day after Christmas 2015", "2015-12-26..2015-12-26"),
        ("two Christmases ago", "2024-12-23..2024-12-31"),
        ("Mother's Day 2022", "2022-05-08..2022-05-08"),
        ("a year ago today", "2025-11-30..2025-11-30"),
        ("half a year ago", "2026-05-01..2026-05-31"),
        ("the past two years", "2024-11-30..2026-11-30"),
        ("a fortnight ago", "2026-11-16..2026-11-16"),
        ("the day before yesterday", "2026-11-28..2026-11-28"),
    ],
)
def test_a_period(message: str, expected: str) -> None:
    assert days(message) == [expected]


@pytest.mark.parametrize(
    "message",
    ["ISO 1600", "house number 1912", "a class of 1984 banner", "2000 metres", "a Peugeot 2008", "show 2000 pictures",
     "it may rain", "a may pole", "the last night of the fair"],
)  # fmt: skip
def test_no_period(message: str) -> None:
    assert days(message) == []


def test_a_running_winter_is_this_one_and_not_the_last() -> None:
    january = date(2027, 1, 15)
    assert days("this winter", today=january) == ["2026-12-01..2027-02-28"]
    assert days("last winter", today=january) == ["2025-12-01..2026-02-28"]


@given(
    st.integers(1900, 2026), st.integers(1, 12), st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{y}-{n:02}-{d:02}"])
)
def test_every_last_day_of_a_month_is_read(year: int, month: int, form: str) -> None:
    last = of_month(year, month)[1]
    said = form.format(d=last.day, m=calendar.month_name[month], n=month, y=year)
    assert days(said) == [f"{last}..{last}"]


@given(st.integers(1600, 2020), st.sampled_from(sorted(PARTS)), st.sampled_from([of_year, of_decade]))
def test_a_part_lies_within_its_period(year: int, part: str, of: object) -> None:
    first, last = of(year)  # type: ignore[operator]
    begins, ends = part_of(first, last, part)
    assert first <= begins <= ends <= last
    assert (begins, ends) != (first, last)
