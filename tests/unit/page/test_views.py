"""The page's parts are drawn from one reply, as values that can be sent."""

from __future__ import annotations

import json
from dataclasses import replace

from agent.page.actions import edits_for
from agent.page.tabs import Tab
from agent.page.views import EXAMPLES, banded, chip, examples, look, summary, views
from agent.plan.edits import SetDates, SetPlace
from agent.plan.query_plan import QueryPlan, Term
from agent.plan.suggestion import Suggestion
from tests.unit.page.fakes import FakeReply, FakeSession, GeneratedLibrary
from tools.search.query import Counts

LIBRARY = GeneratedLibrary()


def opened():
    tab = Tab(FakeSession(LIBRARY))
    tab.open()
    return tab


def test_everything_can_be_sent_and_belongs_together():
    tab = opened()
    list(tab.say("fog"))
    shown = views(tab)
    for part in (shown.top, shown.talk, shown.plan, shown.grid):
        assert json.loads(json.dumps(part, allow_nan=False))
        assert part["order"] == shown.top["order"]
    assert [t["text"] for t in shown.plan["terms"]] == ["fog"]
    assert len(shown.grid["cards"]) == len(tab.session.reply.hits)
    assert views(tab).top["order"] > shown.top["order"]


def test_the_first_sight_shows_pictures_examples_and_no_bands():
    shown = views(opened())
    assert shown.top["pictures"] == 30
    assert shown.talk["examples"] == ["fog", "fog, etching style"]
    assert shown.grid["state"] == "results"
    assert not shown.grid["banded"]
    assert shown.grid["summary"] == "30 pictures, the latest first"
    assert shown.grid["more"]
    assert shown.plan["cameras"] == ["Box Brownie"]
    assert shown.plan["folders"] == [f"/pictures/{year}" for year in range(2010, 2014)]


def test_undo_is_offered_once_there_is_a_step_and_doubts_stand_at_their_terms():
    tab = opened()
    assert not views(tab).plan["can_undo"]
    tab.act({"do": "edit", "edit": {"tool": "add_term", "text": "ukiyo-e", "channel": "style"}})
    shown = views(tab)
    assert shown.plan["can_undo"]
    assert [term["doubt"] for term in shown.plan["terms"]] == ["I doubt style words."]
    assert shown.top["sets"] == []  # nobody looks after this library


def test_examples_leave_once_something_was_said():
    tab = opened()
    list(tab.say("fog"))
    shown = views(tab)
    assert shown.talk["examples"] == []
    assert shown.grid["banded"]
    assert [chip["text"] for chip in shown.talk["chips"]] == ["fog", "etching"]


def test_bands_that_do_not_follow_each_other_mark_tiles_instead():
    tab = opened()
    list(tab.say("fog"))
    reply = tab.session.reply
    assert banded(reply)
    assert not banded(replace(reply, hits=reply.hits[::-1]))
    assert not banded(replace(reply, plan=reply.plan.model_copy(update={"sort": "newest"})))


def test_no_library_says_how_to_make_one():
    shown = views(Tab(None, trouble="There is no library yet.", fresh=True))
    assert shown.grid["command"] == "docent index ~/Pictures"
    assert shown.grid["message"] == "There is no library yet."
    assert not shown.talk["ready"]
    other = views(Tab(None, trouble="It is of a newer Docent."))
    assert other.grid["command"] == ""


def test_an_empty_library_and_none_at_all():
    empty = Tab(FakeSession(GeneratedLibrary(0)))
    empty.open()
    assert views(empty).grid["command"]
    plans_only = Tab(FakeSession(None))
    plans_only.open()
    assert views(plans_only).grid["state"] == "missing"


def test_a_larger_look_says_what_and_why():
    tab = opened()
    image_id = tab.session.reply.hits[0].image_id
    shown = look(tab, image_id)
    assert shown["why"] == "because of 0 terms"
    assert shown["details"][0] == {"label": "File", "value": "00.jpg"}
    located = look(tab, tab.session.reply.hits[1].image_id)  # at 46.1, 7.0
    assert any("Switzerland" in row["value"] for row in located["details"] if row["label"] == "Where")
    assert {"label": "Title", "value": "<b>Vintage</b> (XMP)"} in located["details"]
    assert {"label": "Exposure", "value": "1/250 s (EXIF)"} in located["details"]
    assert look(tab, "f" * 16)["details"] == []
    assert look(Tab(None, trouble="Nothing here."), image_id)["why"] == "Nothing here."


def test_summaries():
    plan = QueryPlan(terms=(Term(id="a", text="a"),))
    found = FakeReply(plan, counts=Counts(total=900, considered=785, likely=12, maybe=1, without_gps=31))
    assert summary(found) == "12 likely, 1 maybe of 785 pictures · 31 without a position left out"
    none = FakeReply(plan, counts=Counts(total=9, considered=9))
    assert summary(none) == "none likely of 9 pictures"
    unsure = FakeReply(plan, counts=Counts(total=9, considered=9, unplaced=2))
    assert summary(unsure).endswith("· 2 without a position may be from a place left out")


def test_examples_without_suggestions_are_general():
    assert examples(()) == list(EXAMPLES)
    things = [Suggestion("boats", "content", 0.5), Suggestion("cats", "content", 0.5), Suggestion("no", "style", -0.5)]
    assert examples(things) == ["boats", "cats, but no boats"]
    assert examples([*things, Suggestion("Bern", "place", 0.8)])[0] == "boats in Bern"


def test_a_click_on_a_suggestion_is_its_edit():
    assert chip(Suggestion("fog", "content", -0.5))["edit"] == {
        "tool": "add_term",
        "text": "fog",
        "channel": "content",
        "weight": -0.5,
    }
    assert edits_for({"do": "edit", "edit": chip(Suggestion("Bern", "place", 0.8))["edit"]}, QueryPlan()) == (
        SetPlace(name="Bern", weight=0.8),
    )


def test_the_answers_to_a_question_travel_with_their_edits():
    tab = opened()
    offered = (Suggestion("in the snow", "content", 0.15), Suggestion("on a beach", "content", 0.1))
    tab.session.reply = replace(tab.session.reply, question="Which fits?", answers=offered)
    shown = views(tab).talk["answers"]
    assert [answer["text"] for answer in shown] == ["in the snow", "on a beach"]
    tab.act({"do": "edit", "edit": shown[0]["edit"]})
    assert [(t.text, t.weight) for t in tab.session.plan.terms] == [("in the snow", 0.15)]
    tab.session.reply = replace(tab.session.reply, question="Which fits?", answers=offered)
    before = tab.session.plan
    tab.act({"do": "other_question"})
    assert tab.session.plan == before
    assert views(tab).talk["answers"] == []
    assert tab.messages[-1].text == "Then something else."


def test_a_condition_to_drop_is_a_click():
    way = chip(Suggestion("taken in 2031", "condition", 0.0, "12 pictures then", SetDates()))
    assert way["reason"] == "12 pictures then"
    assert edits_for({"do": "edit", "edit": way["edit"]}, QueryPlan()) == (SetDates(),)
