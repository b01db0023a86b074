"""Hard conditions on where: what "only" would show is what leaving the place out drops, anywhere on the globe."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.geo import resolve
from tools.search.conditions import BORDER_KM, passing
from tools.search.engine import search
from tools.search.query import PlaceQuery, Query, TermQuery
from tools.types import Collection

PLACES = ("Portugal", "Algarve", "Bangkok", "Fiji", "Antarctica", "Russia", "Greece", "Svalbard")
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
anywhere = st.lists(st.none() | points, min_size=1, max_size=40)


def taken_at(where):
    """Pictures at these points; None has no position."""
    n = len(where)
    vectors = np.eye(4, dtype=np.float32)[np.arange(n) % 4]
    return Collection(
        image_ids=tuple(f"{i:016x}" for i in range(n)),
        paths=tuple(f"/photos/{i}.jpg" for i in range(n)),
        content=vectors,
        style=vectors,
        lat=np.array([np.nan if p is None else p[0] for p in where]),
        lon=np.array([np.nan if p is None else p[1] for p in where]),
        taken=np.full(n, np.datetime64("NaT"), "datetime64[s]"),
        cameras=("",) * n,
    )


def kept(pictures, *names):
    return passing(Query(left_out=tuple(map(resolve, names))), pictures, None)


@settings(deadline=None, max_examples=60)  # borders are read from disk when they are first asked for
@given(anywhere, st.sampled_from(PLACES))
def test_only_there_and_not_there_share_no_picture_and_miss_none_with_a_position(where, name):
    pictures, place = taken_at(where), resolve(name)
    distances = place.distances_km(pictures.lat, pictures.lon)
    there = passing(Query(place=PlaceQuery(place, 10.0, 1.0, only=True)), pictures, distances).keep
    elsewhere = kept(pictures, name).keep
    located = ~np.isnan(pictures.lat)
    assert not (there & elsewhere).any()
    assert ((there | elsewhere) == located)[located].all()
    assert elsewhere[~located].all()


@settings(deadline=None, max_examples=60)  # borders are read from disk when they are first asked for
@given(anywhere, st.lists(st.sampled_from(PLACES), min_size=1, max_size=3))
def test_several_places_are_left_out_one_by_one(where, names):
    pictures = taken_at(where)
    together = kept(pictures, *names)
    assert (together.keep == np.logical_and.reduce([kept(pictures, name).keep for name in names])).all()
    assert together.unplaced == int(np.isnan(pictures.lat).sum())
    again = kept(pictures, *reversed(names), *names)
    assert (again.keep == together.keep).all()


@settings(deadline=None, max_examples=60)  # borders are read from disk when they are first asked for
@given(anywhere, st.sampled_from(PLACES))
def test_nothing_inside_or_within_a_breath_of_the_border_is_kept(where, name):
    pictures, place = taken_at(where), resolve(name)
    rows = np.flatnonzero(kept(pictures, name).keep & ~np.isnan(pictures.lat))
    for row in rows:
        assert not place.contains(pictures.lat[row], pictures.lon[row])
        assert place.distance_km(pictures.lat[row], pictures.lon[row]) > BORDER_KM


def test_across_the_antimeridian_and_at_the_pole():
    fiji = taken_at([(-16.6, 179.2), (-16.86, -179.97), (-14.0, 170.0)])
    assert list(kept(fiji, "Fiji").keep) == [False, False, True]
    assert list(kept(taken_at([(-90.0, 0.0), (90.0, 0.0)]), "Antarctica").keep) == [False, True]


def test_a_country_without_one_of_its_regions():
    lagos, lisbon, madrid = (37.10, -8.67), (38.72, -9.14), (40.42, -3.70)
    pictures = taken_at([lagos, lisbon, madrid, None])
    portugal = PlaceQuery(resolve("Portugal"), 100.0, 0.8, only=True)
    query = Query(place=portugal, left_out=(resolve("Algarve"),), limit=10)
    found = search(query, pictures, {})
    assert [h.image_id for h in found.hits] == [pictures.image_ids[1]]
    assert (found.counts.without_gps, found.counts.unplaced) == (1, 0)


def test_what_is_left_out_changes_no_other_score():
    pictures = taken_at([(41.9, 12.5), (48.9, 2.35), None, (0.0, 0.0)])
    terms = (TermQuery("t", pictures.content[1], "content", 0.7),)
    plain = {h.image_id: h.score for h in search(Query(terms=terms, limit=10), pictures, {}).hits}
    without = search(Query(terms=terms, left_out=(resolve("Italy"),), limit=10), pictures, {})
    assert without.counts.considered == len(without.hits) == 3
    assert without.counts.unplaced == 1
    assert pictures.image_ids[0] not in {h.image_id for h in without.hits}
    for hit in without.hits:
        assert hit.score == pytest.approx(plain[hit.image_id])
