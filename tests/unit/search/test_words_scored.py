"""A picture's own words as evidence: in its score, in its band, alone, and against it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.search.engine import search
from tools.search.query import Query, TermQuery
from tools.search.scoring import WORDS_GAIN, score_all_words, score_words
from tools.types import Collection

NOBODY = np.zeros(0, dtype=np.float32)


def pictures(n: int = 12) -> Collection:
    """Vectors that point everywhere; none is near another."""
    vectors = np.eye(n, dtype=np.float32)
    return Collection(
        image_ids=tuple(f"{i:02}" for i in range(n)),
        paths=tuple(f"/{i:02}.jpg" for i in range(n)),
        content=vectors,
        style=vectors,
        lat=np.full(n, np.nan),
        lon=np.full(n, np.nan),
        taken=np.full(n, np.datetime64("NaT"), "datetime64[s]"),
        cameras=("",) * n,
    )


def saying(**evidence: float) -> np.ndarray:
    said = np.zeros(12)
    for name, value in evidence.items():
        said[int(name[1:])] = value
    return said


@pytest.mark.parametrize("match", ["any", "all"])
def test_words_lift_a_picture_and_its_contributions_add_up(match):
    term = TermQuery("wedding", np.eye(12, dtype=np.float32)[0], "content", 0.7, said=saying(_5=1.0))
    found = search(Query(terms=(term,), match=match, limit=12), pictures(), {})
    by_id = {hit.image_id: hit for hit in found.hits}
    assert {hit.image_id for hit in found.hits[:2]} == {"00", "05"}
    assert by_id["05"].channels["words"] > 0
    assert by_id["07"].channels["words"] == 0
    for hit in found.hits:
        assert hit.score == pytest.approx(sum(hit.channels.values()))
        assert hit.score == pytest.approx(sum(share.contribution for share in hit.terms))
    assert by_id["05"].band != "weak"


def test_words_against_a_picture():
    term = TermQuery("wedding", np.eye(12, dtype=np.float32)[0], "content", -0.7, said=saying(_5=1.0))
    found = search(Query(terms=(term,), limit=12), pictures(), {})
    last = {hit.image_id: hit for hit in found.hits[-2:]}
    assert set(last) == {"00", "05"}
    assert last["05"].channels["words"] == pytest.approx(-0.7 * WORDS_GAIN)


@pytest.mark.parametrize("match", ["any", "all"])
def test_a_term_that_looks_in_words_alone(match):
    term = TermQuery("wedding", NOBODY, "words", 0.7, said=saying(_5=1.0, _7=0.6))
    found = search(Query(terms=(term,), match=match, limit=12), pictures(), {})
    assert {hit.image_id for hit in found.hits if hit.band != "weak"} == {"05", "07"}
    assert {hit.image_id for hit in found.hits[:2]} == {"05", "07"}
    assert all(hit.channels["content"] == 0 for hit in found.hits)
    assert found.hits[0].score == pytest.approx(found.hits[0].channels["words"])


said_rows = st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=2, max_size=2)
weight_pairs = st.lists(st.floats(-1, 1), min_size=2, max_size=2)


@given(said_rows, weight_pairs)
def test_words_never_reward_the_opposite_and_silence_adds_nothing(rows, weights):
    said, w = np.array(rows), np.array(weights)
    added = score_words(said, w)
    assert (added[w >= 0] >= 0).all()
    assert (added[w < 0] <= 0).all()
    assert (added[said == 0] == 0).all()
    losses = -np.abs(np.array(rows)) - 0.5
    both = losses + score_all_words(said, losses, w)
    assert (both <= 1e-12).all()
