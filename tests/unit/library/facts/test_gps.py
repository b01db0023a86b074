"""Positions: any the globe has survive, anything else becomes no position."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.library.facts.gps import read_point


def ratio(num: int, den: int) -> SimpleNamespace:
    return SimpleNamespace(num=num, den=den)


def tags(lat=None, lat_ref=None, lon=None, lon_ref=None) -> dict:
    named = {"GPSLatitude": lat, "GPSLatitudeRef": lat_ref, "GPSLongitude": lon, "GPSLongitudeRef": lon_ref}
    return {f"GPS {name}": SimpleNamespace(values=value) for name, value in named.items() if value is not None}


def parts(degrees: float) -> list[SimpleNamespace]:
    units = round(abs(degrees) * 3_600_000)
    return [ratio(units // 3_600_000, 1), ratio(units // 60_000 % 60, 1), ratio(units % 60_000, 1000)]


BERN = tags(parts(46.95), "N", parts(7.45), "E")


@given(
    st.floats(-90, 90, allow_nan=False).filter(lambda value: abs(value) > 1e-3),
    st.floats(-180, 180, allow_nan=False).filter(lambda value: abs(value) > 1e-3),
)
def test_every_point_of_the_globe_survives(lat, lon):
    point = read_point(tags(parts(lat), "N" if lat > 0 else "S", parts(lon), "E" if lon > 0 else "W"))
    assert point is not None
    assert point.lat == pytest.approx(lat, abs=1e-6)
    assert point.lon == pytest.approx(lon, abs=1e-6)


@given(
    st.lists(st.builds(ratio, st.integers(-(2**31), 2**32), st.integers(0, 2**32)), max_size=5),
    st.one_of(st.none(), st.text(max_size=3)),
    st.one_of(
        st.text(max_size=30),
        st.binary(max_size=30),
        st.lists(st.one_of(st.none(), st.floats(), st.text(max_size=2)), max_size=4),
    ),
    st.one_of(st.none(), st.text(max_size=3)),
)
def test_nonsense_never_raises_and_never_leaves_the_globe(lat, lat_ref, lon, lon_ref):
    point = read_point(tags(lat, lat_ref, lon, lon_ref))
    assert point is None or (math.isfinite(point.lat) and math.isfinite(point.lon))


@pytest.mark.parametrize(
    ("lat", "lat_ref", "lon", "lon_ref"),
    [
        (None, None, parts(7.45), "E"),  # half a position
        (parts(46.95), "N", [], "E"),
        ([ratio(0, 0)] * 3, "N", [ratio(0, 0)] * 3, "E"),  # what cameras without a fix write
        ([ratio(0, 1)] * 3, "N", [ratio(0, 1)] * 3, "E"),  # null island
        ([ratio(213, 1), ratio(0, 1), ratio(0, 1)], "N", parts(103.48), "E"),
        ([ratio(46, 1), ratio(99, 1), ratio(0, 1)], "N", parts(7.45), "E"),
        ([math.nan], "N", parts(7.45), "E"),
        (parts(46.95), "E", parts(7.45), "N"),  # references swapped: which is which cannot be known
    ],
)
def test_no_position(lat, lat_ref, lon, lon_ref):
    assert read_point(tags(lat, lat_ref, lon, lon_ref)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("46.95", 46.95), ("46,95", 46.95), ("46, 57, 0 N", 46.95), ("46.95 S", -46.95), ("46/1,57/1,0/1", 46.95)],
)
def test_degrees_written_as_text(text, expected):
    point = read_point(tags(text, None, parts(7.45), "E"))
    assert point is not None
    assert point.lat == pytest.approx(expected)


def test_a_missing_reference_is_taken_as_north_and_east():
    point = read_point(tags(parts(46.95), None, parts(7.45), None))
    assert point is not None
    assert (round(point.lat, 4), round(point.lon, 4)) == (46.95, 7.45)


def test_seconds_without_a_denominator_do_not_cost_the_position():
    point = read_point(tags([ratio(46, 1), ratio(57, 1), ratio(0, 0)], "N", parts(7.45), "E"))
    assert point is not None
    assert point.lat == pytest.approx(46.95)
