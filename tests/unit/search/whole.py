"""Search said at length: every part of every picture's score, one full sort, pairs compared one by one.

Nothing is kept, folded together or left for later; the engine must find the same.

    whole_search(query, collection, nulls) == search(query, collection, nulls)   # but for rounding
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tests.unit.search import reference
from tools.search.bands import LIKELY, STYLE_AS_CONTRAST, Z_AS_CONTRAST, judge, weigh
from tools.search.duplicates import SAME_CONTENT, SAME_STYLE
from tools.search.engine import JUDGED, REFINES, SURELY_SAID, Nulls, _said_strength
from tools.search.query import Query
from tools.search.scores import SAID_Z, UNSAID_Z
from tools.search.scoring import ALL_MIDPOINT, ALL_SLOPE, PLACE_GAIN, WORDS_GAIN
from tools.types import CHANNELS, Collection, Float64


def z_of(values: Float64) -> Float64:
    return np.array(reference.zscores([float(x) for x in values]))


def term_parts(query: Query, collection: Collection) -> tuple[Float64, Float64, Float64]:
    """Cosines, contributions and words of every term over every picture, (T, N) each."""
    n = len(collection)
    cosines, sights, words = (np.zeros((len(query.terms), n)) for _ in range(3))
    for i, term in enumerate(query.terms):
        said = np.zeros(n) if term.said is None else term.said
        weight = term.weight * term.confidence
        if term.channel == "words":
            z = np.where(said > 0, SAID_Z, UNSAID_Z)
        else:
            cosines[i] = collection.vectors(term.channel).astype(np.float64) @ term.vector.astype(np.float64)
            z = z_of(cosines[i])
        if query.match == "all":
            p = 1 / (1 + np.exp(-ALL_SLOPE * (z - ALL_MIDPOINT)))
            sights[i] = weight * np.log(p) if weight >= 0 else -weight * np.log(1 - p)
            words[i] = -sights[i] * said if weight >= 0 else WORDS_GAIN * weight * said
        else:
            sights[i] = weight * z if weight >= 0 else weight * np.maximum(z, 0)
            words[i] = WORDS_GAIN * weight * said
        if term.channel == "words":
            words[i] = sights[i] if query.match == "all" else words[i]
            sights[i] = 0
    return cosines, sights, words


def example_parts(query: Query, collection: Collection) -> tuple[Float64, Float64 | None]:
    n = len(collection)
    total = np.zeros(n)
    wanted: list[Float64] = []
    for channel in CHANNELS:
        rows = collection.vectors(channel).astype(float).tolist()
        for sign in (1, -1):
            chosen = [e for e in query.like if channel in e.channels and e.weight * sign > 0]
            if chosen:
                weights = [abs(e.weight) for e in chosen]
                vectors = [e.vectors[channel].astype(float).tolist() for e in chosen]
                z = z_of(np.array([reference.example_cosine(rows, vectors, weights, i) for i in range(n)]))
                share = sum(weights) / len(weights) / max(len(e.channels) for e in chosen)
                total += share * z if sign > 0 else -share * np.maximum(z, 0)
                wanted += [z] if sign > 0 else []
    return total, np.mean(wanted, axis=0) if wanted else None


def strengths(
    query: Query, collection: Collection, nulls: Nulls, cosines: Float64, like_z: Float64 | None, away: Float64
) -> Float64:
    """Of every picture."""
    parts: list[Float64] = []
    n = len(collection)
    counts = REFINES * max((t.weight for t in query.terms), default=0.0)
    for i, term in enumerate(query.terms):
        said = _said_strength(np.zeros(n) if term.said is None else term.said)
        if term.weight > 0 and term.channel == "words":
            parts.append(said)
        elif term.weight > 0 and term.weight >= counts:
            above = z_of(cosines[i]) + Z_AS_CONTRAST
            if term.channel != "words" and term.channel in nulls:
                mean, spread = nulls[term.channel].over(collection.vectors(term.channel))
                above = (cosines[i] - mean) / np.maximum(spread, 1e-6) + nulls[term.channel].offset
                above = above + (STYLE_AS_CONTRAST if term.channel == "style" else 0.0)
            parts.append(np.maximum(above, said))
    if like_z is not None:
        parts.append(like_z + Z_AS_CONTRAST)
    found = weigh(np.array(parts)) if parts else np.full(n, np.nan)
    if query.place is not None:
        for i in range(n):
            if np.isnan(away[i]):
                found[i] = min(found[i], LIKELY - 0.01) if parts else 0.0
            elif away[i] > max(query.place.radius_km, 1.0):
                found[i] = 0.0
    for i, term in enumerate(query.terms):
        if term.weight < 0:
            z = np.zeros(n) if term.channel == "words" else z_of(cosines[i])
            clear = (z > 2.0) | ((np.zeros(n) if term.said is None else term.said) >= SURELY_SAID)
            found = np.where(clear, np.fmin(found, 0.0), found)
    return found


def whole_search(query: Query, collection: Collection, nulls: Nulls, keep: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Rows, scores, parts and bands of the hits, and how many there are; `keep` (N,) passes the conditions."""
    n = len(collection)
    cosines, sights, words = term_parts(query, collection)
    like, like_z = example_parts(query, collection)
    away, place = np.full(n, np.nan), np.zeros(n)
    if query.place is not None:
        away = query.place.region.distances_km(collection.lat, collection.lon)
        s = 1 / (1 + (away / query.place.radius_km) ** 2)
        place = np.where(np.isnan(away), 0.0, PLACE_GAIN * query.place.weight * (2 * s - 1))
    total = sights.sum(axis=0) + words.sum(axis=0) + like + place
    order = [int(i) for i in np.argsort(-total, kind="stable") if keep[i]]
    judged = order[: max(JUDGED, query.limit)]
    evidence = strengths(query, collection, nulls, cosines, like_z, away)
    bands = dict(zip(judged, judge(evidence[judged], total[judged]), strict=True))
    rows, folded = folded_rows(order, collection, query.limit)
    return {
        "rows": rows,
        "scores": total,
        "terms": sights + words,
        "words": words.sum(axis=0),
        "bands": bands,
        "folded": folded,
        "evidence": evidence,
    }


def folded_rows(order: list[int], collection: Collection, limit: int) -> tuple[list[int], dict[int, list[int]]]:
    """The first `limit` that are no copy of an earlier one, and all copies up to one page beyond, however far it is."""
    kept: list[int] = []
    folded: dict[int, list[int]] = {}
    for place, row in enumerate(order):
        if len(kept) == limit and place >= 3 * limit + 50:
            break
        twins = [
            k
            for k in kept
            if collection.content[k] @ collection.content[row] >= SAME_CONTENT
            and collection.style[k] @ collection.style[row] >= SAME_STYLE
        ]
        if twins:
            folded.setdefault(twins[0], []).append(row)
        elif len(kept) < limit:
            kept.append(row)
    return kept, folded
