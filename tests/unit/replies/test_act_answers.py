"""Short honest answers: each says what is possible instead, and facts come from the catalogue."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from agent.plan.query_plan import QueryPlan, Term
from agent.replies.act_answers import about_docent, about_library, about_picture, answer_to, library_facts
from tools.types import Collection, GeoPoint, Picture


@pytest.mark.parametrize("about", ["files", "edit", "share", "people", "text", "count", "opinion", ""])
def test_what_cannot_be_done_is_said_in_the_first_person(about: str) -> None:
    assert answer_to("cannot", about).startswith("I ")


def test_a_complaint_is_asked_what_is_wrong() -> None:
    assert "undo" in answer_to("chat", "complaint")
    assert "German" in answer_to("language", "German")


def test_what_docent_looks_for_is_part_of_what_it_is() -> None:
    assert "dogs" in about_docent(QueryPlan(terms=(Term(id="dogs", text="dogs"),)))
    assert "plan" not in about_docent(QueryPlan()).casefold()


def collection(taken: list[str], lat: list[float], cameras: tuple[str, ...]) -> Collection:
    n = len(taken)
    none = np.zeros((n, 4), np.float32)
    ids = tuple(f"{i:016x}" for i in range(n))
    return Collection(ids, ids, none, none, np.array(lat), np.array(lat), np.array(taken, "datetime64[s]"), cameras)


def test_the_library_is_counted() -> None:
    pictures = collection(["2012-05-01", "2019-01-01", "NaT"], [1.0, np.nan, np.nan], ("Canon", "Canon", ""))
    said = about_library(library_facts(pictures, folders=2))
    assert "3 pictures from 2 folders" in said
    assert "2 have a date, from 2012 to 2019; 1 have a GPS position" in said
    assert "**Canon** (2)" in said


def test_nothing_known_is_said_too() -> None:
    said = about_library(library_facts(collection(["NaT"], [np.nan], ("",)), folders=1))
    assert "None has a date" in said


def test_a_picture_tells_when_where_and_with_what() -> None:
    full = Picture("0" * 16, "/a/b.jpg", 4, 3, datetime(2019, 5, 3), GeoPoint(46.0, 7.0), "Canon EOS")
    assert about_picture(full, "Bern") == "**b.jpg**: taken on 3 May 2019, near **Bern**, with a **Canon EOS**."
    bare = Picture("0" * 16, "/a/b.jpg", 4, 3)
    assert "its date is not known, without a GPS position, its camera is not known" in about_picture(bare, None)
