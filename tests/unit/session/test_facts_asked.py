"""Filters on facts through a session: asked by an edit, applied as hard conditions, said back."""

from __future__ import annotations

from agent.plan.edits import AddTerm, SetFilter
from agent.plan.fact_filters import Choice, Range


def test_a_filter_on_a_fact_keeps_what_says_it(session):
    reply = session.apply(SetFilter(name="file_name", value="07.jpg"))
    assert [hit.path.endswith("07.jpg") for hit in reply.hits] == [True]
    assert "named **07.jpg**" in reply.text
    reply = session.apply(SetFilter(name="file_name", value=Choice(not_=("07.jpg",))))
    assert len(reply.hits) == 24
    assert session.apply(SetFilter(name="kind", value="png")).hits == ()


def test_opposites_of_todays_fields(session):
    folder = session.library.folders()[0].rsplit("/", 1)[-1]
    assert session.apply(SetFilter(name="folder", value=Choice(not_=(folder,)))).hits == ()
    assert len(session.apply(SetFilter(name="folder", value=Choice(not_=("Holidays",)))).hits) == 24


def test_what_does_not_say_it_is_counted(session):
    reply = session.apply(SetFilter(name="rating", value=Range(min=4)))
    assert reply.hits == ()
    assert "40 do not say what a filter asks for" in reply.text
    assert len(session.apply(SetFilter(name="rating", value=Range.model_validate({"not": 5}))).hits) == 24


def test_the_year_and_the_season(session):
    session.apply(SetFilter(name="year", value="2012"))
    assert len(session.apply(SetFilter(name="season", value="summer")).hits) == 4
    assert session.apply(SetFilter(name="season", value="winter")).hits == ()


def test_a_pictures_own_words_are_evidence_with_a_reason(session):
    reply = session.apply(AddTerm(text="07.jpg"))
    hit = next(hit for hit in reply.hits if hit.path.endswith("07.jpg"))
    assert hit.channels["words"] > 0
    assert hit.said == {"07-jpg": "names"}
    assert "Its file or folder is named **07.jpg**" in session.explain(hit.image_id)
    assert all(other.channels["words"] == 0 for other in reply.hits if other != hit)
