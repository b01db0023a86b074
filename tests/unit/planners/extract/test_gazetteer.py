"""What the extractors ask of a gazetteer."""

from __future__ import annotations

import pytest

from agent.planners.extract.gazetteer import Gazetteer, GeoGazetteer, ListGazetteer


@pytest.mark.parametrize("gazetteer", [ListGazetteer(frozenset({"bern"})), GeoGazetteer()])
def test_both_know_a_city(gazetteer: Gazetteer) -> None:
    assert gazetteer.knows("Bern")
    assert gazetteer.lists("bern")
    assert gazetteer.kind("Bern") == "city"
    assert gazetteer.surely("Bern")
    assert not gazetteer.lists("Atlantis-on-Nowhere")


@pytest.mark.parametrize(
    ("name", "sure"), [("Greece", True), ("greece", True), ("uk", True), ("Louvre", False), ("boatyard", False)]
)
def test_a_name_alone_is_enough_for_what_is_known(name: str, sure: bool) -> None:
    assert GeoGazetteer().surely(name) is sure


def test_a_place_lies_in_another_by_its_border() -> None:
    assert GeoGazetteer().lies_in("Rome", "Italy")
    assert not GeoGazetteer().lies_in("Italy", "Rome")
    assert not GeoGazetteer().lies_in("Rome", "Atlantis-on-Nowhere")
