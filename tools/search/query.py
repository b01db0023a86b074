"""Input and output of search: a query of vectors and conditions, and hits with their contributions.

It knows no plans, words or models: the caller has encoded the words and resolved the place.

    search(Query(terms=(TermQuery("dogs", vector, "content", 0.7),)), collection)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from tools.types import CHANNELS, Band, Channel, DateSpan, Float32, Float64, ImageId, TermChannel


class Region(Protocol):
    """A place that measures the distance to points; `tools.geo.Place` is one."""

    @property
    def radius_km(self) -> float:
        """The place's own scale."""
        ...

    def distances_km(self, lat: Float64, lon: Float64) -> Float64:
        """float64 (N,): 0 inside, else to its edge; NaN for NaN."""
        ...


class Extent(Protocol):
    """A place that tests which points lie in it; `tools.geo.Place` is one."""

    def within(self, lat: Float64, lon: Float64, *, reach_km: float) -> npt.NDArray[np.bool_]:
        """bool (N,): inside, or at most `reach_km` from its edge; False for NaN."""
        ...


@dataclass(frozen=True)
class TermQuery:
    """One term: `vector` is float32 (D,), unit-norm, in the space of its channel; `weight` in -1..1.

    `confidence` in 0..1 multiplies the weight of a term that the encoder is unsure of. `said`, float64 (N,) in 0..1, is
    how surely each picture's own words say it, and `said_in` where they do; a term of the channel "words" looks nowhere
    else, and has no vector.
    """

    id: str
    vector: Float32
    channel: TermChannel
    weight: float
    confidence: float = 1.0
    said: Float64 | None = None
    said_in: Mapping[ImageId, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceQuery:
    """A place: pictures inside `region` score full, outside the score decays over `radius_km`.

    With `only`, those further out than `reach_km` are left out, and those without a position too.
    """

    region: Region
    radius_km: float
    weight: float
    only: bool = False
    reach_km: float = 0.0


@dataclass(frozen=True)
class LikeQuery:
    """An example picture, in the library or not; a negative weight asks for less of it.

    `vectors`: float32 (D,), unit-norm, one for each of `channels`. `weight` in -1..1. `image_id` names the library's
    picture that it is, if any: that one is left out of the results where the weight is positive.
    """

    vectors: Mapping[Channel, Float32]
    weight: float
    channels: tuple[Channel, ...] = CHANNELS
    image_id: ImageId | None = None


@dataclass(frozen=True)
class FactQuery:
    """A hard condition on one fact: one of `any_of` and none of `none_of`; within `low`..`high` and not within
    `outside`; or `flag`. What is None or empty does not count."""

    name: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    outside: tuple[float | None, float | None] | None = None
    flag: bool | None = None


@dataclass(frozen=True)
class Query:
    """All that a search needs. Pictures taken in one of the places `left_out` are dropped."""

    terms: tuple[TermQuery, ...] = ()
    place: PlaceQuery | None = None
    dates: DateSpan | None = None
    like: tuple[LikeQuery, ...] = ()
    match: Literal["any", "all"] = "any"
    sort: Literal["relevance", "newest", "oldest", "distance"] = "relevance"
    folder: str | None = None
    camera: str | None = None
    gps: bool | None = None
    facts: tuple[FactQuery, ...] = ()
    left_out: tuple[Extent, ...] = ()
    limit: int = 24


@dataclass(frozen=True)
class TermShare:
    """What one term added to (or took from) a hit's score."""

    id: str
    contribution: float


@dataclass(frozen=True)
class Hit:
    """A result and its reasons: `channels` and `terms` are the contributions to `score`.

    The numbers of `channels` (content, style, words, place, like) add up to `score`; so do the terms, each with what
    the picture's own words add to it, with place and like.
    `duplicates` are near-identical pictures folded behind this one. `away`: no file of it is there at this moment.
    `said`, by the id of a term: which of the picture's own words say it ("keywords").
    """

    image_id: ImageId
    path: str
    score: float
    band: Band
    channels: dict[str, float]
    terms: tuple[TermShare, ...] = ()
    distance_km: float | None = None
    taken_at: datetime | None = None
    duplicates: tuple[ImageId, ...] = ()
    away: bool = False
    said: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The hit as the command prints it: plain values, numbers rounded to six digits."""
        return {
            "image_id": self.image_id,
            "path": self.path,
            "score": round(self.score, 6),
            "band": self.band,
            "channels": {name: round(value, 6) for name, value in self.channels.items()},
            "terms": [{"id": t.id, "contribution": round(t.contribution, 6)} for t in self.terms],
            "distance_km": None if self.distance_km is None else round(self.distance_km, 3),
            "taken_at": self.taken_at.isoformat() if self.taken_at else None,
            "duplicates": list(self.duplicates),
            "away": self.away,
            "said": dict(self.said),
        }


@dataclass(frozen=True)
class Counts:
    """What a search covered: `total` pictures, of which `considered` passed the hard conditions.

    `without_gps`, `without_date`: left out because the condition could not be judged. `unplaced`: kept, although
    without a position they may be from an excluded place. `without_fact`: left out because they do not say what a
    filter asks for. `damaged` cannot be searched: their vectors are lost.
    """

    total: int = 0
    considered: int = 0
    likely: int = 0
    maybe: int = 0
    without_gps: int = 0
    without_date: int = 0
    unplaced: int = 0
    without_fact: int = 0
    damaged: int = 0


@dataclass(frozen=True)
class Found:
    """The first `limit` hits in order, how many there would be, and the counts behind them."""

    hits: tuple[Hit, ...] = ()
    available: int = 0
    counts: Counts = field(default_factory=Counts)
