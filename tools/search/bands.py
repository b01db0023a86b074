"""Bands: which hits are likely, which maybe, and which only the nearest ones.

A fixed cosine cannot decide: it differs by term, model and picture. Each wanted term is compared with null prompts
(texts that ask for nothing in particular) on the same picture; the largest gap in the scores bounds what is called
likely.

    bands = judge(strengths, scores)
"""

from __future__ import annotations

from math import isnan

import numpy as np

from tools.search.scoring import largest_gap
from tools.types import Band, Float64

LIKELY = 3.75
MAYBE = 3.0
"""Deviations above the null prompts: "likely" has a precision of .8, "maybe" and "likely" together a recall of .96
(tests/bench/bands.py, docs/decisions/0004-bands-by-contrast.md)."""

STYLE_AS_CONTRAST = 1.75
"""Added for style: its null prompts are styles themselves and spread wider, so relevant pictures stand lower."""

Z_AS_CONTRAST = 1.25
"""Added to z-scores where there is no contrast (examples): z = 2.5 is right as often as contrast 3.75."""

SLACK = 2.0
"""How far the mean of several terms may stand above the weakest of them, in deviations."""


def weigh(evidence: Float64) -> Float64:
    """Several terms' evidence (T, K) as one strength (K,): their mean, but at most `SLACK` above the weakest.

    The minimum of several noisy numbers is low by chance; the mean alone would hide a missing term.
    """
    weakest: Float64 = np.minimum(evidence.mean(axis=0), evidence.min(axis=0) + SLACK)
    return weakest


def judge(strengths: Float64, scores: Float64) -> list[Band]:
    """A band for each of the K best hits.

    `strengths` float64 (K,): the evidence for what is wanted, in deviations above chance; NaN where nothing
    but hard conditions is asked, which every hit fulfils. `scores` float64 (K,), descending.
    """
    before_gap = largest_gap(scores)
    bands: list[Band] = []
    for position, strength in enumerate(strengths.tolist()):
        sure = strength >= LIKELY and (position < before_gap or strength >= LIKELY + 1.0)
        if sure or isnan(strength):
            bands.append("likely")
        else:
            bands.append("maybe" if strength >= MAYBE else "weak")
    return bands
