"""Size and rank of a town, from its population and fame; for scalars or whole columns.

city_rank(2_138_551, 160) > city_rank(24_171, 30)      # Paris before Paris, Texas
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from tools.types import Float64

Amount = TypeVar("Amount", float, Float64)

SPRAWLING = frozenset({"US", "CA", "AU", "NZ"})
"""Countries whose cities cover more area for the same population."""


def city_rank(population: Amount, fame: Amount) -> Amount:
    """Population and fame, both on a log scale: Valencia in Spain before the larger one in Venezuela.

    `fame`: how many names the place has in other languages, at most 255.
    """
    rank: Amount = np.log10(population + 1) + 1.2 * np.log10(fame + 1)
    return rank


def city_radius_km(population: float, country: str) -> float:
    """Typical radius of a built-up area: grows with the square root of the population, faster where cities sprawl."""
    spread = 0.0115 if country in SPRAWLING else 0.009
    return float(2.5 + spread * np.sqrt(population))
