"""What is said of the time becomes one edit of the plan's dates: an end moves, they grow, or they are others."""

from __future__ import annotations

from datetime import date

import pytest

from agent.plan.edits import SetDates
from agent.plan.query_plan import DateRange
from agent.planners.build.date_edits import read_dates

TODAY = date(2026, 11, 22)
SPAN = DateRange(from_=date(2004, 1, 1), to=date(2009, 12, 31))


def named(message: str) -> str:
    """The years that a message makes of those of the plan."""
    (edit,) = read_dates(message, SPAN, today=TODAY, taken=[]).edits
    assert isinstance(edit, SetDates)
    return f"{edit.from_.year if edit.from_ else ''}-{edit.to.year if edit.to else ''}"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("extend it up to 2018", "2004-2018"),
        ("start it in 2001 already", "2001-2009"),
        ("end it in 2007", "2004-2007"),
        ("let it start as early as 1990", "1990-2009"),
        ("let the end be 2012", "2004-2012"),
        ("2007 at the latest", "2004-2007"),
        ("from 2006 at the earliest", "2006-2009"),
        ("make it until 2012 instead", "2004-2012"),
        ("but nothing before 2006", "2006-2009"),
        ("skip everything before 2006", "2006-2009"),
        ("go back as far as 1995", "1995-2009"),
        ("add 2010 and 2011", "2004-2011"),
        ("also 2010", "2004-2010"),
        ("let's have 2010 in there too", "2004-2010"),
        ("nineties too", "1990-2009"),
        ("stretch it into the 2010s", "2004-2019"),
        ("make it the nineties", "1990-1999"),
        ("in 2016 instead", "2016-2016"),
        ("what about 2016", "2016-2016"),
        ("and 2016?", "2016-2016"),
        ("widen that to 2001 through 2009", "2001-2009"),
        ("same but 2010s, to compare", "2010-2019"),
        ("and to the decade 1980", "1980-1989"),
    ],
)
def test_a_date_beside_the_span(message: str, expected: str) -> None:
    assert named(message) == expected


def test_dates_of_a_life_are_read_and_limit_nothing() -> None:
    read = read_dates("we moved here in 1998, bread please", None, today=TODAY, taken=[])
    assert read.edits == []
    assert [date.first.year for date in read.dates if date.first] == [1998]


@pytest.mark.parametrize("message", ["whenever", "any year will do"])
def test_a_lifted_limit_clears_the_dates_that_stand(message: str) -> None:
    assert read_dates(message, SPAN, today=TODAY, taken=[]).edits == [SetDates()]
    assert read_dates(message, None, today=TODAY, taken=[]).edits == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("not 2009", "2004-2008"),
        ("drop 2004", "2005-2009"),
        ("could also be 2010", "2004-2010"),
        ("and August 2010 as well", "2004-2010"),
        ("from 2000 to 2003 except 2003", "2000-2002"),
    ],
)
def test_a_refused_time_is_cut_off_an_end(message: str, expected: str) -> None:
    assert named(message) == expected


def test_a_refused_time_in_the_middle_is_said_to_be_impossible() -> None:
    read = read_dates("not 2007", SPAN, today=TODAY, taken=[])
    assert read.edits == []
    assert "cannot be left out" in read.notes[0]


def test_the_same_month_in_another_year() -> None:
    may = DateRange(from_=date(2024, 5, 1), to=date(2024, 5, 31))
    read = read_dates("wrong year, it was 2023", may, today=TODAY, taken=[])
    assert read.edits == [SetDates(from_=date(2023, 5, 1), to=date(2023, 5, 31))]


def test_days_without_a_year_are_the_latest_and_it_is_said() -> None:
    read = read_dates("dogs in December", None, today=TODAY, taken=[])
    assert read.edits == [SetDates(from_=date(2025, 12, 1), to=date(2025, 12, 31))]
    assert "2025" in read.notes[0]
    assert read_dates("dogs in December 2020", None, today=TODAY, taken=[]).notes == ()
