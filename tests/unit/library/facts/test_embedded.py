"""Blocks in real containers; broken and hostile ones cost their own facts and no time."""

from __future__ import annotations

import io
import random
import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from tests.unit.library.facts.blocks import (
    bag,
    circular_exif,
    facts_of,
    hostile_exif,
    iptc,
    picture,
    values_of,
    with_iptc,
    xmp,
)
from tests.unit.library.pictures import drawing, exif, gps_of
from tools.errors import UnreadableImage
from tools.library.decode import FORMATS, decode
from tools.library.decoder_warnings import quiet_decoders
from tools.library.facts import read_embedded
from tools.library.facts.bounded import Bounded, TooMuch
from tools.library.facts.directory import raw_entry
from tools.library.facts.model import from_json, to_json

PACKET = xmp('xmp:Rating="4"', elements=bag("dc:subject", "harvest"))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_xmp_is_found_in_every_container(format):
    options: dict = {"xmp": PACKET}
    if format == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if format == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", PACKET.decode())
        options = {"pnginfo": text}
    if format == "TIFF":
        options = {"tiffinfo": {700: PACKET}}
    found = facts_of(picture(format, **options), f"x.{format.lower()}")
    assert values_of(found) == {"rating": 4.0, "keywords": ("harvest",)}
    assert {fact.source for fact in found.values.values()} == {"xmp"}


def test_exposure_lens_and_words_of_exif():
    block = exif(
        image={0x010E: "SONY DSC", 0x013B: "A. Person", 0x8298: "(c) A", 0x4746: 4},
        photo={0x829A: 0.004, 0x829D: 2.8, 0x8827: 400, 0x920A: 50.0, 0xA434: "FA 50mm", 0x9286: b"ASCII\0\0\0Dawn"},
        gps={**gps_of(47.0, 8.0), 5: b"\0", 6: 2100.0},
    )
    found = values_of(facts_of(picture(exif=block)))
    assert found.pop("position") == pytest.approx((47.0, 8.0))
    assert found == {
        "caption": "Dawn",
        "credit": "A. Person",
        "copyright": "(c) A",
        "rating": 4.0,
        "exposure": 0.004,
        "aperture": 2.8,
        "iso": 400.0,
        "focal_length": 50.0,
        "lens": "FA 50mm",
        "altitude": 2100.0,
    }


def test_windows_titles_and_keywords():
    block = exif(image={0x9C9B: "Vintage\0".encode("utf-16-le"), 0x9C9E: "harvest;wine\0".encode("utf-16-le")})
    assert values_of(facts_of(picture(exif=block))) == {"title": "Vintage", "keywords": ("harvest", "wine")}


def test_screenshots_of_apples_systems():
    found = values_of(facts_of(picture(exif=exif(photo={0x9286: b"ASCII\0\0\0Screenshot"}))))
    assert found == {"screenshot": True}


def test_moving_pictures():
    frames = [drawing(seed) for seed in range(3)]
    for format, moves in (("GIF", True), ("PNG", True), ("WEBP", True), ("TIFF", False)):
        file = io.BytesIO()
        frames[0].save(file, format, save_all=True, append_images=frames[1:])
        assert ("animated" in values_of(facts_of(file.getvalue(), f"x.{format.lower()}"))) is moves
    assert values_of(facts_of(picture("GIF"), "x.gif")) == {}
    assert values_of(facts_of(picture(xmp=xmp('GCamera:MotionPhoto="1"')))) == {"motion_photo": True}


def test_xmp_turns_a_picture_that_exif_does_not():
    data = io.BytesIO()
    drawing(1, size=(64, 40)).save(data, "JPEG", xmp=xmp('tiff:Orientation="6"'))
    decoded = decode(data, "x.jpg")
    assert (decoded.width, decoded.height) == (40, 64)


def test_a_broken_block_costs_its_own_facts_only():
    data = with_iptc(picture(exif=b"Exif\0\0" + hostile_exif(), xmp=b"<x:xmpmeta"), iptc((25, b"harvest")))
    found = facts_of(data)
    assert values_of(found) == {"keywords": ("harvest",)}
    assert [(r.source, bool(r.trouble)) for r in found.readings] == [("exif", True), ("xmp", True), ("iptc", False)]


@pytest.mark.parametrize("make", [hostile_exif, circular_exif])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF"])
def test_hostile_directories_take_no_time(format, make):
    block = make(600 if format == "JPEG" else 30_000)
    started = time.process_time()
    if format == "TIFF":
        with pytest.raises(UnreadableImage):
            facts_of(block, "x.tif")
    else:
        found = facts_of(picture(format, exif=b"Exif\0\0" + block), f"x.{format.lower()}")
        assert not found.values
        assert [reading.trouble[:29] for reading in found.readings] == ["the EXIF block is not read: i"]
    assert time.process_time() - started < 1.0


def test_reading_is_limited_by_counts_and_not_by_the_clock():
    file = Bounded(io.BytesIO(b"x" * 10_000_000))
    with pytest.raises(TooMuch):
        list(iter(lambda: file.read(1_000_000), b""))
    assert raw_entry(io.BytesIO(b"MM\0*" + struct.pack(">I", 8) + b"\xff\xff" + b"\xff" * 100), 0xFFFF) == b""


def test_a_packed_text_bomb_gives_no_facts():
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    plain = picture("PNG")
    bomb = chunk(b"zTXt", b"Title\0\0" + zlib.compress(b"x" * 80_000_000, 9))
    with quiet_decoders(), pytest.raises(UnreadableImage):
        decode(io.BytesIO(plain[:33] + bomb + plain[33:]), "x.png")


def test_no_damage_to_metadata_costs_the_picture():
    """Bytes in the metadata are turned over; pixels stay as they are."""
    rng = random.Random(5)
    block = exif(image={0x010F: "Canon"}, photo={0x9003: "2019:07:04 18:30:05"}, gps=gps_of(47.0, 8.0))
    whole = with_iptc(picture(exif=block, xmp=PACKET), iptc((25, b"harvest"), (55, b"19840602")))
    end = whole.index(b"\xff\xdb")  # the first table of the pixels
    lengths = {at + n for at in range(2, end) if whole[at] == 0xFF and whole[at + 1] >= 0xE0 for n in range(4)}
    for _ in range(300):
        data = bytearray(whole)
        for at in rng.sample([n for n in range(20, end) if n not in lengths], rng.randint(1, 12)):
            data[at] = rng.randrange(256)
        found = facts_of(bytes(data))
        assert found.orientation in range(1, 9)


DATA = Path(__file__).resolve().parents[5] / "shared" / "data"
REAL = sorted(path for name in ("gps", "gps_awkward", "awkward_images") for path in DATA.glob(f"{name}/files/**/*.*"))


@pytest.mark.skipif(not REAL, reason="the pictures of real cameras are not at hand")
def test_no_damage_to_real_files_harms():
    """Files of many makers, their beginnings turned over: facts or none, kept and read back, and never for long."""
    rng = random.Random(7)
    read = 0
    for _ in range(600):
        path = rng.choice(REAL)
        data = bytearray(path.read_bytes()[:200_000]) if path.stat().st_size else bytearray(b"x")
        reach = min(len(data), rng.choice([200, 2000, 20_000]))
        for at in (rng.randrange(reach) for _ in range(rng.randint(1, 20))):
            data[at] = rng.choice([rng.randrange(256), 0, 255])
        file = io.BytesIO(bytes(data))
        with quiet_decoders():
            try:
                image = Image.open(file, formats=FORMATS)
            except Exception:
                continue  # the container itself is broken: decoding says so
            started = time.process_time()
            found = read_embedded(image, file, format=image.format or "")
            assert time.process_time() - started < 1.0, path.name
        assert from_json(to_json(found.readings)) == found.readings
        assert found.taken_at is None or found.taken_precision is not None
        assert found.point is None or abs(found.point.lat) <= 90
        read += 1
    assert read > 200


def test_bytes_of_a_picture_that_says_nothing():
    with Image.open(io.BytesIO(picture())) as image:
        assert "exif" not in image.info
    found = facts_of(picture())
    assert (found.values, found.readings, found.orientation) == ({}, (), 1)
