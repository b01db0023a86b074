"""Days that need a rule, and ages: messages in, days out."""

from __future__ import annotations

from datetime import date

import pytest

from agent.planners.extract.dates import find_dates

TODAY = date(2026, 11, 30)  # a Monday


@pytest.mark.parametrize(
    ("message", "first", "last"),
    [
        ("camels, '92 to 95", "1992-01-01", "1995-12-31"),
        ("after 2011 and before 2014", "2012-01-01", "2013-12-31"),
        ("before 2014 but after 2011", "2012-01-01", "2013-12-31"),
        ("06/2018", "2018-06-01", "2018-06-30"),
        ("20180612", "2018-06-12", "2018-06-12"),
        ("winter 2018/19", "2018-12-01", "2019-02-28"),
        ("last Easter", "2026-04-03", "2026-04-06"),
        ("Carnival 2019", "2019-02-28", "2019-03-05"),
        ("thanksgiving 2016", "2016-11-24", "2016-11-24"),
        ("last christmas", "2025-12-23", "2025-12-31"),
        ("last Friday", "2026-11-27", "2026-11-27"),
        ("8 August", "2026-08-08", "2026-08-08"),
        ("24 December", "2025-12-24", "2025-12-24"),
        ("the weekend of 3 May 2019", "2019-05-04", "2019-05-05"),
        ("two winters back", "2024-12-01", "2025-02-28"),
        ("1998 up to the millennium", "1998-01-01", "2000-12-31"),
        ("anything since August", "2026-08-01", None),
        ("older than eight years", None, "2018-11-30"),
        ("less than two years old", "2024-11-30", None),
        ("nothing older than eight years", "2018-11-30", None),
        ("leave out whatever was shot before 2012", "2012-01-01", None),
        ("nothing from before the 2015 remodel", "2015-01-01", None),
    ],
)
def test_days(message: str, first: str | None, last: str | None) -> None:
    (mention,) = find_dates(message, today=TODAY)
    assert (mention.first, mention.last) == (
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )
    assert not mention.refused


@pytest.mark.parametrize("message", ["31 February", "more than five years of work", "it may rain", "12345678", "3/4"])
def test_what_is_no_day(message: str) -> None:
    assert find_dates(message, today=TODAY) == []
