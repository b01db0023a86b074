"""Stable Diffusion's parts from a checkpoint on disk: what is loaded, what is measured, what breaks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from agent.plan.query_plan import QueryPlan, Term
from agent.session.compiler import Compiler
from agent.session.examples import ExamplePictures
from agent.session.resolved_places import ResolvedPlaces
from tests.unit.encoders.checkpoints import TINY_VAE, write_full, write_style
from tools.encoders.full import full_is_present, load_full
from tools.encoders.full.style_texts import StyleWords
from tools.encoders.full.vae import SIDE_PX, VaeStatistics, to_pixels
from tools.encoders.hashing import HashEncoder, hash_models
from tools.encoders.library_fit import (
    DOUBTFUL,
    FittedStyle,
    confidence,
    doubt,
    fit,
    fit_hint,
    fit_is_due,
    fit_note,
    keep_fitted,
    with_fit,
    words_name,
)
from tools.encoders.protocols import Models, StyleEncoder
from tools.errors import LibraryBusy, ModelBroken, ModelMissing, TooLittleMemory
from tools.settings import current_settings
from tools.types import Collection


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_full(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def models(root: Path) -> Models:
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("DOCENT_MODELS", str(root))
        current_settings.cache_clear()
        return load_full(precision=torch.float32)


def _style_folder(root: Path) -> Path:
    return root / "style/stable-diffusion-v1-4"


def _pictures(count: int = 4) -> list[Image.Image]:
    draw = np.random.default_rng(0)
    return [Image.fromarray(draw.integers(0, 255, (80 + n, 120, 3), dtype=np.uint8)) for n in range(count)]


def test_it_keeps_the_contract(models: Models) -> None:
    style = models.style
    assert isinstance(style, StyleEncoder)
    assert isinstance(style, FittedStyle)
    for rows in (style.encode_images(_pictures()), style.encode_texts(["ukiyo-e", "oil painting", "", "dots"])):
        assert rows.shape == (4, 512)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert style.encode_images([]).shape == style.encode_texts([]).shape == (0, 512)


def test_statistics_are_the_layers_means_and_log_deviations(root: Path) -> None:
    from diffusers import AutoencoderKL

    folder = _style_folder(root)
    measured = VaeStatistics.load(folder, precision=torch.float32)
    tensors = load_file(folder / "vae/diffusion_pytorch_model.safetensors")
    reference = AutoencoderKL.from_config(json.loads((folder / "vae/config.json").read_text())).eval()
    renamed = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
    for name in list(tensors):
        for old, new in renamed.items():
            if f".{old}." in name:
                tensors[name.replace(f".{old}.", f".{new}.")] = tensors.pop(name)
    reference.load_state_dict(tensors)
    picture = _pictures(1)[0]
    with torch.inference_mode():
        pixels = to_pixels(picture)[None]
        first = reference.encoder.conv_in(pixels)
        latent = reference.encode(pixels).latent_dist.mean
    row = measured.measure([picture])[0]
    columns = dict(measured.layers)
    for name, response in (("conv_in", first), ("latent", latent)):
        flat = response[0].flatten(1)
        expected = torch.cat([flat.mean(1), (flat.std(1, correction=0) + 1e-4).log()]).numpy()
        np.testing.assert_allclose(row[columns[name]], expected, atol=1e-4)
    widths = TINY_VAE["block_out_channels"]
    assert measured.size == 2 * (widths[0] + sum(widths) + widths[-1] + TINY_VAE["latent_channels"])


def test_the_decoder_is_neither_built_nor_needed(tmp_path: Path, root: Path) -> None:
    bare = write_style(tmp_path, with_decoder=False)
    without = VaeStatistics.load(bare, precision=torch.float32)
    whole = VaeStatistics.load(_style_folder(root), precision=torch.float32)
    assert without.name == whole.name
    np.testing.assert_array_equal(without.measure(_pictures(2)), whole.measure(_pictures(2)))
    held = sum(parameter.numel() for module in (whole.encoder, whole.quant) for parameter in module.parameters())
    stored = load_file(bare / "vae/diffusion_pytorch_model.safetensors")
    assert held == sum(tensor.numel() for tensor in stored.values())


def test_old_and_new_layer_names_are_the_same_network(tmp_path: Path, root: Path) -> None:
    new = VaeStatistics.load(write_style(tmp_path, old_names=False), precision=torch.float32)
    old = VaeStatistics.load(_style_folder(root), precision=torch.float32)
    np.testing.assert_array_equal(new.measure(_pictures(1)), old.measure(_pictures(1)))


def test_padding_does_not_change_what_words_mean(root: Path) -> None:
    words = StyleWords.load(_style_folder(root), precision=torch.float32)
    alone = words.encode(["ukiyo-e"])
    beside = words.encode(["ukiyo-e", "a very long phrase about how a picture was painted " * 8])
    np.testing.assert_allclose(beside[0], alone[0], atol=1e-5)
    assert not np.allclose(beside[0], beside[1], atol=1e-3)


def test_pixels_are_the_middle_square_in_minus_one_to_one() -> None:
    wide = Image.new("RGB", (400, 100), "black")
    wide.paste("white", (150, 0, 250, 100))
    pixels = to_pixels(wide)
    assert pixels.shape == (3, SIDE_PX, SIDE_PX)
    assert pixels.min() == pixels.max() == 1.0
    assert to_pixels(Image.new("1", (1, 1))).max() == -1.0


def test_the_space_is_fitted_once_and_read_back(models: Models, root: Path) -> None:
    vectors = models.style.encode_images(_pictures())
    kept = list(_style_folder(root).glob("style_space-*.safetensors"))
    assert len(kept) == 1
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("DOCENT_MODELS", str(root))
        current_settings.cache_clear()
        again = load_full(precision=torch.float32)
        np.testing.assert_array_equal(again.style.encode_images(_pictures()), vectors)
        kept[0].write_bytes(b"torn")
        mended = load_full(precision=torch.float32)
        np.testing.assert_allclose(mended.style.encode_images(_pictures()), vectors, atol=1e-4)


def test_words_are_fitted_to_a_library_kept_and_restored(models: Models) -> None:
    draw = np.random.default_rng(1)
    content, style = (_unit(draw.standard_normal((400, dim))) for dim in (models.content.dim, 512))
    assert fit_is_due(models, 400)
    assert "rough" in fit_note(models)
    fitted, kept = fit(models, content, style)
    assert kept is not None
    assert fitted.style.name == models.style.name  # its pictures' vectors stay what they were
    assert not fit_is_due(fitted, 490)
    assert fit_is_due(fitted, 510)
    restored = with_fit(models, kept)
    phrases = ["ukiyo-e", "pencil sketch"]
    np.testing.assert_allclose(restored.style.encode_texts(phrases), fitted.style.encode_texts(phrases), atol=2e-3)
    assert "do not tell styles apart" in fit_note(fitted)  # random vectors share nothing, and that is said
    assert fit_hint(fitted).startswith(fit_note(fitted))
    assert "agreement" in fit_hint(fitted)


def test_each_word_has_a_confidence_and_searching_takes_it(models: Models) -> None:
    assert confidence(models.style, ["ukiyo-e", "pencil sketch"]).tolist() == [0.5, 0.5]  # fitted to no library
    assert "40 pictures" in doubt(models, "ukiyo-e")
    draw = np.random.default_rng(1)
    content, style = (_unit(draw.standard_normal((400, dim))) for dim in (models.content.dim, 512))
    fitted, _ = fit(models, content, style)
    rows = confidence(fitted.style, ["ukiyo-e", "pencil sketch"])
    assert rows.dtype == np.float32
    assert (rows < DOUBTFUL).all()
    compiler = Compiler(fitted, ExamplePictures(None))
    unknown = np.full(len(content), np.nan)
    names, undated = tuple(f"{n:016x}" for n in range(len(content))), np.full(len(content), "NaT", "datetime64[s]")
    pictures = Collection(names, names, content, style, unknown, unknown, undated)
    plan = QueryPlan(terms=(Term(id="a", text="ukiyo-e", channel="style"), Term(id="b", text="boat")))
    trust = {term.id: term.confidence for term in compiler.query(plan, pictures, places=ResolvedPlaces()).terms}
    assert trust == {"a": pytest.approx(float(rows[0])), "b": 1.0}
    assert set(compiler.doubts(plan)) == {"a"}
    assert confidence(models.style, []).shape == (0,)
    assert words_name(fitted.style) != words_name(models.style)  # vectors of words kept from before are not reused


def test_a_word_alone_is_doubted_where_the_others_are_sure(models: Models) -> None:
    sure = replace(models, style=Sure())
    assert doubt(sure, "ukiyo-e") == ""
    assert doubt(sure, "nothing here").startswith("Few of your pictures share this style")
    assert doubt(hash_models(), "anything") == ""


class Sure(HashEncoder):
    """A fitted style encoder that trusts every word but one."""

    def fitted(self, content, style):
        return self

    def to_bytes(self):
        return b""

    def restored(self, data):
        return self

    def fitted_on(self) -> int:
        return 100

    def confidence(self, texts, /):
        return np.array([0.3 if text == "nothing here" else 1.0 for text in texts], dtype=np.float32)

    def fit_note(self) -> str:
        return ""

    def fit_numbers(self) -> str:
        return ""


class MemoryStore:
    """Vectors and bytes in memory; `busy` as a library is while another process writes to it."""

    def __init__(self, content: np.ndarray, style: np.ndarray, *, busy: bool = False) -> None:
        self.content, self.style, self.busy = content, style, busy
        self.blobs: dict[str, bytes] = {}

    def collection(self) -> Collection:
        count = len(self.style)
        names = tuple(f"{number:016x}" for number in range(count))
        nothing = np.full(count, np.nan)
        taken = np.full(count, "NaT", dtype="datetime64[s]")
        return Collection(names, names, self.content, self.style, nothing, nothing, taken)

    def get_blob(self, name: str) -> bytes | None:
        return self.blobs.get(name)

    def set_blob(self, name: str, data: bytes) -> None:
        if self.busy:
            raise LibraryBusy("Another process is writing.")
        self.blobs[name] = data


def test_a_library_keeps_its_fit_until_it_has_grown(models: Models) -> None:
    draw = np.random.default_rng(2)
    content, style = (_unit(draw.standard_normal((100, dim))) for dim in (models.content.dim, 512))
    store = MemoryStore(content[:60], style[:60])
    assert keep_fitted(models, store).style.fitted_on() == 60
    first = dict(store.blobs)
    assert first
    store.content, store.style = content[:70], style[:70]
    assert keep_fitted(models, store).style.fitted_on() == 60
    assert store.blobs == first
    store.content, store.style = content, style
    assert keep_fitted(models, store).style.fitted_on() == 100
    assert store.blobs != first
    assert keep_fitted(hash_models(), store).name == "hash"


def test_a_busy_library_is_fitted_for_this_time(models: Models) -> None:
    draw = np.random.default_rng(2)
    content, style = (_unit(draw.standard_normal((60, dim))) for dim in (models.content.dim, 512))
    store = MemoryStore(content, style, busy=True)
    assert keep_fitted(models, store).style.fitted_on() == 60
    assert not store.blobs


def test_too_few_pictures_leave_the_models_as_they_were(models: Models) -> None:
    draw = np.random.default_rng(1)
    same, kept = fit(models, draw.standard_normal((12, models.content.dim)), draw.standard_normal((12, 512)))
    assert same is models
    assert kept is None


def test_a_fit_of_other_models_or_torn_bytes_is_not_used(models: Models) -> None:
    assert with_fit(models, b"") is models
    assert with_fit(models, b"\x08\0\0\0\0\0\0\0nonsense") is models
    assert with_fit(models, None) is models


def test_sets_that_need_no_fit_pass_through() -> None:
    models = hash_models()
    rows = np.zeros((100, 512), dtype=np.float32)
    assert fit(models, rows, rows) == (models, None)
    assert with_fit(models, b"anything") is models
    assert not fit_is_due(models, 1_000)
    assert fit_note(models) == ""


@pytest.mark.parametrize("name", ["vae/config.json", "vae/diffusion_pytorch_model.safetensors", "tokenizer/merges.txt"])
def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DOCENT_MODELS", str(write_full(tmp_path)))
    assert full_is_present()
    (_style_folder(tmp_path) / name).unlink()
    assert not full_is_present()
    with pytest.raises(ModelMissing) as caught:
        load_full()
    assert "docent models pull full" in caught.value.remedy


@pytest.mark.parametrize("part", ["vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"])
@pytest.mark.parametrize("harm", ["truncated", "layer missing", "foreign"])
def test_broken_parts_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, harm: str) -> None:
    monkeypatch.setenv("DOCENT_MODELS", str(write_full(tmp_path)))
    weights = _style_folder(tmp_path) / part
    if harm == "truncated":
        weights.write_bytes(weights.read_bytes()[:-10])
    else:
        tensors = load_file(weights)
        kept = {name: tensor for name, tensor in tensors.items() if not name.endswith("layer_norm1.weight")}
        kept = {name: tensor for name, tensor in kept.items() if not name.startswith("encoder.conv_in")}
        save_file(kept if harm == "layer missing" else {"a": torch.zeros(1)}, weights)
    with pytest.raises(ModelBroken) as caught:
        load_full()
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_too_little_memory_is_said_before_anything_is_read(root: Path) -> None:
    from tools.encoders.full.checkpoint import need_memory

    with pytest.raises(TooLittleMemory, match="GB of memory"):
        need_memory(10**15, "model.safetensors")
    need_memory(1, "model.safetensors")


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
