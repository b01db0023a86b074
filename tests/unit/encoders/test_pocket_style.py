"""The committed style encoder keeps its contract and tells the plainest looks apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from skimage import data as photographs

from tools.encoders import StyleEncoder
from tools.encoders.pocket.style import PocketStyle, load_heads
from tools.errors import ModelBroken, ModelMissing


@pytest.fixture(scope="module")
def style() -> PocketStyle:
    return PocketStyle.load()


@pytest.fixture(scope="module")
def scenes() -> list[Image.Image]:
    return [Image.fromarray(photographs.astronaut()), Image.fromarray(photographs.coffee())]


def sepia(picture: Image.Image) -> Image.Image:
    return ImageOps.colorize(ImageOps.grayscale(picture), "#1a0f06", "#fff0d2", mid="#9a7650")


def test_it_is_a_style_encoder(style: PocketStyle) -> None:
    assert isinstance(style, StyleEncoder)
    assert style.dim == 512
    assert style.name.startswith("pocket-style-")


def test_no_pictures_and_no_texts_give_no_rows(style: PocketStyle) -> None:
    assert style.encode_images([]).shape == (0, 512)
    assert style.encode_texts([]).shape == (0, 512)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "CMYK", "1", "I", "F"])
def test_any_mode_and_size_gives_a_unit_row(style: PocketStyle, mode: str) -> None:
    rows = style.encode_images([Image.new("RGB", (37, 11), (200, 30, 60)).convert(mode)])
    assert rows.dtype == np.float32
    assert rows.shape == (1, 512)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)


def test_one_pixel_and_a_long_strip_are_finite(style: PocketStyle) -> None:
    rows = style.encode_images([Image.new("RGB", (1, 1)), Image.new("RGB", (4000, 3), "white")])
    assert np.isfinite(rows).all()


def test_texts_give_unit_rows(style: PocketStyle) -> None:
    rows = style.encode_texts(["sepia", "by Claude Monet", ""])
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)


def test_a_picture_has_one_vector_in_any_company(style: PocketStyle, scenes: list[Image.Image]) -> None:
    alone = style.encode_images(scenes[:1])
    together = style.encode_images([scenes[1], *scenes[:1]])
    np.testing.assert_allclose(alone[0], together[1], atol=1e-3)


def test_the_same_look_is_nearer_than_the_same_scene(style: PocketStyle, scenes: list[Image.Image]) -> None:
    first, second = scenes
    rows = style.encode_images([sepia(first), sepia(second), first])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


@pytest.mark.parametrize(
    ("words", "answer"), [("black and white", 0), ("monochrome photograph", 0), ("sepia", 1), ("sepia toned", 1)]
)
def test_words_find_their_look(style: PocketStyle, scenes: list[Image.Image], words: str, answer: int) -> None:
    for scene in scenes:
        rows = style.encode_images([ImageOps.grayscale(scene), sepia(scene), scene])
        assert int((rows @ style.encode_texts([words])[0]).argmax()) == answer


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"style\.safetensors"):
        load_heads(tmp_path / "style.safetensors")


def test_foreign_weights_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "style.safetensors"
    file.write_bytes(b"not weights at all")
    with pytest.raises(ModelBroken):
        load_heads(file)
