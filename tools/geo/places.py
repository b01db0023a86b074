"""A place: its name, what kind it is, where it lies and what it covers.

Knows nothing of how names are looked up. Immutable; its border is read from disk when it is first asked for.

    resolve("Bavaria").contains(48.137, 11.575)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from tools.geo.shapes import Shape
from tools.types import Float64, GeoPoint

Kind: TypeAlias = Literal["country", "region", "city", "town", "physical", "continent"]

KINDS: tuple[Kind, ...] = ("country", "region", "city", "town", "physical", "continent")


@dataclass(frozen=True)
class Place:
    """A place of the gazetteer.

    `name`: canonical, in English where there is an English name. `label`: the name with its region and country,
    enough to tell it from its namesakes. `country`: ISO 3166-1 alpha-2, None where it spans several or lies at sea.
    `radius_km`: its typical size, at least 1. `alternatives`: other places of this name, best first.
    `common_word`: the name as it was asked for is also an ordinary word, so the reading is less sure.
    """

    name: str
    kind: Kind
    center: GeoPoint
    radius_km: float
    country: str | None
    label: str
    load_shape: Callable[[], Shape] = field(repr=False, compare=False)
    population: int = 0
    common_word: bool = False
    alternatives: tuple[Place, ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def shape(self) -> Shape:
        """What the place covers."""
        return self.load_shape()

    def contains(self, lat: float, lon: float) -> bool:
        """Whether the point lies inside or on the edge. False for NaN."""
        return bool(self.shape.contains(np.array([lat], dtype=np.float64), np.array([lon], dtype=np.float64))[0])

    def contains_all(self, lat: Float64, lon: Float64) -> npt.NDArray[np.bool_]:
        """bool (N,): `contains` for many points at once."""
        return self.shape.contains(np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64))

    def distance_km(self, lat: float, lon: float) -> float:
        """0 inside, else the great-circle distance to the edge in km (within 0.56 % of the geodesic)."""
        return float(self.distances_km(np.array([lat], dtype=np.float64), np.array([lon], dtype=np.float64))[0])

    def distances_km(self, lat: Float64, lon: Float64) -> Float64:
        """`distance_km` for float64 (N,) arrays: float64 (N,), NaN in -> NaN out."""
        return self.shape.distances_km(np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64))

    def within(self, lat: Float64, lon: Float64, *, reach_km: float) -> npt.NDArray[np.bool_]:
        """bool (N,): inside, or at most `reach_km` from the edge. False for NaN."""
        return self.shape.within(
            np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64), reach_km=reach_km
        )

    def with_alternatives(self, others: tuple[Place, ...], *, common_word: bool) -> Place:
        """The same place with its namesakes beside it."""
        return replace(self, alternatives=others, common_word=common_word)
