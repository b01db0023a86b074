"""The vector file: rows only grow, a torn tail is cut, and the search equals a plain product."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.library.vectors import FlatVectors, best_rows


def unit(count: int, *, dim: int = 8, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_rows_come_back_and_new_ones_go_behind(tmp_path):
    store = FlatVectors(tmp_path / "x.f32", dim=8)
    assert len(store) == 0
    assert store.rows().shape == (0, 8)
    assert store.append(unit(3)) == 0
    assert store.append(unit(2, seed=1)) == 3
    assert (store.rows() == np.concatenate([unit(3), unit(2, seed=1)])).all()


def test_a_mapped_reader_is_not_disturbed_by_the_writer(tmp_path):
    store = FlatVectors(tmp_path / "x.f32", dim=8)
    store.append(unit(3))
    before = store.rows()
    store.append(unit(500, seed=1))
    assert (before == unit(3)).all()


def test_a_torn_tail_is_cut_and_half_a_row_never_counts(tmp_path):
    store = FlatVectors(tmp_path / "x.f32", dim=8)
    store.append(unit(3))
    with open(store.path, "ab") as file:
        file.write(b"\1" * 45)
    assert len(store) == 4
    assert store.truncate(3) == 45
    assert (store.rows() == unit(3)).all()


def test_half_a_row_is_overwritten_by_the_next(tmp_path):
    store = FlatVectors(tmp_path / "x.f32", dim=8)
    store.append(unit(1))
    with open(store.path, "ab") as file:
        file.write(b"\1" * 5)
    assert store.append(unit(1, seed=1)) == 1
    assert (store.rows()[1] == unit(1, seed=1)).all()


def test_more_rows_than_there_are_is_an_error(tmp_path):
    store = FlatVectors(tmp_path / "x.f32", dim=8)
    store.append(unit(3))
    with pytest.raises(ValueError, match="holds 3 rows"):
        store.rows(4)
    with pytest.raises(ValueError, match="expected"):
        store.append(unit(3, dim=9))


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 4), st.integers(1, 50), st.integers(0, 5))
def test_the_search_equals_the_plain_product(rows, queries, k, seed):
    base, asked = unit(rows, seed=seed), unit(queries, seed=seed + 100)
    scores, order = best_rows(asked, base, k)
    plain = asked @ base.T
    wanted = -np.sort(-plain, axis=1)[:, :k]
    assert scores.shape == order.shape == wanted.shape
    assert np.allclose(scores, wanted, atol=1e-5)
    assert np.allclose(np.take_along_axis(plain, order, axis=1), wanted, atol=1e-5)


def test_a_search_among_some_rows_names_them_by_their_own_number(tmp_path):
    store = FlatVectors(tmp_path / "x.f32", dim=8)
    store.append(unit(20))
    scores, rows = store.search(unit(20)[7:8], 3, among=np.array([2, 7, 11]))
    assert rows[0, 0] == 7
    assert scores[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert set(rows[0].tolist()) == {2, 7, 11}
