"""Adjectives of places: a place before a landscape, a look or a kind elsewhere."""

from __future__ import annotations

import pytest

from agent.language.lexicon import demonyms
from agent.planners.extract.demonyms import find_demonyms
from agent.planners.extract.gazetteer import GeoGazetteer, ListGazetteer

ATLAS = ListGazetteer(frozenset({"sicily", "france", "wales", "switzerland", "swiss alps"}))


@pytest.mark.parametrize(
    ("message", "name", "word"),
    [
        ("lemons on the sicilian coast", "Sicily", "sicilian"),
        ("French village streets", "France", "French"),
        ("the old welsh fishing villages", "Wales", "welsh"),
    ],
)
def test_an_adjective_before_a_landscape_is_a_place(message: str, name: str, word: str) -> None:
    (place,) = find_demonyms(message, ATLAS)
    assert place.name == name
    assert message[place.name_start : place.end] == word


@pytest.mark.parametrize(
    "message",
    ["french bread", "sicilian pizza on a table", "a swiss watch", "the Swiss Alps in snow", "tuscan hills"],
)
def test_elsewhere_it_is_none(message: str) -> None:
    assert [p for p in find_demonyms(message, ATLAS) if p.name != "Switzerland"] == []


def test_every_listed_place_is_known() -> None:
    atlas = GeoGazetteer()
    assert [name for name in set(demonyms().values()) if not atlas.knows(name.removeprefix("the "))] == []
