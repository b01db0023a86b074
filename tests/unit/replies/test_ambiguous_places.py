"""Which names are truly open, and when the library settles it without a question."""

from __future__ import annotations

import numpy as np
import pytest

from agent.replies.ambiguous_places import full_name, question_about
from tools.geo import resolve
from tools.types import Collection

TBILISI, ATLANTA, BERN = (41.72, 44.79), (33.75, -84.39), (46.95, 7.45)


def taken_at(*points):
    count = len(points)
    lat, lon = np.array(points, dtype=float).reshape(count, 2).T
    blank = np.zeros((count, 4), dtype=np.float32)
    return Collection(
        image_ids=tuple(f"{n:016x}" for n in range(count)),
        paths=tuple(f"{n}.jpg" for n in range(count)),
        content=blank,
        style=blank,
        lat=lat,
        lon=lon,
        taken=np.full(count, np.datetime64("NaT"), dtype="datetime64[s]"),
    )


def test_georgia_is_open():
    assert question_about(resolve("Georgia"), find=resolve) == (
        "**Georgia**: the country or **Georgia, United States**? I took the country."
    )


@pytest.mark.parametrize(
    "name", ["Paris", "London", "Italy", "Mexico", "Bern", "Tuscany", "Lake Geneva", "Alps", "Niger"]
)
def test_names_with_one_sensible_reading_ask_nothing(name):
    assert question_about(resolve(name), find=resolve) is None


@pytest.mark.parametrize("name", ["Cambridge", "Springfield"])
def test_other_open_names(name):
    question = question_about(resolve(name), find=resolve)
    assert question is not None
    assert question.startswith(f"**{name}**: **{name}, ")


def test_the_library_settles_it_when_it_can():
    georgia = resolve("Georgia")
    assert question_about(georgia, taken_at(TBILISI, BERN), find=resolve) is None
    assert question_about(georgia, taken_at(BERN), find=resolve) is None
    assert question_about(georgia, taken_at(TBILISI, ATLANTA), find=resolve) is not None
    nowhere = (np.nan, np.nan)
    assert question_about(georgia, taken_at(nowhere), find=resolve) is not None


@pytest.mark.parametrize("name", ["Georgia", "Cambridge", "Springfield"])
def test_the_answer_that_is_offered_is_understood(name):
    place = resolve(name)
    for other in place.alternatives[:2]:
        if question_about(place, find=resolve) and full_name(other) in question_about(place, find=resolve):
            assert resolve(full_name(other)).label == other.label
