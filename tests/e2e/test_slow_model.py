"""A language model that takes its time, behind a real HTTP server: a first reading at once, and the plan stays free."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agent.plan.edits import AddTerm, RemoveTerm, Reset, Reweight
from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.fallback import Candidate, FallingPlanner
from agent.planners.llm.ollama import OllamaPlanner
from agent.planners.llm.ollama.scripted_ollama import Says, ScriptedOllama
from agent.planners.rules import RulesPlanner
from agent.session.conversation import Session
from agent.session.opening import open_session
from agent.session.pending import DROPPED, STILL_READING
from agent.session.reply import Reply
from tools.settings import Settings

MESSAGE = "foggy harbours by Turner, keep gulls off the list"
# the rules read all of that as a wish; the model knows better
MISREAD = "keep gulls off the list"
ANSWER = Says(
    calls=[
        ("add_term", {"text": "foggy harbours", "channel": "content"}),
        ("add_term", {"text": "Turner", "channel": "style"}),
        ("add_term", {"text": "gulls", "channel": "content", "avoid": True}),
    ]
)
WAIT_S = 20.0


class Slow:
    """A session whose model answers when it is let, and what it said meanwhile."""

    def __init__(self, session: Session, may_answer: threading.Event) -> None:
        self.session = session
        self._may_answer = may_answer
        self._first = threading.Event()
        self.heard: list[tuple[str, str]] = []
        self._replies: list[Reply] = []
        self._thread: threading.Thread | None = None

    def say(self, message: str = MESSAGE) -> None:
        """Starts a sentence and waits for its first reading."""
        self._thread = threading.Thread(target=self._say, args=(message,), daemon=True)
        self._thread.start()
        assert self._first.wait(WAIT_S), "no first reading came"

    def _say(self, message: str) -> None:
        self._replies.append(self.session.say(message, listen=self._listen))

    def _listen(self, kind: str, piece: str) -> None:
        self.heard.append((kind, piece))
        if kind == "first":
            self._first.set()

    def answer(self) -> Reply:
        """Lets the model answer, and returns what the sentence came to."""
        self._may_answer.set()
        assert self._thread is not None
        self._thread.join(WAIT_S)
        assert self._replies, "the sentence was not answered"
        return self._replies[-1]


@contextmanager
def thinking(answer: Says = ANSWER) -> Iterator[Slow]:
    may_answer = threading.Event()

    def turn(_: dict[str, object]) -> Says:
        may_answer.wait(WAIT_S)
        return answer

    rules = RulesPlanner(ListGazetteer(frozenset()))
    with ScriptedOllama([turn]) as server:
        settings = Settings(ollama_host=server.url)
        candidates = [
            Candidate("ollama", lambda: OllamaPlanner.connect(settings, second=rules)),
            Candidate("rules", lambda: rules),
        ]
        yield Slow(open_session(None, FallingPlanner(candidates)), may_answer)
        may_answer.set()


def weights(session: Session) -> dict[str, float]:
    return {term.text: term.weight for term in session.plan.terms}


def test_a_first_reading_stands_until_the_model_answers_and_both_are_one_step() -> None:
    with thinking() as slow:
        slow.session.apply(AddTerm(text="boats"))
        before = slow.session.plan
        slow.say()
        assert slow.session.plan.term("foggy harbours"), "the quick reading is in the plan at once"
        assert weights(slow.session)[MISREAD] > 0, "the rules alone cannot know better"
        assert STILL_READING in slow.session.reply.text
        assert slow.session.reply.planner == "rules"
        reply = slow.answer()
        assert weights(slow.session)["gulls"] < 0
        assert slow.session.plan.term(MISREAD) is None
        assert STILL_READING not in reply.text
        assert reply.planner == "ollama"
        assert slow.session.undo().plan == before


def test_sliders_and_clicks_go_on_while_the_model_thinks_and_stay() -> None:
    with thinking() as slow:
        slow.say()
        slow.session.apply(Reweight(term="foggy harbours", weight=0.2))  # would wait for ever if the plan were held
        slow.session.apply(AddTerm(text="lanterns"))
        assert weights(slow.session)["foggy harbours"] == 0.2
        slow.answer()
        assert weights(slow.session) == {"foggy harbours": 0.2, "Turner": 0.7, "gulls": -0.7, "lanterns": 0.7}
        slow.session.undo()
        slow.session.undo()
        assert weights(slow.session)["foggy harbours"] == 0.7, "each click is a step of its own"
        assert slow.session.undo().plan.empty, "and the sentence is one"


def test_what_a_hand_has_weighed_stays_although_the_model_reads_it_otherwise() -> None:
    with thinking() as slow:
        slow.say()
        slow.session.apply(Reweight(term=MISREAD, weight=0.9))
        slow.session.apply(RemoveTerm(term="Turner"))
        slow.answer()
        assert weights(slow.session) == {"foggy harbours": 0.7, "gulls": -0.7, MISREAD: 0.9}


@pytest.mark.parametrize("by_hand", ["undo", "reset"])
def test_an_answer_to_a_sentence_that_was_taken_back_is_dropped(by_hand: str) -> None:
    with thinking() as slow:
        slow.session.apply(AddTerm(text="boats"))
        slow.say()
        if by_hand == "undo":
            slow.session.undo()
        else:
            slow.session.apply(Reset())
        after = slow.session.plan
        reply = slow.answer()
        assert slow.session.plan == after
        assert DROPPED in reply.text


def test_undoing_a_click_meanwhile_is_not_undoing_the_sentence() -> None:
    with thinking() as slow:
        slow.say()
        slow.session.apply(AddTerm(text="lanterns"))
        slow.session.undo()
        slow.answer()
        assert weights(slow.session) == {"foggy harbours": 0.7, "Turner": 0.7, "gulls": -0.7}


def test_a_model_that_dies_leaves_the_first_reading_as_one_step() -> None:
    with thinking(Says(text="Let me", cut=True)) as slow:
        slow.say()
        reply = slow.answer()
        assert reply.planner == "rules"
        assert reply.plan.term("foggy harbours")
        assert reply.notices, "the user is told who read it"
        assert slow.session.undo().plan.empty


def test_a_second_sentence_waits_for_the_first() -> None:
    with thinking() as slow:
        slow.say()
        second = threading.Thread(target=slow.session.say, args=("lanterns",), daemon=True)
        second.start()
        slow.answer()
        second.join(WAIT_S)
        assert not second.is_alive()
        assert weights(slow.session)["gulls"] < 0
