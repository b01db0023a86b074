"""The ranking function: from cosines, distances and weights to one score a picture and its contributions. Pure numpy.

It knows nothing of pictures, places, files or models; `tests/unit/search/reference.py` is the slow, plain version.

    parts = score_terms(cosines, weights)      # (T, N) contributions; their column sums are the scores
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.types import Float32, Float64

PLACE_GAIN = 2.0
"""Score of a place of weight 1 inside it, in units of z: about that of a strong term (z of a good hit is 2 to 3)."""

WORDS_GAIN = 2.0
"""Score of a term of weight 1 that a picture's own keywords say, in units of z: a strong term's, as with places."""

ALL_MIDPOINT = 1.0
ALL_SLOPE = 2.0
"""match="all": a term has probability .5 at one deviation above the library's mean, nearly 1 at two and a half."""

_FLAT = 1e-6  # below this spread of cosines a term does not distinguish pictures


def standardise(cosines: Float32 | Float64) -> Float64:
    """z-scores of each row over the library: float64 (T, N), mean 0 and deviation 1 a row; a flat row gives zeros."""
    values = np.asarray(cosines, dtype=np.float64)
    if values.shape[-1] == 0:
        return values
    mean, spread = values.mean(axis=-1, keepdims=True), values.std(axis=-1, keepdims=True)
    return np.where(spread > _FLAT, (values - mean) / np.maximum(spread, _FLAT), 0.0)


def standardised(cosines: Float32, mean: float, spread: float) -> Float64:
    """The same of one row, or of some pictures of it, whose mean and deviation over the library are known."""
    if spread <= _FLAT:
        return np.zeros(len(cosines))
    z = np.subtract(cosines, mean, dtype=np.float64)
    z /= spread
    return z


def score_terms(z: Float64, weights: Float64) -> Float64:
    """Contributions (T, N) of `match="any"`: `w z` for a wanted term, `- |w| max(z, 0)` for an excluded one.

    `z` float64 (T, N), `weights` float64 (T,) in -1..1. One-sided, so that an exclusion never rewards the opposite.
    Source: CLIP-like models ignore "not" in the text, subtracting a separate score works (NegBench, arXiv 2501.09425).
    """
    w = np.asarray(weights, dtype=np.float64)
    parts: Float64 = w[:, None] * z
    for row in np.flatnonzero(w < 0):
        np.minimum(parts[row], 0.0, out=parts[row])
    return parts


def score_all(z: Float64, weights: Float64) -> Float64:
    """Contributions (T, N) of `match="all"`: the logarithm of a product of calibrated probabilities.

    With `p = 1 / (1 + exp(-ALL_SLOPE (z - ALL_MIDPOINT)))`: `p` to the power of the weight for a wanted term, `1 - p`
    to the power of `|w|` for an excluded one. The logarithm keeps the order of the product and lets contributions add
    up; all values are <= 0.
    """
    w = np.asarray(weights, dtype=np.float64)[:, None]
    x = ALL_SLOPE * (np.asarray(z, dtype=np.float64) - ALL_MIDPOINT)
    # log sigmoid(x) = -log(1 + exp(-x)); log(1 - sigmoid(x)) = -log(1 + exp(x)), both without overflow
    return np.where(w >= 0, -w * np.logaddexp(0.0, -x), w * np.logaddexp(0.0, x))


def score_words(said: Float64, weights: Float64) -> Float64:
    """What pictures' own words add to their terms' contributions, (T, N), under `match="any"`: `G w s`.

    `said` float64 (T, N) in 0..1. A wanted thing that is said is worth what a strong term is; an excluded one costs it.
    """
    return WORDS_GAIN * np.asarray(weights, dtype=np.float64)[:, None] * said


def score_all_words(said: Float64, contributions: Float64, weights: Float64) -> Float64:
    """The same over `contributions` (T, N) under `match="all"`: what is said is certain, so it takes a wanted term's
    loss back; an excluded term that is said costs `G |w| s`. All sums stay <= 0."""
    w = np.asarray(weights, dtype=np.float64)[:, None]
    return np.where(w >= 0, -contributions * said, WORDS_GAIN * w * said)


def score_place(distances_km: Float64, radius_km: float, weight: float) -> Float64:
    """Contribution of the place: float64 (N,), +G w inside, 0 at distance `radius_km`, towards -G w far away, 0 without
    GPS.

    `s = 1 / (1 + (d / r)^2)`, centred so that a picture of unknown position (NaN) is neither rewarded nor punished.
    """
    d = np.asarray(distances_km, dtype=np.float64)
    s = 1.0 / (1.0 + np.square(d / max(radius_km, 1e-3)))
    return np.where(np.isnan(d), 0.0, PLACE_GAIN * weight * (2.0 * s - 1.0))


def example_cosines(
    columns: Sequence[Float32], with_mean: Float32, mean: Float64, examples: Float32, weights: Sequence[float]
) -> Float64:
    """Cosines (N,) of every picture with the weighted mean of the examples, both centred on the library's mean.

    `columns`: of each example the inner products (N,) with the pictures; `with_mean` (N,) those of `mean` (D,), the
    library's; `examples` float32 (E, D), of pictures inside or outside it; `weights` positive, one an example.
    Centring removes what all pictures share (docs/decisions/0003-exact-search-and-scores.md); from inner products it
    takes no copy of the library, nor another pass over it when a weight changes.
    """
    shares = np.asarray(weights, dtype=np.float64) / sum(weights)
    target = shares @ np.asarray(examples, dtype=np.float64) - mean
    dots = np.full(len(with_mean), -float(mean @ target))
    for share, column in zip(shares, columns, strict=True):
        dots += share * column.astype(np.float64)
    dots -= with_mean
    # |v - mean|^2 for unit rows
    centred = np.sqrt(np.maximum(1.0 + mean @ mean - 2.0 * with_mean.astype(np.float64), 1e-12))
    return np.asarray(dots / (centred * max(float(np.linalg.norm(target)), 1e-6)))


def contrast(cosines: Float32, null_mean: Float64, null_std: Float64) -> Float64:
    """Contrast: each picture's cosine against those of the null prompts, float64 (T, K).

    `cosines` (T, K) of the terms; `null_mean`, `null_std` (K,) of the null texts over the same K pictures. In
    deviations of the null texts of the same picture, so that pictures similar to everything do not pass.
    """
    return (np.asarray(cosines, dtype=np.float64) - null_mean) / np.maximum(null_std, _FLAT)


def largest_gap(scores: Float64) -> int:
    """How many of the descending `scores` (K,) stand before their largest step; all of them when no step stands out.

    A step stands out when it is the largest, and at least three times the median step.
    """
    if len(scores) < 4:
        return len(scores)
    steps = -np.diff(np.asarray(scores, dtype=np.float64))
    at = int(np.argmax(steps))
    return at + 1 if steps[at] > 0 and steps[at] >= 3.0 * float(np.median(steps)) else len(scores)
