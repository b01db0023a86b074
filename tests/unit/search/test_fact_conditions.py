"""Conditions on what pictures say about themselves: each with its opposite, silent pictures told apart."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.search.conditions import passing
from tools.search.query import FactQuery, Query
from tools.types import Collection, DateSpan

PATHS = ("/p/Norway 2018/DSC_3551.NEF", "/p/Holidays/a.png", "/p/b.jpg", "/p/c.heic")
FACTS = {
    "keywords": {"1": ("Harvest", "red wine")},
    "rating": {"0": 5.0, "1": 3.0},
    "iso": {"0": 100.0, "1": 6400.0, "2": 400.0},
    "width": {"0": 6000, "1": 1000, "2": 3000, "3": 1000},
    "height": {"0": 2000, "1": 1500, "2": 3000, "3": 990},
    "kind": {"0": "RAW", "1": "PNG", "2": "JPEG", "3": "HEIF"},
    "screenshot": {"1": True},
    "taken_precision": {"0": "second", "1": "month", "2": "day"},
    "paths": {"2": ("/p/b.jpg", "/q/Copies/IMG_1.jpg")},
}


def pictures() -> Collection:
    vectors = np.eye(4, dtype=np.float32)
    return Collection(
        image_ids=("0", "1", "2", "3"),
        paths=PATHS,
        content=vectors,
        style=vectors,
        lat=np.array([60.0, -33.0, np.nan, np.nan]),
        lon=np.array([10.0, 151.0, np.nan, np.nan]),
        # a Saturday night; July of the south; a Wednesday; no date
        taken=np.array(["2018-07-14T23:30:00", "2018-07-01", "2020-01-01", "NaT"], dtype="datetime64[s]"),
        taken_until=np.array(
            ["2018-07-14T23:30:00", "2018-07-31T23:59:59", "2020-01-01", "NaT"], dtype="datetime64[s]"
        ),
        cameras=("NIKON D850", "", "Canon EOS 5D", ""),
        read_facts=lambda name: FACTS.get(name, {}),
    )


def kept(name: str, **condition) -> str:
    passed = passing(Query(facts=(FactQuery(name, **condition),)), pictures(), None)
    return "".join(str(row) for row in np.flatnonzero(passed.keep))


@pytest.mark.parametrize(
    ("name", "word", "fits", "others"),
    [
        ("kind", "PNG", "1", "023"),
        ("kind", "jpg", "2", "013"),
        ("kind", "HEIC", "3", "012"),
        ("kind", "raw", "0", "123"),
        ("kind", ".nef", "0", "123"),
        ("keywords", "harvest", "1", "023"),
        ("keywords", "wine", "1", "023"),
        ("keywords", "win", "", "0123"),
        ("folder", "norway 2018", "0", "123"),
        ("folder", "/p/Holidays", "1", "023"),
        ("folder", "copies", "2", "013"),
        ("file_name", "DSC_3551", "0", "123"),
        ("file_name", "img_1.jpg", "2", "013"),
        ("camera", "canon", "2", "013"),
        ("orientation", "panorama", "0", "123"),
        ("orientation", "landscape", "0", "123"),
        ("orientation", "upright", "1", "023"),
        ("orientation", "square", "23", "01"),
        ("weekday", "Saturday", "0", "123"),
        ("weekday", "sat", "0", "123"),
        ("weekday", "weekend", "0", "123"),
        ("weekday", "weekdays", "2", "013"),
        ("kind", "JPEG 2000", "", "0123"),
        ("weekday", "Wednesdays", "2", "013"),
        ("month", "July", "01", "23"),
        ("month", "7", "01", "23"),
        ("season", "summer", "0", "123"),
        ("season", "winter", "12", "03"),
        ("year", "2018", "01", "23"),
        ("time_of_day", "night", "0", "123"),
    ],
)
def test_words_and_their_opposite(name, word, fits, others):
    assert kept(name, any_of=(word,)) == fits
    assert kept(name, none_of=(word,)) == others


def test_several_words_are_alternatives():
    assert kept("kind", any_of=("PNG", "HEIC")) == "13"
    assert kept("kind", any_of=("PNG", "HEIC"), none_of=("png",)) == "3"


@pytest.mark.parametrize(
    ("name", "limits", "fits"),
    [
        ("iso", {"low": 400.0}, "12"),
        ("iso", {"high": 400.0}, "02"),
        ("iso", {"low": 400.0, "high": 400.0}, "2"),
        ("iso", {"outside": (400.0, 400.0)}, "013"),
        ("rating", {"low": 4.0}, "0"),
        ("megapixels", {"low": 9.0}, "02"),
        ("width", {"high": 1000.0}, "13"),
        ("hour", {"low": 22.0, "high": 5.0}, "0"),
        ("hour", {"low": 8.0, "high": 23.0}, ""),
    ],
)
def test_ranges(name, limits, fits):
    assert kept(name, **limits) == fits


def test_flags():
    assert (kept("screenshot", flag=True), kept("screenshot", flag=False)) == ("1", "023")
    assert (kept("rated", flag=True), kept("rated", flag=False)) == ("01", "23")
    assert (kept("dated", flag=True), kept("dated", flag=False)) == ("012", "3")


def test_silent_pictures_are_counted_where_they_are_left_out():
    passed = passing(Query(facts=(FactQuery("rating", low=4.0),)), pictures(), None)
    assert passed.without_fact == 2
    assert passing(Query(facts=(FactQuery("rating", outside=(5.0, 5.0)),)), pictures(), None).without_fact == 0
    assert passing(Query(facts=(FactQuery("keywords", any_of=("x",)),)), pictures(), None).without_fact == 3


@given(
    st.sampled_from(["kind", "keywords", "orientation", "season", "month", "weekday", "camera", "file_name", "folder"]),
    st.sampled_from(["png", "wine", "square", "winter", "july", "sat", "canon", "dsc", "holidays", "nothing"]),
)
def test_a_wish_and_its_opposite_share_no_picture_and_miss_none(name, word):
    assert sorted(kept(name, any_of=(word,)) + kept(name, none_of=(word,))) == list("0123")


@pytest.mark.parametrize(
    ("first", "last", "fits", "unsure"),
    [
        (date(2018, 7, 1), date(2018, 7, 31), "01", 1),
        (date(2018, 7, 10), date(2018, 7, 20), "0", 2),
        (date(2018, 1, 1), None, "012", 1),
        (None, date(2018, 7, 15), "0", 2),
        (date(2019, 1, 1), None, "2", 1),
    ],
)
def test_a_month_lies_in_a_span_only_as_a_whole(first, last, fits, unsure):
    passed = passing(Query(dates=DateSpan(first, last)), pictures(), None)
    assert "".join(str(row) for row in np.flatnonzero(passed.keep)) == fits
    assert passed.without_date == unsure


def test_collections_without_facts_are_silent():
    one, nowhere = np.eye(1, dtype=np.float32), np.array([np.nan])
    never = np.array(["NaT"], dtype="datetime64[s]")
    bare = Collection(("0",), ("/a/b.png",), one, one, nowhere, nowhere, never, ("",))
    for name in ("rating", "keywords", "kind", "orientation", "hour", "weekday", "megapixels"):
        counted = name in ("rating", "hour", "megapixels")
        query = FactQuery(name, low=1.0) if counted else FactQuery(name, any_of=("x",))
        assert passing(Query(facts=(query,)), bare, None).without_fact == 1
