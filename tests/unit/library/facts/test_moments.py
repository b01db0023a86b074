"""Dates as cameras and programs write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.library.facts.moments import offset_of, parse, read_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2012:08:05 10:12:35", "2012-08-05T10:12:35"),
        ("2012:08:05 24:12:35", "2012-08-06T00:12:35"),
        ("2012:08:05 10:12:60", "2012-08-05T10:13:00"),
        ("2009: 7: 4  9: 5: 1", "2009-07-04T09:05:01"),
        ("2009:07:04 09:05:01 PM", "2009-07-04T21:05:01"),
        ("2009:07:04 12:05:01 am", "2009-07-04T00:05:01"),
        ("2009:07:04 21:05:01 PM", "2009-07-04T21:05:01"),
        ("2009-07-04T09:05", "2009-07-04T09:05:00"),
        ("2009-07-04T09:05:01.250+9:00", "2009-07-04T09:05:01+09:00"),
        ("2009:07:04 09:05:01Z", "2009-07-04T09:05:01+00:00"),
        ("2009:07:04 09:05:01-0330", "2009-07-04T09:05:01-03:30"),
        ("2009:07:04 09:05:01+14:00", "2009-07-04T09:05:01+14:00"),
        ("2009:07:04 09:05:01+19:00", "2009-07-04T09:05:01"),
        ("2009:07:04 99:99:99", "2009-07-04"),
        ("2009:07:04   :  :  ", "2009-07-04"),
        ("2009/07/04", "2009-07-04"),
        ("2009-07", "2009-07"),
        ("2009:07:00 00:00:00", "2009-07"),
        ("2009", "2009"),
        ("19840602", "1984-06-02"),
        ("20190704T183005", "2019-07-04T18:30:05"),
        ("Sun, 08 Sep 2013 07:06:05 GMT", "2013-09-08T07:06:05+00:00"),
        ("2009:02:30 09:05:01", None),
        ("2009:13:01 09:05:01", None),
        ("0000:00:00 00:00:00", None),
        ("9999:01:01 00:00:00", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_text_gives_what_it_says_and_no_more(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    ["1904:01:01 00:00:00", "1980:01:01 00:00:00", "1970:01:01 00:00:00", "1970:01:01 01:00:00", "1969:12:31 16:00:00"],
)
def test_a_clock_that_was_never_set_says_no_date(text):
    assert read_moment(text) is None


@pytest.mark.parametrize("text", ["1970:01:01 10:17:03", "1980:01:01 00:00:09", "1970", "1980-01"])
def test_dates_of_those_days_that_somebody_wrote_count(text):
    assert read_moment(text) is not None


def test_an_offset_of_its_own_field_is_used_where_the_text_has_none():
    assert read_moment("2019:07:04 18:30:05", offset="+9:00") == "2019-07-04T18:30:05+09:00"
    assert read_moment("2019:07:04 18:30:05Z", offset="+9:00") == "2019-07-04T18:30:05+00:00"


@given(st.datetimes(datetime(1826, 1, 1), datetime(2099, 12, 31)), st.integers(-48, 56))
def test_what_is_written_is_read_back(moment, quarters):
    moment = moment.replace(microsecond=0, second=max(1, moment.second))
    zone = timezone(timedelta(minutes=15 * quarters))
    said = read_moment(moment.replace(tzinfo=zone).isoformat())
    assert said is not None
    assert parse(said) == moment.replace(tzinfo=zone)


@given(st.text(max_size=40))
def test_no_text_harms(text):
    said = read_moment(text, offset=text)
    assert said is None or parse(said).year >= 1826


def test_offsets_as_they_are_written():
    assert offset_of("Z") == UTC
    assert offset_of("-5") == timezone(timedelta(hours=-5))
    assert offset_of("+25:00") is None
    assert offset_of("west") is None
