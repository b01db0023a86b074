"""Prompts: data with variables; one that is missing or unknown raises; what a model is shown is snapshotted."""

from __future__ import annotations

import pytest

import prompts
from prompts import PromptError
from tests.unit.planners.llm.prompt_snapshots import FOLDER, snapshots


def test_a_value_is_put_in_as_it_is():
    text = prompts.render("turn", message="{{plan}} {{other}}", plan="P", shown="3")
    assert "{{plan}} {{other}}" in text
    assert "\nP\n" in text


def test_a_missing_variable_raises():
    with pytest.raises(PromptError, match="needs plan, shown"):
        prompts.render("turn", message="x")


def test_an_unknown_variable_raises():
    with pytest.raises(PromptError, match="does not have mood"):
        prompts.render("turn", message="x", plan="", shown="0", mood="sad")


@pytest.mark.parametrize("name", ["nothing", "../pyproject", "", "turn.md"])
def test_a_prompt_that_does_not_exist_raises(name):
    with pytest.raises(PromptError, match="there are"):
        prompts.load(name)


def test_every_prompt_is_shown_in_a_snapshot():
    assert {f"{name}.md" for name in prompts.names()} <= snapshots().keys()


@pytest.mark.parametrize("name", sorted(snapshots()))
def test_what_a_model_is_shown_changes_only_on_purpose(name):
    file = FOLDER / name
    assert file.is_file(), f"no snapshot {name}: python -m tests.unit.planners.llm.prompt_snapshots"
    assert file.read_text(encoding="utf-8") == snapshots()[name] + "\n"


def test_no_snapshot_is_left_over():
    assert {file.name for file in FOLDER.iterdir()} == snapshots().keys()
