"""Null texts: mean and spread of cosines without the texts themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.null_texts import NullTexts


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@given(st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_the_whole_covariance_gives_the_deviations_of_the_texts_themselves(seed: int, texts: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, pictures = unit(rng.normal(size=(texts, 12))), unit(rng.normal(size=(7, 12)))
    cosines = vectors @ pictures.T
    mean, std = NullTexts.of(vectors).over(pictures)
    assert mean == pytest.approx(cosines.mean(axis=0), abs=1e-5)
    assert std == pytest.approx(cosines.std(axis=0), abs=1e-4)


def test_what_a_rank_leaves_out_is_spread_over_all_other_directions() -> None:
    vectors = unit(np.random.default_rng(3).normal(size=(400, 24)))
    pictures = unit(np.random.default_rng(4).normal(size=(50, 24)))
    _, exact = NullTexts.of(vectors).over(pictures)
    _, kept = NullTexts.of(vectors, rank=8).over(pictures)
    assert np.abs(kept / exact - 1).max() < 0.3
