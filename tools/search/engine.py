"""Search: conditions, scores, order, bands and duplicates combined into hits.

It knows nothing of plans or words; scoring is in `scoring`, what is asked in `query`.

    found = search(query, collection, nulls)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from tools.null_texts import NullTexts
from tools.search.bands import LIKELY, MAYBE, STYLE_AS_CONTRAST, Z_AS_CONTRAST, judge, weigh
from tools.search.conditions import passing
from tools.search.duplicates import SamePicture, collapse, lookahead
from tools.search.kept import nulls_seen
from tools.search.query import Counts, Found, Hit, Query, TermShare
from tools.search.scores import Rows, Scores, score
from tools.search.scoring import contrast
from tools.types import CHANNELS, Band, Channel, Collection, Float64

Nulls = Mapping[Channel, NullTexts]
"""Null texts a channel; an empty mapping judges by z alone."""

SURELY_SAID = 0.8
"""From here on a picture's words are as good as its sight: a keyword, a name, or the whole of it in a caption."""

REFINES = 1 / 3
"""A term below this share of the weightiest one refines the order; whether a picture is likely is not its to say."""

JUDGED = 2000  # how deep the bands are counted


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
    best = best_rows(scores.total, candidates, max(JUDGED, lookahead(query.limit)))
    judged = best[: max(JUDGED, query.limit)]
    bands = judge(_strengths(query, collection, scores, nulls, judged), scores.total[judged])
    order = _sorted(query, collection, scores, best, bands)
    rows, folded = collapse(order.tolist(), collection, limit=query.limit, same=same)
    available = len(candidates) if order is best else len(order)
    while order is best and len(rows) < query.limit and len(best) < len(candidates):  # a page of copies: look deeper
        order = best = best_rows(scores.total, candidates, 4 * len(best))
        rows, folded = collapse(order.tolist(), collection, limit=query.limit, same=same)
    band_of = dict(zip(judged.tolist(), bands, strict=True))
    hits = _hits(query, collection, scores, rows, band_of=band_of, folded=folded)
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
    return Found(hits=hits, available=available - sum(map(len, folded.values())), counts=counts)


def _strengths(query: Query, collection: Collection, scores: Scores, nulls: Nulls, rows: Rows) -> Float64:
    """Strength of evidence for `rows` (K,), in deviations above chance; NaN when only conditions are asked.

    A picture outside the requested place, or that clearly shows an excluded term, is weak; without position, maybe at
    best.
    """
    parts: list[Float64] = []
    counts = REFINES * max((t.weight for t in query.terms), default=0.0)
    for i, term in enumerate(query.terms):
        if term.weight <= 0 or (term.channel != "words" and term.weight < counts):
            continue
        said = _said_strength(scores.said(i, rows))
        if term.channel == "words":
            parts.append(said)
            continue
        column = scores.columns[i]
        if column is not None and term.channel in nulls:
            null = nulls[term.channel]
            seen = nulls_seen(collection, term.channel, null).over(rows)
            above = contrast(column.cosines[rows], *seen) + null.offset
            above = above + STYLE_AS_CONTRAST if term.channel == "style" else above
        else:
            above = scores.z(i, rows) + Z_AS_CONTRAST
        parts.append(np.fmax(above, said))
    if scores.like_z is not None:
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
        z = np.max([scores.z(i, rows) for i in avoided], axis=0)
        told_so = np.any([scores.said(i, rows) >= SURELY_SAID for i in avoided], axis=0)
        strength = np.where((z > 2.0) | told_so, np.fmin(strength, 0.0), strength)
    return strength


def _said_strength(said: Float64) -> Float64:
    """A picture whose keywords say a thing is likely to show it; one whose caption or name says half of it may."""
    return np.where(said > 0, MAYBE + (LIKELY + 1.0 - MAYBE) * said, 0.0)


def best_rows(total: Float64, candidates: Rows, count: int) -> Rows:
    """The first `count` of `candidates` by falling score, equal ones as they stand in the library; only these are
    sorted."""
    falling = -total[candidates]
    if count < len(candidates):
        last = np.partition(falling, count - 1)[count - 1]
        if np.isnan(last):  # damaged vectors: nothing is above or below
            return candidates[np.argsort(falling, kind="stable")][:count]
        sure, equal = np.flatnonzero(falling < last), np.flatnonzero(falling == last)
        chosen = np.sort(np.concatenate([sure, equal[: count - len(sure)]]))
        candidates, falling = candidates[chosen], falling[chosen]
    return candidates[np.argsort(falling, kind="stable")]


def _sorted(query: Query, collection: Collection, scores: Scores, order: Rows, bands: list[Band]) -> Rows:
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


def _hits(
    query: Query,
    collection: Collection,
    scores: Scores,
    rows: list[int],
    *,
    band_of: Mapping[int, Band],
    folded: Mapping[int, list[int]],
) -> tuple[Hit, ...]:
    """The pictures that are shown, with what each part added; nothing of this is computed for the others."""
    parts = scores.parts(np.array(rows, dtype=np.intp))
    by_term = (parts.terms + parts.words).T.tolist()
    by_channel = {
        channel: parts.terms[[i for i, t in enumerate(query.terms) if t.channel == channel]].sum(axis=0).tolist()
        for channel in CHANNELS
    } | {"words": parts.words.sum(axis=0).tolist()}
    found = []
    for at, row in enumerate(rows):
        image_id, taken = collection.image_ids[row], collection.taken[row]
        distance = None if scores.distances_km is None else float(scores.distances_km[row])
        found.append(
            Hit(
                image_id=image_id,
                path=collection.paths[row],
                score=float(scores.total[row]),
                band=band_of.get(row, "weak"),
                channels={
                    **{channel: values[at] for channel, values in by_channel.items()},
                    "place": 0.0 if scores.place is None else float(scores.place[row]),
                    "like": 0.0 if scores.like is None else float(scores.like[row]),
                },
                terms=tuple(TermShare(t.id, by_term[at][i]) for i, t in enumerate(query.terms)),
                distance_km=None if distance is None or np.isnan(distance) else distance,
                taken_at=None if np.isnat(taken) else taken.astype(datetime),
                duplicates=tuple(collection.image_ids[r] for r in folded.get(row, [])),
                said={t.id: t.said_in[image_id] for t in query.terms if image_id in t.said_in},
            )
        )
    return tuple(found)
