"""The content encoder keeps its contract, and its training's fast path and losses say what they claim."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tools.encoders import ContentEncoder
from tools.encoders.pocket.content import PocketContent
from tools.encoders.pocket.content_files import read_content, write_content
from tools.encoders.pocket.content_net import CUT, HubCorrection, OwnBlocks, PictureNet, TextNet
from tools.encoders.pocket.text import tidy
from tools.encoders.pocket.trunk import load_trunk
from tools.errors import ModelBroken
from training.pocket import content_losses as losses
from training.pocket.content_data import Pair, caption_spans, read_pairs
from training.pocket.content_fast import own_forward
from training.pocket.content_hubs import fit_hubs
from training.pocket.content_store import Sampler

skimage_data = pytest.importorskip("skimage.data")


@pytest.fixture(scope="module")
def content() -> PocketContent:
    return PocketContent.load()


@pytest.fixture(scope="module")
def photographs() -> list[Image.Image]:
    """Photographs that scikit-image carries in its wheel: a cat, an astronaut, a cup of coffee."""
    return [Image.fromarray(getattr(skimage_data, name)()) for name in ("chelsea", "astronaut", "coffee")]


def test_keeps_the_protocol(content: PocketContent, photographs: list[Image.Image]) -> None:
    assert isinstance(content, ContentEncoder)
    seen, said = content.encode_images(photographs), content.encode_texts(["a cat", "an astronaut"])
    assert (seen.shape, said.shape) == ((3, 512), (2, 512))
    assert seen.dtype == said.dtype == np.float32
    assert np.allclose(np.linalg.norm(np.concatenate([seen, said]), axis=1), 1, atol=1e-5)
    assert content.encode_images([]).shape == content.encode_texts([]).shape == (0, 512)


def test_words_find_their_pictures(content: PocketContent, photographs: list[Image.Image]) -> None:
    said = content.encode_texts(["a cat", "a woman in an orange suit", "a cup of coffee"])
    assert (said @ content.encode_images(photographs).T).argmax(1).tolist() == [0, 1, 2]


def test_a_vector_does_not_depend_on_its_company(content: PocketContent, photographs: list[Image.Image]) -> None:
    together = content.encode_images(photographs * 7)
    alone = content.encode_images(photographs[1:2])
    assert np.allclose(together[1::3], alone, atol=0.02)
    texts = ["a cat", "a long caption with many words about a cat that sleeps in the sun on a red sofa"]
    assert np.allclose(content.encode_texts(texts)[:1], content.encode_texts(texts[:1]), atol=1e-4)


def test_odd_pictures_give_finite_vectors(content: PocketContent) -> None:
    odd = [Image.new("L", (1, 1)), Image.new("RGBA", (4000, 3)), Image.new("CMYK", (5, 700)), Image.new("I;16", (9, 9))]
    assert np.isfinite(content.encode_images(odd)).all()


def test_odd_texts_give_finite_vectors(content: PocketContent) -> None:
    assert np.isfinite(content.encode_texts(["", " ", "\u0000", "🙂", "x" * 20_000])).all()


def test_another_network_s_file_is_refused(tmp_path: Path) -> None:
    from tools.encoders.pocket.store import write_packed

    write_packed(tmp_path / "content.safetensors", {"picture.head": torch.zeros(3)})
    with pytest.raises(ModelBroken, match="content channel"):
        read_content(tmp_path / "content.safetensors", load_trunk())


def test_a_written_net_comes_back(tmp_path: Path) -> None:
    torch.manual_seed(0)
    picture, text, trunk = PictureNet().eval(), TextNet().eval(), load_trunk()
    for own, theirs in zip(picture.own.blocks, list(trunk.blocks)[CUT:], strict=True):
        own.depthwise.load_state_dict(theirs.depthwise.state_dict())  # type: ignore[union-attr]
    write_content(tmp_path / "c.safetensors", picture, text)
    again, _ = read_content(tmp_path / "c.safetensors", trunk)
    maps, pooled = torch.randn(4, 88, 17, 17), torch.rand(4, 1280)
    with torch.inference_mode():
        assert (picture([maps], pooled) * again([maps], pooled)).sum(1).min() > 0.995


@pytest.mark.parametrize("side", [14, 17])  # the filter of stride 2 is padded differently
def test_the_fast_path_equals_the_plain_one_forward_and_backward(side: int) -> None:
    torch.manual_seed(0)
    own = OwnBlocks(dropout=0.0).eval()
    for block, theirs in zip(own.blocks, list(load_trunk().blocks)[CUT:], strict=True):
        block.load_state_dict(theirs.state_dict())
    maps = torch.randn(3, side, side, 88).requires_grad_()
    plain, fast = own(maps.permute(0, 3, 1, 2)), own_forward(own, maps)
    assert torch.nn.functional.cosine_similarity(plain, fast).min() > 0.999
    weights = [maps, own.blocks[0].expand.weight, own.blocks[2].project.bias, own.head.weight, own.gaze.weight]  # type: ignore[union-attr]
    for a, b in zip(
        torch.autograd.grad(plain.square().sum(), weights),  # type: ignore[arg-type]
        torch.autograd.grad(fast.square().sum(), weights),  # type: ignore[arg-type]
        strict=True,
    ):
        assert torch.nn.functional.cosine_similarity(a.flatten(), b.flatten(), dim=0) > 0.9  # bfloat16's share


def test_contrast_rewards_the_right_pairs_and_forgives_shared_labels() -> None:
    z = torch.eye(4)
    keys, scale = torch.arange(4), torch.tensor(20.0)
    right = losses.contrast(z, z, picture_keys=keys, text_keys=keys, scale=scale)
    wrong = losses.contrast(z, z.roll(1, 0), picture_keys=keys, text_keys=keys, scale=scale)
    same = torch.zeros(4, dtype=torch.long)
    half = torch.ones(4, 4) / 2
    forgiven = losses.contrast(half, half, picture_keys=same, text_keys=same, scale=scale)
    assert right < 0.01 < 5 < wrong
    assert forgiven == pytest.approx(np.log(4), abs=1e-4)


def test_structure_is_kept_by_a_rotation_and_lost_by_noise() -> None:
    torch.manual_seed(1)
    words = torch.nn.functional.normalize(torch.randn(20, 16), dim=1)
    rotation = torch.linalg.qr(torch.randn(16, 16))[0]
    noise = torch.nn.functional.normalize(torch.randn(20, 16), dim=1)
    assert losses.keep_structure(words @ rotation, words) < 1e-4 < losses.keep_structure(noise, words)


def test_the_sampler_gives_every_row_before_it_repeats_one() -> None:
    sampler = Sampler(np.arange(10), np.random.default_rng(0))
    assert sorted(sampler.take(4) + sampler.take(6)) == list(range(10))
    assert sorted(sampler.take(10)) == list(range(10))


def test_captions_are_tidied() -> None:
    assert tidy("A dog , wet ,  runs .") == "A dog, wet, runs"


def test_a_full_stop_is_not_seen_in_a_picture(content: PocketContent) -> None:
    plain, stopped, spaced = content.encode_texts(["a dog, wet, runs", "a dog, wet, runs.", " a dog , wet,  runs . "])
    assert plain @ stopped == pytest.approx(1, abs=1e-5)
    assert plain @ spaced == pytest.approx(1, abs=1e-5)


def test_held_out_pictures_are_the_ones_that_the_measures_use(shared: Path) -> None:
    pairs = read_pairs(shared / "data")
    dev = [pair for pair in pairs if pair.kind == "flickr8k" and pair.held_out]
    assert len(dev) == 1000
    assert not {p.path for p in pairs if p.held_out} & {p.path for p in pairs if not p.held_out}
    assert {(p.label, p.style) for p in pairs if p.kind == "pacs" and p.held_out} == {
        (p.label, p.style) for p in pairs if p.kind == "pacs"
    }


def test_hubs_are_corrected_and_nothing_before_they_are_known() -> None:
    torch.manual_seed(0)
    unit = torch.nn.functional.normalize
    captions = unit(torch.randn(3000, 512) + 0.6 * torch.randn(512), dim=1)
    pictures = unit(torch.randn(400, 512), dim=1)
    pictures[0] = unit(pictures[0] + 0.5 * captions.mean(0) / captions.mean(0).norm(), dim=0)  # near to everything
    hubs = HubCorrection(1024)
    assert torch.allclose(hubs(pictures), pictures, atol=1e-6)
    fit_hubs(hubs, own=pictures, others=captions, strength=1.0)
    with torch.inference_mode():
        corrected = hubs(pictures)
    assert torch.allclose(corrected.norm(dim=1), torch.ones(400), atol=1e-5)
    before = (captions @ pictures.T).argmax(1).eq(0).float().mean()
    after = (captions @ corrected.T).argmax(1).eq(0).float().mean()
    assert before > 0.9
    assert after < 0.5 * before


def test_a_soft_target_forgives_what_is_described_alike() -> None:
    pictures = torch.eye(3)
    texts = torch.eye(3)[[0, 0, 2, 2, 1, 1]]  # the second's and the third's captions are taken for each other's
    scale, alike = torch.tensor(10.0), torch.tensor([[9.0, 0, 0], [0, 9.0, 9.0], [0, 9.0, 9.0]])
    hard = losses.softened(pictures, texts, likeness=alike, share=0.0, scale=scale)
    soft = losses.softened(pictures, texts, likeness=alike, share=0.8, scale=scale)
    keys = torch.arange(3)
    contrast = losses.contrast(pictures, texts, picture_keys=keys, text_keys=keys.repeat_interleave(2), scale=scale)
    assert torch.allclose(hard, contrast, atol=1e-5)
    assert soft < hard


def test_spans_are_runs_of_words_of_training_captions() -> None:
    def pair(kind: str, *, held_out: bool) -> Pair:
        return Pair(Path("a.jpg"), ("a girl in a pink dress climbs up the stairs", "two dogs"), kind, held_out)

    spans = caption_spans(
        [pair("flickr8k", held_out=False), pair("flickr8k", held_out=True), pair("pacs", held_out=False)]
    )
    assert spans[1] == spans[2] == ()
    assert 1 <= len(spans[0]) <= 3
    for span in spans[0]:
        assert span in "a girl in a pink dress climbs up the stairs"
        assert len(span.split()) >= 2
        assert span.split()[-1] not in ("a", "the", "in", "up")
    assert spans == caption_spans(
        [pair("flickr8k", held_out=False), pair("flickr8k", held_out=True), pair("pacs", held_out=False)]
    )
