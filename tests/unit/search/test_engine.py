from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.null_texts import NullTexts
from tools.search.bands import weigh
from tools.search.engine import search
from tools.search.query import LikeQuery, PlaceQuery, Query, TermQuery
from tools.types import Collection, DateSpan

D = 16


def unit(rows):
    rows = np.asarray(rows, np.float32)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def collection(n=30, seed=0):
    rng = np.random.default_rng(seed)
    lat = np.where(np.arange(n) % 3 == 0, np.nan, np.linspace(-60, 60, n))
    taken = np.array([f"20{10 + i % 12}-06-01T12:00:00" for i in range(n)], "datetime64[s]")
    taken[5:6] = np.datetime64("NaT")
    return Collection(
        image_ids=tuple(f"{i:016x}" for i in range(n)),
        paths=tuple(f"/photos/{'alps' if i % 2 else 'sea'}/{i}.jpg" for i in range(n)),
        content=unit(rng.normal(size=(n, D))),
        style=unit(rng.normal(size=(n, D))),
        lat=lat,
        lon=np.where(np.isnan(lat), np.nan, 8.0),
        taken=taken,
        cameras=tuple("Nikon D5" if i % 4 == 0 else "" for i in range(n)),
    )


class Equator:
    """A region for tests: a band around the equator, distance by latitude alone."""

    radius_km = 100.0

    def distances_km(self, lat, lon):
        return np.maximum(np.abs(lat) * 111.2 - 500.0, 0.0)


def like(pictures, row, weight, channels=("content", "style")):
    """A picture of the collection as an example."""
    vectors = {channel: pictures.vectors(channel)[row] for channel in channels}
    return LikeQuery(vectors, weight, channels, pictures.image_ids[row])


def term(pictures, row, *, channel="content", weight=0.7, key="t"):
    return TermQuery(key, pictures.vectors(channel)[row], channel, weight)


@given(
    st.lists(st.tuples(st.integers(0, 29), st.sampled_from(["content", "style"]), st.floats(-1, 1)), max_size=4),
    st.sampled_from(["any", "all"]),
    st.booleans(),
    st.lists(st.integers(0, 29), max_size=2, unique=True),
)
def test_contributions_add_up_to_the_score(terms, match, with_place, likes):
    pictures = collection()
    query = Query(
        terms=tuple(term(pictures, r, channel=c, weight=w, key=f"t{i}") for i, (r, c, w) in enumerate(terms)),
        place=PlaceQuery(Equator(), 300.0, 0.8) if with_place else None,
        like=tuple(like(pictures, r, 0.5) for r in likes),
        match=match,
    )
    found = search(query, pictures, {})
    assert found.hits
    for hit in found.hits:
        assert sum(hit.channels.values()) == pytest.approx(hit.score, abs=1e-6)
        parts = sum(t.contribution for t in hit.terms) + hit.channels["place"] + hit.channels["like"]
        assert parts == pytest.approx(hit.score, abs=1e-6)
    assert [h.score for h in found.hits] == sorted((h.score for h in found.hits), reverse=True)


def test_the_picture_a_term_describes_comes_first_and_an_avoided_one_last():
    pictures = collection()
    assert search(Query(terms=(term(pictures, 4),)), pictures, {}).hits[0].image_id == pictures.image_ids[4]
    avoided = search(Query(terms=(term(pictures, 4, weight=-0.7),), limit=30), pictures, {})
    assert avoided.hits[-1].image_id == pictures.image_ids[4]


def test_only_leaves_out_what_has_no_position_and_says_how_many():
    pictures = collection()
    query = Query(place=PlaceQuery(Equator(), 300.0, 0.8, only=True), limit=30)
    found = search(query, pictures, {})
    assert found.counts.without_gps == 10
    assert all(h.distance_km == 0 for h in found.hits)
    prefer = search(Query(place=PlaceQuery(Equator(), 300.0, 0.8), limit=30), pictures, {})
    neutral = [h for h in prefer.hits if h.distance_km is None]
    assert len(neutral) == 10
    assert all(h.channels["place"] == 0 for h in neutral)


def test_dates_are_hard_and_undated_pictures_are_counted():
    pictures = collection()
    found = search(Query(dates=DateSpan(date(2012, 1, 1), date(2014, 12, 31)), limit=30), pictures, {})
    assert found.counts.without_date == 1
    assert {h.taken_at.year for h in found.hits} == {2012, 2013, 2014}
    assert isinstance(found.hits[0].taken_at, datetime)


def test_filters_and_sort():
    pictures = collection()
    sea = search(Query(folder="sea", sort="newest", limit=30), pictures, {})
    assert len(sea.hits) == 15
    dates = [h.taken_at for h in sea.hits if h.taken_at]
    assert dates == sorted(dates, reverse=True)
    assert {h.image_id for h in search(Query(camera="nikon", limit=30), pictures, {}).hits} == {
        pictures.image_ids[i] for i in range(0, 30, 4)
    }
    nearest = search(Query(place=PlaceQuery(Equator(), 300.0, 0.8), sort="distance", gps=True, limit=30), pictures, {})
    assert [h.distance_km for h in nearest.hits] == sorted(h.distance_km for h in nearest.hits)


def test_examples_are_not_their_own_result_and_negative_examples_push_away():
    pictures = collection()
    liked = search(Query(like=(like(pictures, 3, 0.7),), limit=30), pictures, {})
    assert pictures.image_ids[3] not in {h.image_id for h in liked.hits}
    unliked = search(Query(like=(like(pictures, 3, -0.7),), limit=30), pictures, {})
    assert unliked.hits[-1].image_id == pictures.image_ids[3]


def test_an_example_from_outside_scores_like_the_same_picture_inside_and_leaves_out_nothing():
    pictures = collection()
    inside = like(pictures, 3, 0.7)
    outside = LikeQuery(inside.vectors, 0.7)
    by_id = {h.image_id: h.score for h in search(Query(like=(inside,), limit=30), pictures, {}).hits}
    by_vectors = search(Query(like=(outside,), limit=30), pictures, {})
    assert by_vectors.hits[0].image_id == pictures.image_ids[3]
    assert {h.image_id: h.score for h in by_vectors.hits[1:]} == by_id
    stranger = LikeQuery({"content": unit(np.ones(D))}, 0.7, ("content",))
    mixed = search(Query(like=(inside, stranger), limit=30), pictures, {})
    assert pictures.image_ids[3] not in {h.image_id for h in mixed.hits}
    assert len(mixed.hits) == 29


def test_near_duplicates_fold_behind_the_best():
    base = collection()
    content, style = base.content.copy(), base.style.copy()
    content[9] = unit(content[4] + 0.01)
    style[9] = style[4]
    pictures = Collection(base.image_ids, base.paths, content, style, base.lat, base.lon, base.taken, base.cameras)
    found = search(Query(terms=(term(pictures, 4),), limit=30), pictures, {})
    assert found.hits[0].duplicates == (base.image_ids[9],)
    assert base.image_ids[9] not in {h.image_id for h in found.hits}
    assert len(found.hits) == found.available == 29  # paging comes to an end


@pytest.mark.parametrize(("seen", "folded"), [(True, 1), (False, 0), (None, 0)])
def test_what_is_seen_decides_on_what_lies_near(seen, folded):
    """Near, and not near enough for the cosines alone; what cannot be seen is left to them."""
    base = collection()
    content, style = base.content.copy(), base.style.copy()
    content[9] = unit(0.85 * content[4] + 0.5 * unit(content[5] - (content[5] @ content[4]) * content[4]))
    style[9] = style[4]
    pictures = Collection(base.image_ids, base.paths, content, style, base.lat, base.lon, base.taken, base.cameras)
    asked = []

    def same(first, second):
        asked.append({first, second})
        return seen if {first, second} == {base.image_ids[4], base.image_ids[9]} else None

    found = search(Query(terms=(term(pictures, 4),), limit=30), pictures, {}, same=same)
    assert {base.image_ids[4], base.image_ids[9]} in asked
    assert sum(len(hit.duplicates) for hit in found.hits) == folded


def test_paging_keeps_the_first_page_as_it_was():
    pictures = collection()
    first = search(Query(terms=(term(pictures, 4),), limit=5), pictures, {})
    both = search(Query(terms=(term(pictures, 4),), limit=10), pictures, {})
    assert [h.image_id for h in both.hits[:5]] == [h.image_id for h in first.hits]
    assert first.available == both.available == 30


def test_an_empty_library_and_a_single_picture():
    assert (
        search(
            Query(),
            Collection((), (), *(np.empty((0, D), np.float32),) * 2, *(np.empty(0),) * 2, np.empty(0, "datetime64[s]")),
            {},
        ).hits
        == ()
    )
    one = collection(n=1)
    assert search(Query(terms=(term(one, 0),)), one, {}).hits[0].score == 0.0


def test_bands_come_from_contrast_with_null_prompts():
    pictures = collection()
    rng = np.random.default_rng(3)
    nulls = {"content": NullTexts.of(unit(rng.normal(size=(40, D))))}
    found = search(Query(terms=(term(pictures, 4),), limit=30), pictures, nulls)
    assert found.hits[0].band == "likely"
    assert found.hits[-1].band == "weak"
    assert found.counts.likely < 5


def test_a_term_that_only_refines_does_not_say_what_is_likely():
    pictures = collection()
    nulls = {"content": NullTexts.of(unit(np.random.default_rng(3).normal(size=(40, D))))}
    wanted, other = term(pictures, 4), term(pictures, 9, weight=0.1, key="u")
    alone = search(Query(terms=(wanted,), limit=30), pictures, nulls)
    refined = search(Query(terms=(wanted, other), limit=30), pictures, nulls)
    assert refined.hits[0].band == alone.hits[0].band == "likely"
    equal = search(Query(terms=(wanted, term(pictures, 9, key="u")), limit=30), pictures, nulls)
    assert equal.hits[0].band != "likely"  # of two wishes of the same weight one is not fulfilled


def test_a_preferred_place_alone_is_likely_inside_and_nowhere_else():
    pictures = collection()
    found = search(Query(place=PlaceQuery(Equator(), 300.0, 0.8), limit=30), pictures, {})
    for hit in found.hits:
        assert (hit.band == "likely") == (hit.distance_km is not None and hit.distance_km <= 300)
    both = search(Query(terms=(term(pictures, 4),), place=PlaceQuery(Equator(), 300.0, 0.8), limit=30), pictures, {})
    assert not [h for h in both.hits if h.distance_km is None and h.band == "likely"]


def test_evidence_is_the_mean_but_a_missing_term_is_missing():
    got = weigh(np.array([[4.0, 4.0, 5.0], [3.0, 0.0, 5.0], [3.5, 5.0, 5.0]]))
    assert got.tolist() == [3.5, 2.0, 5.0]
