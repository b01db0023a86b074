"""The question after an answer: two or three phrases of which at most one fits, that part the results best.

How likely a person is to give an answer, for each of the results, follows from how the content model scores the phrase
on that picture and how near the phrase is to what was asked for already (nobody is asked what was just said). The
question is the one whose answer is expected to tell most. It changes no plan and ranks no picture.

    ask(plan, found, collection, models, asked=frozenset())  # Question("Which fits: ...?", (Suggestion(...), ...))
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from agent.replies.wording import bold, joined
from agent.suggestions.phrase_bank import PhraseBank, bank
from tools.encoders.protocols import Models
from tools.null_texts import NullTexts
from tools.search.query import Found
from tools.types import Collection, Float64

CANDIDATES = 24
"""Results that a question is to part: about one page; 60 part no better (docs/decisions/0037-a-guide-that-asks.md)."""
LEAST_RESULTS = 6
"""Fewer are looked at sooner than a question is read."""
LEAST_GAIN = 0.03
"""In nats: the information that a question must be expected to bring."""
WINNER = 0.85
"""From this probability of the first result on there is nothing to ask."""
ANSWERS = 3
POSSIBLE = 2.0
"""Deviations above the null texts that one of the results must reach: nobody is asked for a painting among photographs.
Half a band lower than "maybe", since a part of a scene stands out less than the whole."""
SHORTLIST = 24
"""Phrases that are combined to questions: the best by themselves."""

SURE = 3.0
"""From scores, in deviations of the library for a term of full weight, to the logarithm of a picture's odds."""
SEEN, SAID, NEITHER = 0.88, 1.15, -2.93
"""The odds of an answer, against none of them, by how far the picture (in deviations of the library) and the request
(in deviations of all answers) are above the mean for it. Fitted to the answers that five captions of 500 photographs
give to random questions (tests/evals/guide.py)."""
LOUD = 0.2
"""The weight of an answer that comes as a surprise, for a request of weight 1; one that was expected has less."""


@dataclass(frozen=True)
class Question:
    """What to ask, and the answers to click; a click adds the phrase to the plan with a small weight."""

    text: str
    answers: tuple[Suggestion, ...]


def ask(
    plan: QueryPlan,
    found: Found | None,
    collection: Collection | None,
    models: Models | None,
    *,
    asked: Set[str],
    nulls: NullTexts | None = None,
    budget_s: float = 0.1,
) -> Question | None:
    """The best question about these results, or None when none is worth asking.

    `asked` are phrases that were offered before. `nulls` tell which phrases no picture here can show at all.
    """
    wanted = [term for term in plan.terms if term.channel == "content" and term.weight > 0]
    if not wanted or found is None or collection is None or models is None or found.available < LEAST_RESULTS:
        return None
    hits = [hit for hit in found.hits[:CANDIDATES] if hit.image_id in collection.rows]
    loudest = max(term.weight for term in wanted)
    belief = _belief(np.array([hit.score for hit in hits]) / loudest)
    if len(hits) < LEAST_RESULTS or belief.max() >= WINNER:
        return None
    words = bank("answers", models, budget_s=budget_s)
    requests = words.vectors_of([term.text for term in wanted], models.content)
    said = (words.vectors @ requests.T).T.astype(np.float64)  # (T, M)
    said = ((said - said.mean(axis=1, keepdims=True)) / np.maximum(said.std(axis=1, keepdims=True), 1e-6)).max(axis=0)
    pictures = np.asarray(collection.content[[collection.rows[hit.image_id] for hit in hits]], dtype=np.float32)
    cosines = pictures @ words.vectors.T  # (K, M)
    spread = words.spread(collection)
    odds = np.exp(SEEN * (cosines - spread.mean) / spread.std + SAID * said + NEITHER, dtype=np.float64)
    open_ones = _open(plan, words, asked)
    if nulls is not None:
        mean, std = nulls.over(pictures)
        shown = ((cosines - mean[:, None]) / std[:, None] + nulls.offset).max(axis=0) >= POSSIBLE
        open_ones &= shown
    chosen = _choose(odds[:, open_ones], belief)
    if not chosen:
        return None
    at = np.flatnonzero(open_ones)[chosen]
    odds = odds[:, at]
    expected = belief @ (odds / (1 + odds.sum(axis=1, keepdims=True)))
    weights = np.maximum(0.05, LOUD * loudest * (1 - expected))
    answers = tuple(
        Suggestion(words.ready[i], "content", round(float(weight), 2), "answers the question")
        for i, weight in zip(at, weights, strict=True)
    )
    return Question(f"Which fits: {joined((bold(a.text) for a in answers), last='or')}?", answers)


def _belief(scores: Float64) -> Float64:
    """How probable each result is to be the one looked for, float64 (K,), from its score."""
    odds = np.exp(SURE * (scores - scores.max(initial=-np.inf)))
    return np.asarray(odds / odds.sum(), dtype=np.float64) if len(odds) else np.zeros(0)


def _open(plan: QueryPlan, words: PhraseBank, asked: Set[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """bool (M,): phrases not offered yet, and without a word of the plan's."""
    still = np.array([phrase not in asked for phrase in words.ready], dtype=bool)
    for term in plan.terms:
        still &= ~words.sharing_words(term.text)
    return still


def _choose(odds: Float64, belief: Float64) -> list[int]:
    """Columns of `odds` (K, M) that make the best question, two or three; none when it would tell too little.

    The best phrase alone, then the best beside it, and a third if it helps.
    """
    shortlist = np.argsort(-_gain(odds[:, :, None], belief), kind="stable")[:SHORTLIST]
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < ANSWERS:
        rest = [int(at) for at in shortlist if at not in chosen]
        if not rest:
            break
        sets = np.stack([odds[:, [*chosen, at]] for at in rest], axis=1)  # (K, sets, answers)
        gains = _gain(sets, belief)
        at = int(gains.argmax())
        if len(chosen) >= 2 and gains[at] <= best:
            break
        chosen.append(rest[at])
        best = float(gains[at])
    return chosen if len(chosen) >= 2 and best >= LEAST_GAIN else []


def _gain(odds: Float64, belief: Float64) -> Float64:
    """What the answers tell of the picture, in nats: (S,), for S sets of A answers on K pictures, odds (K, S, A).

    The mutual information of picture and answer, less what "none of them" would tell: that is no edit of a plan.
    """
    chance = odds / (1 + odds.sum(axis=2, keepdims=True))
    mean = np.tensordot(belief, chance, axes=1)  # (S, A)
    told: Float64 = np.tensordot(belief, chance * np.log(np.maximum(chance, 1e-12) / np.maximum(mean, 1e-12)), axes=1)
    return np.asarray(told.sum(axis=-1), dtype=np.float64)
