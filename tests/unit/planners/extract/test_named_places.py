"""Which words name a place."""

from __future__ import annotations

import pytest

from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.extract.named_places import find_places
from agent.planners.extract.radius import find_radius

GAZETTEER = ListGazetteer(frozenset({"bern", "nice", "lake geneva", "new york", "york", "springfield, illinois"}))


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("dogs in Bern", "Bern"),
        ("dogs in bern", "bern"),
        ("Bern street cats", "Bern"),
        ("boats on the shore of Lake Geneva", "Lake Geneva"),
        ("taxis in new york", "new york"),
        ("ducks in Springfield, Illinois", "Springfield, Illinois"),
        ("what about bern", "bern"),
    ],
)
def test_finds(message: str, name: str) -> None:
    assert [m.name for m in find_places(message, GAZETTEER)] == [name]


@pytest.mark.parametrize("message", ["nice dogs", "dogs in Atlantis", "a bern mountain dog sleeping"])
def test_leaves_alone(message: str) -> None:
    assert find_places(message, GAZETTEER) == []


@pytest.mark.parametrize(
    ("message", "km"),
    [("within 20 km of Bern", 20.0), ("10 miles around Bern", 16.093), ("500 m from Bern", 0.5), ("Bern", None)],
)
def test_radius(message: str, km: float | None) -> None:
    place = find_places(message, GAZETTEER)[0]
    assert place.radius_km == km
    assert (find_radius(message) is None) == (km is None)


def test_only_and_ideally() -> None:
    assert find_places("only in Bern", GAZETTEER)[0].mode == "only"
    assert find_places("dogs, ideally in Bern", GAZETTEER)[0].weight == 0.5
    assert find_places("dogs in Bern", GAZETTEER)[0].mode is None
