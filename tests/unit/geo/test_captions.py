"""Names for points: countries, notable places, and the places of a whole library."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tools.geo import countries_of, country_of, describe, suggest
from tools.types import GeoPoint


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (48.85, 2.35, "FR"),
        (46.2, 6.145, "CH"),
        (-18.14, 178.44, "FJ"),
        (-16.8, -179.97, "FJ"),
        (41.9029, 12.4534, "VA"),
        (43.7, 7.2, "FR"),
        (-90.0, 12.0, "AQ"),
        (0.0, -30.0, None),
        (float("nan"), 7.0, None),
    ],
)
def test_the_country_of_a_point(lat: float, lon: float, code: str | None) -> None:
    assert country_of(lat, lon) == code


@pytest.mark.parametrize(
    ("lat", "lon", "caption"),
    [
        (51.5007, -0.1246, "London, United Kingdom"),
        (43.43, 11.97, "near Arezzo, Italy"),
        (0.0, -30.0, None),
        (float("nan"), 0.0, None),
    ],
)
def test_captions(lat: float, lon: float, caption: str | None) -> None:
    assert describe(lat, lon) == caption


def test_a_library_and_its_places() -> None:
    points = [GeoPoint(43.77, 11.25)] * 3 + [GeoPoint(41.9, 12.5)] * 2 + [GeoPoint(35.68, 139.69)]
    found = {(p.place.name, p.place.kind): p for p in suggest(points)}
    assert found["Italy", "country"].count == 5
    assert found["Italy", "country"].members == (0, 1, 2, 3, 4)
    assert found["Florence", "city"].count == 3
    assert found["Tokyo", "city"].count == 1
    assert suggest([]) == []


def test_many_points_at_once_are_the_same_as_one_by_one() -> None:
    random = np.random.default_rng(3)
    lat, lon = random.uniform(-90, 90, 60), random.uniform(-180, 180, 60)
    assert countries_of(lat, lon) == [country_of(float(y), float(x)) for y, x in zip(lat, lon, strict=True)]


def test_real_photographs_lie_in_their_country(shared: Path) -> None:
    manifest = shared / "data" / "gps" / "manifest.jsonl"
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    placed = [row for row in rows if row.get("country") and row.get("lat") is not None]
    right = sum(country_of(row["lat"], row["lon"]) == row["country"] for row in placed)
    assert right >= 0.97 * len(placed)
