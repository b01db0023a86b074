"""A picture is read by its content, whatever it is called: the frame, the page and the colours that are meant."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.unit.library.pictures import drawing
from tests.unit.library.test_raw import dng
from tools.errors import UnreadableImage
from tools.library.decode import decode, read_picture

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"


def grey(image) -> np.ndarray:
    return np.asarray(image.convert("L"), dtype=np.float32)


def saved(format, first, *more, **options) -> io.BytesIO:
    file = io.BytesIO()
    first.save(file, format, save_all=bool(more), append_images=list(more), **options)
    return file


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
@pytest.mark.parametrize("blank", ["black", "white"])
def test_an_animation_is_shown_by_a_frame_that_shows_something(format, blank):
    cat = drawing(3, size=(64, 48))
    empty = Image.new("RGB", cat.size, blank)
    shown = decode(saved(format, empty, empty.copy(), cat, empty.copy(), duration=100), f"x.{format}").image
    assert np.abs(grey(shown) - grey(cat)).mean() < 12


def test_a_first_frame_with_something_in_it_stays():
    first, later = drawing(1, size=(64, 48)), drawing(2, size=(64, 48))
    shown = decode(saved("WEBP", first, later, duration=100), "x.webp").image
    assert np.abs(grey(shown) - grey(first)).mean() < 12


def test_the_largest_page_of_a_tiff_is_the_picture():
    small, large = drawing(1, size=(40, 30)), drawing(2, size=(120, 90))
    decoded = decode(saved("TIFF", small, large, drawing(3, size=(60, 40))), "x.tif")
    assert (decoded.width, decoded.height) == (120, 90)
    assert np.abs(grey(decoded.image) - grey(large)).mean() < 1


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "JPEG2000"])
@pytest.mark.parametrize("name", ["x.dng", "x.nef", "x.cr3", "x.jpg", "x.heic"])
def test_what_it_is_called_does_not_matter(format, name):
    decoded = decode(saved(format, drawing(4)), name)
    assert decoded.format == format
    assert np.abs(grey(decoded.image) - grey(drawing(4))).mean() < 20


@pytest.mark.parametrize("name", ["x.tif", "x.jpg"])
def test_a_raw_file_is_one_whatever_it_is_called(name):
    pytest.importorskip("rawpy")
    assert decode(io.BytesIO(dng()), name).format == "RAW"


def test_a_page_that_claims_too_much_is_refused():
    file = saved("TIFF", drawing(1), drawing(2, size=(50, 40)))
    data = bytearray(file.getvalue())
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        assert image.size == (50, 40)
    sides = [side.to_bytes(2, "little") for side in (50, 40)]
    for at in range(len(data) - 12):  # the width and height of every directory: tag, type, count, value
        if data[at : at + 2] in (b"\x00\x01", b"\x01\x01") and data[at + 8 : at + 10] in sides:
            data[at + 2 : at + 12] = b"\x04\x00\x01\x00\x00\x00" + (60_000).to_bytes(4, "little")
    with pytest.raises(UnreadableImage, match="more pixels"):
        decode(io.BytesIO(bytes(data)), "x.tif")


def linear_profile() -> bytes:
    """A profile that calls itself sRGB and is linear."""
    with Image.open(CASES / "colour_named_srgb" / "linear_srgb_named.png") as image:
        return image.info["icc_profile"]


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the shared cases")
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "I;16"])
def test_a_profile_is_applied_for_what_it_does_in_every_mode(mode):
    profile = linear_profile()
    if mode == "I;16":
        image = Image.fromarray(np.full((8, 8), 0x3700, dtype=np.uint16))
    else:
        image = Image.new("RGB", (8, 8), (55, 55, 55)).convert(mode, palette=Image.Palette.ADAPTIVE)
    plain = decode(saved("PNG", image), "x.png").image.getpixel((4, 4))
    shown = decode(saved("PNG", image, icc_profile=profile), "x.png").image.getpixel((4, 4))
    assert plain == (55, 55, 55)
    assert all(abs(value - 128) <= 3 for value in shown)


def test_srgb_itself_changes_no_pixel():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = drawing(6)
    shown = decode(saved("PNG", image, icc_profile=profile), "x.png").image
    assert (np.asarray(shown) == np.asarray(image)).all()


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the shared cases")
def test_what_people_reported():
    for path in (CASES / "anim_blank_first").glob("anim_*"):
        assert grey(read_picture(str(path)).image).std() > 20, path.name
    for path in (CASES / "colour_named_srgb").glob("*.[pj][np]g"):
        assert abs(np.asarray(read_picture(str(path)).image).mean() - 115) < 2, path.name
