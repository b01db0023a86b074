"""Words with their positions, and how they are compared."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.language.tokens import fold, overlap, root, split, stem, stems


def test_words_and_marks_are_split() -> None:
    assert [w.text for w in split("Monet-ish ponds, no people")] == ["Monet", "-", "ish", "ponds", ",", "no", "people"]
    assert [w.text for w in split("don't, the dogs' bowls")] == ["don't", ",", "the", "dogs'", "bowls"]


@given(st.text(max_size=80))
def test_a_word_is_where_it_says(message: str) -> None:
    words = split(message)
    assert all(word.of(message) == word.text for word in words)
    assert all(not one.overlaps(other) for one, other in pairwise(words))


@pytest.mark.parametrize(
    ("word", "expected"), [("dogs", "dog"), ("women", "woman"), ("berries", "berry"), ("glass", "glass")]
)
def test_a_stem_has_no_plural(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_roots_meet_over_endings_accents_and_case() -> None:
    assert root("impressionism") == root("impressionists")
    assert root("fog") == root("foggy")
    assert fold("Café’s") == "cafe's"
    assert overlap(stems("foggy harbours"), stems("the fog", frozenset({"the"}))) == 1.0
