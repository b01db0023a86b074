"""The shared towers: packed weights, word pieces, any picture to the trunk's square, the memo of early maps."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tools.encoders.pocket.picture_squares import SIDE, middle, square, to_batch, to_rgb
from tools.encoders.pocket.store import pack_rows, read_packed, unpack_rows, write_packed
from tools.encoders.pocket.text import TextTower, pool
from tools.encoders.pocket.trunk import Block, SharedTrunk, load_trunk
from tools.errors import ModelBroken, ModelMissing
from training.pocket.towers import without_unused


@given(rows=st.integers(1, 5), runs=st.integers(1, 3), seed=st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_packing_errs_by_half_a_step_at_most(rows: int, runs: int, seed: int) -> None:
    weight = torch.randn(rows, runs * 64, generator=torch.Generator().manual_seed(seed))
    packed, scale = pack_rows(weight)
    error = (unpack_rows(packed, scale) - weight).reshape(rows, runs, 64).abs().amax(2)
    assert packed.dtype == torch.int8
    assert bool((error <= 0.51 * scale.float() + 127 * scale.float() * 2**-11).all())


def test_weights_survive_a_file(tmp_path: Path) -> None:
    weights = {"matrix": torch.randn(64, 128), "vector": torch.randn(7), "kernel": torch.zeros(40, 11, 3, 5)}
    write_packed(tmp_path / "w.safetensors", weights)
    found = read_packed(tmp_path / "w.safetensors")
    assert found.keys() == weights.keys()
    assert torch.equal(found["vector"], weights["vector"])
    assert torch.equal(found["kernel"], weights["kernel"])
    assert torch.allclose(found["matrix"], weights["matrix"], atol=0.02)


def test_missing_and_truncated_weights_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="Install Docent again"):
        read_packed(tmp_path / "none.safetensors")
    path = tmp_path / "w.safetensors"
    write_packed(path, {"matrix": torch.randn(64, 128)})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelBroken, match=r"w\.safetensors"):
        read_packed(path)


def test_offsets_cover_the_words_of_the_text() -> None:
    text = "Sunset over Zermatt, no people"
    states, mask, offsets = TextTower.load().hidden([text, "a"])
    assert states.shape[2] == 384
    assert mask[0].all()
    assert mask[1].sum() == 3  # [CLS] a [SEP]
    assert "".join(text[a:b] for a, b in offsets[0]) == text.replace(" ", "")


def test_sentences_do_not_depend_on_their_company() -> None:
    texts = ["a dog", "a very long caption about two men who climb a steep wall of ice", "", "日本"]
    together = TextTower.load().sentences(texts)
    alone = np.concatenate([TextTower.load().sentences([text]) for text in texts])
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, alone, atol=1e-5)
    assert TextTower.load().sentences([]).shape == (0, 384)


def test_pieces_that_nobody_can_write_leave_the_vocabulary() -> None:
    old = {"[PAD]": 0, "[unused0]": 1, "[unused1]": 2, "[CLS]": 3, "dog": 4, "[unused2]": 5, "##s": 6}
    tokenizer = {
        "model": {"vocab": old},
        "added_tokens": [{"id": 3, "content": "[CLS]"}],
        "post_processor": {"special_tokens": {"[CLS]": {"ids": [3], "tokens": ["[CLS]"]}}},
    }
    said, kept = without_unused(json.dumps(tokenizer).encode())
    found = json.loads(said)
    assert found["model"]["vocab"] == {"[PAD]": 0, "[CLS]": 1, "dog": 2, "##s": 3}
    assert kept == [0, 3, 4, 6]
    assert found["added_tokens"][0]["id"] == 1
    assert found["post_processor"]["special_tokens"]["[CLS]"]["ids"] == [1]
    assert not any(piece.startswith("[unused") for piece in TextTower.load().tokenizer.get_vocab())


@given(width=st.integers(1, 300), height=st.integers(1, 300), share=st.floats(0.01, 1.0))
@settings(max_examples=40, deadline=None)
def test_the_middle_lies_in_the_middle(width: int, height: int, share: float) -> None:
    places = np.stack(np.meshgrid(np.arange(width) % 256, np.arange(height) % 256), -1).astype(np.uint8)
    picture = Image.fromarray(np.concatenate([places, places[:, :, :1]], -1))
    found = middle(picture, share)
    for size, whole in zip(found.size, picture.size, strict=True):
        assert abs(size - max(1, share * whole)) <= 0.5
    assert picture.getpixel(((width - found.width) // 2, (height - found.height) // 2)) == found.getpixel((0, 0))


@given(
    side=st.integers(1, 24),
    width=st.integers(1, 9),
    rows=st.integers(1, 14),
    kernel=st.sampled_from([3, 5]),
    stride=st.sampled_from([1, 2]),
    seed=st.integers(0, 2**16),
)
@settings(max_examples=40, deadline=None)
def test_a_block_in_strips_is_the_same_block(
    side: int, width: int, rows: int, kernel: int, stride: int, seed: int
) -> None:
    torch.manual_seed(seed)
    block, x = Block(kernel, stride, 6, 4, 5).eval(), torch.randn(2, 4, side, width)
    with torch.inference_mode():
        assert torch.allclose(block.in_strips(x, rows), block(x), atol=1e-5)


def test_meaning_is_kept_by_the_packed_tower() -> None:
    boat, ship, lawyer = TextTower.load().sentences(["a boat", "a ship", "a lawyer"])
    assert boat @ ship > 0.6 > boat @ lawyer


def test_texts_beyond_the_limit_are_cut_not_refused() -> None:
    assert TextTower.load().sentences(["word " * 10_000]).shape == (1, 384)


def test_pooling_ignores_padding() -> None:
    states = torch.tensor([[[3.0, 4.0], [100.0, -7.0]]])
    assert torch.allclose(pool(states, torch.tensor([[True, False]])), torch.tensor([[0.6, 0.8]]))


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16"]
)
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (640, 480)])
def test_every_mode_and_size_becomes_the_square(mode: str, size: tuple[int, int]) -> None:
    batch = to_batch([Image.new(mode, size)])
    assert batch.shape == (1, 3, SIDE, SIDE)
    assert bool(torch.isfinite(batch).all())
    assert batch.abs().max() <= 1.0


def test_what_is_transparent_shows_white_paper() -> None:
    assert to_rgb(Image.new("RGBA", (2, 2), (255, 0, 0, 0))).getpixel((0, 0)) == (255, 255, 255)
    assert to_rgb(Image.new("RGBA", (2, 2), (255, 0, 0, 255))).getpixel((0, 0)) == (255, 0, 0)


def test_sixteen_bit_greys_keep_their_tone() -> None:
    deep = Image.fromarray(np.array([[0, 32768, 65535]], dtype=np.uint16))
    assert [to_rgb(deep).getpixel((x, 0))[0] for x in range(3)] == [0, 128, 255]  # type: ignore[index]


def test_floats_that_are_no_numbers_do_not_spread() -> None:
    odd = Image.fromarray(np.array([[np.nan, 0.5, 1.0, np.inf]], dtype=np.float32))
    assert to_rgb(odd).getpixel((1, 0))[0] == 128  # type: ignore[index]


def test_a_strip_is_cut_to_its_middle() -> None:
    strip = Image.new("RGB", (5000, 100), "black")
    strip.paste("white", (2450, 0, 2550, 100))
    assert np.asarray(square(strip)).mean() > 0.3 * 255


def test_the_memo_gives_the_second_channel_the_same_maps() -> None:
    shared = SharedTrunk(load_trunk())
    pictures = [Image.new("RGB", (40, 30), (i * 9, 80, 120)) for i in range(18)]
    first = list(shared.chunks(pictures))
    again = list(shared.chunks(pictures))
    assert [chunk.first for chunk in first] == [0, 16]
    assert all(a.maps[14] is b.maps[14] for a, b in zip(first, again, strict=True))
    other = next(shared.chunks([picture.copy() for picture in pictures]))
    assert other.maps[14] is not first[0].maps[14]
    shared.forget()
    assert next(shared.chunks(pictures)).maps[14] is not first[0].maps[14]


def test_maps_have_the_sizes_that_are_told() -> None:
    maps = next(SharedTrunk(load_trunk()).chunks([Image.new("RGB", (50, 50))])).maps
    assert sorted(maps) == list(range(1, 15))
    assert [tuple(maps[i].shape[1:]) for i in (1, 4, 7, 12)] == [
        (24, 65, 65),
        (48, 33, 33),
        (88, 17, 17),
        (120, 17, 17),
    ]
