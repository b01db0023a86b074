"""Whatever comes in as text can be encoded, stored and sent."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from agent import open_session
from agent.language.well_formed import well_formed, well_formed_values

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_the_result_is_unicode_and_whole_texts_stay(text):
    whole = well_formed(text)
    whole.encode("utf-8")
    assert well_formed(whole) == whole
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert whole == text


def test_bytes_and_halves_are_put_together():
    assert well_formed(os.fsdecode("café".encode())) == "café"
    assert well_formed("caf\udcc3\udca9") == "café"
    assert well_formed("\ud83d\ude00") == "\U0001f600"
    assert well_formed("a\ud800b") == "a\ufffdb"
    assert well_formed_values({"a\udcff": ["\ud800", 1, None]}) == {"a\ufffd": ["\ufffd", 1, None]}


def test_a_request_with_lone_surrogates_is_read():
    for planner in ("rules", "embedded"):
        reply = open_session(None, planner=planner).say("dogs in Par\ud800is \udcff\udcfe cats")
        assert reply.plan.terms
        reply.plan.model_dump_json()


def test_a_name_longer_than_any_place_is_cut_and_unknown():
    name = "Llanfair" + "pwll" * 60
    for planner in ("rules", "embedded"):
        for request in ("photos from {}", "dogs, not in {}", "nowhere except {}", "near {}"):
            open_session(None, planner=planner).say(request.format(name))
    place = open_session(None, planner="embedded").say(f"photos from {name}").plan.place
    assert place is not None
    assert (len(place.name), place.resolved) == (120, False)
