import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.unit.search import reference
from tools.search.scoring import (
    ALL_MIDPOINT,
    ALL_SLOPE,
    PLACE_GAIN,
    contrast,
    example_cosines,
    largest_gap,
    score_all,
    score_place,
    score_terms,
    standardise,
)

cosines = hnp.arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(2, 12)), elements=st.floats(-1, 1, width=16))
weight = st.floats(-1, 1, allow_nan=False)


@st.composite
def cases(draw):
    c = draw(cosines)
    w = np.array(draw(st.lists(weight, min_size=len(c), max_size=len(c))))
    return c, w


@given(cases())
def test_fast_path_agrees_with_the_plain_reference(case):
    c, w = case
    fast = score_terms(standardise(c), w).sum(axis=0)
    plain = [reference.any_score(c.astype(float).tolist(), w.tolist(), n) for n in range(c.shape[1])]
    assert fast == pytest.approx(plain, abs=1e-6)


@given(cases())
def test_match_all_is_the_product_of_probabilities(case):
    c, w = case
    fast = np.exp(score_all(standardise(c), w).sum(axis=0))
    plain = [
        reference.all_probability(c.astype(float).tolist(), w.tolist(), n, ALL_SLOPE, ALL_MIDPOINT)
        for n in range(c.shape[1])
    ]
    assert fast == pytest.approx(plain, abs=1e-6)


@given(cases())
def test_a_term_of_weight_zero_changes_nothing(case):
    c, w = case
    z = standardise(c)
    more = standardise(np.vstack([c, c[:1]]))
    for scorer in (score_terms, score_all):
        assert scorer(more, np.append(w, 0.0)).sum(axis=0) == pytest.approx(scorer(z, w).sum(axis=0))


@given(cases(), st.floats(0.1, 3.0), st.floats(-0.5, 0.5))
def test_scores_do_not_depend_on_a_models_scale_and_offset(case, scale, offset):
    c, w = case
    assume((c.std(axis=1) > 1e-3).all())
    moved = score_terms(standardise(c.astype(np.float64) * scale + offset), w)
    assert moved == pytest.approx(score_terms(standardise(c), w), abs=1e-5)


@given(cases(), st.randoms())
def test_order_of_terms_and_pictures_does_not_matter(case, random):
    c, w = case
    t, n = list(range(c.shape[0])), list(range(c.shape[1]))
    random.shuffle(t)
    random.shuffle(n)
    straight = score_terms(standardise(c), w).sum(axis=0)
    shuffled = score_terms(standardise(c[t][:, n]), w[t]).sum(axis=0)
    assert shuffled == pytest.approx(straight[n], abs=1e-9)


@given(cases())
def test_avoiding_never_rewards(case):
    c, w = case
    for scorer in (score_terms, score_all):
        assert (scorer(standardise(c), -np.abs(w)) <= 0).all()


@given(
    hnp.arrays(np.float64, 8, elements=st.floats(0, 20_000)),
    st.floats(0.1, 5000),
    st.floats(0, 1),
)
def test_place_falls_with_distance_and_leaves_unknown_positions_alone(distances, radius, strength):
    scores = score_place(np.append(distances, [0.0, radius, np.nan]), radius, strength)
    assert scores[-3] == pytest.approx(PLACE_GAIN * strength)
    assert scores[-2] == pytest.approx(0.0, abs=1e-9)
    assert scores[-1] == 0.0
    ordered = scores[:-3][np.argsort(distances)]
    assert (np.diff(ordered) <= 1e-12).all()


def examples_of(vectors, examples, weights):
    mean = vectors.mean(axis=0, dtype=np.float64)
    return example_cosines([vectors @ e for e in examples], vectors @ mean.astype(np.float32), mean, examples, weights)


def test_examples_centre_on_the_library_and_put_the_example_itself_first():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(50, 16)).astype(np.float32) + 2.0  # a strong common direction
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    got = examples_of(vectors, vectors[7:8], [1.0])
    assert got.argmax() == 7
    assert got[7] == pytest.approx(1.0, abs=1e-3)
    centred = vectors - vectors.mean(axis=0)
    plain = centred @ centred[7] / np.linalg.norm(centred, axis=1) / np.linalg.norm(centred[7])
    assert got == pytest.approx(plain, abs=1e-3)


@given(st.integers(0, 2**32 - 1), st.lists(st.floats(0.1, 1.0), min_size=1, max_size=4))
def test_examples_agree_with_the_plain_reference_inside_and_outside_of_the_library(seed, weights):
    rows = np.random.default_rng(seed).normal(size=(20 + len(weights), 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors, outside = rows[:20], rows[20:]
    for examples in (vectors[: len(weights)], outside):
        plain = [reference.example_cosine(vectors.tolist(), examples.tolist(), weights, n) for n in range(20)]
        assert examples_of(vectors, examples, weights) == pytest.approx(plain, abs=1e-5)


def test_contrast_is_in_deviations_of_the_null_prompts_of_each_picture():
    got = contrast(np.array([[0.4, 0.4]], np.float32), np.array([0.2, 0.6]), np.array([0.1, 0.1]))
    assert got == pytest.approx(np.array([[2.0, -2.0]]), abs=1e-4)


@pytest.mark.parametrize(
    ("scores", "before"),
    [([9.0, 8.9, 8.8, 2.0, 1.9], 3), ([4.0, 3.0, 2.0, 1.0], 4), ([5.0, 1.0], 2), ([], 0), ([1.0] * 5, 5)],
)
def test_largest_gap(scores, before):
    assert largest_gap(np.array(scores)) == before
