"""Settings: their values are checked where they are read, and every one is documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tools.errors import BadRequest
from tools.settings import OLLAMA_HOST, Settings, read

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_set_means_the_defaults():
    assert read({}) == Settings()


def test_everything_set_is_read():
    settings = read(
        {
            "DOCENT_LIBRARY": "lib",
            "DOCENT_MODELS": "Pocket",
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
    assert settings == Settings(
        library="lib",
        models="pocket",
        planner="rules",
        ollama_host="http://gpu:9000",
        ollama_model="qwen3:8b",
        ollama_timeout_s=7.5,
        ollama_keep_alive="1h",
        ollama_think=True,
        llm="m.gguf",
        llm_timeout_s=30.0,
        llm_threads=3,
    )
    unread = [f.name for f in fields(Settings) if getattr(settings, f.name) == f.default]
    assert not unread


@pytest.mark.parametrize(
    ("env", "host"),
    [
        ({}, OLLAMA_HOST),
        ({"OLLAMA_HOST": "10.0.0.2"}, "http://10.0.0.2:11434"),
        ({"OLLAMA_HOST": "0.0.0.0:11500"}, "http://127.0.0.1:11500"),
        ({"OLLAMA_HOST": "a", "DOCENT_OLLAMA_HOST": "b:1"}, "http://b:1"),
        ({"DOCENT_OLLAMA_HOST": "https://ollama.example/"}, "https://ollama.example:11434"),
        ({"DOCENT_OLLAMA_HOST": "https://ollama.example/api"}, "https://ollama.example/api"),
        ({"DOCENT_OLLAMA_HOST": "[::1]"}, "http://[::1]:11434"),
        ({"DOCENT_OLLAMA_HOST": "[::1]:9"}, "http://[::1]:9"),
    ],
)
def test_hosts_are_whole_addresses(env, host):
    assert read(env).ollama_host == host


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOCENT_PLANNER", "gpt"),
        ("DOCENT_MODELS", "big"),
        ("DOCENT_OLLAMA_TIMEOUT", "soon"),
        ("DOCENT_OLLAMA_TIMEOUT", "0"),
        ("DOCENT_OLLAMA_TIMEOUT", "nan"),
        ("DOCENT_LLM_TIMEOUT", "-1"),
        ("DOCENT_OLLAMA_THINK", "maybe"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_remedy(name, value):
    with pytest.raises(BadRequest, match=name) as caught:
        read({name: value})
    assert caught.value.remedy


def test_models_may_name_a_folder(tmp_path):
    assert read({"DOCENT_MODELS": str(tmp_path)}).models == "auto"
    with pytest.raises(BadRequest, match="DOCENT_MODELS"):
        read({"DOCENT_MODELS": str(tmp_path / "absent")})


def test_every_setting_is_documented_and_every_documented_one_exists():
    sources = [*(ROOT / "agent").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), ROOT / "ui.py"]
    used = {name for path in sources for name in re.findall(r"DOCENT_[A-Z_]*[A-Z]", path.read_text("utf-8"))}
    documented = set(re.findall(r"^\| `(DOCENT_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.M))
    assert used <= documented, f"not in docs/settings.md: {sorted(used - documented)}"
    assert {"DOCENT_LIBRARY", "DOCENT_PLANNER", "DOCENT_LLM"} <= used
    assert documented - used <= {"DOCENT_NOMINATIM"}, "documented, but nothing reads it"
