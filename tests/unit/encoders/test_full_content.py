"""CLIP from a checkpoint on disk, through the calls that real weights take."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from tests.unit.encoders.checkpoints import TINY_CLIP, write_clip
from tools.encoders.full.folders import ClipPart, content_part, models_folder
from tools.encoders.full.openclip import TEMPLATES, OpenClipContent, cut_strip
from tools.encoders.protocols import ContentEncoder
from tools.errors import BadRequest, ModelBroken, ModelMissing


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip")).parent


@pytest.fixture(scope="module")
def encoder(folder: Path) -> OpenClipContent:
    return OpenClipContent.load(_part(folder), precision=torch.float32)


def _part(folder: Path) -> ClipPart:
    return ClipPart(folder / "open_clip_model.safetensors", folder=folder)


def _pictures() -> list[Image.Image]:
    draw = np.random.default_rng(0)
    return [Image.fromarray(draw.integers(0, 255, (40 + n, 60, 3), dtype=np.uint8)) for n in range(5)]


def test_it_keeps_the_contract(encoder: OpenClipContent) -> None:
    assert isinstance(encoder, ContentEncoder)
    for rows in (
        encoder.encode_images(_pictures()),
        encoder.encode_texts(["a", "b c", "a dog on a very long beach", "", "e"]),
    ):
        assert rows.shape == (5, encoder.dim)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert encoder.encode_images([]).shape == encoder.encode_texts([]).shape == (0, encoder.dim)


def test_the_dimension_is_the_checkpoints_own(encoder: OpenClipContent) -> None:
    assert encoder.dim == TINY_CLIP["embed_dim"] == 24


def test_it_gives_what_open_clip_itself_gives(folder: Path, encoder: OpenClipContent) -> None:
    import open_clip

    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    tokens = open_clip.get_tokenizer(f"local-dir:{folder}")(["a long caption of five words"])
    picture = _pictures()[0]
    with torch.inference_mode():
        image = model.eval().encode_image(preprocess(picture)[None], normalize=True).numpy()
        text = model.encode_text(tokens, normalize=True).numpy()
    np.testing.assert_allclose(encoder.encode_images([picture]), image, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_texts(["a long caption of five words"]), text, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "templated"), [("harbour", True), ("a red boat", True), ("a red boat sinking", False)]
)
def test_only_short_terms_are_put_into_phrases(encoder: OpenClipContent, text: str, templated: bool) -> None:
    alone = encoder._encode_phrases([text]).numpy()[0]
    alone = alone / np.linalg.norm(alone)
    assert np.allclose(encoder.encode_texts([text])[0], alone, atol=1e-5) is not templated
    if templated:
        each = encoder._encode_phrases([template.format(text) for template in TEMPLATES]).numpy()
        mean = (each / np.linalg.norm(each, axis=1, keepdims=True)).mean(0)
        np.testing.assert_allclose(encoder.encode_texts([text])[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_quick_gelu_follows_the_checkpoint(folder: Path, tmp_path: Path, encoder: OpenClipContent) -> None:
    (tmp_path / "open_clip_model.safetensors").write_bytes((folder / "open_clip_model.safetensors").read_bytes())
    config = json.loads((folder / "open_clip_config.json").read_text())
    config["model_cfg"]["quick_gelu"] = False
    (tmp_path / "open_clip_config.json").write_text(json.dumps(config))
    other = OpenClipContent.load(_part(tmp_path), precision=torch.float32)
    picture = _pictures()[:1]
    assert not np.allclose(other.encode_images(picture), encoder.encode_images(picture), atol=1e-4)
    assert other.name != encoder.name  # the same bytes in another network are another model


def test_a_name_is_the_weights_not_the_folder(folder: Path, tmp_path: Path, encoder: OpenClipContent) -> None:
    write_clip(tmp_path / "same")
    write_clip(tmp_path / "other", seed=7)
    assert OpenClipContent.load(_part(tmp_path / "same")).name == encoder.name
    assert OpenClipContent.load(_part(tmp_path / "other")).name != encoder.name


def test_batches_do_not_change_a_vector(encoder: OpenClipContent) -> None:
    pictures = _pictures()
    one_by_one = np.concatenate([encoder.encode_images([picture]) for picture in pictures])
    np.testing.assert_allclose(encoder.encode_images(pictures * 9)[: len(pictures)], one_by_one, atol=1e-5)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_any_mode_is_read(encoder: OpenClipContent, mode: str) -> None:
    assert np.isfinite(encoder.encode_images([Image.new(mode, (30, 20))])).all()


def test_a_strip_is_cut_to_its_middle_and_no_other_picture_is() -> None:
    assert cut_strip(Image.new("L", (4000, 10))).size == (40, 10)
    assert cut_strip(Image.new("L", (1, 900))).size == (1, 4)
    assert cut_strip(Image.new("L", (300, 100))).size == (300, 100)


def _break(kind: str, weights: Path) -> None:
    if kind == "truncated":
        weights.write_bytes(weights.read_bytes()[:-100])
    elif kind == "cut in its header":
        weights.write_bytes(weights.read_bytes()[:500])
    elif kind == "empty":
        weights.write_bytes(b"")
    elif kind == "pickle":
        weights.write_bytes(pickle.dumps({"state_dict": {}}, protocol=4))
    elif kind == "zipped pickle":
        torch.save({"a": torch.zeros(2)}, weights)
    elif kind == "text":
        weights.write_text("<html>not found</html>")
    elif kind == "foreign":
        save_file({"layer.weight": torch.zeros(3, 3)}, weights)
    elif kind == "layer missing":
        tensors = load_file(weights)
        tensors.pop("ln_final.weight")
        save_file(tensors, weights)
    elif kind == "wrong shape":
        tensors = load_file(weights)
        tensors["text_projection"] = torch.zeros(3, 3)
        save_file(tensors, weights)


BROKEN = (
    "truncated",
    "cut in its header",
    "empty",
    "pickle",
    "zipped pickle",
    "text",
    "foreign",
    "layer missing",
    "wrong shape",
)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_checkpoint_is_one_sentence_with_a_remedy(tmp_path: Path, kind: str) -> None:
    weights = write_clip(tmp_path)
    _break(kind, weights)
    with pytest.raises(ModelBroken) as caught:
        OpenClipContent.load(_part(tmp_path))
    assert "open_clip_model.safetensors" in caught.value.message
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_config_that_is_no_json_is_named(tmp_path: Path) -> None:
    write_clip(tmp_path)
    (tmp_path / "open_clip_config.json").write_text("{")
    with pytest.raises(ModelBroken, match=r"open_clip_config\.json"):
        OpenClipContent.load(_part(tmp_path))


def test_a_single_file_needs_its_architecture(
    folder: Path, tmp_path: Path, setting: Callable[[str, object], None]
) -> None:
    lone = tmp_path / "lone.safetensors"
    lone.write_bytes((folder / "open_clip_model.safetensors").read_bytes())
    setting("DOCENT_CLIP_MODEL", lone)
    with pytest.raises(ModelBroken, match="does not hold this CLIP network"):  # it is not the default ViT-B-16
        OpenClipContent.load(content_part())
    setting("DOCENT_CLIP_MODEL", f"ViT-B-99@{lone}")
    with pytest.raises(BadRequest, match="ViT-B-99"):
        OpenClipContent.load(content_part())


def test_settings_find_a_checkpoint(folder: Path, tmp_path: Path, setting: Callable[[str, object], None]) -> None:
    setting("DOCENT_MODELS", tmp_path)
    with pytest.raises(ModelMissing, match="ViT-B-16/openai"):
        content_part()
    setting("DOCENT_CLIP_MODEL", folder)
    assert content_part() == _part(folder)
    weights = folder / "open_clip_model.safetensors"
    setting("DOCENT_CLIP_MODEL", weights)
    assert content_part() == _part(folder)
    setting("DOCENT_CLIP_MODEL", f"ViT-B-16-quickgelu@{weights}")
    assert content_part() == ClipPart(weights, architecture="ViT-B-16-quickgelu")
    setting("DOCENT_CLIP_MODEL", "ViT-L-14/openai")
    with pytest.raises(ModelMissing, match="ViT-L-14/openai"):
        content_part()


def test_the_same_variable_names_a_set_or_a_folder(tmp_path: Path, setting: Callable[[str, object], None]) -> None:
    setting("DOCENT_MODELS", None)
    usual = models_folder()
    setting("DOCENT_MODELS", "full")
    assert models_folder() == usual
    setting("DOCENT_MODELS", tmp_path)
    assert models_folder() == tmp_path


@pytest.mark.parametrize("place", ["full/content", "content", "my own clip", "ViT-B-16--openai"])
def test_a_copied_folder_may_have_any_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("DOCENT_MODELS", str(tmp_path))
    shutil.copytree(folder, tmp_path / place)
    assert content_part().folder == tmp_path / place
