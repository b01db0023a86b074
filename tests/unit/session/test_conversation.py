"""The session with a real library of generated pictures, hashed vectors and a scripted planner."""

from __future__ import annotations

import json
from datetime import date

import pytest

from agent.plan.edits import (
    AddTerm,
    AllowPlace,
    ClearPlace,
    Explain,
    LeaveOutPlace,
    Like,
    RemoveTerm,
    Reweight,
    SetDates,
    SetPlace,
    SetSort,
    ShowMore,
    Undo,
)
from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from agent.session.opening import open_session
from tests.unit.session.echo import Echo, say
from tools.encoders.hashing import hash_models
from tools.errors import BadRequest, UnknownImage, UnknownTerm


def test_an_empty_plan_shows_the_latest_pictures(session):
    reply = session.apply()
    assert len(reply.hits) == 24
    years = [hit.taken_at.year for hit in reply.hits]
    assert years == sorted(years, reverse=True)
    assert reply.available == 40


def test_chat_clicks_and_sliders_change_one_plan_and_every_step_can_be_undone(session):
    plans = [session.plan]
    plans.append(say(session, AddTerm(text="fog"), SetPlace(name="Paris")).plan)
    plans.append(session.apply(Reweight(term="fog", weight=0.2)).plan)
    plans.append(session.similar([session.reply.hits[0].image_id]).plan)
    assert len(set(plans)) == 4
    for before in reversed(plans[:-1]):
        assert session.undo().plan == before
    with pytest.raises(BadRequest, match="nothing to undo"):
        session.undo()


def test_undo_by_words_is_told_when_there_is_nothing(session):
    assert "nothing to undo" in say(session, Undo()).text


def test_more_shows_more_and_the_next_search_starts_over(session):
    assert len(session.apply(ShowMore(count=10)).hits) == 34
    assert len(say(session, AddTerm(text="dogs")).hits) == 24


def test_a_place_is_settled_by_code(session):
    reply = say(session, SetPlace(name="Rome", mode="only"))
    assert reply.plan.place.resolved
    assert {round(h.distance_km) for h in reply.hits} == {0}
    assert reply.counts.without_gps == 10
    lost = say(session, SetPlace(name="Atlantis"))
    assert not lost.plan.place.resolved
    assert "Atlantis" in lost.text
    assert len(lost.hits) == 24


def test_a_planners_bad_edit_is_told_and_the_others_are_carried_out(session):
    reply = say(session, RemoveTerm(term="cats"), AddTerm(text="dogs"))
    assert [t.text for t in reply.plan.terms] == ["dogs"]
    assert "cats" in " ".join(reply.notices)


def test_a_bad_click_changes_nothing(session):
    with pytest.raises(UnknownTerm):
        session.apply(AddTerm(text="dogs"), RemoveTerm(term="cats"))
    assert session.plan.terms == ()
    with pytest.raises(UnknownImage):
        session.apply(Like(image_id="0" * 16))


@pytest.mark.parametrize("message", ["", "   ", "x" * 10_000])
def test_odd_messages_never_reach_the_planner(session, message):
    say(session, AddTerm(text="dogs"))
    before = session.plan
    asked = len(session.planner.asked)
    reply = session.say(message)
    assert reply.text
    assert session.plan == before
    assert len(session.planner.asked) == asked


def test_the_planner_sees_what_is_on_the_page(session):
    hits = say(session, AddTerm(text="dogs")).hits
    session.say("more like these", selected=[hits[1].image_id])
    context = session.planner.asked[-1][2]
    assert context.shown == tuple(h.image_id for h in hits)
    assert context.selected == (hits[1].image_id,)
    assert context.today == date.today()


def test_the_day_that_relative_dates_are_read_from_can_be_given(library):
    day = date(2020, 2, 29)
    for opened in (None, library):
        session = open_session(opened, Echo(), hash_models(), today=lambda: day)
        session.say("last summer")
        assert session.planner.asked[-1][2].today == day


def test_explaining_changes_nothing(session):
    hits = say(session, AddTerm(text="dogs")).hits
    before = session.plan
    reply = say(session, Explain(about="picture", image_id=hits[0].image_id))
    assert session.plan == before
    assert "dogs" in reply.text
    assert "10" in say(session, Explain(about="count", place="Italy")).text


def test_nearby_uses_the_pictures_own_position(session):
    say(session, SetPlace(name="Rome", mode="only"))
    reply = session.similar([session.reply.hits[0].image_id], nearby_km=50)
    assert reply.plan.place.mode == "only"
    assert "Rome" in reply.plan.place.name or "Italy" in reply.plan.place.name
    assert {round(h.distance_km) for h in reply.hits} == {0}
    nowhere = next(
        h
        for h in session.apply(ClearPlace(), SetSort(sort="newest"), ShowMore(count=100)).hits
        if h.distance_km is None and session.library.picture(h.image_id).point is None
    )
    with pytest.raises(BadRequest, match="where they were taken"):
        session.similar([nowhere.image_id], nearby_km=50)


def test_suggestions_of_the_planner_come_first_and_stay_out_of_the_plan(session):
    reply = say(session, AddTerm(text="dogs"), suggestions=(Suggestion("puppies", "content", 0.5),))
    assert reply.suggestions[0].text == "puppies"
    assert [t.text for t in reply.plan.terms] == ["dogs"]


def test_without_a_library_there_are_plans_only():
    planner = Echo()
    session = open_session(None, planner)
    reply = say(session, AddTerm(text="dogs"))
    assert reply.hits == ()
    assert reply.plan.terms[0].text == "dogs"
    assert isinstance(session.plan, QueryPlan)


def test_a_place_left_out_drops_its_pictures_and_undo_brings_them_back(session):
    everything = say(session, AddTerm(text="dogs")).counts.considered
    reply = say(session, LeaveOutPlace(name="Italy"))
    assert (everything, reply.counts.considered, reply.counts.unplaced) == (40, 30, 10)
    assert "10 have no GPS position, so they could be from there" in reply.text
    assert not {h.image_id for h in session.apply(ShowMore(count=100)).hits} & {
        h.image_id for h in say(session, SetPlace(name="Italy", mode="only")).hits
    }
    session.undo()
    session.undo()
    assert session.undo().counts.considered == 40


def test_an_unknown_place_to_leave_out_stays_in_the_plan_and_leaves_nothing_out(session):
    reply = say(session, LeaveOutPlace(name="Wakanda"))
    assert reply.plan.filters.not_in == reply.plan.filters.not_in_unknown == ("Wakanda",)
    assert "no place called **Wakanda**" in reply.text
    assert (reply.counts.considered, reply.counts.unplaced) == (40, 0)


def test_another_name_of_a_place_lets_it_in_again(session):
    say(session, LeaveOutPlace(name="United States"))
    assert say(session, AllowPlace(name="the USA")).plan.filters.not_in == ()


def test_looking_inside_of_what_is_left_out_is_told(session):
    say(session, LeaveOutPlace(name="Italy"))
    assert "**Rome** lies in **Italy**, which is left out" in say(session, SetPlace(name="Rome")).text
    assert "lies in" not in say(session, SetPlace(name="Bern")).text
    assert say(session, SetPlace(name="Italy")).plan.filters.not_in == ()


def test_a_dead_end_names_the_condition_and_offers_to_drop_it(session):
    say(session, AddTerm(text="dogs"), SetPlace(name="Bern", mode="only"))
    reply = say(session, SetDates(from_=date(2031, 1, 1), to=date(2031, 12, 31)))
    assert reply.hits == ()
    assert [(s.text, s.channel) for s in reply.suggestions] == [("taken in 2031", "condition")]
    assert "**taken in 2031** (10 pictures then)" in reply.text
    assert reply.question is None
    reply = session.apply(reply.suggestions[0].edit())
    assert reply.plan.dates is None
    assert reply.plan.place.name == "Bern"
    assert len(reply.hits) == 10
    assert json.dumps(reply.as_json())


def test_two_conditions_that_leave_nothing_are_dropped_one_after_the_other(session):
    say(session, SetDates(from_=date(2031, 1, 1), to=None), SetPlace(name="Antarctica", mode="only"))
    reply = session.reply
    assert {s.text for s in reply.suggestions} == {"taken from 2031 on", "only in Antarctica"}
    while not reply.hits:
        reply = session.apply(reply.suggestions[0].edit())
    assert reply.plan.empty
