"""Groups of points: by steps no longer than the radius, anywhere on the globe."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.geo import clusters
from tools.geo.sphere import haversine_km
from tools.types import GeoPoint

unhurried = settings(deadline=None)  # a busy machine is no fault of the code

NEAR_THE_EDGES = st.builds(
    GeoPoint, st.sampled_from([-90.0, -17.0, 0.0, 0.05, 89.9]), st.sampled_from([-180.0, -179.95, 0.0, 0.08, 179.97])
)


def test_groups_cross_the_antimeridian_and_the_pole() -> None:
    points = [GeoPoint(-17, 179.99), GeoPoint(48, 2), GeoPoint(-17, -179.99), GeoPoint(89.99, 0), GeoPoint(89.99, 180)]
    assert clusters(points, 5.0) == [[0, 2], [3, 4], [1]]


def test_a_chain_is_one_group() -> None:
    points = [GeoPoint(0.0, 0.08 * step) for step in range(20)]
    assert clusters(points, 10.0) == [list(range(20))]
    assert len(clusters(points, 5.0)) == 20


def test_no_points_and_no_radius() -> None:
    assert clusters([], 10.0) == []
    assert clusters([GeoPoint(1, 1), GeoPoint(1, 1)], 0.0) == [[0, 1]]
    with pytest.raises(ValueError, match="radius"):
        clusters([GeoPoint(0, 0)], -1.0)


@unhurried
@given(points=st.lists(NEAR_THE_EDGES, max_size=12), radius_km=st.floats(0.5, 30_000))
def test_groups_part_the_points_and_agree_with_a_plain_search(points: list[GeoPoint], radius_km: float) -> None:
    groups = clusters(points, radius_km)
    assert sorted(index for group in groups for index in group) == list(range(len(points)))
    plain = {frozenset(_reached(points, start, radius_km)) for start in range(len(points))}
    assert {frozenset(group) for group in groups} == plain


def _reached(points: list[GeoPoint], start: int, radius_km: float) -> set[int]:
    import numpy as np

    seen, todo = {start}, [start]
    while todo:
        here = points[todo.pop()]
        for index, there in enumerate(points):
            step = haversine_km(here.lat, here.lon, np.array([there.lat]), np.array([there.lon]))[0]
            if index not in seen and step <= radius_km * (1 + 1e-9) + 1e-6:
                seen.add(index)
                todo.append(index)
    return seen
