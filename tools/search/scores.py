"""All scores of a query, and the parts of the few that are shown.

Every picture gets its total; what each term added is computed for chosen rows only. It knows no conditions or bands.

    scores = score(query, collection); best = scores.total.argmax(); scores.parts(np.array([best])).terms
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tools.search.kept import Column, columns, kept_with, mean_vector
from tools.search.query import LikeQuery, PlaceQuery, Query, TermQuery
from tools.search.scoring import (
    example_cosines,
    score_all,
    score_all_words,
    score_place,
    score_terms,
    score_words,
    standardise,
    standardised,
)
from tools.types import CHANNELS, Collection, Float64

SAID_Z, UNSAID_Z = 3.0, -1.0
"""Under `match="all"`, a term that looks in words alone stands as a clear sight does where it is said, else as none."""

Rows = npt.NDArray[np.intp]


class Parts(NamedTuple):
    """What each term added by sight and by words, float64 (T, K) each."""

    terms: Float64
    words: Float64


@dataclass(frozen=True)
class Scores:
    """`total` (N,) is the score of every picture; `place` and `like` (N,) are parts of it.

    `columns` are the terms' cosines, None for those that look in words alone. `like_z` (N,) is the mean z of the wanted
    examples, None without any.
    """

    query: Query
    columns: tuple[Column | None, ...]
    total: Float64
    place: Float64 | None
    like: Float64 | None
    like_z: Float64 | None
    distances_km: Float64 | None

    def parts(self, rows: Rows) -> Parts:
        """The terms' contributions to the scores of `rows` (K,)."""
        found = [
            _part(term, column, rows, len(rows), every=self.query.match == "all")
            for term, column in zip(self.query.terms, self.columns, strict=True)
        ]
        shape = (len(found), len(rows))
        return Parts(
            np.array([sight for sight, _ in found], dtype=np.float64).reshape(shape),
            np.array([words for _, words in found], dtype=np.float64).reshape(shape),
        )

    def z(self, term: int, rows: Rows) -> Float64:
        """How far `rows` (K,) stand above the library's mean in one term; zeros for one that looks in words alone."""
        column = self.columns[term]
        return np.zeros(len(rows)) if column is None else standardised(column.cosines[rows], column.mean, column.spread)

    def said(self, term: int, rows: Rows) -> Float64:
        """How surely the words of `rows` (K,) say one term."""
        said = self.query.terms[term].said
        return np.zeros(len(rows)) if said is None else said[rows]


def score(query: Query, collection: Collection) -> Scores:
    """The scores of all pictures, before any condition. Cosines are exact; those of a known term are not read again."""
    n = len(collection)
    held = _columns(query, collection)
    total = np.zeros(n)
    for term, column in zip(query.terms, held, strict=True):
        sight, words = _part(term, column, slice(None), n, every=query.match == "all")
        total += sight
        if term.said is not None or column is None:
            total += words
    like, like_z = _score_examples(query.like, collection)
    if like is not None:
        total += like
    place, distances = None, None
    if query.place is not None:
        distances = distances_to(query.place, collection)
        place = query.place.weight * _nearness(query.place, collection, distances)
        total += place
    return Scores(query, held, total, place, like, like_z, distances)


def distances_to(place: PlaceQuery, collection: Collection) -> Float64:
    """float64 (N,): how far pictures lie from a place; kept, for borders are long."""
    return kept_with(collection).get(
        ("away", place.region), lambda: place.region.distances_km(collection.lat, collection.lon)
    )


def _nearness(place: PlaceQuery, collection: Collection, distances: Float64) -> Float64:
    """What a place of weight 1 adds, (N,)."""
    return kept_with(collection).get(
        ("near", place.region, place.radius_km), lambda: score_place(distances, place.radius_km, 1.0)
    )


def _columns(query: Query, collection: Collection) -> tuple[Column | None, ...]:
    """The terms' columns. Those that the examples need come with them, in the same reading of the vectors."""
    found: list[Column | None] = [None] * len(query.terms)
    for channel in CHANNELS:
        mine = [i for i, term in enumerate(query.terms) if term.channel == channel]
        examples = [example.vectors[channel] for example in query.like if channel in example.channels]
        if examples:
            examples.append(mean_vector(collection, channel).astype(np.float32))
        asked = [*(query.terms[i].vector for i in mine), *examples]
        for i, column in zip(mine, columns(collection, channel, asked), strict=False):
            found[i] = column
    return tuple(found)


def _part(
    term: TermQuery, column: Column | None, rows: Rows | slice, count: int, *, every: bool
) -> tuple[Float64, Float64]:
    """What one term adds to `rows` (K,) by sight and by words."""
    weight = np.array([term.weight * term.confidence])
    said = np.zeros(count) if term.said is None else term.said[rows]
    if column is None:
        z = np.where(said > 0, SAID_Z, UNSAID_Z)
        return np.zeros(count), score_all(z[None], weight)[0] if every else score_words(said[None], weight)[0]
    z = standardised(column.cosines[rows], column.mean, column.spread)
    sight = (score_all if every else score_terms)(z[None], weight)
    words = score_all_words(said[None], sight, weight) if every else score_words(said[None], weight)
    return sight[0], words[0]


def _score_examples(examples: tuple[LikeQuery, ...], collection: Collection) -> tuple[Float64 | None, Float64 | None]:
    """Contribution (N,) of the examples, and the mean z (N,) of the wanted ones; None where there are none."""
    if not examples:
        return None, None
    key = tuple(
        (e.weight, e.channels, tuple(np.asarray(e.vectors[c], np.float32).tobytes() for c in e.channels))
        for e in examples
    )
    like, like_z = kept_with(collection).get(("like", key), lambda: _all_examples(examples, collection))
    return like, like_z


def _all_examples(examples: tuple[LikeQuery, ...], collection: Collection) -> tuple[Float64, Float64 | None]:
    n = len(collection)
    total, wanted_z, channels_used = np.zeros(n), np.zeros(n), 0
    for channel in CHANNELS:
        for sign in (1.0, -1.0):
            chosen = [e for e in examples if channel in e.channels and e.weight * sign > 0]
            if not chosen:
                continue
            strength = [abs(e.weight) for e in chosen]
            vectors = np.stack([e.vectors[channel] for e in chosen])
            mean = mean_vector(collection, channel)
            with_mean, *with_examples = columns(collection, channel, [mean.astype(np.float32), *vectors])
            cosines = example_cosines([c.cosines for c in with_examples], with_mean.cosines, mean, vectors, strength)
            z = standardise(cosines[None])
            share = sum(strength) / len(strength) / max(len(e.channels) for e in chosen)
            total += score_terms(z, np.array([sign * share]))[0]
            if sign > 0:
                wanted_z += z[0]
                channels_used += 1
    return total, wanted_z / channels_used if channels_used else None
