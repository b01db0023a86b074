"""Amounts of time, earlier and later."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planners.extract.time_steps import Step

DAYS = st.dates(min_value=date(1600, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("count", "unit", "moved"),
    [
        (3, "day", date(2020, 3, 3)),
        (1, "week", date(2020, 3, 7)),
        (2, "month", date(2020, 4, 30)),  # the last of a month stays the last
        (1, "year", date(2021, 2, 28)),
        (1, "summer", date(2021, 2, 28)),  # a season comes again in a year
        (1, "decade", date(2030, 2, 28)),
    ],
)
def test_a_step_later(count: int, unit: str, moved: date) -> None:
    assert Step(count, unit).move(date(2020, 2, 29), 1) == moved
    assert Step(count, unit).move(None, 1) is None


@given(DAYS, st.integers(1, 20), st.sampled_from(["day", "week", "month", "year", "decade"]))
def test_there_and_back_stays_in_its_month(day: date, count: int, unit: str) -> None:
    step = Step(count, unit)
    there = step.move(day, 1)
    assert there is not None
    assert there > day
    back = step.move(there, -1)
    assert back is not None
    assert (back.year, back.month) == (day.year, day.month)


def test_a_year_is_longer_than_a_summer() -> None:
    first, last = date(2015, 6, 1), date(2015, 8, 31)
    assert Step(1, "year").longer_than(first, last)
    assert not Step(1, "month").longer_than(first, last)
    assert Step(1, "year").whole(first, last, -1) == (date(2014, 6, 1), date(2014, 8, 31))
    assert Step(1, "decade").whole(date(2012, 1, 1), date(2012, 12, 31), 1) == (date(2020, 1, 1), date(2029, 12, 31))
