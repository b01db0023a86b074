"""Which words name a place, and how near is near."""

from __future__ import annotations

import pytest

from agent.plan.edits import ClearPlace, LeaveOutPlace, SetPlace
from agent.plan.query_plan import PlaceClause, QueryPlan
from agent.planners.extract.lifted_limits import find_anywhere
from agent.planners.extract.named_places import ListGazetteer, find_places, find_radius, place_edits, place_notes

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


def test_edits() -> None:
    bern = QueryPlan(place=PlaceClause(name="Bern"))

    def edits(message: str) -> list[object]:
        anywhere = find_anywhere(message) is not None
        return list(place_edits(find_places(message, GAZETTEER), bern, message=message, anywhere=anywhere))

    assert edits("anywhere") == [ClearPlace()]
    assert edits("not just Bern") == [ClearPlace()]
    assert edits("within 30 km") == [SetPlace(name="Bern", radius_km=30.0, mode="prefer", weight=0.8)]
    assert edits("not Bern, try York") == [SetPlace(name="York")]
    assert edits("not in York") == [LeaveOutPlace(name="York")]
    assert edits("more dogs") == []


@pytest.mark.parametrize(
    "message",
    [
        "anywhere",
        "location doesnt matter actually",
        "the place isn't important",
        "i dont care where",
        "regardless of location",
        "where it was taken doesn't matter",
        "wherever it's from is irrelevant",
        "all countries are fine",
    ],
)
def test_anywhere_in_its_usual_wordings(message: str) -> None:
    assert find_anywhere(message) is not None


@pytest.mark.parametrize("message", ["anywhere in Spain", "matter of fact", "places of worship", "where eagles fly"])
def test_no_anywhere(message: str) -> None:
    assert find_anywhere(message) is None


@pytest.mark.parametrize("message", ["a 100 km race through the hills in spring", "huge 5 m waves breaking on rocks"])
def test_a_length_is_no_radius(message: str) -> None:
    assert find_radius(message) is None


def test_flowers_everywhere_lifts_no_place() -> None:
    assert find_anywhere("flowers everywhere") is None


def test_a_second_place_is_told() -> None:
    assert place_notes(find_places("dogs in Bern", GAZETTEER)) == ()
    assert place_notes(find_places("dogs in Bern, not in York", GAZETTEER)) == ()
    (note,) = place_notes(find_places("dogs in Bern and York", GAZETTEER))
    assert "**York** was not" in note
