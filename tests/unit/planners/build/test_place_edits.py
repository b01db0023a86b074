"""What is said of places becomes edits of the plan's place."""

from __future__ import annotations

from agent.plan.edits import ClearPlace, LeaveOutPlace, SetPlace
from agent.plan.query_plan import PlaceClause, QueryPlan
from agent.planners.build.place_edits import place_edits, place_notes
from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.extract.lifted_limits import find_anywhere
from agent.planners.extract.named_places import find_places

GAZETTEER = ListGazetteer(frozenset({"bern", "york"}))


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


def test_a_second_place_is_told() -> None:
    assert place_notes(find_places("dogs in Bern", GAZETTEER)) == ()
    assert place_notes(find_places("dogs in Bern, not in York", GAZETTEER)) == ()
    (note,) = place_notes(find_places("dogs in Bern and York", GAZETTEER))
    assert "**York** was not" in note
