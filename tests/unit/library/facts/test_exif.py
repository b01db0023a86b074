"""Facts out of metadata, written with Pillow and read back from every container that carries them."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image

from tests.unit.library.pictures import drawing, exif, gps_of
from tools.library.decode import decode
from tools.library.decoder_warnings import quiet_decoders

MAKE, MODEL, DATE, ORIENTATION = 0x010F, 0x0110, 0x0132, 0x0112
ORIGINAL, OFFSET = 0x9003, 0x9011


def facts_of(block, *, format: str = "JPEG"):
    file = io.BytesIO()
    drawing(1).save(file, format, exif=block)
    with quiet_decoders():
        return decode(file, f"x.{format.lower()}").facts


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_place_time_and_camera_from_every_container(format):
    block = exif(
        gps=gps_of(-33.8568, 151.2153),
        image={MAKE: "NIKON CORPORATION", MODEL: "NIKON D90"},
        photo={ORIGINAL: "2019:07:04 18:30:05", OFFSET: "+10:00"},
    )
    if format == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    facts = facts_of(block, format=format)
    assert facts.point is not None
    assert (round(facts.point.lat, 4), round(facts.point.lon, 4)) == (-33.8568, 151.2153)
    assert facts.taken_at == datetime(2019, 7, 4, 18, 30, 5, tzinfo=timezone(timedelta(hours=10)))
    assert facts.camera == "NIKON D90"


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "2019:13:40 00:00:00", "no date", "9999:01:01 00:00:00", ""])
def test_nonsense_dates_are_dropped(text):
    assert facts_of(exif(photo={ORIGINAL: text})).taken_at is None


def test_a_nonsense_original_date_falls_back_to_the_files_own():
    facts = facts_of(exif(image={DATE: "2011:02:03 04:05:06"}, photo={ORIGINAL: "0000:00:00 00:00:00"}))
    assert facts.taken_at == datetime(2011, 2, 3, 4, 5, 6)


def test_gps_time_is_universal_time():
    gps = {**gps_of(1.0, 2.0), 7: (10.0, 20.0, 30.0), 29: "2015:05:06"}
    assert facts_of(exif(gps=gps)).taken_at == datetime(2015, 5, 6, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "offset_hours"),
    [
        ("2015:05:06 12:20:31", 2),  # Berne in summer: two hours before Greenwich
        ("2015:05:06 11:20:29", 1),
        ("2015:05:06 12:33:00", None),  # no time zone is 2:12:30 away: a stale fix or a wrong clock
        ("2015:05:06 22:20:30", None),  # nor does any clock in Europe run twelve hours ahead
    ],
)
def test_the_satellites_give_the_offset_that_the_camera_left_out(clock, offset_hours):
    gps = {**gps_of(46.95, 7.45), 7: (10.0, 20.0, 30.0), 29: "2015:05:06"}
    taken = facts_of(exif(gps=gps, photo={ORIGINAL: clock})).taken_at
    assert taken is not None
    assert taken.strftime("%Y:%m:%d %H:%M:%S") == clock
    assert taken.utcoffset() == (None if offset_hours is None else timedelta(hours=offset_hours))


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        ("OLYMPUS IMAGING CORP.  ", "E-PL8  ", "Olympus E-PL8"),
        ("", "X100", "X100"),
        ("\x00", "", None),
    ],
)
def test_cameras_are_named_as_people_name_them(make, model, camera):
    assert facts_of(exif(image={MAKE: make, MODEL: model})).camera == camera


@pytest.mark.parametrize("block", [b"garbage", b"II*\x00\xff\xff\xff\xff", b"\x00" * 40])
def test_a_broken_block_costs_the_facts_and_not_the_picture(block):
    facts = facts_of(b"Exif\x00\x00" + block)
    assert (facts.taken_at, facts.point, facts.camera, facts.orientation) == (None, None, None, 1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied(orientation):
    upright = drawing(4, size=(64, 40))
    turned = upright
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    if turn is not None:
        turned = upright.transpose(turn)  # as the sensor saw it
    file = io.BytesIO()
    turned.save(file, "PNG", exif=exif(image={ORIENTATION: orientation}))
    decoded = decode(file, "x.png")
    assert decoded.image.tobytes() == upright.tobytes()
    assert (decoded.width, decoded.height) == (64, 40)
