"""XMP packets of several programs, and of nobody."""

from __future__ import annotations

import time

import pytest

from tests.unit.library.facts.blocks import bag, xmp
from tools.library.facts.xmp import MOST_BYTES, xmp_reading


def values(properties: str = "", elements: str = "") -> dict:
    reading = xmp_reading(xmp(properties, elements=elements), source="xmp")
    assert reading.trouble == ""
    return dict(reading.values)


def test_what_people_write():
    found = values(
        'xmp:Rating="4" xmp:Label="Green" photoshop:Credit="AFP"',
        bag("dc:subject", "harvest", "wine", "Harvest")
        + bag("dc:title", "The &lt;b&gt;vintage&lt;/b&gt;", kind="Alt")
        + bag("dc:description", "Pickers at dawn", kind="Alt")
        + bag("dc:rights", "© A. Person", kind="Alt")
        + bag("Iptc4xmpExt:PersonInImage", "Anna", "Bo"),
    )
    assert found == {
        "rating": 4.0,
        "label": "Green",
        "credit": "AFP",
        "keywords": ("harvest", "wine"),
        "title": "The <b>vintage</b>",
        "caption": "Pickers at dawn",
        "copyright": "© A. Person",
        "people": ("Anna", "Bo"),
    }


def test_what_cameras_write():
    found = values(
        'tiff:Make="PENTAX" tiff:Model="PENTAX K-1" exifEX:LensModel="FA 50mm" exif:FocalLength="50/1"'
        ' exif:FNumber="28/10" exif:ExposureTime="1/250" exif:GPSAltitude="2100/1" tiff:Orientation="6"',
        bag("exif:ISOSpeedRatings", "400", kind="Seq"),
    )
    assert (found["camera"], found["lens"], found["focal_length"]) == ("PENTAX K-1", "FA 50mm", 50.0)
    assert (found["aperture"], found["exposure"], found["iso"]) == (2.8, 0.004, 400.0)
    assert (found["altitude"], found["orientation"]) == (2100.0, 6.0)


@pytest.mark.parametrize(
    ("lat", "lon", "position"),
    [
        ("33,51.408S", "151,12.918E", (-33.8568, 151.2153)),
        ("47,22,12N", "8,32,24E", (47.37, 8.54)),
        ("-33.8568", "151.2153", (-33.8568, 151.2153)),
        ("0,0N", "0,0E", None),
        ("33,51.408E", "151,12.918E", None),
        ("133,51.408S", "151,12.918E", None),
        ("", "151,12.918E", None),
    ],
)
def test_positions(lat, lon, position):
    found = values(f'exif:GPSLatitude="{lat}" exif:GPSLongitude="{lon}"').get("position")
    assert found == (None if position is None else pytest.approx(position, abs=1e-5))


def test_the_moment_of_the_picture_comes_before_that_of_its_file():
    assert values('xmp:CreateDate="2020-01-02T03:04:05" exif:DateTimeOriginal="1999-08"')["taken_at"] == "1999-08"
    assert "taken_at" not in values('xmp:ModifyDate="2020-01-02T03:04:05" xmp:MetadataDate="2020-01-02T03:04:05"')


def test_hierarchies_stand_in_for_flat_keywords():
    assert values("", bag("lr:hierarchicalSubject", "Places|Norway", "Animals|Dogs"))["keywords"] == ("Norway", "Dogs")


def test_faces_are_people_and_other_regions_are_not():
    region = '<rdf:li><rdf:Description mwg-rs:Name="{}" mwg-rs:Type="{}"/></rdf:li>'
    regions = "<mwg-rs:Regions><mwg-rs:RegionList><rdf:Bag>{}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    inside = region.format("Anna", "Face") + region.format("shop", "BarCode")
    assert values("", regions.format(inside))["people"] == ("Anna",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "harvest">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_a_document_type_is_refused(declared, encoding):
    body = xmp('xmp:Label="x"').decode()
    reading = xmp_reading((declared + body[body.index("<x:") :]).encode(encoding), source="xmp")
    assert not reading.values
    assert "entities" in reading.trouble


def test_giants_and_depths_are_refused_quickly():
    started = time.process_time()
    assert "larger" in xmp_reading(b"<a>" * MOST_BYTES, source="xmp").trouble
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert not xmp_reading(deep, source="xmp").values
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize("packet", [b"", b"\0\0", b"no xml", b"<x:xmpmeta>", xmp('xmp:Rating="4"')[:150]])
def test_a_broken_packet_is_named(packet):
    reading = xmp_reading(packet, source="xmp")
    assert not reading.values
    assert "damaged" in reading.trouble
