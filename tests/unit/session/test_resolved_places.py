"""In one step the rooms around the session ask the gazetteer for each name at most once."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager

import pytest

from agent.plan.edits import AddTerm, AllowPlace, Explain, LeaveOutPlace, SetPlace
from agent.session.resolved_places import ResolvedPlaces
from tests.unit.session.echo import say
from tools.geo import resolve

ROOMS = ("agent.session", "agent.replies")


@contextmanager
def names_asked():
    """Counts the names that the session's rooms look up in the gazetteer, by watching the calls themselves."""
    asked: Counter[str] = Counter()

    def watch(frame, event, arg):
        if event == "call" and frame.f_code is resolve.__code__:
            asking = frame.f_back.f_globals["__name__"]
            asked[frame.f_locals["name"]] += asking.startswith(ROOMS)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield asked
    finally:
        sys.setprofile(before)


def test_it_answers_as_the_gazetteer_does():
    places = ResolvedPlaces()
    with names_asked() as asked:
        assert places("Rome") is places("Rome")
        assert places("Wakanda") is places("Wakanda") is None
    assert asked == {"Rome": 1, "Wakanda": 1}
    assert places("Rome").label == resolve("Rome").label


@pytest.mark.parametrize(
    ("edits", "names"),
    [
        ((AddTerm(text="dogs"),), {"Bern", "Italy"}),
        ((SetPlace(name="Georgia"),), {"Georgia", "Georgia, United States", "Italy", "Wakanda"}),
        ((SetPlace(name="Rome"), LeaveOutPlace(name="France")), {"Rome", "France", "Italy"}),
        ((AllowPlace(name="Italia"),), {"Italia", "Bern", "Italy"}),
        ((Explain(about="count", place="Italy"),), {"Bern", "Italy"}),
    ],
)
def test_each_name_is_looked_up_once_a_step(session, edits, names):
    say(session, SetPlace(name="Bern", mode="only"), LeaveOutPlace(name="Italy"), LeaveOutPlace(name="Wakanda"))
    with names_asked() as asked:
        say(session, *edits)
    assert +asked == dict.fromkeys(names, 1)


def test_a_click_looks_up_each_name_once(session):
    say(session, SetPlace(name="Bern"), LeaveOutPlace(name="Italy"), LeaveOutPlace(name="France"))
    with names_asked() as asked:
        session.apply(SetPlace(name="Bern", radius_km=50))
    assert +asked == {"Bern": 1, "Italy": 1, "France": 1}
