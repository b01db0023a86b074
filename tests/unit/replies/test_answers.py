"""What Docent says: understood, found, left out; plural forms right; nothing claimed that was not found."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.edits import (
    AddTerm,
    AllowPlace,
    ClearPlace,
    Explain,
    LeaveOutPlace,
    Like,
    RemoveTerm,
    ReplaceTerm,
    Reset,
    Reweight,
    SetDates,
    SetFilter,
    SetMatch,
    SetPlace,
    SetSort,
    ShowMore,
    Undo,
    Unlike,
    apply,
)
from agent.plan.query_plan import QueryPlan
from agent.replies.answers import count_in_place, describe_hit, describe_plan, describe_result, which_place
from tools.search.query import Counts, Found, Hit, TermShare

ONE, TWO = "a" * 16, "b" * 16


def hit(band="likely", **more):
    return Hit(ONE, "x.jpg", 1.83, band, {"content": 1.5, "style": 0.2, "place": 0.3, "like": 0.0}, **more)


def found(likely=0, maybe=0, *, total=100, considered=None, hits=1, **counts):
    considered = total if considered is None else considered
    return Found((hit(),) * hits, considered, Counts(total, considered, likely, maybe, **counts))


def after(*edits, plan=None):
    plan = plan or QueryPlan()
    for edit in edits:
        plan = apply(plan, edit)
    return plan


def told(*edits, result=None, plan=None, notes=()):
    return describe_result(after(*edits, plan=plan), edits, result, notes)


def test_a_new_plan_is_said_as_a_whole():
    text = told(
        AddTerm(text="sunset"),
        AddTerm(text="mountains"),
        AddTerm(text="van gogh", channel="style"),
        SetPlace(name="Switzerland"),
        AddTerm(text="people", weight=-0.7),
    )
    assert text == (
        "Looking for **sunset** and **mountains**, in **van gogh** style, in **Switzerland**, avoiding **people**."
    )


def test_a_follow_up_is_said_as_a_change():
    plan = after(AddTerm(text="dogs"), AddTerm(text="fog"), SetPlace(name="Bern"))
    text = told(AddTerm(text="snow"), Reweight(term="fog", by=-0.2), ClearPlace(), RemoveTerm(term="dogs"), plan=plan)
    assert text == "Added **snow**; less **fog**; anywhere now; dropped **dogs**."


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (ReplaceTerm(term="dogs", text="cats"), "**cats** in place of **dogs**."),
        (Reweight(term="dogs", by=0.2), "More **dogs**."),
        (Reweight(term="dogs", weight=0.9), "**dogs** now weighs 0.9."),
        (AddTerm(text="cars", weight=-0.7), "Now avoiding **cars**."),
        (AddTerm(text="cubist", channel="style"), "Added in **cubist** style."),
        (SetPlace(name="Rome", mode="only"), "Only in **Rome**."),
        (SetPlace(name="Rome", radius_km=1500), "Within 1,500 km of **Rome**."),
        (SetPlace(name="Rome", radius_km=0.4), "Within 400 m of **Rome**."),
        (SetDates(from_="2019-01-01", to="2019-12-31"), "Taken in 2019."),
        (SetDates(), "At any time."),
        (Like(image_id=ONE), "More like 1 chosen picture."),
        (Unlike(image_id=ONE), "Less like 1 picture."),
        (SetMatch(match="all"), "All of it together."),
        (SetSort(sort="newest"), "Newest first."),
        (SetFilter(name="camera", value="X100"), "Only pictures by the camera **X100**."),
        (SetFilter(name="gps", value=None), "Any position."),
        (ShowMore(), "More of the same."),
        (Reset(), "Started again."),
    ],
)
def test_each_kind_of_change_has_words(edit, words):
    assert told(edit, plan=after(AddTerm(text="dogs"), AddTerm(text="sea"))) == words


def test_words_that_say_style_are_not_told_it_again():
    assert told(AddTerm(text="style of Monet", channel="style")) == "Looking for pictures in **style of Monet**."


def test_undo_says_what_is_looked_for_again():
    plan = after(AddTerm(text="dogs"))
    assert describe_result(plan, (Undo(),), None) == "Took back the last change: looking for **dogs** again."


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (found(12, 5), "12 likely and 5 possible among 100 pictures."),
        (found(1), "1 likely among 100 pictures."),
        (found(0, 3), "Nothing stands out: 3 possible matches among 100 pictures."),
        (found(0, 1), "Nothing stands out: 1 possible match among 100 pictures."),
        (found(0, 0), "Nothing here really fits; these are the nearest among 100 pictures."),
        (found(2, total=1, hits=1), "2 likely among 1 picture."),
        (found(total=0, hits=0), "The library holds no pictures yet: index a folder first (docent index FOLDER)."),
    ],
)
def test_what_was_found_is_said_honestly(result, words):
    assert told(AddTerm(text="dogs"), result=result) == f"Looking for **dogs**. {words}"


def test_what_was_left_out_is_counted():
    text = told(
        AddTerm(text="dogs"),
        SetPlace(name="Bern", mode="only"),
        result=found(12, considered=69, without_gps=31, without_date=1),
    )
    assert text.endswith("12 likely among 69 pictures; 31 have no GPS position and 1 has no date and were left out.")
    alone = told(AddTerm(text="dogs"), result=found(1, without_gps=1))
    assert alone.endswith("1 has no GPS position and was left out.")


def test_when_no_picture_passes_the_conditions_they_are_named():
    text = told(
        AddTerm(text="dogs"),
        SetDates(from_="2019-01-01", to="2019-12-31"),
        SetFilter(name="folder", value="trips"),
        result=found(considered=0, hits=0, without_date=100),
    )
    assert "None of the 100 pictures is taken in 2019 and from the folder **trips**." in text
    assert "100 have no date and were left out." in text


def test_conditions_alone_are_counted_and_not_judged():
    text = told(SetDates(from_="2019-05-01", to="2019-05-31"), result=found(considered=12, hits=1))
    assert text == "Looking for pictures taken in May 2019. 12 of 100 pictures."


def test_an_unknown_place_is_named():
    text = told(AddTerm(text="dogs"), SetPlace(name="Qwyx", resolved=False), result=found(3))
    assert "I know no place called **Qwyx**" in text
    assert "3 likely" in text


def test_nothing_understood_asks_what_to_look_for():
    assert told() == ("I found nothing in that to change. Name what to look for: things, a style, a place or a time.")
    assert told(notes=("There is no picture #9.",)) == "There is no picture #9."


def test_paging_says_how_much_is_left():
    plan = after(AddTerm(text="dogs"))
    more = told(ShowMore(), plan=plan, result=Found((hit(),) * 2, 30, Counts(30, 30, 3)))
    assert more.endswith("2 of 30 shown.")
    done = told(ShowMore(), plan=plan, result=Found((hit(),) * 2, 2, Counts(30, 30, 2)))
    assert done.endswith("that is all of them.")


def test_an_explanation_counts_nothing():
    assert describe_result(after(AddTerm(text="dogs")), (Explain(),), found(3)) == ""


def test_the_plan_with_its_weights():
    plan = after(
        AddTerm(text="dogs", weight=0.9),
        AddTerm(text="cars", weight=-0.5),
        SetPlace(name="Bern", weight=0.5),
        SetMatch(match="all"),
        SetSort(sort="oldest"),
    )
    assert describe_plan(plan) == (
        "The plan: **dogs** (0.9), in **Bern** (0.5), avoiding **cars** (0.5), all of it together, oldest first."
    )
    assert describe_plan(QueryPlan()).startswith("The plan is empty.")


def test_why_this_one_names_what_spoke_for_and_against_it():
    plan = after(AddTerm(text="sunset"), AddTerm(text="people", weight=-0.7), SetPlace(name="Bern"))
    text = describe_hit(
        plan,
        hit(
            terms=(TermShare("sunset", 1.5), TermShare("people", -0.17), TermShare("gone", 0.001)),
            distance_km=12.3,
            taken_at=datetime(2019, 5, 3, 12),
            duplicates=(TWO,),
        ),
    )
    assert text == (
        "It is a likely match (score 1.83), because of **sunset** (+1.50) and the place (**Bern**) (+0.30). "
        "Against it: **people** (-0.17). It was taken 12 km from **Bern**. Taken on 3 May 2019. "
        "1 near-identical picture folded behind it."
    )


def test_why_this_one_is_honest_when_nothing_speaks_for_it():
    plan = after(AddTerm(text="sunset"))
    nothing = Hit(ONE, "x", 0.0, "weak", dict.fromkeys(("content", "style", "place", "like"), 0.0))
    assert describe_hit(plan, nothing) == (
        "It is a weak match (score 0.00). No term of the plan says much about it, either way."
    )
    nowhere = describe_hit(after(SetPlace(name="Bern")), nothing)
    assert "It has no GPS position, so the place says nothing about it." in nowhere


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (
            (12, 40, 100),
            "12 of the 40 pictures with a GPS position are from **Italy**; "
            "60 have no position, so they cannot be counted.",
        ),
        (
            (1, 40, 41),
            "1 of the 40 pictures with a GPS position is from **Italy**; 1 has no position, so it cannot be counted.",
        ),
        ((0, 40, 40), "None of the 40 pictures with a GPS position is from **Italy**."),
        ((1, 1, 1), "The only picture with a GPS position is from **Italy**."),
        ((0, 1, 1), "The only picture with a GPS position is not from **Italy**."),
        ((0, 0, 7), "That cannot be said: none of the 7 pictures has a GPS position."),
        ((0, 0, 1), "That cannot be said: the only picture has no GPS position."),
        ((0, 0, 0), "The library holds no pictures yet."),
    ],
)
def test_how_many_are_from_there(numbers, words):
    assert count_in_place("Italy", *numbers) == words


def test_a_question_is_asked_only_when_the_reading_is_open():
    assert which_place("Georgia", ("the country", "Georgia, United States")) == (
        "**Georgia**: the country or **Georgia, United States**? I took the country."
    )
    assert which_place("Lincoln", ("Lincoln, A", "Lincoln, B")) == (
        "**Lincoln**: **Lincoln, A** or **Lincoln, B**? I took the first."
    )
    assert which_place("Bern", ("Bern, Switzerland",)) is None
    assert which_place("Bern", ("the city", "the city")) is None


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_counts_never_contradict_themselves(inside, located, total):
    located, total = max(inside, located), max(inside, located, total)
    text = count_in_place("Italy", inside, located, total)
    assert text.endswith(".")
    assert " 1 pictures" not in text
    if inside > 1:
        assert f"{inside:,} of the {located:,}" in text


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_answers_speak_of_one_and_many_correctly(likely, maybe, lost):
    text = told(AddTerm(text="dogs"), result=found(likely, maybe, total=200, without_gps=lost))
    assert " 1 have" not in text
    assert not re.search(r"(?<![\d,])1 possible matches", text)
    assert ("left out" in text) == bool(lost)
    assert ("really fits" in text) == (likely == maybe == 0)


def test_places_left_out_are_said():
    assert told(AddTerm(text="food"), LeaveOutPlace(name="Bangkok")) == "Looking for **food**, not in **Bangkok**."
    assert told(LeaveOutPlace(name="Rome"), LeaveOutPlace(name="Oslo")) == (
        "Looking for pictures not in **Rome** or **Oslo**."
    )
    plan = after(SetPlace(name="Portugal"), LeaveOutPlace(name="Algarve"))
    assert told(LeaveOutPlace(name="Lisbon"), plan=plan) == "Nothing from **Lisbon**."
    assert told(AllowPlace(name="Algarve"), plan=plan) == "**Algarve** may be there again."
    assert told(AllowPlace(), plan=plan) == "No place is left out any more."
    assert "in **Portugal** (0.8), not in **Algarve**" in describe_plan(plan)


def test_an_unknown_place_leaves_nothing_out_and_that_is_said():
    edit = LeaveOutPlace(name="Atlantis", resolved=False)
    assert "no place called **Atlantis**, so nothing from there is left out" in told(AddTerm(text="fish"), edit)
    assert "no place called **Atlantis**" in describe_plan(after(edit))


def test_pictures_that_could_be_from_there_are_told_when_it_matters():
    edit = LeaveOutPlace(name="Greece")
    assert "12 have no GPS position, so they could be from there" in told(edit, result=found(unplaced=12))
    assert "1 has no GPS position, so it could be from there" in told(edit, result=found(unplaced=1))
    plan = after(edit)
    assert "GPS" not in told(edit, result=found(), plan=None)
    assert "could be" not in told(AddTerm(text="fog"), result=found(unplaced=12), plan=plan)
    without = after(SetFilter(name="gps", value=False))
    assert "could be" not in told(edit, result=found(unplaced=12), plan=without)


def test_when_nothing_passes_the_places_left_out_are_named():
    plan = after(SetPlace(name="Portugal", mode="only"))
    empty = found(hits=0, considered=0)
    assert "is in **Portugal** and outside **Algarve**" in told(LeaveOutPlace(name="Algarve"), plan=plan, result=empty)
