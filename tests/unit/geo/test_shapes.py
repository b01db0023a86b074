"""Shapes on the globe: poles, the antimeridian, NaN, and that inside means distance 0."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.geo import resolve
from tools.geo.shapes import Area, Band, Circle, Shape
from tools.geo.sphere import EARTH_RADIUS_KM, distance_km, haversine_km
from tools.types import Float64, GeoPoint

unhurried = settings(deadline=None)  # a busy machine is no fault of the code

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
POINTS = st.builds(GeoPoint, LATITUDES, LONGITUDES)

SQUARE = shapely.MultiPolygon([shapely.box(5.0, 45.0, 10.0, 48.0)])
HALVES = shapely.MultiPolygon([shapely.box(177.0, -20.0, 180.0, -15.0), shapely.box(-180.0, -20.0, -178.0, -15.0)])
SHAPES: dict[str, Shape] = {
    "circle": Circle(GeoPoint(48.0, 7.0), 300.0),
    "circle over a pole": Circle(GeoPoint(90.0, 0.0), 500.0),
    "circle over the antimeridian": Circle(GeoPoint(-17.0, 179.9), 300.0),
    "band": Band((GeoPoint(44.0, 7.0), GeoPoint(46.0, 8.0), GeoPoint(47.0, 13.0)), 60.0),
    "band over the antimeridian": Band((GeoPoint(66.0, 175.0), GeoPoint(66.0, -170.0)), 100.0),
    "area": Area(SQUARE),
    "area with a margin": Area(SQUARE, margin_km=40.0),
    "area over the antimeridian": Area(HALVES),
}


def at(point: GeoPoint) -> tuple[Float64, Float64]:
    return np.array([point.lat]), np.array([point.lon])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@unhurried
@given(point=POINTS)
def test_inside_means_distance_zero(shape: Shape, point: GeoPoint) -> None:
    inside, distance = shape.contains(*at(point))[0], shape.distances_km(*at(point))[0]
    assert inside == (distance == 0.0)
    assert 0.0 <= distance <= np.pi * EARTH_RADIUS_KM


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@unhurried
@given(
    lat=st.lists(st.one_of(LATITUDES, st.floats(44, 49), st.just(np.nan)), min_size=1, max_size=20),
    lon=st.one_of(LONGITUDES, st.floats(4, 11), st.floats(176, 180)),
    reach_km=st.one_of(st.just(0.0), st.floats(0, 60), st.floats(0, 5000)),
)
def test_within_reach_is_the_same_as_near_enough(shape: Shape, lat: list[float], lon: float, reach_km: float) -> None:
    points = np.array(lat), np.full(len(lat), lon)
    assert (shape.within(*points, reach_km=reach_km) == (shape.distances_km(*points) <= reach_km)).all()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_nan_in_nan_out(shape: Shape) -> None:
    lat, lon = np.array([np.nan, 47.0, np.nan]), np.array([7.0, np.nan, np.nan])
    assert np.isnan(shape.distances_km(lat, lon)).all()
    assert not shape.contains(lat, lon).any()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@unhurried
@given(a=POINTS, b=POINTS)
def test_a_step_changes_the_distance_by_no_more_than_itself(shape: Shape, a: GeoPoint, b: GeoPoint) -> None:
    far = abs(shape.distances_km(*at(a))[0] - shape.distances_km(*at(b))[0])
    # an area's border runs straight in degrees and its pieces straight on the globe: at most 10 m apart
    assert far <= haversine_km(a.lat, a.lon, *at(b))[0] + 0.01


@unhurried
@given(a=POINTS, b=POINTS, c=POINTS)
def test_great_circle_distances_are_a_metric(a: GeoPoint, b: GeoPoint, c: GeoPoint) -> None:
    ab, ba = haversine_km(a.lat, a.lon, *at(b))[0], haversine_km(b.lat, b.lon, *at(a))[0]
    assert ab == pytest.approx(ba, abs=1e-6)
    assert ab <= haversine_km(a.lat, a.lon, *at(c))[0] + haversine_km(c.lat, c.lon, *at(b))[0] + 1e-4


@unhurried
@given(a=POINTS, b=POINTS)
def test_great_circles_stay_near_the_geodesic(a: GeoPoint, b: GeoPoint) -> None:
    assert haversine_km(a.lat, a.lon, *at(b))[0] == pytest.approx(distance_km(a, b), rel=0.0057, abs=0.01)


@unhurried
@given(lon=LONGITUDES)
def test_a_pole_has_no_longitude(lon: float) -> None:
    for shape in SHAPES.values():
        one = shape.distances_km(np.array([90.0]), np.array([lon]))
        assert one[0] == pytest.approx(shape.distances_km(np.array([90.0]), np.array([0.0]))[0], abs=0.01)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@unhurried
@given(lat=LATITUDES)
def test_the_antimeridian_is_one_line(shape: Shape, lat: float) -> None:
    east, west = (shape.distances_km(np.array([lat]), np.array([lon]))[0] for lon in (180.0, -180.0))
    assert east == pytest.approx(west, abs=0.01)


def test_distances_to_a_border_agree_with_a_plain_search_along_it() -> None:
    random = np.random.default_rng(7)
    lat, lon = random.uniform(-80, 80, 200), random.uniform(-180, 180, 200)
    edge = shapely.get_coordinates(shapely.segmentize(SQUARE, 0.002))
    plain = np.array([haversine_km(y, x, edge[:, 1], edge[:, 0]).min() for y, x in zip(lat, lon, strict=True)])
    plain[shapely.intersects_xy(SQUARE, lon, lat)] = 0.0
    assert SHAPES["area"].distances_km(lat, lon) == pytest.approx(plain, abs=0.05)


def test_longitudes_past_180_are_the_same_places() -> None:
    area = SHAPES["area over the antimeridian"]
    assert area.contains(np.array([-17.0, -17.0]), np.array([181.0, 538.0])).all()


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("Fiji", -16.85, -179.97),
        ("Fiji", -17.8, 178.0),
        ("Chukotka", 66.0, -172.0),
        ("Chukotka", 66.0, 178.0),
        ("New Zealand", -43.9, -176.5),
        ("the Pacific", 0.0, 179.99),
        ("the Pacific", 0.0, -179.99),
        ("Antarctica", -90.0, 33.0),
        ("the Arctic", 90.0, -120.0),
        ("Russia", 71.2, -179.5),
    ],
)
def test_places_at_the_edges_of_the_map(name: str, lat: float, lon: float) -> None:
    place = resolve(name)
    assert place is not None
    assert place.contains(lat, lon)
    assert place.distance_km(lat, lon) == 0.0


@unhurried
@given(point=POINTS)
def test_a_country_keeps_the_same_promise(point: GeoPoint) -> None:
    for name in ("Switzerland", "Fiji", "the Alps"):
        place = resolve(name)
        assert place is not None
        assert place.contains(point.lat, point.lon) == (place.distance_km(point.lat, point.lon) == 0.0)
