"""Sidecars by their many names, and what they say."""

from __future__ import annotations

import json

import pytest

from tests.unit.library.facts.blocks import xmp
from tools.library.facts.sidecars import Sidecars, read_sidecar
from tools.library.facts.takeout import takeout_reading


@pytest.mark.parametrize(
    ("picture", "sidecar"),
    [
        ("IMG_1.jpg", "IMG_1.jpg.xmp"),
        ("IMG_1.jpg", "IMG_1.xmp"),
        ("IMG_1.JPG", "img_1.XMP"),
        ("IMG_1.jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.json"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-me.json"),
        ("IMG_1.jpg", "IMG_1.jpg.s.json"),
        ("IMG_1.jpg", "IMG_1.jpg..json"),
        ("IMG_1(2).jpg", "IMG_1.jpg(2).json"),
        ("IMG_1(2).jpg", "IMG_1(2).jpg.json"),
        ("IMG_1(2).jpg", "IMG_1.jpg.supplemental-metadata(2).json"),
        ("IMG_1-edited.jpg", "IMG_1.jpg.json"),
        ("IMG_1-bearbeitet(2).jpg", "IMG_1.jpg(2).json"),
        (
            "a_very_long_name_that_takeout_cuts_off_somewhere_here.jpg",
            "a_very_long_name_that_takeout_cuts_off_somewhe.json",
        ),
    ],
)
def test_a_picture_finds_its_sidecar(picture, sidecar):
    assert Sidecars.of([sidecar, "metadata.json", "IMG_12.jpg.json", "IMG_12.xmp"]).of_picture(picture) == [sidecar]


@pytest.mark.parametrize(
    "sidecar", ["IMG_12.jpg.json", "IMG_1(2).jpg.json", "IMG_1.jpg(1).json", "IMG_1.txt", "metadata.json", "1.xmp"]
)
def test_another_pictures_sidecar_is_not_taken(sidecar):
    assert Sidecars.of([sidecar]).of_picture("IMG_1.jpg") == []


def test_the_full_name_comes_before_the_bare_one():
    assert Sidecars.of(["a.xmp", "a.jpg.xmp", "a.jpg.json"]).of_picture("a.jpg") == ["a.jpg.xmp", "a.jpg.json"]


TAKEOUT = {
    "title": "IMG_1.jpg",
    "description": "Pickers at dawn",
    "photoTakenTime": {"timestamp": "1653738315"},
    "creationTime": {"timestamp": "1700000000"},
    "geoData": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0},
    "geoDataExif": {"latitude": 45.4408, "longitude": 12.3155, "altitude": 3.5},
    "people": [{"name": "Anna"}, {"name": ""}, "x"],
}


def test_takeout_says_when_where_and_who():
    reading = takeout_reading(json.dumps(TAKEOUT).encode())
    assert reading is not None
    assert dict(reading.values) == {
        "taken_at": "2022-05-28T11:45:15+00:00",
        "position": (45.4408, 12.3155),
        "altitude": 3.5,
        "caption": "Pickers at dawn",
        "people": ("Anna",),
    }


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"title": "album"}', b"1"])
def test_json_of_another_kind_is_no_sidecar(data):
    assert takeout_reading(data) is None


@pytest.mark.parametrize("data", [b"{", b"[" * 100_000, b'{"photoTakenTime": 5, "geoData": "x", "people": 1}', b"\xff"])
def test_broken_takeout_gives_nothing(data):
    reading = takeout_reading(data)
    assert reading is not None
    assert not reading.values


def test_a_broken_sidecar_is_named_with_its_file(tmp_path):
    path = tmp_path / "a.jpg.xmp"
    path.write_bytes(b"<x:xmpmeta")
    reading = read_sidecar(str(path))
    assert reading is not None
    assert reading.trouble.startswith(f"{path}: the XMP packet is damaged")
    path.write_bytes(xmp('xmp:Rating="4"'))
    again = read_sidecar(str(path))
    assert again is not None
    assert (again.source, again.values["rating"]) == ("sidecar", 4.0)
