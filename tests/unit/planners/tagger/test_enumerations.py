"""Things of one list share a sign, unless something is said of one of them."""

from __future__ import annotations

import pytest

from agent.language.tokens import split
from agent.planners.tagger.enumerations import with_one_sign
from agent.planners.tagger.tag_decoding import TaggedSpan


def signs(message, *tagged):
    """`tagged`: (word, role) of things of one word."""
    words = split(message)
    at = {word.lower: n for n, word in enumerate(words)}
    spans = [TaggedSpan(at[word], at[word], role, "content") for word, role in tagged]
    return [span.role for span in with_one_sign(words, spans)]


@pytest.mark.parametrize(
    "message",
    [
        "bells, ropes and ladders, but nothing blurred",
        "only bells, ropes and ladders please",
        "bells and ropes, ladders",
    ],
)
def test_no_ban_inside_a_list_of_wishes(message):
    assert signs(message, ("bells", "add"), ("ropes", "avoid"), ("ladders", "add")) == ["add", "add", "add"]


def test_a_list_is_followed_to_its_end():
    message = "nothing but bells, ropes and ladders"
    assert signs(message, ("bells", "add"), ("ropes", "avoid"), ("ladders", "avoid")) == ["add", "add", "add"]


@pytest.mark.parametrize("message", ["bells, ropes excluded", "bells, ropes not wanted", "bells, ropes - no"])
def test_a_verdict_behind_stands(message):
    assert signs(message, ("bells", "add"), ("ropes", "avoid")) == ["add", "avoid"]


@pytest.mark.parametrize("message", ["bells, no ropes", "bells but ropes", "bells without ropes", "bells minus ropes"])
def test_a_word_between_stands(message):
    assert signs(message, ("bells", "add"), ("ropes", "avoid")) == ["add", "avoid"]


def test_a_list_of_refusals_stays_one():
    assert signs("without bells, ropes", ("bells", "avoid"), ("ropes", "avoid")) == ["avoid", "avoid"]
