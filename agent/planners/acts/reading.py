"""What a message was taken for: its likeliest act, and the chance of each. It knows no network.

reading_of(chances).label   # "cannot"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent.planners.acts.labels import LABELS, ActLabel
from tools.types import Float32


@dataclass(frozen=True)
class ActReading:
    """The likeliest act of a message, and the chance in 0..1 of each."""

    label: ActLabel
    chances: Mapping[ActLabel, float]


def reading_of(chances: Float32) -> ActReading:
    """`chances` float32 (len(LABELS),), in the order of LABELS."""
    named = dict(zip(LABELS, chances.tolist(), strict=True))
    return ActReading(max(named, key=lambda label: named[label]), named)
