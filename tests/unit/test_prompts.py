"""Prompts: data with variables; one that is missing or unknown raises; what a model is shown is snapshotted.

python -m pytest tests/unit/test_prompts.py --snapshot-update     after a change that is meant; the difference shows it
"""

from __future__ import annotations

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import prompts
from prompts import PromptError
from tests.unit.planners.llm.shown import schemas, shown_prompts


class PromptFile(SingleFileSnapshotExtension):
    """A file that reads as the prompt does."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


class SchemaFile(PromptFile):
    file_extension = "json"


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
    assert set(prompts.names()) <= shown_prompts().keys()


@pytest.mark.parametrize("name", shown_prompts())
def test_prompt(snapshot, name):
    """A missing file fails here, and so does one that no prompt is left for."""
    assert shown_prompts()[name] == snapshot(extension_class=PromptFile)


@pytest.mark.parametrize("name", schemas())
def test_schema(snapshot, name):
    assert schemas()[name] == snapshot(extension_class=SchemaFile)
