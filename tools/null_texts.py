"""Texts that ask for nothing in particular, as a normal distribution in one encoder's space.

How a picture answers to any text at all is told by the mean and the spread of its cosines with many texts. Both follow
from the texts' mean and covariance, without the texts: `mean = m·v`, `var = v' S v`. It knows no pictures.

    mean, std = NullTexts.of(encoder.encode_texts(NULL_PROMPTS["content"])).over(vectors)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from tools.types import Float32, Float64


@dataclass(frozen=True)
class NullTexts:
    """`mean` float32 (D,); `factors` float32 (K, D), whose `F' F` is the covariance but for `rest` in every direction.

    `offset` is added to the contrast with these texts, so that one threshold serves few texts and many.
    """

    mean: Float32
    factors: Float32
    rest: float = 0.0
    offset: float = 0.0

    @staticmethod
    def of(vectors: Float32, *, rank: int | None = None, offset: float = 0.0) -> NullTexts:
        """From texts as vectors, float32 (M, D); exact, or kept to the `rank` directions in which they differ most."""
        mean = vectors.mean(axis=0)
        _, sizes, directions = np.linalg.svd(vectors - mean, full_matrices=False)
        spread = sizes / np.sqrt(len(vectors))
        kept = len(spread) if rank is None else min(rank, len(spread))
        left = float((spread[kept:] ** 2).sum()) / max(1, vectors.shape[1] - kept)
        factors = np.asarray(directions[:kept] * spread[:kept, None], dtype=np.float32)
        return NullTexts(np.asarray(mean, dtype=np.float32), factors, left, offset)

    def over(self, vectors: Float32) -> tuple[Float64, Float64]:
        """Mean and deviation of each picture's cosines with such texts: float64 (N,) each, of float32 (N, D)."""
        projected = np.asarray(vectors @ self.factors.T, dtype=np.float64)  # (N, K)
        return np.asarray(vectors @ self.mean, dtype=np.float64), np.sqrt(np.square(projected).sum(axis=1) + self.rest)


@runtime_checkable
class WithNullTexts(Protocol):
    """An encoder whose null texts come with its weights."""

    def null_texts(self) -> NullTexts | None:
        """None when they are not there."""
        ...
