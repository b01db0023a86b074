"""Collages: every place is one of two pictures', the shares say how much, and the captions stand in a row."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from tools.encoders.pocket.text import WIDTH
from training.pocket.content_collages import beside, collage, joined, ring
from training.pocket.content_texts import TextBank


@given(count=st.integers(2, 6), width=st.integers(2, 9), seed=st.integers(0, 99))
def test_every_place_is_the_pictures_own_or_its_neighbours(count: int, width: int, seed: int) -> None:
    maps = torch.arange(count).float().view(count, 1, 1, 1).expand(count, width, width, 2)
    mixed, shares = collage(maps, np.random.default_rng(seed))
    own, neighbour = maps, maps.roll(-1, 0)
    assert bool(((mixed == own) | (mixed == neighbour)).all())
    kept = (mixed == own).float().mean((1, 2, 3))
    assert torch.allclose(kept, shares[:, 0])
    assert bool(((shares > 0) & (shares < 1)).all())


def test_the_mean_of_two_is_shared_as_they_are() -> None:
    rows = torch.tensor([[0.0], [1.0], [3.0]])
    assert beside(rows, torch.tensor([[1.0], [0.5], [0.0]])).flatten().tolist() == [0.0, 2.0, 0.0]
    assert ring([4, 5, 6]) == [5, 6, 4]


def test_captions_stand_in_a_row() -> None:
    states = np.arange(6, dtype=np.float16)[:, None].repeat(WIDTH, 1)
    bank = TextBank({}, states, np.array([0, 2]), np.array([2, 4]), torch.zeros(2, WIDTH))
    said, mask = joined(bank, [0, 1, 0], [1, 0, 0])
    assert said[:, :, 0].tolist() == [[0, 1, 2, 3, 4, 5], [2, 3, 4, 5, 0, 1], [0, 1, 0, 1, 0, 0]]
    assert mask.sum(1).tolist() == [6, 6, 4]
