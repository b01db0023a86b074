"""The embedded planner's parts: features, decoding, alignment; and how it fails when its weights do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.language.span import Span
from agent.language.tokens import split
from agent.plan.edits import SetPlace, apply
from agent.plan.query_plan import PlaceClause, QueryPlan, Term
from agent.planners.acts.labels import LABELS
from agent.planners.build.mentions import Mention
from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.extract.named_places import PlaceMention
from agent.planners.protocol import Context, Planner
from agent.planners.tagger import EmbeddedPlanner
from agent.planners.tagger.embedded_planner import parts
from agent.planners.tagger.features import FEATURES, features
from agent.planners.tagger.network import Tagged, Tagger, owners
from agent.planners.tagger.roles import TAGS, begin, continues, kind_of
from agent.planners.tagger.tag_decoding import TaggedSpan, best_tags, spans
from agent.planners.tagger.utterance import understand
from tools.encoders.pocket.store import read_packed
from tools.encoders.pocket.text import TextTower
from tools.errors import PlannerFailed

GAZETTEER = ListGazetteer(frozenset({"lake geneva", "bern"}))
PLAN = QueryPlan(
    terms=(
        Term(id="foggy", text="foggy harbours"),
        Term(id="cubist", text="cubist", channel="style"),
        Term(id="people", text="people", weight=-0.7),
    ),
    place=PlaceClause(name="Normandy"),
)


def column(message: str, name: str) -> list[float]:
    rows = features(message, PLAN, taken=[Span(0, 4)], gazetteer=GAZETTEER)
    return [float(v) for v in rows[:, FEATURES.index(name)]]


def tagged(*tags: int, style: float = 0.0) -> Tagged:
    scores = np.full((len(tags), len(TAGS)), -9.0, dtype=np.float32)
    scores[range(len(tags)), tags] = 0.0
    share = np.full(len(tags), style, dtype=np.float32)
    return Tagged(scores, share, np.eye(len(LABELS), dtype=np.float32)[0])


def test_features_mark_what_the_plan_speaks_of() -> None:
    assert column("more fog less cubism", "wanted_content") == [0, 1, 0, 0]
    assert column("more fog less cubism", "wanted_style") == [0, 0, 0, 1]
    assert column("person in normandy", "avoided") == [0, 0, 0]
    assert column("people in normandy", "avoided") == [1, 0, 0]
    assert column("people in normandy", "place") == [0, 0, 1]


def test_features_mark_places_capitals_and_what_was_read() -> None:
    assert column("boats on Lake Geneva in bern", "known_place") == [0, 0, 1, 1, 0, 1]
    assert column("boats on Lake", "capital") == [0, 0, 1]
    assert column("2019 boats", "taken") == [1, 0]


def test_a_span_is_never_continued_that_was_not_opened() -> None:
    tags = best_tags(np.random.default_rng(0).normal(size=(40, len(TAGS))).astype(np.float32))
    for before, after in zip([0, *tags], tags, strict=False):
        assert not continues(after) or kind_of(before) == kind_of(after)


def test_touching_spans_of_two_channels_stay_apart() -> None:
    style, thing = begin("add", "style"), begin("add", "content")
    found = spans(tagged(style, thing, thing + 1, 0), split("cubist still life please"))
    assert found == [TaggedSpan(0, 0, "add", "style"), TaggedSpan(1, 2, "add", "content")]


def test_a_first_word_that_can_only_be_a_style_is_parted() -> None:
    words = split("brutalist stairwells")
    whole = TaggedSpan(0, 1, "add", "content")
    assert parts(words, whole) == [TaggedSpan(0, 0, "add", "style"), TaggedSpan(1, 1, "add", "content")]
    assert parts(split("tourist buses"), whole) == [whole]
    assert parts(split("linocuts"), TaggedSpan(0, 0, "avoid", "content")) == [TaggedSpan(0, 0, "avoid", "style")]


def test_what_code_has_read_is_in_no_span() -> None:
    thing = begin("add", "content")
    assert spans(tagged(thing, thing), split("2019 boats"), taken=[Span(0, 4)]) == [TaggedSpan(1, 1, "add", "content")]


def test_pieces_know_their_words() -> None:
    message = "Kandinskyesque skies, no UFOs"
    words = split(message)
    offsets = TextTower.load().hidden([message]).offsets[0]
    found = owners(offsets, words)
    assert found[0] == found[-1] == len(words)
    assert found[1:-1] == sorted(found[1:-1])
    assert set(found[1:-1]) == set(range(len(words)))


def untrained() -> Tagger:
    torch.manual_seed(0)
    return Tagger().eval()


_UNTRAINED = untrained()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400))
def test_any_text_through_any_tagger_gives_edits_that_apply(message: str) -> None:
    planner = EmbeddedPlanner(GAZETTEER, load_tagger=lambda: _UNTRAINED)
    plan = PLAN
    for edit in planner.propose(message, PLAN, context=Context(shown=("a",))).edits[:10]:
        if edit.tool == "add_term":
            plan = apply(plan, edit)
            assert edit.text in message or plan.term(edit.text) is not None


def test_a_request_longer_than_the_tower_reads() -> None:
    planner = EmbeddedPlanner(GAZETTEER, load_tagger=lambda: _UNTRAINED)
    proposal = planner.propose("dogs and " * 1500, QueryPlan(), context=Context())
    assert proposal.notes


def test_missing_weights_hand_over_to_the_next_planner(tmp_path: Path) -> None:
    def missing() -> Tagger:
        read_packed(tmp_path / "none.safetensors")
        raise AssertionError("unreachable")

    planner = EmbeddedPlanner(GAZETTEER, load_tagger=missing)
    assert isinstance(planner, Planner)
    with pytest.raises(PlannerFailed, match="weights"):
        planner.propose("dogs", QueryPlan(), context=Context())


def read(
    planner: EmbeddedPlanner, message: str, found: Tagged, plan: QueryPlan
) -> tuple[list[Mention], list[PlaceMention]]:
    """What the planner reads of a message whose words have these tags."""
    said = understand(message, plan, Context(), planner._gazetteer)
    return planner._read(replace(said, load_tagger=lambda: cast("Tagger", SimpleNamespace(tag=lambda *_: found))))


def test_a_name_before_a_thing_that_is_no_places_is_a_look() -> None:
    planner = EmbeddedPlanner(GAZETTEER)
    place, thing = begin("place", "content"), begin("add", "content")
    mentions, places = read(planner, "Zorrolla beaches", tagged(place, thing), QueryPlan())
    assert [(m.text, m.channel) for m in mentions] == [("Zorrolla", "style"), ("beaches", "content")]
    assert places == []
    _, places = read(planner, "in Zorrolla", tagged(0, place), QueryPlan())
    assert [p.name for p in places] == ["Zorrolla"], "a place that nobody knows is told, not lost"


def test_a_place_that_is_a_condition_is_where_to_look() -> None:
    planner = EmbeddedPlanner(GAZETTEER)
    for message, at in (("as long as it's bern", 4), ("so long as they are in bern", 6)):
        tags = [0] * at + [begin("drop", "content")]
        mentions, places = read(planner, message, tagged(*tags), PLAN)
        assert mentions == []
        assert [(p.name, p.mode) for p in places] == [("bern", "only")]
    tags = [*[0] * 5, begin("drop", "content")]
    _, places = read(planner, "as long as it's not bern", tagged(*tags), PLAN)
    assert places == []


def test_an_artist_instead_of_another_is_no_place() -> None:
    planner = EmbeddedPlanner(ListGazetteer(frozenset({"kupka"})))
    plan = QueryPlan(terms=(Term(id="klee", text="klee", channel="style"),))
    mentions, places = read(planner, "kupka instead", tagged(begin("place", "content"), 0), plan)
    assert [(m.text, m.action, m.channel) for m in mentions] == [("kupka", "new", "style")]
    assert places == []


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("He wants hammocks with palm trees. Fine. In Bern, he says.", "Bern"),
        ("panoramas of Bern in fog would be lovely", "Bern"),
        ("we grew up in Bern. hammocks, please", None),
        ("hammocks, and a portrait of Bern", None),
    ],
)
def test_a_place_that_was_passed_over_is_where_to_look(message: str, place: str | None) -> None:
    edits = EmbeddedPlanner(GAZETTEER).propose(message, QueryPlan(), context=Context()).edits
    assert [edit.name for edit in edits if isinstance(edit, SetPlace)] == ([place] if place else [])
