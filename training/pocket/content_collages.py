"""Collages: a part of one photograph beside a part of another, with both captions, as augmentation.

Memorised photographs help little with parts of them. The collages of a batch form a ring: each shares one photograph
with the next, so that both parts are needed to tell them apart. It knows no network. Source: MixGen, Hao et al. 2022
(2206.08358), here over maps of places and states of word pieces.

    maps, shares = collage(views.maps(rows, 7), rng)
    states, mask = joined(bank, captions, ring(captions))
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from tools.encoders.pocket.text import WIDTH
from training.pocket.content_texts import TextBank


def ring(rows: Sequence[int]) -> list[int]:
    """Each one's neighbour: the next, and for the last the first."""
    return [*rows[1:], *rows[:1]]


def beside(rows: torch.Tensor, shares: torch.Tensor | float = 0.5) -> torch.Tensor:
    """(N, D) -> each row times its share, plus its neighbour times the rest."""
    return shares * rows + (1 - shares) * rows.roll(-1, 0)


def collage(maps: torch.Tensor, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """(N, w, w, C) -> the same with a side of each map kept and the rest its neighbour's; shares kept, (N, 1) in 0..1.

    The side is left, right, top or bottom, and about half of the map.
    """
    count, width = maps.shape[:2]
    out, shares = maps.roll(-1, 0), torch.zeros(count, 1)
    for row in range(count):
        kept = int(rng.integers(width // 2, width - width // 2 + 1))
        first = 0 if rng.random() < 0.5 else width - kept
        side = slice(first, first + kept)
        if rng.random() < 0.5:
            out[row, side] = maps[row, side]
        else:
            out[row, :, side] = maps[row, :, side]
        shares[row] = kept / width
    return out, shares


def joined(bank: TextBank, first: Sequence[int], second: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Padded states (N, L, 384) of two texts in a row each, and their mask (N, L)."""
    texts = [np.concatenate([bank.pieces(one), bank.pieces(other)]) for one, other in zip(first, second, strict=True)]
    longest = max(map(len, texts), default=0)
    states, mask = np.zeros((len(texts), longest, WIDTH), np.float32), np.zeros((len(texts), longest), bool)
    for row, text in enumerate(texts):
        states[row, : len(text)], mask[row, : len(text)] = text, True
    return torch.from_numpy(states), torch.from_numpy(mask)
