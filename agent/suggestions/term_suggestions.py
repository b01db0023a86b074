"""Suggestions: three to six further terms that fit this library and the present results, each a click away.

Things and scenes that set the top results apart go to the content channel, looks to style, places to the plan's
place. With an empty plan they say what the library holds. It changes no plan and ranks no picture.

    suggest(plan, found, collection, models)  # (Suggestion("harbour", "content", 0.6, ...), ...)
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from agent.suggestions.phrase_bank import PhraseBank, bank
from agent.suggestions.place_suggestions import places_present
from tools.encoders.protocols import Models
from tools.null_texts import NullTexts
from tools.search.query import Found
from tools.types import Channel, Collection

Mask: TypeAlias = npt.NDArray[np.bool_]

LEAST, MOST = 3, 6
TOP = 24
"""Results that stand for "what was found": about one page."""
WEIGHTS: dict[Channel, float] = {"content": 0.6, "style": 0.5}
"""Below the 0.7 of a term that was said: a click refines, it does not take over."""
SHARES: dict[Channel, int] = {"content": 3, "style": 2}
APART = {"content": 0.8, "style": 0.6}
"""How far (in spreads of the library) the results must stand out for a phrase to be worth offering."""
CHANCE = 3.3
"""How many standard errors the best of some 800 phrases stands out by chance: with few results more is asked for.
Source: the expected maximum of n standard normals is about sqrt(2 ln n), less a little: 3.2 for 800."""
SPEAKS_FOR = 5
"""Pictures that a phrase must speak for to be "in this library". Like pictures share their errors, so three or four are
soon together by chance; where there are so few, no idea is better than a far-fetched one."""
PRESENT = (3.5, 3.0)
"""Deviations above the null texts from which a picture shows a thing, the second where the first leaves none. Of
what passes on two results captions name .51 and .39, of what only stands out .34
(docs/decisions/0038-suggestions-that-split.md)."""
PARTS = 0.8
"""A thing that more than this share of the results shows does not part them."""
ALIKE = 0.55
"""Centred cosine from which two phrases say the same."""
CANDIDATES = 60
"""Phrases looked at for each channel: enough to find six that differ."""


def suggest(
    plan: QueryPlan,
    found: Found | None,
    collection: Collection | None,
    models: Models | None,
    *,
    most: int = MOST,
    nulls: NullTexts | None = None,
    budget_s: float = 0.3,
) -> tuple[Suggestion, ...]:
    """Up to `most` suggestions, fewer when the library gives fewer; none without a library or models.

    `nulls` are those of the content model: with them a thing is suggested only when some results show it and some not.
    `budget_s`: time for encoding the vocabulary, spent only until it is encoded once in this process.
    """
    if collection is None or models is None or len(collection) == 0:
        return ()
    rows = _rows(plan, found, collection)
    banks = {channel: bank(channel, models, budget_s=budget_s / 2) for channel in SHARES}
    masks = _parting(rows, collection, banks["content"], nulls)
    picked = {channel: _pick(plan, rows, collection, models, words, masks[0]) for channel, words in banks.items()}
    if not picked["content"] and len(masks) > 1:
        picked["content"] = _pick(plan, rows, collection, models, banks["content"], masks[-1])
    if rows and sum(map(len, picked.values())) < LEAST:  # nothing sets the results apart: what else is there
        # a look that the library has and these results do not would be far-fetched
        filled: tuple[Channel, ...] = ("content", "style") if nulls is None else ("content",)
        for channel in filled:
            taken = {s.text for s in picked[channel]}
            more = _pick(plan, [], collection, models, banks[channel], masks[-1])
            picked[channel] += [s for s in more if s.text not in taken]
    places = places_present(plan, collection, rows or range(len(collection)))
    listed = [s for channel, share in SHARES.items() for s in picked[channel][:share]]
    spare = [s for channel, share in SHARES.items() for s in picked[channel][share:]]
    return tuple((listed[: most - len(places)] + list(places) + spare)[:most])


def _rows(plan: QueryPlan, found: Found | None, collection: Collection) -> list[int]:
    """The rows of the results that count, or none when the plan asks for nothing: then the whole library speaks."""
    if plan.empty or found is None:
        return []
    hits = [hit for hit in found.hits[:TOP] if hit.image_id in collection.rows]
    good = [hit for hit in hits if hit.band != "weak"]
    return [collection.rows[hit.image_id] for hit in (good if len(good) >= LEAST else hits)]


def _pick(
    plan: QueryPlan,
    rows: list[int],
    collection: Collection,
    models: Models,
    words: PhraseBank,
    kept: Mask | None = None,
) -> list[Suggestion]:
    """Phrases of one channel, best first, none like another and none like the plan's own terms; of those `kept`."""
    encoder = models.content if words.channel == "content" else models.style
    taken = words.centred(words.vectors_of([term.text for term in plan.terms], encoder))
    if rows:
        score, reason = words.contrast(collection, rows), "sets these results apart"
        least = max(APART[words.channel], CHANCE / len(rows) ** 0.5)
    else:
        score, reason, least = (
            words.coverage(collection),
            "in this library",
            (SPEAKS_FOR - 0.5) / words.sampled(collection),
        )
    blocked = np.zeros(len(score), dtype=bool)
    for term in plan.terms:
        blocked |= words.sharing_words(term.text)
    if kept is not None and words.channel == "content":
        score = np.where(kept, score, -np.inf).astype(np.float32)
    candidates = [int(at) for at in np.argsort(-score, kind="stable")[:CANDIDATES] if score[at] > least]
    own = words.centred(words.vectors[candidates])
    chosen: list[int] = []
    for at, vector in zip(candidates, own, strict=True):
        if blocked[at] or (taken @ vector >= ALIKE).any():
            continue
        chosen.append(at)
        taken = np.concatenate([taken, vector[None]])
        blocked |= words.sharing_words(words.ready[at])
        if len(chosen) == MOST:
            break
    weight = WEIGHTS[words.channel]
    return [Suggestion(words.ready[at], words.channel, weight, reason) for at in chosen]


def _parting(
    rows: list[int], collection: Collection, words: PhraseBank, nulls: NullTexts | None
) -> tuple[Mask | None, ...]:
    """For each bar a mask (M,) of the things that at least two of these results show, and not nearly all of them."""
    if not rows or nulls is None:
        return (None,)
    pictures = np.asarray(collection.content[rows], dtype=np.float32)
    mean, std = nulls.over(pictures)
    above = (pictures @ words.vectors.T - mean[:, None]) / std[:, None] + nulls.offset  # (K, M)
    shown = [(above >= bar).sum(axis=0) for bar in PRESENT]
    return tuple((n >= min(2, len(rows))) & (n <= max(1.0, PARTS * len(rows))) for n in shown)
