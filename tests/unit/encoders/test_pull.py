"""Pulling the full set from a hub on this machine: whole, or not at all."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from safetensors.torch import load_file

from tests.unit.encoders.checkpoints import write_clip, write_style
from tests.unit.encoders.hub_server import Hub, serve
from tools.encoders.full import full_is_present, load_full
from tools.encoders.full.folders import TEXT_WEIGHTS, VAE_WEIGHTS
from tools.encoders.full.hub import fetch, list_files, open_client
from tools.encoders.full.pull import STAGING, PullProgress, partial_bytes
from tools.encoders.model_sets import list_sets, pull
from tools.errors import BadRequest, ModelNotPulled

CLIP = "timm/vit_base_patch16_clip_224.openai"
STYLE = "CompVis/stable-diffusion-v1-4"


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("hub")
    write_clip(root / "clip")
    write_style(root / "style")
    (root / "style/safety_checker").mkdir()
    (root / "style/safety_checker/pytorch_model.bin").write_bytes(b"\x80never fetched")
    return {CLIP: root / "clip", STYLE: root / "style"}


@pytest.fixture
def hub(repositories: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serve(Hub(repositories)) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        (tmp_path / "models").mkdir()
        monkeypatch.setenv("DOCENT_MODELS", str(tmp_path / "models"))
        yield running


def _fetched(hub: Hub) -> list[str]:
    return [path for path, _ in hub.requests if "/resolve/" in path]


def test_sizes_come_first_and_a_no_fetches_nothing(hub: Hub) -> None:
    heard: list[str] = []

    def no(question: str) -> bool:
        heard.append(question)
        return False

    report = pull("full", confirm=no)
    assert not report.finished
    assert _fetched(hub) == []
    assert report.plan is not None
    sizes = [file.size_bytes for part in report.plan.parts for file in part.files.values()]
    assert report.plan.fetch_bytes == report.plan.total_bytes == sum(sizes) > 100_000
    assert f"Fetch {sum(sizes) / 1e6:,.0f} MB from {CLIP} and {STYLE}" in heard[0]
    assert not full_is_present()


def test_a_pull_brings_a_set_that_loads_and_no_pickle(hub: Hub, tmp_path: Path) -> None:
    heard: list[PullProgress] = []
    report = pull("full", confirm=None, progress=heard.append)
    assert report.finished
    assert heard[-1].done == heard[-1].total == report.fetched_bytes
    assert [one.done for one in heard] == sorted(one.done for one in heard)
    assert full_is_present()
    assert load_full().content.encode_texts(["a"]).shape == (1, 24)
    assert not any(path.endswith(".bin") for path in _fetched(hub))
    assert not any((tmp_path / "models" / STAGING).rglob("*.safetensors"))
    facts = json.loads((tmp_path / "models/style/stable-diffusion-v1-4/pulled.json").read_text())
    assert facts["repository"] == STYLE
    assert len(facts["files"][VAE_WEIGHTS]["sha256"]) == 64


def test_the_decoder_does_not_stay_on_the_disk(hub: Hub, tmp_path: Path) -> None:
    pull("full", confirm=None)
    kept = load_file(tmp_path / "models/style/stable-diffusion-v1-4" / VAE_WEIGHTS)
    assert {name.split(".")[0] for name in kept} == {"encoder", "quant_conv"}


def test_the_activation_follows_the_tag(hub: Hub, tmp_path: Path) -> None:
    hub.hidden.add("open_clip_config.json")  # a repository without one: open_clip's own description is written
    pull("full", confirm=None)
    config = json.loads((tmp_path / "models/content/ViT-B-16--openai/open_clip_config.json").read_text())
    assert config["model_cfg"]["quick_gelu"] is True
    assert config["model_cfg"]["vision_cfg"]["patch_size"] == 16


def test_a_second_pull_asks_the_hub_nothing(hub: Hub) -> None:
    pull("full", confirm=None)
    hub.requests.clear()
    assert pull("full", confirm=None).finished
    assert hub.requests == []


def test_a_cut_connection_is_gone_on_with(hub: Hub) -> None:
    hub.cut_after[VAE_WEIGHTS] = [1_000, 2_000]
    hub.cut_after["open_clip_model.safetensors"] = [50_000]
    assert pull("full", confirm=None).finished
    ranges = [asked for path, asked in hub.requests if path.startswith("/cdn/") and path.endswith(VAE_WEIGHTS)]
    assert ranges == ["", "bytes=1000-", "bytes=3000-"]


def test_a_server_without_ranges_starts_the_file_again(hub: Hub) -> None:
    hub.no_ranges = True
    hub.cut_after[VAE_WEIGHTS] = [1_000]
    assert pull("full", confirm=None).finished


def test_a_dead_connection_ends_with_one_sentence_and_a_later_pull_goes_on(hub: Hub, tmp_path: Path) -> None:
    with open_client() as client:
        file = list_files(client, STYLE)[VAE_WEIGHTS]
        hub.cut_after[VAE_WEIGHTS] = [1_000, *[0] * 20]
        target = tmp_path / "vae.safetensors"
        with pytest.raises(ModelNotPulled, match=r"broke off at 1,000 of") as caught:
            fetch(client, file, target, pause_s=0.0)
        assert "goes on" in caught.value.remedy
        assert not target.exists()
        hub.cut_after.clear()
        hub.requests.clear()
        fetch(client, file, target)
    assert hub.requests[0][1] == "bytes=1000-"
    assert target.stat().st_size == file.size_bytes


@pytest.mark.parametrize("name", [VAE_WEIGHTS, TEXT_WEIGHTS, "vae/config.json"])
def test_a_wrong_hash_is_never_put_in_place(hub: Hub, name: str) -> None:
    hub.spoilt.add(name)
    with pytest.raises(ModelNotPulled, match="damaged"):
        pull("full", confirm=None)
    assert not full_is_present()
    hub.spoilt.clear()
    assert pull("full", confirm=None).finished  # the damaged file was not kept


def test_a_stopped_pull_leaves_nothing_in_use_and_keeps_what_came(hub: Hub, tmp_path: Path) -> None:
    stop = threading.Event()

    def soon(heard: PullProgress) -> None:
        if heard.file == VAE_WEIGHTS:
            stop.set()

    report = pull("full", confirm=None, progress=soon, cancel=stop)
    assert not report.finished
    assert not full_is_present()
    assert not (tmp_path / "models/style").exists()
    assert partial_bytes() > 0
    hub.requests.clear()
    questions: list[str] = []
    again = pull("full", confirm=lambda question: questions.append(question) is None)
    assert again.finished
    assert again.plan is not None
    assert again.plan.fetch_bytes < again.plan.total_bytes
    assert "in all" in questions[0]
    assert not any("open_clip_model" in path for path in _fetched(hub))  # that file was whole already


def test_too_little_disk_is_said_before_anything_is_fetched(hub: Hub) -> None:
    hub.claimed_bytes[VAE_WEIGHTS] = 10**16
    with pytest.raises(ModelNotPulled, match="GB are free") as caught:
        pull("full", confirm=None)
    assert "DOCENT_MODELS" in caught.value.remedy
    assert _fetched(hub) == []


def test_a_disk_that_fills_up_on_the_way_is_one_sentence(hub: Hub) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # the kernel refuses larger files, as a full disk would
    try:
        with pytest.raises(ModelNotPulled, match="no room left") as caught:
            pull("full", confirm=None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert "Free some space" in caught.value.remedy
    assert not full_is_present()
    assert pull("full", confirm=None).finished


def test_a_repository_of_pickles_is_refused(hub: Hub) -> None:
    hub.hidden.add("open_clip_model.safetensors")
    with pytest.raises(ModelNotPulled, match=r"holds no open_clip_model\.safetensors"):
        pull("full", confirm=None)


@pytest.mark.parametrize(("status", "words"), [(401, "by hand"), (404, "by hand"), (500, "later")])
def test_a_refusal_is_one_sentence(hub: Hub, status: int, words: str) -> None:
    hub.status["revision/main"] = status
    with pytest.raises(ModelNotPulled, match=str(status)) as caught:
        pull("full", confirm=None)
    assert words in caught.value.remedy


def test_no_hub_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    monkeypatch.setenv("DOCENT_MODELS", str(tmp_path))
    with pytest.raises(ModelNotPulled, match="cannot be reached") as caught:
        pull("full", confirm=None)
    assert "DOCENT_MODELS" in caught.value.remedy


def test_names_that_cannot_be_pulled(hub: Hub, setting: Callable[[str, object], None]) -> None:
    assert pull("pocket", confirm=None).finished
    with pytest.raises(BadRequest):
        pull("huge", confirm=None)
    setting("DOCENT_CLIP_MODEL", "ViT-B-16/nobody")
    with pytest.raises(BadRequest, match="nobody"):
        pull("full", confirm=None)


def test_an_incomplete_copy_is_replaced(hub: Hub, tmp_path: Path) -> None:
    pull("full", confirm=None)
    (tmp_path / "models/style/stable-diffusion-v1-4" / TEXT_WEIGHTS).unlink()
    assert not full_is_present()
    hub.requests.clear()
    assert pull("full", confirm=None).finished
    assert full_is_present()
    assert not any(CLIP in path for path in _fetched(hub))  # the other part was whole


def test_the_list_tells_what_is_here_and_where(hub: Hub, tmp_path: Path) -> None:
    pocket, full = list_sets()
    assert (pocket.name, pocket.present) == ("pocket", True)
    assert (full.name, full.present, full.size_bytes) == ("full", False, 0)
    assert "docent models pull full" in full.about
    pull("full", confirm=None)
    _, full = list_sets()
    assert full.present
    assert json.loads(json.dumps(full.as_json()))["size_bytes"] == full.size_bytes == full.size_mb * 1e6
    assert full.folders == (
        tmp_path / "models/content/ViT-B-16--openai",
        tmp_path / "models/style/stable-diffusion-v1-4",
    )
    assert full.size_bytes > 100_000
    shutil.rmtree(tmp_path / "models/content")
    _, full = list_sets()
    assert not full.present
    assert "content" in full.about
