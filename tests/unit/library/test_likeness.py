"""The same picture, and only the same: copies, cuts and frames are, pages of one layout and grey prints are not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import skimage
from PIL import Image, ImageDraw

from tools.library.likeness import Likeness
from tools.library.thumbnails import thumbnail_bytes


def again(image, *, cut=0.0, scale=1.0, quality=75):
    width, height = image.size
    x, y = round(width * cut), round(height * cut)
    part = image.crop((x, y, width - x, height - y))
    part = part.resize((max(1, round(part.width * scale)), max(1, round(part.height * scale))))
    file = io.BytesIO()
    part.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def page(seed):
    """A page of one layout with words of its own."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (600, 800), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 560, 90), fill=(30, 60, 120))
    for line in range(28):
        at = 50
        while at < 520:
            length = int(rng.integers(8, 60))
            draw.rectangle((at, 130 + 22 * line, min(550, at + length), 140 + 22 * line), fill="black")
            at += length + 10
    return image


def same(first, second):
    pictures = {"a": thumbnail_bytes(first), "b": thumbnail_bytes(second)}
    likeness = Likeness(pictures.get)
    assert likeness.same("a", "b") == likeness.same("b", "a")
    return likeness.same("a", "b")


DATA = Path(skimage.__file__).parent / "data"
NAMES = "astronaut.png camera.png chelsea.png coffee.png coins.png moon.png motorcycle_left.png rocket.jpg"
PHOTOGRAPHS = {name: Image.open(DATA / name).convert("RGB") for name in NAMES.split() if (DATA / name).is_file()}


@pytest.mark.parametrize("name", sorted(PHOTOGRAPHS))
def test_a_photograph_again_is_the_same(name):
    image = PHOTOGRAPHS[name]
    assert same(image, again(image))
    assert same(image, again(image, scale=0.5, quality=50))
    if name != "moon.png":  # mostly of one tone, so judged as a page: its cut copies stay results of their own
        assert same(image, again(image, cut=0.02, scale=0.7, quality=60))
    assert not same(image, image.convert("L").convert("RGB")) or _grey(image)


def _grey(image):
    pixels = np.asarray(image, dtype=np.float32)
    return (pixels.max(axis=2) - pixels.min(axis=2)).mean() < 15


def test_different_photographs_are_different():
    names = sorted(PHOTOGRAPHS)
    for at, first in enumerate(names):
        for second in names[:at]:
            assert not same(PHOTOGRAPHS[first], PHOTOGRAPHS[second]), (first, second)


def test_pages_of_one_layout_are_different_and_a_copy_of_one_is_the_same():
    pages = [page(seed) for seed in range(6)]
    for at, first in enumerate(pages):
        assert same(first, again(first, scale=0.75))
        for second in pages[:at]:
            assert not same(first, second)


def test_what_cannot_be_seen_is_not_judged():
    whole = thumbnail_bytes(page(1))
    likeness = Likeness({"a": whole, "cut": whole[:40]}.get)
    assert likeness.same("a", "gone") is None
    assert likeness.same("a", "cut") is None


@pytest.mark.parametrize("first", ["black", "white", "red"])
def test_pictures_of_one_tone_do_not_divide_by_zero(first):
    assert same(Image.new("RGB", (50, 50), first), page(1)) is False
