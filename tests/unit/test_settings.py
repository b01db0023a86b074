"""Settings: read in one place, checked where they are read, and every one is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from tools.errors import BadRequest
from tools.settings import OLLAMA_HOST, Settings, current_settings, variables

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {*(ROOT / "agent").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), ROOT / "ui.py"}


@pytest.fixture
def read(monkeypatch):
    """The settings of an environment that has these variables and no others of ours."""

    def from_variables(given):
        for name in variables():
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        current_settings.cache_clear()
        return current_settings()

    return from_variables


def test_nothing_set_means_the_defaults(read):
    assert read({}).model_dump() == {name: field.default for name, field in Settings.model_fields.items()}
    assert read(dict.fromkeys(variables(), " ")) == read({})


def test_everything_set_is_read(read, tmp_path):
    settings = read(
        {
            "DOCENT_LIBRARY": "lib",
            "DOCENT_MODELS": "Pocket",
            "DOCENT_CLIP_MODEL": "ViT-L-14/openai",
            "DOCENT_STYLE_MODEL": "a/b",
            "DOCENT_DEVICE": "CPU",
            "DOCENT_NOMINATIM": "on",
            "DOCENT_LOG": "debug",
            "HF_ENDPOINT": "https://hub.example",
            "CI": "true",
            "DOCENT_PLANNER": "rules",
            "DOCENT_OLLAMA_HOST": "gpu:9000",
            "DOCENT_OLLAMA_MODEL": " qwen3:8b ",
            "DOCENT_OLLAMA_TIMEOUT": "7.5",
            "DOCENT_OLLAMA_KEEP_ALIVE": "1h",
            "DOCENT_OLLAMA_THINK": "yes",
            "DOCENT_LLM": "m.gguf",
            "DOCENT_LLM_TIMEOUT": "30",
            "DOCENT_LLM_THREADS": "3",
        }
    )
    expected = {
        "library": Path("lib"),
        "models": "pocket",
        "clip_model": "ViT-L-14/openai",
        "style_model": "a/b",
        "device": "cpu",
        "nominatim": True,
        "log": "DEBUG",
        "hub": "https://hub.example",
        "ci": "true",
        "planner": "rules",
        "ollama_host": "http://gpu:9000",
        "ollama_model": "qwen3:8b",
        "ollama_timeout_s": 7.5,
        "ollama_keep_alive": "1h",
        "ollama_think": True,
        "llm": "m.gguf",
        "llm_timeout_s": 30.0,
        "llm_threads": 3,
    }
    assert settings.model_dump() == expected | {"models_folder": None}
    defaults = read({})
    assert not [name for name in expected if getattr(settings, name) == getattr(defaults, name)]


def test_they_are_read_once_and_cannot_be_changed(read, monkeypatch):
    settings = read({"DOCENT_LLM": "first.gguf"})
    monkeypatch.setenv("DOCENT_LLM", "second.gguf")
    assert current_settings() is settings
    with pytest.raises(ValidationError):
        settings.llm = "third.gguf"


def test_a_value_given_by_name_wins_over_the_variable(read):
    read({"DOCENT_LLM": "first.gguf", "DOCENT_PLANNER": "rules"})
    given = Settings(llm="second.gguf")
    assert (given.llm, given.planner) == ("second.gguf", "rules")


@pytest.mark.parametrize(
    ("env", "host"),
    [
        ({}, OLLAMA_HOST),
        ({"OLLAMA_HOST": "10.0.0.2"}, "http://10.0.0.2:11434"),
        ({"OLLAMA_HOST": "0.0.0.0:11500"}, "http://127.0.0.1:11500"),
        ({"OLLAMA_HOST": "a", "DOCENT_OLLAMA_HOST": "b:1"}, "http://b:1"),
        ({"OLLAMA_HOST": "a:2", "DOCENT_OLLAMA_HOST": ""}, "http://a:2"),
        ({"DOCENT_OLLAMA_HOST": "https://ollama.example/"}, "https://ollama.example:11434"),
        ({"DOCENT_OLLAMA_HOST": "https://ollama.example/api"}, "https://ollama.example/api"),
        ({"DOCENT_OLLAMA_HOST": "[::1]"}, "http://[::1]:11434"),
        ({"DOCENT_OLLAMA_HOST": "[::1]:9"}, "http://[::1]:9"),
    ],
)
def test_hosts_are_whole_addresses(read, env, host):
    assert read(env).ollama_host == host


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("DOCENT_PLANNER", "gpt", "It may be auto, ollama, llm, embedded, rules."),
        ("DOCENT_MODELS", "big", "It may be auto, pocket, full, or a folder that is there."),
        ("DOCENT_DEVICE", "abacus", "It may be auto, cpu, cuda or mps."),
        ("DOCENT_LOG", "loud", "It may be DEBUG, INFO, WARNING or ERROR."),
        ("DOCENT_NOMINATIM", "perhaps", "It may be 1 or 0."),
        ("DOCENT_OLLAMA_TIMEOUT", "soon", "It may be a number of seconds above 0, 3600 at most."),
        ("DOCENT_OLLAMA_TIMEOUT", "0", "It may be a number of seconds above 0, 3600 at most."),
        ("DOCENT_OLLAMA_TIMEOUT", "nan", "It may be a number of seconds above 0, 3600 at most."),
        ("DOCENT_LLM_TIMEOUT", "-1", "It may be a number of seconds above 0, 3600 at most."),
        ("DOCENT_LLM_THREADS", "many", "It may be a number from 1 to 256."),
        ("DOCENT_OLLAMA_THINK", "maybe", "It may be 1 or 0."),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_remedy(read, name, value, remedy):
    with pytest.raises(BadRequest) as caught:
        read({name: value})
    assert str(caught.value) == f'{name} is "{value}". {remedy}'


def test_whatever_can_be_refused_says_what_it_may_be():
    free = {"clip_model", "style_model", "ollama_host", "ollama_model", "ollama_keep_alive"}  # any text will do
    assert {name for name, field in Settings.model_fields.items() if not field.description} == free


def test_models_may_name_a_folder(read, tmp_path, monkeypatch):
    settings = read({"DOCENT_MODELS": str(tmp_path)})
    assert (settings.models, settings.models_folder) == ("auto", tmp_path)
    with pytest.raises(BadRequest, match="DOCENT_MODELS"):
        read({"DOCENT_MODELS": str(tmp_path / "absent")})
    (tmp_path / "full").mkdir()
    monkeypatch.chdir(tmp_path)
    assert read({"DOCENT_MODELS": "full"}).models_folder is None  # the set's name comes first
    assert read({"DOCENT_MODELS": "./full"}).models_folder == Path("full")


def test_nothing_else_reads_the_environment():
    for path in SOURCES - {ROOT / "tools" / "settings.py"}:
        assert not re.search(r"os\.getenv|os\.environ(\.get|\[)", path.read_text("utf-8")), path


def test_every_setting_is_documented_and_every_documented_one_exists():
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.M))
    assert documented == variables().keys() - {"OLLAMA_HOST"}  # that one is Ollama's own; its row is the one above
    for path in SOURCES:
        named = set(re.findall(r"DOCENT_[A-Z_]*[A-Z]", path.read_text("utf-8")))
        assert named <= documented, f"{path} names a variable that nothing reads"
