"""Ages of pictures, counted from today, and of people, from their year of birth."""

from __future__ import annotations

from datetime import date

import pytest

from agent.planners.extract.ages import find_ages

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("message", "first", "last"),
    [
        ("older than eight years", None, "2018-11-30"),
        ("nothing older than eight years", "2018-11-30", None),
        ("at least twenty years old", None, "2006-11-30"),
        ("more than five years ago", None, "2021-11-30"),
        ("less than a month old", "2026-10-30", None),
        ("when she was six, born in 2010", "2016-01-01", "2017-12-31"),
        ("at the age of ten (born 2004)", "2014-01-01", "2015-12-31"),
        ("in my twenties, born in 1975", "1995-01-01", "2005-12-31"),
        ("in my late twenties, born in 1975", "2002-01-01", "2005-12-31"),
        ("when I was a teenager, born in '80", "1993-01-01", "2000-12-31"),
    ],
)
def test_ages(message: str, first: str | None, last: str | None) -> None:
    ((_, begins, ends),) = find_ages(message, today=TODAY)
    assert (str(begins) if begins else None, str(ends) if ends else None) == (first, last)


@pytest.mark.parametrize(
    "message", ["more than five years of work", "at least two years", "when she was six", "over ten"]
)
def test_what_is_no_age(message: str) -> None:
    assert find_ages(message, today=TODAY) == []
