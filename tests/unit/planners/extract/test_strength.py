"""How much something is wanted, by the words before it."""

from __future__ import annotations

import pytest

from agent.planners.extract.strength import factor_of, strength_of


@pytest.mark.parametrize(
    ("message", "strength"),
    [
        ("a bit foggy", 0.4),
        ("mostly foggy", 0.95),
        ("foggy", None),
        ("a bit dark, foggy", None),
        ("preferably foggy", 0.4),
    ],
)
def test_strength(message: str, strength: float | None) -> None:
    assert strength_of(message, message.index("foggy")) == strength


@pytest.mark.parametrize(
    ("message", "factor"), [("much more fog", 2.0), ("a bit less fog", 0.5), ("more fog", 1.0), ("fog", 1.0)]
)
def test_more_by_how_many_steps(message: str, factor: float) -> None:
    assert factor_of(message, message.index("fog")) == factor
