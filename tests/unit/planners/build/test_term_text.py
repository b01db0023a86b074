"""Edits inside a term's words: what is spoken of changes, the rest stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planners.build.term_text import exchanged, of_elsewhere, without


@pytest.mark.parametrize(
    ("text", "old", "new", "result"),
    [
        ("sleeping cats", "the cat", "fox", "sleeping fox"),
        ("snow temples lanterns", "temples", "shrines", "snow shrines lanterns"),
        ("old fishermen mending nets", "fishermen", "women", "old women mending nets"),
        ("saxophone players", "saxophones", "trumpets", "trumpet players"),
        ("cats", "cats", "dogs", None),
        ("sleeping cats", "dogs", "foxes", None),
        ("red barns and red doors", "red", "blue", None),
    ],
)
def test_exchanged(text: str, old: str, new: str, result: str | None) -> None:
    assert exchanged(text, old, new) == result


@pytest.mark.parametrize(
    ("text", "part", "left"),
    [
        ("old red barns", "red", "old barns"),
        ("bottles jugs", "jugs", "bottles"),
        ("children playing football", "football", "children playing"),
        ("cat in the window", "window", "cat"),
        ("black cats", "cats", None),
        ("cats sleeping", "cats", None),
        ("tennis courts", "courts", None),
        ("cats", "cats", None),
        ("arts centre", "the centre", None),
        ("sports halls", "hall", None),
        ("old sports bikes", "sports", "old bikes"),
    ],
)
def test_without(text: str, part: str, left: str | None) -> None:
    assert without(text, part) == left


def test_an_adjective_of_a_place_takes_the_place_of_another() -> None:
    assert of_elsewhere("scottish castles", "irish") == "irish castles"
    assert of_elsewhere("scottish castles", "ruined") is None
    assert of_elsewhere("castles", "irish") is None


@given(st.lists(st.sampled_from(["red", "old", "barns", "doors", "wooden"]), min_size=1, max_size=5, unique=True))
def test_what_is_left_holds_nothing_that_was_not_there(words: list[str]) -> None:
    left = without(" ".join(words), words[0])
    assert left is None or left.split() == words[1:]


def test_a_new_colour_takes_the_place_of_the_old_one():
    assert exchanged("red dress", "dress", "green") == "green dress"
    assert exchanged("dress", "dress", "green") is None
