"""Which installed model plans: able, local, of a good family and a comfortable size."""

from __future__ import annotations

import pytest

from agent.planners.llm.ollama.installed_models import Installed, best, billions, preferences


def names(*models):
    return [m.name for m in best(models)]


@pytest.mark.parametrize(
    ("size", "number"), [("8.0B", 8.0), ("135M", 0.135), ("137.44M", 0.13744), ("1T", 1000.0), ("", 7.0), (None, 7.0)]
)
def test_sizes_are_read(size, number):
    assert billions(size) == pytest.approx(number)


def test_family_decides_among_comfortable_sizes():
    assert names(Installed("mistral:7b", 7.2), Installed("qwen3:4b", 4.0), Installed("llama3.1:8b", 8.0)) == [
        "qwen3:4b",
        "llama3.1:8b",
        "mistral:7b",
    ]


def test_size_comes_before_family():
    assert names(Installed("qwen3:1.7b", 1.7), Installed("mistral:7b", 7.2), Installed("qwen3:235b", 235)) == [
        "mistral:7b",
        "qwen3:1.7b",
        "qwen3:235b",
    ]


def test_of_one_family_the_larger_comfortable_one():
    assert names(Installed("qwen3:4b", 4.0), Installed("qwen3:14b", 14.8))[0] == "qwen3:14b"


def test_the_longest_family_name_counts_and_publishers_do_not():
    assert names(Installed("someone/llama3.1:8b", 8.0), Installed("llama3:8b", 8.0))[0] == "someone/llama3.1:8b"


def test_models_that_run_elsewhere_are_never_taken_by_themselves():
    assert not names(
        Installed("gpt-oss:120b-cloud", 120), Installed("kimi-k2:cloud", 7.0), Installed("remote:7b", 7.0, bytes=384)
    )


@pytest.mark.parametrize("model", [Installed("smollm2:135m", 0.135), Installed("nomic-embed-text", 7.0)])
def test_models_that_cannot_plan_are_not_taken(model):
    assert not names(model)


def test_an_unknown_family_stands_behind_the_known():
    assert names(Installed("brandnew:7b", 7.0), Installed("phi3:3.8b", 3.8)) == ["phi3:3.8b", "brandnew:7b"]


def test_what_is_suggested_would_be_taken():
    assert names(Installed(preferences().suggested, 4.0))
