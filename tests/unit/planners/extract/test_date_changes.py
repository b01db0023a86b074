"""A span of dates that stands is widened, moved and cut."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.edits import SetDates
from agent.plan.query_plan import DateRange
from agent.planners.extract.date_changes import find_date_change

TODAY = date(2026, 11, 22)
SPAN = DateRange(from_=date(2004, 1, 1), to=date(2009, 12, 31))


def years(edit: SetDates) -> str:
    return f"{edit.from_.year if edit.from_ else ''}-{edit.to.year if edit.to else ''}"


def changed(message: str, span: DateRange = SPAN) -> str | None:
    change = find_date_change(message, span)
    return years(change.edit) if change else None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("and all the years after that as well", "2004-"),
        ("include the year before too", "2003-2009"),
        ("and the following decade", "2004-2019"),
        ("one year earlier", "2003-2008"),
        ("shift everything five years later", "2009-2014"),
        ("move the whole thing two years back", "2002-2007"),
        ("the two years before that", "2002-2003"),
        ("two more years please", "2004-2011"),
        ("a year either side is fine", "2003-2010"),
        ("start a year earlier", "2003-2009"),
        ("end two years later", "2004-2011"),
        ("trim a year off the end", "2004-2008"),
        ("only the second half of it", "2007-2009"),
        ("the last two years of that only", "2008-2009"),
        ("include everything earlier as well", "-2009"),
        ("prior years too", "-2009"),
        ("open up the start", "-2009"),
        ("and a couple of years beyond", "2004-2011"),
        ("only the first three years", "2004-2006"),
        ("drop the first year", "2005-2009"),
        ("cut off the last two years", "2004-2007"),
        ("extend by half a decade", "2004-2014"),
        ("widen the range by two years each way", "2002-2011"),
        ("only the early ones", "2004-2005"),
        ("keep going right up to today", "2004-"),
        ("leave the end open", "2004-"),
        ("also snowy ones, and a year more", "2004-2010"),
    ],
)
def test_a_change_without_a_date(message: str, expected: str) -> None:
    assert changed(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "more",
        "three more",
        "the next one",
        "and the next",
        "later",
        "a later train",
        "half of a bridge",
        "and a winter too",
        "last year too",
        "new year fireworks",
        "with a red tractor the next time",
        "a year of the rat poster",
        "older trams",
    ],
)
def test_what_is_not_said_of_the_span(message: str) -> None:
    assert changed(message) is None


def test_nothing_changes_where_no_span_stands() -> None:
    assert find_date_change("one year earlier", None) is None


def test_a_season_or_a_year_moves_as_a_whole() -> None:
    summer = DateRange(from_=date(2015, 6, 1), to=date(2015, 8, 31))
    change = find_date_change("the summer before", summer)
    assert change is not None
    assert change.edit == SetDates(from_=date(2014, 6, 1), to=date(2014, 8, 31))
    year = DateRange(from_=date(2012, 1, 1), to=date(2012, 12, 31))
    assert changed("the decade after", year) == "2020-2029"
    assert changed("what about the year after?", year) == "2013-2013"


_DAYS = st.dates(min_value=date(1850, 1, 1), max_value=TODAY)


@given(_DAYS, st.integers(0, 9000), st.integers(1, 30), st.sampled_from(["day", "week", "month", "year"]))
def test_there_and_back(first: date, length: int, count: int, unit: str) -> None:
    """What is moved forward and back again keeps its months."""
    span = DateRange(from_=first, to=first + timedelta(days=length))
    there = find_date_change(f"shift it {count} {unit}s forward", span)
    assert there is not None
    assert there.edit.from_
    assert there.edit.to
    assert there.edit.from_ > first
    back = find_date_change(f"shift it {count} {unit}s back", DateRange(from_=there.edit.from_, to=there.edit.to))
    assert back is not None
    assert back.edit.from_
    assert (back.edit.from_.year, back.edit.from_.month) == (first.year, first.month)


@given(_DAYS, st.integers(0, 9000), st.sampled_from(["before", "after"]), st.integers(1, 9))
def test_to_widen_loses_no_day(first: date, length: int, way: str, count: int) -> None:
    span = DateRange(from_=first, to=first + timedelta(days=length))
    change = find_date_change(f"and the {count} years {way} that too", span)
    if first.year - count < 1826 and change is None:
        return
    assert change is not None
    assert change.edit.from_
    assert change.edit.to
    assert span.to
    assert change.edit.from_ <= first
    assert change.edit.to >= span.to


@given(st.text(max_size=120), _DAYS, st.integers(0, 9000))
def test_any_text_gives_an_ordered_span(message: str, first: date, length: int) -> None:
    change = find_date_change(message, DateRange(from_=first, to=first + timedelta(days=length)))
    if change is not None:
        edit = change.edit
        assert not (edit.from_ and edit.to) or edit.from_ <= edit.to
