"""Listed styles are held together, whatever single words were tagged."""

from __future__ import annotations

from agent.planners.embedded.decode import TaggedSpan
from agent.planners.embedded.listed import hold_together, listed_styles, with_unread_media
from agent.planners.words import split


def held(message, *spans):
    words = split(message)
    return [
        (" ".join(w.text for w in words[s.first : s.last + 1]), s.role, s.channel) for s in hold_together(words, spans)
    ]


def test_the_longest_listed_phrase_is_found():
    assert listed_styles(split("black and white pop art dogs")) == [(0, 2), (3, 4)]
    assert listed_styles(split("white dogs and black cats")) == []


def test_a_split_style_is_joined_and_the_rest_keeps_its_role():
    got = held("black and white dogs", TaggedSpan(0, 0, "add", "content"), TaggedSpan(2, 3, "add", "content"))
    assert got == [("black and white", "add", "style"), ("dogs", "add", "content")]


def test_a_refusal_stays_one():
    assert held("no black and white", TaggedSpan(1, 3, "avoid", "content")) == [("black and white", "avoid", "style")]


def test_what_follows_a_style_is_a_thing():
    got = held("art deco cinemas", TaggedSpan(0, 2, "add", "style"))
    assert got == [("art deco", "add", "style"), ("cinemas", "add", "content")]


def test_places_and_untouched_phrases_stay_as_they_were_read():
    place = TaggedSpan(0, 2, "place", "content")
    assert held("black and white", place) == [("black and white", "place", "content")]
    assert held("black and white dogs", TaggedSpan(3, 3, "add", "content")) == [("dogs", "add", "content")]


def test_a_medium_that_was_passed_over_is_read_after_all():
    words = split("sketches of hands")
    hands = TaggedSpan(2, 2, "add", "content")
    assert with_unread_media(words, [hands], taken=[]) == [TaggedSpan(0, 0, "add", "style"), hands]
    assert with_unread_media(words, [hands], taken=[(0, 8)]) == [hands]
    assert with_unread_media(split("photos of hands"), [hands], taken=[]) == [hands]
