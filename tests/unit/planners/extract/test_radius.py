"""A distance to search in, and a length that is none."""

from __future__ import annotations

import pytest

from agent.planners.extract.radius import ends_with_radius, find_radius


@pytest.mark.parametrize(
    ("message", "km"),
    [("within 20 km of Bern", 20.0), ("10 miles around Bern", 16.093), ("500 m from Bern", 0.5), ("2,5 km", 2.5)],
)
def test_a_distance_is_in_kilometres(message: str, km: float) -> None:
    found = find_radius(message)
    assert found is not None
    assert found.radius_km == km


@pytest.mark.parametrize("message", ["a 100 km race through the hills in spring", "huge 5 m waves breaking on rocks"])
def test_a_length_is_no_radius(message: str) -> None:
    assert find_radius(message) is None


def test_a_place_must_follow_a_distance() -> None:
    assert ends_with_radius("boats within 20 km of ")
    assert not ends_with_radius("boats ")
