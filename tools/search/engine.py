"""Search: conditions, scores, order, bands and duplicates combined into hits.

It knows nothing of plans or words; scoring is in `scoring`, what is asked in `query`.

    found = search(query, collection, nulls)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from tools.null_texts import NullTexts
from tools.search.bands import LIKELY, MAYBE, STYLE_AS_CONTRAST, Z_AS_CONTRAST, judge, weigh
from tools.search.conditions import passing
from tools.search.duplicates import SamePicture, collapse
from tools.search.query import Counts, Found, Hit, LikeQuery, Query, TermShare
from tools.search.scoring import (
    contrast,
    example_cosines,
    score_all,
    score_all_words,
    score_place,
    score_terms,
    score_words,
    standardise,
)
from tools.types import CHANNELS, Band, Channel, Collection, Float32, Float64

Nulls = Mapping[Channel, NullTexts]
"""Null texts a channel; an empty mapping judges by z alone."""

SURELY_SAID = 0.8
"""From here on a picture's words are as good as its sight: a keyword, a name, or the whole of it in a caption."""

SAID_Z, UNSAID_Z = 3.0, -1.0
"""Under `match="all"`, a term that looks in words alone stands as a clear sight does where it is said, else as none."""

REFINES = 1 / 3
"""A term below this share of the weightiest one refines the order; whether a picture is likely is not its to say."""

JUDGED = 2000  # how deep the bands are counted


@dataclass(frozen=True)
class Scores:
    """Every part of every picture's score: `terms` and `words` (T, N), `place` and `like` (N,), their sum `total` (N,).

    `said` (T, N) is how surely the pictures' own words say each term. `cosines` (T, N) are the raw ones;
    `like_z` (N,) is the mean z of the wanted examples, NaN without any.
    """

    terms: Float64
    words: Float64
    said: Float64
    place: Float64
    like: Float64
    total: Float64
    cosines: Float32
    like_z: Float64
    distances_km: Float64 | None


def search(query: Query, collection: Collection, nulls: Nulls, *, same: SamePicture | None = None) -> Found:
    """The first `query.limit` hits and the counts behind them; none from an empty collection. `same` looks at two
    pictures that may be one."""
    if not len(collection):
        return Found(counts=Counts(damaged=collection.damaged))
    scores = score(query, collection)
    passed = passing(query, collection, scores.distances_km)
    keep = passed.keep
    wanted = {example.image_id for example in query.like if example.weight > 0 and example.image_id is not None}
    for image_id in wanted & collection.rows.keys():
        keep[collection.rows[image_id]] = False  # an example is not its own result
    candidates = np.flatnonzero(keep)
    order = candidates[np.argsort(-scores.total[candidates], kind="stable")]
    judged = order[: max(JUDGED, query.limit)]
    bands = judge(_strengths(query, collection, scores, nulls, judged), scores.total[judged])
    order = _sorted(query, collection, scores, order, bands)
    rows, folded = collapse([int(r) for r in order], collection, limit=query.limit, same=same)
    band_of = dict(zip((int(r) for r in judged), bands, strict=True))
    hits = tuple(_hit(query, collection, scores, row, band_of.get(row, "weak"), folded.get(row, [])) for row in rows)
    counts = Counts(
        total=len(collection),
        considered=len(candidates),
        likely=bands.count("likely"),
        maybe=bands.count("maybe"),
        without_gps=passed.without_gps,
        without_date=passed.without_date,
        unplaced=passed.unplaced,
        without_fact=passed.without_fact,
        damaged=collection.damaged,
    )
    # a folded picture is shown already, behind its duplicate: the last page is reached when nothing else is left
    return Found(hits=hits, available=len(order) - sum(map(len, folded.values())), counts=counts)


def score(query: Query, collection: Collection) -> Scores:
    """All scores of a query, before any condition. Cosines are exact: T x N inner products."""
    n = len(collection)
    cosines = np.zeros((len(query.terms), n), np.float32)
    for channel in CHANNELS:
        rows = [i for i, term in enumerate(query.terms) if term.channel == channel]
        if rows:
            cosines[rows] = np.stack([query.terms[i].vector for i in rows]) @ collection.vectors(channel).T
    weights = np.array([t.weight * t.confidence for t in query.terms], np.float64)
    z = standardise(cosines)
    said = np.zeros((len(query.terms), n))
    for i, term in enumerate(query.terms):
        said[i] = 0.0 if term.said is None else term.said
    in_words = [i for i, term in enumerate(query.terms) if term.channel == "words"]
    z[in_words] = np.where(said[in_words] > 0, SAID_Z, UNSAID_Z)
    every = query.match == "all"
    terms = score_all(z, weights) if every else score_terms(z, weights)
    words = score_all_words(said, terms, weights) if every else score_words(said, weights)
    if every:  # the whole of a term that looks in words alone is theirs
        words[in_words] = terms[in_words]
    terms[in_words] = 0.0
    like, like_z = _score_examples(query.like, collection)
    place, distances = np.zeros(n), None
    if query.place is not None:
        distances = query.place.region.distances_km(collection.lat, collection.lon)
        place = score_place(distances, query.place.radius_km, query.place.weight)
    total = terms.sum(axis=0) + words.sum(axis=0) + place + like
    return Scores(terms, words, said, place, like, total, cosines, like_z, distances)


def _score_examples(examples: tuple[LikeQuery, ...], collection: Collection) -> tuple[Float64, Float64]:
    """Contribution (N,) of the examples, and the mean z (N,) of the wanted ones (NaN where there are none)."""
    n = len(collection)
    total, wanted_z, channels_used = np.zeros(n), np.zeros(n), 0
    for channel in CHANNELS:
        for sign in (1.0, -1.0):
            chosen = [e for e in examples if channel in e.channels and e.weight * sign > 0]
            if not chosen:
                continue
            strength = [abs(e.weight) for e in chosen]
            vectors = np.stack([e.vectors[channel] for e in chosen])
            z = standardise(example_cosines(collection.vectors(channel), vectors, strength)[None])
            share = sum(strength) / len(strength) / max(len(e.channels) for e in chosen)
            total += score_terms(z, np.array([sign * share]))[0]
            if sign > 0:
                wanted_z += z[0]
                channels_used += 1
    return total, wanted_z / channels_used if channels_used else np.full(n, np.nan)


def _strengths(
    query: Query, collection: Collection, scores: Scores, nulls: Nulls, rows: npt.NDArray[np.intp]
) -> Float64:
    """Strength of evidence for `rows` (K,), in deviations above chance; NaN when only conditions are asked.

    A picture outside the requested place, or that clearly shows an excluded term, is weak; without position, maybe at
    best.
    """
    parts: list[Float64] = []
    counts = REFINES * max((t.weight for t in query.terms), default=0.0)
    for channel in CHANNELS:
        wanted = [i for i, t in enumerate(query.terms) if t.channel == channel and t.weight > 0 and t.weight >= counts]
        if not wanted:
            continue
        mine = scores.cosines[wanted][:, rows]
        if channel in nulls:
            above = contrast(mine, *nulls[channel].over(collection.vectors(channel)[rows])) + nulls[channel].offset
            above = above + STYLE_AS_CONTRAST if channel == "style" else above
        else:
            above = standardise(scores.cosines[wanted])[:, rows] + Z_AS_CONTRAST
        parts.extend(np.fmax(above, _said_strength(scores.said[wanted][:, rows])))
    told = [i for i, t in enumerate(query.terms) if t.channel == "words" and t.weight > 0]
    parts.extend(_said_strength(scores.said[told][:, rows]))
    if not np.isnan(scores.like_z).all():
        parts.append(scores.like_z[rows] + Z_AS_CONTRAST)
    evidence = np.stack(parts) if parts else np.empty((0, len(rows)))
    strength = weigh(evidence) if len(evidence) else np.full(len(rows), np.nan)
    if query.place is not None and scores.distances_km is not None:
        away = scores.distances_km[rows]
        unknown = np.fmin(strength, LIKELY - 0.01) if parts else np.zeros(len(rows))
        outside = np.where(np.isnan(away), unknown, 0.0)
        strength = np.where(away <= max(query.place.radius_km, 1.0), strength, outside)
    avoided = [i for i, t in enumerate(query.terms) if t.weight < 0]
    if avoided:  # a clearly present excluded term is never likely
        z = standardise(scores.cosines[avoided])[:, rows].max(axis=0)
        told_so = (scores.said[avoided][:, rows] >= SURELY_SAID).any(axis=0)
        strength = np.where((z > 2.0) | told_so, np.fmin(strength, 0.0), strength)
    return strength


def _said_strength(said: Float64) -> Float64:
    """A picture whose keywords say a thing is likely to show it; one whose caption or name says half of it may."""
    return np.where(said > 0, MAYBE + (LIKELY + 1.0 - MAYBE) * said, 0.0)


def _sorted(
    query: Query, collection: Collection, scores: Scores, order: npt.NDArray[np.intp], bands: list[Band]
) -> npt.NDArray[np.intp]:
    """Sorting by date or distance covers likely and maybe hits only, or all when nothing but conditions was asked."""
    if query.sort == "relevance":
        return order
    fitting = order[: len(bands)][np.array([b != "weak" for b in bands], dtype=bool)]
    chosen = fitting if len(fitting) else order[: query.limit]
    if query.sort == "distance":
        if scores.distances_km is None:
            return order
        key = np.nan_to_num(scores.distances_km[chosen], nan=np.inf)
    else:
        taken = collection.taken[chosen]
        seconds = taken.astype("datetime64[s]").astype(np.int64).astype(np.float64)
        key = np.where(np.isnat(taken), np.inf, -seconds if query.sort == "newest" else seconds)
    return chosen[np.argsort(key, kind="stable")]


def _hit(query: Query, collection: Collection, scores: Scores, row: int, band: Band, folded: list[int]) -> Hit:
    by_channel: dict[str, float] = {
        channel: float(sum(scores.terms[i, row] for i, t in enumerate(query.terms) if t.channel == channel))
        for channel in CHANNELS
    }
    image_id = collection.image_ids[row]
    by_term = scores.terms[:, row] + scores.words[:, row]
    by_channel["words"] = float(scores.words[:, row].sum())
    distance = None if scores.distances_km is None else float(scores.distances_km[row])
    taken = collection.taken[row]
    return Hit(
        image_id=image_id,
        path=collection.paths[row],
        score=float(scores.total[row]),
        band=band,
        channels={**by_channel, "place": float(scores.place[row]), "like": float(scores.like[row])},
        terms=tuple(TermShare(t.id, float(by_term[i])) for i, t in enumerate(query.terms)),
        distance_km=None if distance is None or np.isnan(distance) else distance,
        taken_at=None if np.isnat(taken) else taken.astype(datetime),
        duplicates=tuple(collection.image_ids[r] for r in folded),
        said={t.id: t.said_in[image_id] for t in query.terms if image_id in t.said_in},
    )
