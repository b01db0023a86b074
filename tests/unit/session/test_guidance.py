"""The questions of one conversation: one open at a time, none twice, answered by a click or word for word."""

from __future__ import annotations

import json

import pytest

from agent.plan.edits import AddTerm, Reset, Respond, Reweight, SetPlace, SetSort
from tests.unit.session.echo import say


@pytest.fixture
def asking(session):
    """A session whose first request is followed by a question; its vectors are hashes, so the answers mean nothing."""
    say(session, AddTerm(text="dogs"))
    assert session.reply.answers
    return session


def offered(session):
    return [answer.text for answer in session.reply.answers]


def test_a_clicked_answer_is_a_term_and_the_next_question_is_another(asking):
    first = offered(asking)
    reply = asking.apply(asking.reply.answers[0].edit())
    assert [t.text for t in reply.plan.terms] == ["dogs", first[0]]
    assert 0 < reply.plan.terms[1].weight < reply.plan.terms[0].weight
    assert not set(first) & set(offered(asking))
    asking.undo()
    assert [t.text for t in asking.plan.terms] == ["dogs"]
    assert not set(first) & set(offered(asking))


def test_an_answer_said_in_words_is_the_answer_clicked(asking):
    answer = asking.reply.answers[1]
    asking.planner.asked.clear()
    reply = asking.say(f" {answer.text.capitalize()}. ")
    assert asking.planner.asked == []
    assert reply.edits == (answer.edit(),)
    assert reply.act == "refine"


def test_another_question_leaves_the_plan(asking):
    plan, first = asking.plan, offered(asking)
    seen = set(first)
    while asking.reply.question:
        asking.other_question()
        assert asking.plan == plan
        assert not seen & set(offered(asking))
        seen |= set(offered(asking))
    assert "nothing better to ask" in asking.reply.text
    assert asking.reply.hits


def test_a_question_stays_while_only_weights_and_order_change(asking):
    first = offered(asking)
    asking.apply(Reweight(term="dogs", weight=0.4))
    asking.apply(SetSort(sort="newest"))
    asking.tell("A note.")
    assert offered(asking) == first
    assert json.dumps(asking.reply.as_json()["answers"])


def test_a_new_topic_may_be_asked_the_same_again(asking):
    first = offered(asking)
    asking.apply(Reset())
    assert asking.reply.question is None
    say(asking, AddTerm(text="dogs"))
    assert offered(asking) == first


def test_a_question_about_a_place_comes_before_it(asking):
    reply = say(asking, SetPlace(name="Rome"), question="Which Rome?")
    assert reply.question == "Which Rome?"
    assert reply.answers == ()


def test_small_talk_does_not_repeat_the_question(asking):
    first = offered(asking)
    reply = say(asking, Respond(act="chat", about="thanks"))
    assert reply.question is None
    assert reply.answers == ()
    assert asking.apply(SetSort(sort="newest")).question
    assert offered(asking) == first
