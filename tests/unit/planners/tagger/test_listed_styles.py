"""Listed styles are held together, whatever single words were tagged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.language.span import Span
from agent.language.tokens import split
from agent.planners.tagger.listed_styles import (
    hold_together,
    listed_styles,
    with_artists,
    with_things,
    with_unread_things,
)
from agent.planners.tagger.tag_decoding import TaggedSpan


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


def test_an_artist_before_a_thing_or_alone_is_a_look():
    whole = TaggedSpan(0, 1, "add", "content")
    look, thing = TaggedSpan(0, 0, "add", "style"), TaggedSpan(1, 1, "add", "content")
    assert with_artists(split("Hiroshige bridges"), [whole]) == [look, thing]
    assert with_artists(split("hiroshige bridges"), [replace(look, channel="content"), thing]) == [look, thing]
    assert with_artists(split("Klimt"), [replace(look, channel="content")]) == [look]
    parted = split("Gustav Klimt. Trench coats")
    assert with_artists(parted, [whole]) == [replace(whole, channel="style")]
    assert with_artists(split("Gustav Klimt with cats"), [whole]) == [whole]


def test_an_artist_who_is_shown_stays_a_thing():
    shown = [TaggedSpan(0, 0, "add", "content"), TaggedSpan(2, 2, "add", "content")]
    assert with_artists(split("portrait of Klimt"), shown) == shown
    assert with_artists(split("Klimt with cats"), shown) == shown


def test_a_refused_artist_is_a_look():
    words = split("Goya is off the table")
    assert with_artists(words, [TaggedSpan(0, 0, "avoid", "content")])[0].channel == "style"
    words = split("no bacon please")
    assert with_artists(words, [TaggedSpan(1, 1, "avoid", "content")])[0].channel == "content"


@pytest.mark.parametrize(
    ("message", "span", "channel"),
    [
        ("portraits of cellists", (2, 2), "content"),
        ("theodolites on tripods", (0, 0), "content"),
        ("i walked. Postboxes now", (3, 3), "content"),
        ("in cellist style", (1, 1), "style"),  # whoever says so
        ("like a dovecote", (1, 2), "style"),
        ("by Postbox", (1, 1), "style"),
        ("cubist dovecotes", (0, 1), "style"),  # parted elsewhere
        ("qualmish", (0, 0), "style"),
    ],
)
def test_what_can_only_be_a_thing_is_no_look(message, span, channel):
    assert with_things(split(message), [TaggedSpan(*span, "add", "style")])[0].channel == channel


def test_a_place_stays_one():
    where = TaggedSpan(0, 0, "place", "content")
    assert with_things(split("postbox"), [where]) == [where]


def test_a_thing_behind_a_look_that_was_passed_over_is_shown():
    look = TaggedSpan(0, 0, "add", "style")
    assert with_unread_things(split("Turner skies"), [look], taken=[]) == [look, TaggedSpan(1, 1, "add", "content")]
    for message in ("Turner please", "Turner , skies", "Turner"):
        assert with_unread_things(split(message), [look], taken=[]) == [look]
    assert with_unread_things(split("Turner skies"), [look], taken=[Span(7, 12)]) == [look]
