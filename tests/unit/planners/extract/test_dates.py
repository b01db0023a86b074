"""Dates in words become whole days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.query_plan import DateRange
from agent.planners.extract.dates import find_dates

TODAY = date(2026, 11, 22)  # a Sunday


def span(message: str) -> tuple[str | None, str | None]:
    found = find_dates(message, today=TODAY)
    assert len(found) == 1, f"{message!r}: {found}"
    mention = found[0]
    return mention.first and mention.first.isoformat(), mention.last and mention.last.isoformat()


@pytest.mark.parametrize(
    ("message", "first", "last"),
    [
        ("trams after 2020", "2021-01-01", None),
        ("trams since March 2019", "2019-03-01", None),
        ("trams from 2019", "2019-01-01", "2019-12-31"),
        ("only from 2019 onwards", "2019-01-01", None),
        ("2019 or later", "2019-01-01", None),
        ("weddings, may 2016ish", "2016-05-01", "2016-05-31"),
        ("regattas in 2011-ish", "2011-01-01", "2011-12-31"),
        ("march-ish 2020", "2020-03-01", "2020-03-31"),
        ("before 2010", None, "2009-12-31"),
        ("until 2010", None, "2010-12-31"),
        ("no later than June 2015", None, "2015-06-30"),
        ("not before 2014", "2014-01-01", None),
        ("between 2015 and 2018", "2015-01-01", "2018-12-31"),
        ("from March to June 2019", "2019-03-01", "2019-06-30"),
        ("2015-2018", "2015-01-01", "2018-12-31"),
        ("2019-05-03", "2019-05-03", "2019-05-03"),
        ("on 3 May 2019", "2019-05-03", "2019-05-03"),
        ("May 3rd, 2019", "2019-05-03", "2019-05-03"),
        ("February 2020", "2020-02-01", "2020-02-29"),
        ("summer of 2012", "2012-06-01", "2012-08-31"),
        ("winter 2018", "2018-12-01", "2019-02-28"),
        ("in the 90s", "1990-01-01", "1999-12-31"),
        ("in the early 90s", "1990-01-01", "1993-12-31"),
        ("from the 1970s", "1970-01-01", "1979-12-31"),
        ("in the eighties", "1980-01-01", "1989-12-31"),
        ("in the 20s", "2020-01-01", "2029-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("last summer", "2026-06-01", "2026-08-31"),
        ("last December", "2025-12-01", "2025-12-31"),
        ("June last year", "2025-06-01", "2025-06-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("the past three years", "2023-11-22", "2026-11-22"),
        ("two years ago", "2024-01-01", "2024-12-31"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("last weekend", "2026-11-14", "2026-11-15"),
        ("christmas 2017", "2017-12-23", "2017-12-31"),
        ("no older than 2018", "2018-01-01", None),
        ("nothing before 2015", "2015-01-01", None),
        ("nothing newer than 2010", None, "2010-12-31"),
        ("by 2010", None, "2010-12-31"),
        ("before or in 2008", None, "2008-12-31"),
        ("two summers ago", "2025-06-01", "2025-08-31"),
        ("the summer before last", "2025-06-01", "2025-08-31"),
        ("the year before last", "2024-01-01", "2024-12-31"),
        ("the first half of 2019", "2019-01-01", "2019-06-30"),
        ("Q3 2019", "2019-07-01", "2019-09-30"),
        ("1998/1999", "1998-01-01", "1999-12-31"),
        ("may or june 2017", "2017-05-01", "2017-06-30"),
        ("nothing except October 2017", "2017-10-01", "2017-10-31"),
        ("nothing other than the summer of 2016", "2016-06-01", "2016-08-31"),
        ("no year but 1999", "1999-01-01", "1999-12-31"),
        ("limit it to the 1990s", "1990-01-01", "1999-12-31"),
        ("narrow it down to the nineties", "1990-01-01", "1999-12-31"),
        ("hop pickers, the nineteen-thirties ideally", "1930-01-01", "1939-12-31"),
        ("hairdressers' shop windows, 1980s", "1980-01-01", "1989-12-31"),
        ("Marvellous. The fifties then.", "1950-01-01", "1959-12-31"),
        ("from the last decade of the 20th century", "1990-01-01", "1999-12-31"),
        ("bridges from the late 19th century", "1860-01-01", "1899-12-31"),
        ("monasteries, all through the 1970s", "1970-01-01", "1979-12-31"),
        ("tram stops, preferably the sixties", "1960-01-01", "1969-12-31"),
        ("snuff mills between 1780 and 1840", "1780-01-01", "1840-12-31"),
        ("etchings from the 1640s", "1640-01-01", "1649-12-31"),
        ("stick to 2004", "2004-01-01", "2004-12-31"),
        ("strictly the sixties", "1960-01-01", "1969-12-31"),
        ("the sixties only", "1960-01-01", "1969-12-31"),
        ("for 1975 only", "1975-01-01", "1975-12-31"),
        ("years 2009 through 2013", "2009-01-01", "2013-12-31"),
        ("anything between '98 and '03", "1998-01-01", "2003-12-31"),
        ("summer of '69", "1969-06-01", "1969-08-31"),
        ("2015-18", "2015-01-01", "2018-12-31"),
        ("1999/00", "1999-01-01", "2000-12-31"),
        ("from the middle of the nineties", "1993-01-01", "1996-12-31"),
        ("from the mid-to-late 70s", "1973-01-01", "1979-12-31"),
        ("the first half of the eighties", "1980-01-01", "1984-12-31"),
        ("from the nineteen fifties", "1950-01-01", "1959-12-31"),
        ("from the roaring twenties", "1920-01-01", "1929-12-31"),
        ("from the aughts", "2000-01-01", "2009-12-31"),
        ("in nineteen ninety-eight", "1998-01-01", "1998-12-31"),
        ("in twenty twelve", "2012-01-01", "2012-12-31"),
        ("in two thousand and four", "2004-01-01", "2004-12-31"),
        ("1980 at the latest", None, "1980-12-31"),
        ("1980 at the earliest", "1980-01-01", None),
        ("from the twenties through the forties", "1920-01-01", "1949-12-31"),
        ("between the wars", "1918-11-11", "1939-09-01"),
        ("during world war two", "1939-09-01", "1945-09-02"),
        ("from the turn of the century", "1895-01-01", "1905-12-31"),
        ("starting from 1970", "1970-01-01", None),
        ("exclude everything before 2006", "2006-01-01", None),
    ],
)
def test_reads(message: str, first: str | None, last: str | None) -> None:
    assert span(message) == (first, last)


@pytest.mark.parametrize(
    "message",
    [
        "1950s diners",
        "a 2000 px picture",
        "100 sheep",
        "3020 AD",
        "route 66",
        "no dates here",
        "1200 photos",
        "a party in 70s style",
        "80s fashion only",
        "just 60s cars",
        "a '57 chevy",
        "tens of thousands of birds",
        "twenty-two players",
        "world war two planes",
        "people in their forties",
    ],
)
def test_leaves_alone(message: str) -> None:
    assert find_dates(message, today=TODAY) == []


def test_a_day_that_does_not_exist_is_read_as_its_month() -> None:
    assert span("30 February 2019") == ("2019-02-01", "2019-02-28")


def test_position_takes_the_preposition_with_it() -> None:
    message = "boats taken between 2015 and 2018 in Italy"
    mention = find_dates(message, today=TODAY)[0]
    assert message[mention.start : mention.end] == "taken between 2015 and 2018"


@given(st.text(max_size=200))
def test_any_text_gives_ordered_days(message: str) -> None:
    for mention in find_dates(message, today=TODAY):
        assert 0 <= mention.start < mention.end <= len(message)
        assert mention.first or mention.last
        assert not (mention.first and mention.last) or mention.first <= mention.last


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_iso_days_are_exact(day: date) -> None:
    assert span(f"boats on {day.isoformat()}") == (day.isoformat(), day.isoformat())


@pytest.mark.parametrize("message", ["trams, not from 2015", "any year but 2015", "except 2015"])
def test_a_time_to_leave_out_is_no_wish_for_it(message: str) -> None:
    assert [mention.refused for mention in find_dates(message, today=TODAY)] == [True]


def test_what_makes_a_year_vague_is_read_with_it() -> None:
    (found,) = find_dates("canals in 2011-ish, at dusk", today=TODAY)
    assert "canals in 2011-ish, at dusk"[found.start : found.end] == "in 2011-ish"
    assert find_dates("greenish doors", today=TODAY) == []


def test_a_decade_beside_a_refused_one_is_when():
    found = find_dates("not the eighties, the nineties, silly me", today=date(2026, 11, 22))
    assert [(m.refused, m.first, m.last) for m in found] == [
        (True, date(1980, 1, 1), date(1989, 12, 31)),
        (False, date(1990, 1, 1), date(1999, 12, 31)),
    ]
    assert find_dates("the nineties look", today=date(2026, 11, 22)) == []


def test_nothing_older_then_a_month():
    (found,) = find_dates("nothing older then july 2021", today=date(2026, 11, 22))
    assert (found.first, found.last) == (date(2021, 7, 1), None)
    (found,) = find_dates("up to and including 2004", today=date(2026, 11, 22))
    assert (found.first, found.last) == (None, date(2004, 12, 31))


@given(st.integers(1900, 1999), st.sampled_from(["only {}", "nothing but {}", "limit it to {}", "{} and nothing else"]))
def test_a_year_that_alone_is_wanted(year: int, words: str) -> None:
    assert span(words.format(year)) == (f"{year}-01-01", f"{year}-12-31")


def test_a_decade_is_another_limit_where_one_stands() -> None:
    (found,) = find_dates("make it the nineties", today=TODAY, present=DateRange(to=TODAY))
    assert (found.first, found.last) == (date(1990, 1, 1), date(1999, 12, 31))
    assert find_dates("make it the nineties", today=TODAY) == []


def test_of_two_years_to_leave_out_none_is_wanted() -> None:
    assert [mention.refused for mention in find_dates("not between 2010 and 2012", today=TODAY)] == [True]
