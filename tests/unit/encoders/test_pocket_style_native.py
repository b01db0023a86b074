"""The numbers at a picture's own scale: any picture gives them, and they see what reduction hides."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage import data as photographs

from tools.encoders.pocket.style_native import NATIVE_NUMBERS, native_statistics


@pytest.fixture(scope="module")
def scene() -> Image.Image:
    return Image.fromarray(photographs.astronaut())


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "CMYK", "1", "I", "F", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (64, 64), (301, 77)])
def test_any_mode_and_size_gives_finite_numbers(mode: str, size: tuple[int, int]) -> None:
    grey = mode in ("I", "F", "I;16")
    picture = Image.new(mode, size, 90) if grey else Image.new("RGB", size, (200, 30, 60)).convert(mode)
    numbers = native_statistics([picture])
    assert numbers.shape == (1, NATIVE_NUMBERS)
    assert numbers.dtype == np.float32
    assert np.isfinite(numbers).all()


def test_no_pictures_give_no_rows() -> None:
    assert native_statistics([]).shape == (0, NATIVE_NUMBERS)


def test_each_picture_is_described_by_itself(scene: Image.Image) -> None:
    other = Image.new("RGB", (80, 50), "red")
    together = native_statistics([other, scene])
    np.testing.assert_array_equal(together[1], native_statistics([scene])[0])


def test_a_small_filter_is_seen_as_well_on_a_large_picture(scene: Image.Image) -> None:
    """Side by side, at 512 pixels and enlarged to 2,048: the filter is three pixels wide on both."""
    for side in (512, 2048):
        picture = scene.resize((side, side), Image.Resampling.BICUBIC)
        grain = np.random.default_rng(0).normal(0, 12, (side, side, 3))
        taken = Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))
        sharp, filtered = native_statistics([taken, taken.filter(ImageFilter.MedianFilter(3))])
        assert np.abs(sharp - filtered).max() > 0.3


def test_grey_is_told_from_nearly_grey(scene: Image.Image) -> None:
    grey = scene.convert("L").convert("RGB")
    nearly = Image.fromarray(np.clip(np.asarray(grey) + np.array([3, 0, 0]), 0, 255).astype(np.uint8))
    first, second, luma = native_statistics([grey, nearly, scene.convert("L")])
    assert np.abs(first - second).max() > 0.5
    np.testing.assert_array_equal(first, luma)


def test_tones_in_steps_use_few_levels(scene: Image.Image) -> None:
    steps = scene.convert("L").point(lambda v: v // 64 * 64)
    plain, stepped = native_statistics([scene.convert("L"), steps])
    assert (np.abs(plain - stepped) > 0.2).sum() > 5
