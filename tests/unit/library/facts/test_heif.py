"""HEIF pictures stand upright whether the container turns them or only their EXIF says so."""

from __future__ import annotations

import io
import struct

import pillow_heif
import pytest
from PIL import Image

from tests.unit.library.pictures import exif
from tools.library.decode import decode
from tools.library.facts.heif import turns_itself


def heic(*, orientation: int) -> bytes:
    """Red over blue as the sensor saw it; pillow-heif writes an orientation as the container's own turn."""
    pillow_heif.register_heif_opener()
    picture = Image.new("RGB", (96, 64), "blue")
    picture.paste("red", (0, 0, 96, 32))
    file = io.BytesIO()
    picture.save(file, "HEIF", exif=exif(image={0x0112: orientation}), quality=90)
    return file.getvalue()


def without_turn(data: bytes) -> bytes:
    """The same file as an editor leaves it that drops the turn: the property's name becomes that of padding."""
    assert b"irot" in data
    return data.replace(b"irot", b"free")


@pytest.mark.parametrize("drop", [False, True], ids=["turned by the container", "turned by EXIF alone"])
def test_a_quarter_turn_is_applied_once(drop):
    data = heic(orientation=6)
    file = io.BytesIO(without_turn(data) if drop else data)
    assert turns_itself(file) is not drop
    decoded = decode(file, "x.heic")
    assert (decoded.width, decoded.height) == (64, 96)
    left, right = decoded.image.getpixel((8, 48)), decoded.image.getpixel((55, 48))
    assert left[2] > left[0]  # a quarter turn clockwise brings the top to the right
    assert right[0] > right[2]


def test_an_upright_one_stays():
    decoded = decode(io.BytesIO(heic(orientation=1)), "x.heic")
    assert (decoded.width, decoded.height) == (96, 64)


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 7, b"\0\0\0\0free" + b"\0" * 20, struct.pack(">I4sQ", 1, b"ftyp", 3), b"\0\0\0\4meta"]
)
def test_damaged_containers_turn_nothing(data):
    assert turns_itself(io.BytesIO(data)) is False
