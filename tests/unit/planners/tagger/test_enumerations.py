"""Things of one list share a sign, unless something is said of one of them."""

from __future__ import annotations

import pytest

from agent.language.tokens import split
from agent.planners.tagger.enumerations import with_one_sign, without_slips
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


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("halls in Turin, sorry, I mean Genoa", ["Genoa"]),
        ("halls in Turin... or rather in Genoa", ["Genoa"]),
        ("halls in Turin, no, Genoa", ["Genoa"]),
        ("halls in Turin and Genoa", ["Turin", "Genoa"]),
        ("halls in Turin, not in Genoa", ["Turin", "Genoa"]),
    ],
)
def test_a_slip_of_the_tongue_is_taken_back(message, kept):
    words = split(message)
    at = {word.text: n for n, word in enumerate(words)}
    spans = [TaggedSpan(at[name], at[name], "place", "content") for name in ("Turin", "Genoa")]
    assert [words[s.first].text for s in without_slips(message, words, spans)] == kept


def test_things_of_other_kinds_are_no_slip():
    words = split("halls, no, Genoa")
    spans = [TaggedSpan(0, 0, "add", "content"), TaggedSpan(4, 4, "place", "content")]
    assert without_slips("halls, no, Genoa", words, spans) == spans
