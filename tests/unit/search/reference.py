"""Scoring said slowly and plainly, one picture and one term at a time; the fast path must agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

Row: TypeAlias = Sequence[float]


def zscores(row: Row) -> list[float]:
    """How many deviations each picture lies above the mean of a term."""
    mean = math.fsum(row) / len(row)
    spread = math.sqrt(math.fsum((x - mean) ** 2 for x in row) / len(row))
    return [(x - mean) / spread if spread > 1e-6 else 0.0 for x in row]


def any_score(cosines: Sequence[Row], weights: Row, picture: int) -> float:
    """What a picture is worth: wanted terms add, avoided ones only take away."""
    total = 0.0
    for row, weight in zip(cosines, weights, strict=True):
        z = zscores(row)[picture]
        total += weight * z if weight >= 0 else -abs(weight) * max(z, 0.0)
    return total


def all_probability(cosines: Sequence[Row], weights: Row, picture: int, slope: float, midpoint: float) -> float:
    """The product itself, not its logarithm."""
    product = 1.0
    for row, weight in zip(cosines, weights, strict=True):
        p = 1 / (1 + math.exp(-slope * (zscores(row)[picture] - midpoint)))
        product *= p**weight if weight >= 0 else (1 - p) ** abs(weight)
    return product


def example_cosine(vectors: Sequence[Row], examples: Sequence[Row], weights: Row, picture: int) -> float:
    """The cosine of one picture with the weighted mean of the examples, both less the library's mean."""
    dims = range(len(vectors[0]))
    mean = [math.fsum(v[d] for v in vectors) / len(vectors) for d in dims]
    total = math.fsum(weights)
    target = [math.fsum(w * e[d] for w, e in zip(weights, examples, strict=True)) / total - mean[d] for d in dims]
    mine = [vectors[picture][d] - mean[d] for d in dims]
    dot = math.fsum(a * b for a, b in zip(mine, target, strict=True))
    return dot / math.sqrt(math.fsum(a * a for a in mine) * math.fsum(b * b for b in target))
