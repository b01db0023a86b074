"""What a message is, said to a plan: looking goes on to the planners, everything else leaves the plan as it is."""

from __future__ import annotations

import pytest

from agent import open_session
from agent.plan.edits import Edit, Respond
from agent.plan.query_plan import QueryPlan, Term
from agent.planners import acts
from agent.planners.acts.decision import topic_of
from agent.planners.acts.foreign import foreign_language
from agent.planners.acts.reading import ActReading
from agent.planners.extract.gazetteer import GeoGazetteer
from agent.planners.protocol import Context
from agent.planners.tagger.utterance import understand


def _reading(message: str) -> ActReading | None:
    said = understand(message, DOGS, Context(), GeoGazetteer())
    return said.act if said.words else None


def decide(message: str) -> Edit | None:
    """What a message to a plan with dogs comes to, as the tagger that ships reads it."""
    return acts.decide(message, _reading(message))


DOGS = QueryPlan(terms=(Term(id="dogs", text="dogs"),))


@pytest.mark.parametrize(
    ("message", "act", "about"),
    [
        ("straighten the horizon on these", "cannot", "edit"),
        ("post the nicest ones on instagram", "cannot", "share"),
        ("delete the blurry ones", "cannot", "files"),
        ("what is the name of the woman in blue?", "cannot", "people"),
        ("thank you so much", "chat", "thanks"),
        ("none of these is any good", "chat", "complaint"),
        ("zeig mir bitte Bilder mit Schnee", "language", "German"),
    ],
)
def test_what_looks_for_nothing_is_told_and_changes_no_plan(message: str, act: str, about: str) -> None:
    decided = decide(message)
    assert isinstance(decided, Respond)
    assert (decided.act, decided.about) == (act, about)


@pytest.mark.parametrize(
    "message",
    [
        "no people",
        "make the dogs cats",
        "replace the circles with triangles",
        "a bit less of the fog",
        "two girls sit on the floor in front of a window",
        "move it to Porto",
    ],
)
def test_changes_of_the_plan_go_on_to_the_planners(message: str) -> None:
    assert decide(message) is None


def test_a_planner_that_found_nothing_leaves_the_likeliest_other_act() -> None:
    answer = acts.reconsider("ta", _reading("ta very much"))
    assert isinstance(answer, Respond)
    assert acts.reconsider("less fog", None) is None


@pytest.mark.parametrize(
    "message", ["foggy harbours à la Turner", "ukiyo-e waves", "Fado singers", "art nouveau", "sunset"]
)
def test_names_and_styles_are_no_other_language(message: str) -> None:
    assert foreign_language(message) is None


def test_letters_that_english_does_not_have_tell_at_once() -> None:
    assert foreign_language("雪の写真") == "Japanese"


def test_a_topic_is_told_by_its_words() -> None:
    assert topic_of("could you print the second one", "cannot") == "share"
    assert topic_of("", "cannot") == ""


@pytest.mark.parametrize(
    "message", ["thanks!", "crop the third one a bit", "who is that man", "how do i use this", "qwpoei zmxn"]
)
def test_a_session_keeps_its_plan_and_answers(message: str) -> None:
    session = open_session(library=None, planner="embedded")
    before = session.say("two dogs on a beach").plan
    reply = session.say(message)
    assert reply.plan == before
    assert reply.act not in ("search", "refine", "new", "undo", "reset")
    assert reply.text


@pytest.mark.parametrize("message", ["not " * 500, "(" * 1900, "," * 1900, "a-" * 900, "zeig " * 380])
def test_hostile_shapes_end(message: str) -> None:
    decide(message)
