"""Any mode to RGB: deep greys scaled and not clipped, transparency on white, profiles applied."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from tests.unit.library.pictures import drawing
from tools.library.decode import decode
from tools.library.pixels import eight_bit, shrink, to_rgb, working_size


def rgb(image: Image.Image) -> np.ndarray:
    return np.asarray(to_rgb(eight_bit(image)))


def test_sixteen_bit_greys_keep_their_range():
    values = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG")
    grey = np.asarray(decode(file, "x.png").image)[..., 0].astype(int)
    assert grey.min() == 0
    assert grey.max() == 255
    assert np.abs(grey - values / 257).max() <= 1


def test_twelve_bits_in_sixteen_are_not_black():
    image = Image.fromarray(np.linspace(0, 4095, 256).astype(np.uint16).reshape(16, 16))
    assert rgb(image).max() == 255


def test_a_dark_sixteen_bit_png_stays_dark():
    image = Image.fromarray(np.full((4, 4), 2000, dtype=np.uint16))
    image.format = "PNG"
    assert rgb(image).max() == round(2000 / 257)


@pytest.mark.parametrize("top", [1.0, 200.0, 60000.0, 1e9])
def test_floats_and_long_integers_are_scaled(top):
    values = np.linspace(0, top, 64, dtype=np.float32).reshape(8, 8)
    values[0, 1] = np.nan
    out = rgb(Image.fromarray(values))
    assert out[-1, -1, 0] == (round(top) if 1 < top < 255 else pytest.approx(255 if top != 60000.0 else 233, abs=1))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_lies_on_white(mode):
    assert (rgb(Image.new(mode, (4, 4), 0)) == 255).all()


def test_a_palette_with_transparency_lies_on_white():
    image = Image.new("P", (4, 4), 0)
    image.putpalette([1, 2, 3] * 256)
    image.info["transparency"] = 0
    assert (rgb(image) == 255).all()


def test_cmyk_is_neither_inverted_nor_black():
    file = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(file, "JPEG")
    red, green, blue = np.asarray(decode(file, "x.jpg").image)[4, 4].tolist()
    assert red > 200
    assert green < 60
    assert blue < 60


def test_a_colour_profile_is_applied():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"....").replace(b"gXYZ", b"rXYZ").replace(b"....", b"gXYZ")
    image = Image.new("RGB", (4, 4), (255, 0, 0))
    image.info["icc_profile"] = swapped.replace("sRGB".encode("utf-16-be"), "odd ".encode("utf-16-be"))
    red, green, blue = to_rgb(image).getpixel((1, 1))
    assert green > 240
    assert max(red, blue) < 15


def test_lab_pictures_come_back_in_their_colours():
    lab = ImageCms.applyTransform(
        Image.new("RGB", (4, 4), (255, 0, 0)),
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"),
    )
    assert lab is not None
    assert np.abs(np.asarray(to_rgb(lab), dtype=int)[0, 0] - [255, 0, 0]).max() < 12


def test_a_broken_profile_costs_nothing():
    image = drawing(2)
    image.info["icc_profile"] = b"no profile"
    assert to_rgb(image).tobytes() == drawing(2).tobytes()


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_the_working_size_fits_and_never_grows(width, height):
    small = working_size((width, height), short_px=360, long_px=960)
    assert 1 <= small[0] <= max(1, width)
    assert 1 <= small[1] <= max(1, height)
    assert max(small) <= 960
    assert min(small) <= 360 or min(small) == min(width, height)


def test_shrinking_keeps_the_aspect():
    assert shrink(drawing(3, size=(3000, 2000)), short_px=360, long_px=960).size == (540, 360)
