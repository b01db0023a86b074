"""Places inside sentences: their span in the text as given, and how sure they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.geo import find_places

unhurried = settings(deadline=None)  # a busy machine is no fault of the code


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("sunsets near Lake Garda or in Paris, Texas", ["Lake Garda", "Paris, Texas"]),
        ("pictures from Rome, Florence and Venice", ["Rome", "Florence", "Venice"]),
        ("photos in the style of van gogh in Switzerland", ["Switzerland"]),
        ("a nice picture of a dog", []),
        ("reading a book in Reading", ["Reading"]),
        ("swap the dogs for cats", []),
        ("Can you find snow in Zermatt?", ["Zermatt"]),
        ("flowers in the style of Monet", []),
        ("old boats at the amalfi coast in 2019", ["the amalfi coast"]),
        ("jaipur street market", ["jaipur"]),
        ("mobile phone on an orange table", []),
        ("New York skyline at night, black and white", ["New York"]),
        ("Portraits by Rembrandt", []),
        ("castles along the Rhine", ["the Rhine"]),
        ("more like Van Gogh, less Paris", ["Paris"]),
        ("old churches in rome italy", ["rome italy"]),
        ("bridges (San Francisco)", ["San Francisco"]),
        ("", []),
    ],
)
def test_places_in_sentences(text: str, spans: list[str]) -> None:
    assert [mention.text for mention in find_places(text)] == spans


WORDS = st.sampled_from("in the Nice Paris Texas Lake Garda , . dog St.".split())


def test_a_word_is_less_sure_than_a_name() -> None:
    sure, word = find_places("Zermatt")[0], find_places("turkey dinner")[0]
    assert (sure.confidence, sure.common_word) == (1.0, False)
    assert word.common_word
    assert word.confidence < 0.5
    assert find_places("dinner in Turkey")[0].confidence > 0.5
    assert not find_places("the grand canyon at dawn")[0].common_word


@unhurried
@given(st.text(max_size=80) | st.lists(WORDS).map(" ".join))
def test_offsets_are_those_of_the_text(text: str) -> None:
    end = 0
    for mention in find_places(text):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.text
        assert 0 < mention.confidence <= 1
        end = mention.end
