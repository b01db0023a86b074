"""A model proposes, code decides: only the user's words stay, and code settles negation, place and date."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.edits import (
    AddTerm,
    ClearPlace,
    LeaveOutPlace,
    Like,
    ReplaceTerm,
    Reweight,
    SetDates,
    SetPlace,
    SetSort,
    apply,
)
from agent.plan.query_plan import QueryPlan
from agent.planners.build.code_reading import read_by_code
from agent.planners.llm.reconcile import reconcile, said
from agent.planners.protocol import Context, Proposal

CONTEXT = Context(shown=("1" * 16, "2" * 16), today=date(2026, 11, 22))


def settled(message, *proposed, by_code=(), plan=None, planner="rules"):
    plan = plan or QueryPlan()
    read = read_by_code(message, plan, CONTEXT)
    second = Proposal(edits=tuple(by_code), planner=planner)
    return reconcile(message, list(proposed), second, plan=plan, read=read, name="model")


@pytest.mark.parametrize(
    ("text", "message", "span", "share"),
    [
        ("foggy harbours", "show me Foggy Harbours please", "Foggy Harbours", 1.0),
        ("harbour in fog", "a foggy harbour", "foggy harbour", 1.0),
        ("Vincent van Gogh", "in van gogh's style", "van gogh's", 2 / 3),
        ("no people", "please no people", "people", 1.0),
        ("bridge river", "a bridge over the river", "bridge over the river", 1.0),
    ],
)
def test_the_users_own_spelling_is_taken(text, message, span, share):
    got = said(text, message)
    assert got is not None
    assert got.text == span
    assert message[got.start : got.end] == span
    assert got.share == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "message"),
    [("sailing ships", "a foggy harbour"), ("", "fog"), ("no", "no people"), ("dog tree", "dog a b c d e f g h tree")],
)
def test_what_was_not_said_is_not_found(text, message):
    assert said(text, message) is None


def test_words_nobody_said_become_suggestions():
    got = settled("foggy harbours", AddTerm(text="foggy harbours"), AddTerm(text="sailing ships"), AddTerm(text="rust"))
    assert got.edits == (AddTerm(text="foggy harbours"),)
    assert [s.text for s in got.suggestions] == ["sailing ships", "rust"]
    assert got.planner == "model"


def test_an_unsaid_refusal_is_no_suggestion():
    assert not settled("harbours", AddTerm(text="harbours"), AddTerm(text="ships", weight=-0.7)).suggestions


def test_an_unsaid_replacement_leaves_the_term():
    plan = apply(QueryPlan(), AddTerm(text="dogs"))
    got = settled("something else, cats maybe", ReplaceTerm(term="dogs", text="wolves"), plan=plan)
    assert not got.edits
    assert [s.text for s in got.suggestions] == ["wolves"]


def test_a_listed_style_is_a_style_whatever_the_model_says():
    got = settled("watercolour boats", AddTerm(text="watercolour"), AddTerm(text="boats"))
    assert [e.channel for e in got.edits] == ["style", "content"]


def test_dates_are_read_by_code(caplog):
    caplog.set_level(logging.INFO)
    got = settled("boats since 2019", AddTerm(text="boats"), SetDates(from_="2009-01-01"))
    assert got.edits == (SetDates(from_="2019-01-01"), AddTerm(text="boats"))
    assert "code reads" in caplog.text


def test_a_date_is_no_term_as_well():
    got = settled("boats since 2019", AddTerm(text="boats"), AddTerm(text="2019"))
    assert [e.tool for e in got.edits] == ["set_dates", "add_term"]


def test_which_pictures_are_meant_is_read_by_code():
    got = settled("more like the second one", Like(image_id="1" * 16))
    assert [e.image_id for e in got.edits] == ["2" * 16]


def test_the_place_that_code_found_stands(caplog):
    caplog.set_level(logging.INFO)
    place = SetPlace(name="Bergen", radius_km=20)
    proposed = [AddTerm(text="boats"), SetPlace(name="Norway"), AddTerm(text="Bergen")]
    got = settled("boats within 20 km of Bergen", *proposed, by_code=[place])
    assert got.edits == (AddTerm(text="boats"), place)
    assert "code reads 'Bergen'" in caplog.text


def test_a_place_that_only_the_model_saw_must_have_been_said():
    assert settled("boats in Qwyx", AddTerm(text="boats"), SetPlace(name="Qwyx")).edits[1].name == "Qwyx"
    assert [e.tool for e in settled("boats", AddTerm(text="boats"), SetPlace(name="Bergen")).edits] == ["add_term"]


def test_lifting_a_place_needs_one():
    assert [e.tool for e in settled("boats", AddTerm(text="boats"), ClearPlace()).edits] == ["add_term"]


def test_a_refusal_that_code_saw_stands(caplog):
    caplog.set_level(logging.INFO)
    refused = AddTerm(text="people", weight=-0.7)
    got = settled("boats, no people", AddTerm(text="boats"), AddTerm(text="people"), by_code=[refused])
    assert got.edits == (AddTerm(text="boats"), refused)
    missed = settled("boats, no people", AddTerm(text="boats"), by_code=[refused])
    assert missed.edits == (AddTerm(text="boats"), refused)
    assert caplog.text.count("negation") == 2


def test_rules_that_saw_no_refusal_prove_nothing_but_the_trained_parser_does():
    model = AddTerm(text="cars", weight=-0.7)
    wanted = AddTerm(text="cars")
    message = "boats, I could live happily in the absence of cars"
    assert settled(message, model, by_code=[wanted], planner="rules").edits == (model,)
    assert settled(message, model, by_code=[wanted], planner="embedded").edits == (wanted,)


@pytest.mark.parametrize(
    "message",
    [
        "boats but the fewer cars the better",
        "boats; cars would spoil it, so do without",
        "boats, I can't stand cars",
        "boats, cars are unwelcome",
        "boats free of cars",
    ],
)
def test_a_refusal_in_the_models_reading_needs_a_word_that_can_refuse(message):
    assert settled(message, AddTerm(text="cars", weight=-0.7)).edits[0].weight < 0


def test_where_no_word_refuses_the_model_is_wrong():
    got = settled("sunset by the sea with boats", AddTerm(text="sunset"), AddTerm(text="boats", weight=-0.7))
    assert [e.weight for e in got.edits] == [0.7, 0.7]


def test_an_answer_without_a_usable_edit_gives_way_to_the_second_reading():
    fog = AddTerm(text="fog")
    got = settled("fog", AddTerm(text="ships"), by_code=[fog], planner="embedded")
    assert got.edits == (fog,)
    assert got.planner == "embedded"
    assert [s.text for s in got.suggestions] == ["ships"]


def test_other_edits_pass_and_none_is_doubled():
    plan = apply(QueryPlan(), AddTerm(text="fog"))
    more = Reweight(term="fog", by=0.2)
    got = settled("newest first and more fog", more, more, SetSort(sort="oldest"), plan=plan)
    assert got.edits.count(more) == 1
    assert sum(e.tool == "set_sort" for e in got.edits) == 1


@given(st.text(max_size=60), st.text(max_size=80))
def test_a_span_is_always_a_part_of_the_message(text, message):
    got = said(text, message)
    assert got is None or (message[got.start : got.end] == got.text and 0 < got.share <= 1)


def small(message, *proposed, by_code, planner="rules", plan=None):
    plan = plan or QueryPlan()
    read = read_by_code(message, plan, CONTEXT)
    second = Proposal(edits=tuple(by_code), planner=planner)
    return reconcile(message, list(proposed), second, plan=plan, read=read, name="m", small=True).edits


def test_a_small_model_only_adds_to_the_reading_in_code():
    code = [AddTerm(text="snowy villages"), SetPlace(name="Bergen")]
    model = [AddTerm(text="snowy villages", channel="style"), AddTerm(text="Bruegel", channel="style")]
    got = small("snowy villages near Bergen, Bruegel", *model, by_code=code)
    assert got == (*code, AddTerm(text="Bruegel", channel="style"))
    assert small("snowy villages near Bergen", by_code=code) == tuple(code)


def test_beside_the_trained_parser_a_small_models_terms_are_ideas():
    code, model = AddTerm(text="snowy villages"), AddTerm(text="Bruegel", channel="style")
    message = "snowy villages, Bruegel"
    read = read_by_code(message, QueryPlan(), CONTEXT)
    second = Proposal(edits=(code,), planner="embedded")
    got = reconcile(message, [code, model], second, plan=QueryPlan(), read=read, name="m", small=True)
    assert got.edits == (code,)
    assert [s.text for s in got.suggestions] == ["Bruegel"]


def test_a_small_model_may_see_a_refusal_that_rules_do_not_list():
    message = "boats, I could live in the absence of cars"
    model, code = AddTerm(text="cars", weight=-0.7), AddTerm(text="cars")
    assert small(message, model, by_code=[AddTerm(text="boats"), code]) == (AddTerm(text="boats"), model)
    assert small(message, model, by_code=[code], planner="embedded") == (code,)


@pytest.mark.parametrize(
    ("message", "text", "sign"),
    [
        ("kids on bikes, leave out the tower", "kids", 1),
        ("kids on bikes, leave out the tower", "tower", -1),
        ("ponds without any cars, trucks or buses", "buses", -1),
        ("rustic kitchens but not white ones", "rustic kitchens", 1),
        ("rustic kitchens but not white ones", "white", -1),
    ],
)
def test_of_a_small_model_a_refusal_counts_in_its_own_clause(message, text, sign):
    assert small(message, AddTerm(text=text, weight=-0.7), by_code=[])[0].weight == sign * 0.7


def test_a_place_that_code_reads_as_left_out_is_no_place_to_look_in_and_no_term():
    message = "street food, anywhere except Bangkok"
    for model in (SetPlace(name="Bangkok"), AddTerm(text="Bangkok", weight=-0.7), LeaveOutPlace(name="bangkok")):
        got = settled(message, AddTerm(text="street food"), model)
        assert got.edits == (LeaveOutPlace(name="Bangkok"), AddTerm(text="street food"))


def test_a_model_may_see_a_refusal_that_code_passes_over_when_the_place_was_said():
    got = settled("I have a grudge against Hallstatt", LeaveOutPlace(name="Hallstatt"), LeaveOutPlace(name="Vienna"))
    assert got.edits == (LeaveOutPlace(name="Hallstatt"),)
