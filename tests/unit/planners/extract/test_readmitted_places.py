"""Places that are left out and are let in again."""

from __future__ import annotations

import pytest

from agent.planners.extract.gazetteer import GeoGazetteer
from agent.planners.extract.readmitted_places import find_readmissions

GAZETTEER = GeoGazetteer()


@pytest.mark.parametrize(
    "message",
    [
        "Greece is fine after all",
        "include greece again",
        "Greece too",
        "pictures from Greece can come back",
        "stop excluding Greece",
    ],
)
def test_let_in_again(message: str) -> None:
    assert [r.name for r in find_readmissions(message, ("Greece", "Rome"), GAZETTEER)] == ["Greece"]
    assert find_readmissions(message, ("Rome",), GAZETTEER) == []


def test_another_name_of_the_same_place_lets_it_in() -> None:
    assert find_readmissions("the USA is ok", ("United States",), GAZETTEER)[0].name == "United States"
