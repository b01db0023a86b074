"""Camera RAW through the optional reader: a small DNG written by hand, developed or refused with the remedy."""

from __future__ import annotations

import io
import struct
from datetime import datetime

import numpy as np
import pytest

from tools.errors import UnreadableImage
from tools.library.decode import decode
from tools.library.walk import walk

WIDTH, HEIGHT = 96, 64
SHORT, LONG, ASCII, BYTE, RATIONAL, SRATIONAL = 3, 4, 2, 1, 5, 10


def dng(*, orientation: int = 1) -> bytes:
    """An uncompressed Bayer DNG: the left half red, the right half blue. Source: DNG specification 1.4, chapter 4."""
    sensor = np.full((HEIGHT, WIDTH), 300, dtype="<u2")
    sensor[0::2, 0 : WIDTH // 2 : 2] = 12_000  # red sites
    sensor[1::2, WIDTH // 2 + 1 :: 2] = 12_000  # blue sites
    date = b"2020:02:03 04:05:06\0"
    entries = [
        (254, LONG, 1, struct.pack("<I", 0)),
        (256, LONG, 1, struct.pack("<I", WIDTH)),
        (257, LONG, 1, struct.pack("<I", HEIGHT)),
        (258, SHORT, 1, struct.pack("<H", 16)),
        (259, SHORT, 1, struct.pack("<H", 1)),
        (262, SHORT, 1, struct.pack("<H", 32803)),
        (271, ASCII, 7, b"Docent\0"),
        (272, ASCII, 5, b"Test\0"),
        (273, LONG, 1, b"STRP"),
        (274, SHORT, 1, struct.pack("<H", orientation)),
        (277, SHORT, 1, struct.pack("<H", 1)),
        (278, LONG, 1, struct.pack("<I", HEIGHT)),
        (279, LONG, 1, struct.pack("<I", sensor.nbytes)),
        (306, ASCII, len(date), date),
        (33421, SHORT, 2, struct.pack("<HH", 2, 2)),
        (33422, BYTE, 4, bytes([0, 1, 1, 2])),
        (50706, BYTE, 4, bytes([1, 4, 0, 0])),
        (50707, BYTE, 4, bytes([1, 1, 0, 0])),
        (50708, ASCII, 12, b"Docent Test\0"),
        (50717, LONG, 1, struct.pack("<I", 16383)),
        (50721, SRATIONAL, 9, b"".join(struct.pack("<ii", v, 10) for v in (10, 0, 0, 0, 10, 0, 0, 0, 10))),
        (50728, RATIONAL, 3, struct.pack("<IIIIII", 1, 1, 1, 1, 1, 1)),
        (50778, SHORT, 1, struct.pack("<H", 21)),
    ]
    table = 8
    extra_at = table + 2 + 12 * len(entries) + 4
    extra, directory = b"", struct.pack("<H", len(entries))
    strip_at = extra_at + sum(len(data) + len(data) % 2 for *_, data in entries if len(data) > 4)
    for tag, kind, count, data in entries:
        data = struct.pack("<I", strip_at) if data == b"STRP" else data
        if len(data) > 4:
            value = struct.pack("<I", extra_at + len(extra))
            extra += data + b"\0" * (len(data) % 2)
        else:
            value = data.ljust(4, b"\0")
        directory += struct.pack("<HHI", tag, kind, count) + value
    return b"II*\0" + struct.pack("<I", table) + directory + b"\0" * 4 + extra + sensor.tobytes()


def test_raw_names_are_taken_for_pictures(tmp_path):
    for name in ("a.CR2", "b.nef", "c.dng"):
        (tmp_path / name).write_bytes(b"x")
    assert len(walk([tmp_path]).files) == 3


def test_a_dng_is_developed_with_its_facts():
    pytest.importorskip("rawpy", reason="the RAW extra is not installed")
    decoded = decode(io.BytesIO(dng()), "x.dng")
    left, right = decoded.image.getpixel((8, 16)), decoded.image.getpixel((decoded.image.width - 9, 16))
    assert left[0] > left[2]
    assert right[2] > right[0]
    assert (decoded.format, decoded.width, decoded.height) == ("RAW", WIDTH, HEIGHT)
    assert decoded.facts.taken_at == datetime(2020, 2, 3, 4, 5, 6)
    assert decoded.facts.camera == "Docent Test"


def test_a_turned_dng_stands_upright():
    pytest.importorskip("rawpy", reason="the RAW extra is not installed")
    decoded = decode(io.BytesIO(dng(orientation=6)), "x.dng")
    assert (decoded.width, decoded.height) == (HEIGHT, WIDTH)
    assert decoded.image.height > decoded.image.width
    top, bottom = decoded.image.getpixel((16, 8)), decoded.image.getpixel((16, decoded.image.height - 9))
    assert top[0] > top[2]
    assert bottom[2] > bottom[0]


def test_a_damaged_raw_file_is_named():
    pytest.importorskip("rawpy", reason="the RAW extra is not installed")
    with pytest.raises(UnreadableImage) as raised:
        decode(io.BytesIO(b"II*\0" + b"\xff" * 200), "x.cr2")
    assert raised.value.remedy
