"""Quality measures of a style space, in which the aims are stated. Vectors in, numbers out; no network.

looks_triples(vectors)                    # (P, L, D): P photographs in L looks
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tools.types import Float32

Labels = npt.NDArray[np.str_]


def looks_triples(vectors: Float32) -> Float32:
    """float32 (L,): for each look, the share of right triples; their mean is the score.

    A triple is a picture, the same look on another photograph, and another look of its own photograph; it is right
    when the first is nearer. All triples of unit-norm `vectors` (P, L, D) are counted.
    """
    photos, looks, _ = vectors.shape
    shares = []
    for look in range(looks):
        same = vectors[:, look] @ vectors[:, look].T  # (P, P)
        own = np.einsum("pd,pld->pl", vectors[:, look], vectors)  # (P, L)
        right = same[:, :, None] > own[:, None, :]
        counted = ~np.eye(photos, dtype=bool)[:, :, None] & (np.arange(looks) != look)
        shares.append(right[np.broadcast_to(counted, right.shape)].mean())
    return np.array(shares, dtype=np.float32)


def nearest_same(vectors: Float32, labels: Sequence[str]) -> float:
    """Share of rows whose nearest other row has the same label."""
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -np.inf)
    owners: Labels = np.asarray(labels)
    return float((owners[likeness.argmax(1)] == owners).mean())


def style_among_others(vectors: Float32, styles: Sequence[str], contents: Sequence[str], *, k: int = 5) -> float:
    """Mean share of the same style among the k nearest rows of other contents."""
    shown, made = np.asarray(contents), np.asarray(styles)
    likeness = np.where(shown[:, None] == shown[None], -np.inf, vectors @ vectors.T)
    nearest = np.argsort(-likeness, axis=1)[:, :k]
    return float((made[nearest] == made[:, None]).mean())


def precision_at(words: Float32, vectors: Float32, wanted: npt.NDArray[np.bool_], *, k: int) -> Float32:
    """float32 (T,): for each row of `words`, the share of `wanted` (T, N) among the k best pictures."""
    best = np.argsort(-(words @ vectors.T), axis=1)[:, :k]
    return np.asarray(np.take_along_axis(wanted, best, axis=1).mean(1), dtype=np.float32)
