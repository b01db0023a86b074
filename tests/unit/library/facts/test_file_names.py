"""Dates and screenshots out of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.library.facts.file_names import folder_moment, moment_in, name_readings


@pytest.mark.parametrize(
    ("stem", "moment"),
    [
        ("IMG-20190704-WA0012", "2019-07-04"),
        ("WhatsApp Image 2017-05-06 at 18.20.30", "2017-05-06T18:20:30"),
        ("WhatsApp Image 2017-05-06 at 6.20.30 PM (1)", "2017-05-06T18:20:30"),
        ("PXL_20210315_141559123", "2021-03-15T14:15:59+00:00"),
        ("PXL_20210315_141559123.MP", "2021-03-15T14:15:59+00:00"),
        ("IMG_20190704_183005", "2019-07-04T18:30:05"),
        ("IMG_20190704_183005_HDR", "2019-07-04T18:30:05"),
        ("20190704_183005", "2019-07-04T18:30:05"),
        ("20190704183005", "2019-07-04T18:30:05"),
        ("Screenshot_20190704-183005_Chrome", "2019-07-04T18:30:05"),
        ("Screenshot_2019-07-04-18-30-05-123_com.app", "2019-07-04T18:30:05"),
        ("Screenshot 2019-07-04 at 18.30.05", "2019-07-04T18:30:05"),
        ("Screen Shot 2019-07-04 at 6.30.05 PM", "2019-07-04T18:30:05"),
        ("signal-2021-03-15-141559", "2021-03-15T14:15:59"),
        ("signal-2021-03-15-14-15-59-123", "2021-03-15T14:15:59"),
        ("photo_2019-07-04_18-30-05", "2019-07-04T18:30:05"),
        ("2019-07-04 18.30.05", "2019-07-04T18:30:05"),
        ("FB_IMG_1562265005123", "2019-07-04T18:30:05+00:00"),
        ("1999-08 beach", "1999-08"),
        ("scan 1999_08_07", "1999-08-07"),
        ("DSC_3551", None),
        ("IMG_1999", None),
        ("P1010042", None),
        ("IMG_20191332", None),
        ("invoice 120190704", None),
        ("1234567890123", None),
    ],
)
def test_dates_in_file_names(stem, moment):
    assert moment_in(stem) == moment


@pytest.mark.parametrize(
    ("parents", "moment"),
    [
        (["Pictures", "1999-08"], "1999-08"),
        (["Pictures", "2018-07-14 Norway"], "2018-07-14"),
        (["Pictures", "2018", "07"], "2018-07"),
        (["Pictures", "2018", "07", "14"], "2018-07-14"),
        (["Pictures", "2018", "Norway"], "2018"),
        (["Pictures", "Norway 2018"], "2018"),
        (["Pictures", "1999-08", "print"], "1999-08"),
        (["Pictures", "Backup 2018"], None),
        (["Pictures", "100CANON"], None),
        ([], None),
    ],
)
def test_dates_in_folder_names(parents, moment):
    assert folder_moment(parents) == moment


@pytest.mark.parametrize(
    "name", ["Screenshot_1.png", "Screen Shot 1.png", "Bildschirmfoto 1.png", "スクリーンショット 1.png"]
)
def test_screenshots_say_so_in_many_languages(name):
    assert name_readings(f"/a/{name}")[0].values["screenshot"] is True


def test_a_folder_of_screenshots():
    assert name_readings("/a/Screenshots/1.png")[0].values["screenshot"] is True
    assert name_readings("/a/Screenplays/the screenshot.png") == []


@given(st.text(max_size=60))
def test_no_name_harms(name):
    name_readings(f"/{name}/{name}")
