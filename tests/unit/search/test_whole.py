"""The engine against search said at length, over drawn queries and libraries, fresh and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.unit.search.test_engine import D, Equator, collection, like, unit
from tests.unit.search.whole import folded_rows, whole_search
from tools.null_texts import NullTexts
from tools.search import engine
from tools.search.conditions import passing
from tools.search.duplicates import collapse
from tools.search.engine import best_rows, search
from tools.search.query import FactQuery, PlaceQuery, Query, TermQuery
from tools.types import Collection

EQUATOR = Equator()
PICTURES = [collection(n=40, seed=seed) for seed in range(3)]
NULLS = {"content": NullTexts.of(unit(np.random.default_rng(3).normal(size=(40, D))))}

terms = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["content", "style", "words"]),
        st.floats(-1, 1),
        st.booleans(),
        st.booleans(),
    ),
    max_size=5,
)


@st.composite
def queries(draw):
    pictures = draw(st.sampled_from(PICTURES))
    asked = []
    for number, (seed, channel, weight, unsure, told) in enumerate(draw(terms)):
        rng = np.random.default_rng(seed)
        said = np.round(rng.random(len(pictures)) * (rng.random(len(pictures)) < 0.2), 1)
        vector = np.zeros(0, np.float32) if channel == "words" else unit(rng.normal(size=D))
        confidence = 0.6 if unsure else 1.0
        asked.append(TermQuery(f"t{number}", vector, channel, weight, confidence, said if told else None))
    examples = draw(st.lists(st.tuples(st.integers(0, 39), st.sampled_from([0.7, 0.4, -0.5])), max_size=3))
    place = PlaceQuery(EQUATOR, 300.0, draw(st.floats(0, 1)), only=draw(st.booleans()))
    return pictures, Query(
        terms=tuple(asked),
        like=tuple(like(pictures, row, weight) for row, weight in examples),
        place=place if draw(st.booleans()) else None,
        match=draw(st.sampled_from(["any", "all"])),
        folder=draw(st.sampled_from([None, "sea"])),
        facts=draw(st.sampled_from([(), (FactQuery("dated", flag=True),)])),
        limit=draw(st.integers(1, 45)),
    )


def agrees(query, pictures, nulls):
    away = query.place.region.distances_km(pictures.lat, pictures.lon) if query.place else None
    keep = passing(query, replace(pictures), away).keep.copy()
    for example in query.like:
        if example.weight > 0:
            keep[pictures.rows[example.image_id]] = False
    plain = whole_search(query, pictures, nulls, keep)
    found = search(query, pictures, nulls)
    scores = plain["scores"]
    assert found.counts.considered == keep.sum()
    assert found.available == keep.sum() - sum(len(hit.duplicates) for hit in found.hits)
    assert len(found.hits) == len(plain["rows"])
    for hit, row in zip(found.hits, plain["rows"], strict=True):
        mine = pictures.rows[hit.image_id]
        assert scores[mine] == pytest.approx(scores[row], abs=1e-5)  # equal scores may change places
        assert hit.score == pytest.approx(scores[mine], abs=1e-5)
        assert [t.contribution for t in hit.terms] == pytest.approx(plain["terms"][:, mine].tolist(), abs=1e-5)
        assert hit.channels["words"] == pytest.approx(plain["words"][mine], abs=1e-5)
    return found, plain


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries(), st.booleans())
def test_hits_scores_and_counts_are_those_of_search_said_at_length(case, with_nulls):
    pictures, query = case
    found, plain = agrees(query, pictures, NULLS if with_nulls else {})
    gaps = np.abs(np.diff(np.sort(plain["scores"])))
    evidence = plain["evidence"]
    assume((gaps > 1e-4).all())  # else bands may change places with their pictures
    assume(not any((np.abs(evidence - edge) < 1e-4).any() for edge in (3.0, 3.75, 4.75)))
    for hit in found.hits:
        assert hit.band == plain["bands"][pictures.rows[hit.image_id]]
    assert found.counts.likely == list(plain["bands"].values()).count("likely")
    assert found.counts.maybe == list(plain["bands"].values()).count("maybe")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries())
def test_what_is_kept_changes_no_answer(case):
    pictures, query = case
    fresh = Collection(*(getattr(pictures, name) for name in ("image_ids", "paths", "content", "style", "lat", "lon")),
                       pictures.taken, pictures.cameras)  # fmt: skip
    first = search(query, fresh, NULLS)
    assert search(query, fresh, NULLS) == first
    moved = replace(query, terms=tuple(replace(t, weight=t.weight / 2) for t in query.terms), folder="alps", limit=45)
    if moved.place is not None:
        moved = replace(moved, place=replace(moved.place, radius_km=2000.0, weight=0.3))
    agrees(moved, fresh, NULLS)
    assert search(query, fresh, NULLS) == first


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=40), st.integers(1, 45), st.randoms())
def test_the_best_rows_are_the_head_of_a_full_sort(values, count, random):
    total = np.array(values, float)
    candidates = np.array(sorted(random.sample(range(len(values)), random.randint(1, len(values)))))
    whole = candidates[np.argsort(-total[candidates], kind="stable")]
    assert best_rows(total, candidates, count).tolist() == whole[:count].tolist()


def bursts(n, seed, frames):
    """Rows of which every `frames` are frames of one burst, half of each with another look."""
    rng = np.random.default_rng(seed)
    scenes = unit(rng.normal(size=(n // frames + 1, D)))
    base = collection(n=n, seed=seed)
    vectors = unit(scenes[np.arange(n) // frames] + 0.01 * rng.normal(size=(n, D)))
    looks = unit(rng.normal(size=(2, D)))[np.arange(n) % 2]
    return replace(base, content=vectors, style=looks)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 5), st.integers(1, 12), st.integers(1, 80), st.randoms())
def test_folding_in_blocks_is_comparing_one_by_one(seed, frames, limit, random):
    pictures = bursts(700, seed, frames)
    order = list(range(700))
    random.shuffle(order)
    assert collapse(order, pictures, limit=limit) == folded_rows(order, pictures, limit)


def test_a_page_is_full_however_many_are_copies(monkeypatch):
    monkeypatch.setattr(engine, "JUDGED", 10)
    pictures = bursts(2000, 1, 25)
    query = Query(terms=(TermQuery("t", pictures.content[0], "content", 0.7),), limit=30)
    found = search(query, pictures, {})
    assert len(found.hits) == 30
    assert found.available == 2000 - sum(len(hit.duplicates) for hit in found.hits)
    first = search(replace(query, limit=10), pictures, {})
    assert [h.image_id for h in first.hits] == [h.image_id for h in found.hits[:10]]
