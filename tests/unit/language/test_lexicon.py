"""Words by what they name."""

from __future__ import annotations

import pytest

from agent.language import lexicon
from agent.language.word_list import entries


@pytest.mark.parametrize("phrase", ["woodcuts", "Cubist", "impressionism", "black-and-white", "Kafkaesque"])
def test_lexicon_knows_styles(phrase: str) -> None:
    assert lexicon.is_style(phrase)


@pytest.mark.parametrize("phrase", ["tourists", "cyclist", "mist", "boats", "a heatwave"])
def test_lexicon_knows_things(phrase: str) -> None:
    assert not lexicon.is_style(phrase)


def test_an_adjective_names_its_place() -> None:
    assert lexicon.demonyms()["sicilian"] == "Sicily"
    assert lexicon.is_movement("cubist")
    assert not lexicon.is_movement("tourism")


@pytest.mark.parametrize("name", ["filler", "edges", "not_styles", "movements"])
def test_a_list_holds_one_word_a_line_and_each_once(name: str) -> None:
    found = entries("agent.language.lexicon", name)
    assert len(found) == len(set(found))
    assert name == "movements" or not any(" " in word for word in found)
