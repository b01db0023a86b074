"""Decoding: every format in, every damage named with its cause and remedy."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.unit.library.pictures import drawing, save
from tools.errors import UnreadableImage
from tools.library.decode import WORKING_LONG_PX, WORKING_SHORT_PX, decode, read_picture
from tools.library.decoder_warnings import quiet_decoders


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "HEIF", "AVIF", "JPEG2000"])
def test_every_format_is_read(format):
    import pillow_heif

    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    drawing(1).save(file, format)
    decoded = decode(file, "whatever")
    assert (decoded.image.mode, decoded.image.size) == ("RGB", (48, 32))
    assert decoded.format == format
    assert decoded.image.info == {}


def test_the_first_frame_of_an_animation():
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "GIF", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])
    assert decode(file, "x.gif").image.getpixel((4, 4))[0] > 200


def test_large_pictures_come_at_working_size_with_their_own_dimensions():
    file = io.BytesIO()
    drawing(5, size=(2400, 1600)).save(file, "JPEG")
    decoded = decode(file, "x.jpg")
    assert decoded.image.size == (540, 360)
    assert (decoded.width, decoded.height) == (2400, 1600)


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 2), (20, 20)])
def test_odd_shapes_are_pictures_too(size):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG")
    image = decode(file, "x.png").image
    assert max(image.size) <= WORKING_LONG_PX
    assert min(image.size) <= WORKING_SHORT_PX


def jpeg_bytes(seed: int = 6) -> bytes:
    file = io.BytesIO()
    drawing(seed, size=(400, 300)).save(file, "JPEG")
    return file.getvalue()


def bomb() -> bytes:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (jpeg_bytes()[:2000], "ends too early"),
        (jpeg_bytes()[:12], ""),
        (b"this is no picture at all", "another kind"),
        (b"", "another kind"),
        (bomb(), "more pixels"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "another kind"),
    ],
    ids=["cut", "cut in the header", "text", "empty", "bomb", "a format that is not allowed"],
)
def test_damage_is_named_with_a_remedy(data, cause):
    with quiet_decoders(), pytest.raises(UnreadableImage) as raised:
        decode(io.BytesIO(data), "x.jpg")
    assert cause in raised.value.message
    assert raised.value.message.endswith(".")
    assert raised.value.remedy


@cache
def whole(format: str) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    drawing(1, size=(60, 40)).save(file, format)
    return file.getvalue()


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "HEIF", "AVIF", "JPEG2000"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4), st.integers(0, 8)), min_size=1, max_size=6),
)
def test_any_damage_gives_a_picture_or_a_named_cause(format, wounds):
    data = bytearray(whole(format))
    for place, instead, length in wounds:
        at = int(place * len(data))
        data[at : at + length] = instead
    refused = None
    try:
        with quiet_decoders():
            decoded = decode(io.BytesIO(bytes(data)), f"x.{format}")
    except UnreadableImage as error:
        refused = error
    if refused is None:
        assert decoded.image.mode == "RGB"
        assert max(decoded.image.size) <= WORKING_LONG_PX
    else:
        assert refused.message.endswith(".")
        assert refused.remedy


def test_raw_without_its_reader_names_the_remedy():
    try:
        import rawpy  # noqa: F401
    except ImportError:
        with pytest.raises(UnreadableImage, match="RAW") as raised:
            decode(io.BytesIO(b"II*\0"), "x.CR2")
        assert "pip install" in raised.value.remedy
    else:
        pytest.skip("the RAW extra is installed")


def test_a_picture_outside_any_library_is_named_by_its_path(tmp_path):
    good = save(tmp_path / "good.png", 3)
    assert read_picture(str(good)).image.size == (48, 32)
    with pytest.raises(UnreadableImage, match=r"missing\.png.*no longer there"):
        read_picture(str(tmp_path / "missing.png"))


def test_decoders_warnings_stay_in_the_house_and_filters_come_back():
    before = list(warnings.filters)
    with quiet_decoders():
        warnings.warn_explicit("odd tag", UserWarning, "TiffImagePlugin.py", 1, module="PIL.TiffImagePlugin")
        with quiet_decoders():
            pass
        warnings.warn_explicit("odd tag", UserWarning, "TiffImagePlugin.py", 2, module="PIL.TiffImagePlugin")
    assert list(warnings.filters) == before
