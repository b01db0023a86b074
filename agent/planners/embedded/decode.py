"""Tags of words -> spans: the best sequence in which no span is continued that was not opened, then cleaned mentions.

It knows no networks and no plans.

    spans(tagged, words)   # [Span(first=0, last=0, role="add", style=0.1)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.planners.embedded.roles import OUTSIDE, TAGS, Role, inside, role_of
from agent.planners.embedded.tagger import Tagged
from agent.planners.words import Word
from tools.types import Float32

FORBIDDEN = -1e9


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Words `first`..`last` (both included) in one role; `style` in 0..1 is the chance that they name a style."""

    first: int
    last: int
    role: Role
    style: float


def _allowed() -> Float32:
    """float32 (tags, tags): 0 where the column may follow the row, else FORBIDDEN."""
    table = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for before in range(len(TAGS)):
        for after in range(len(TAGS)):
            role = role_of(after)
            if role is not None and after == inside(role) and role_of(before) != role:
                table[before, after] = FORBIDDEN
    return table


_ALLOWED = _allowed()


def best_tags(scores: Float32) -> list[int]:
    """The likeliest sequence for float32 (W, tags) log-probabilities (Viterbi)."""
    if not len(scores):
        return []
    total = scores[0] + np.where([t.startswith("I-") for t in TAGS], FORBIDDEN, 0.0)
    back: list[np.ndarray] = []
    for row in scores[1:]:
        paths = total[:, None] + _ALLOWED  # (before, after)
        back.append(paths.argmax(axis=0))
        total = paths.max(axis=0) + row
    tags = [int(total.argmax())]
    for pointers in reversed(back):
        tags.append(int(pointers[tags[-1]]))
    return tags[::-1]


def spans(tagged: Tagged, words: Sequence[Word], *, taken: Sequence[tuple[int, int]] = ()) -> list[TaggedSpan]:
    """Runs of one role, without the words that code has read already."""
    scores = tagged.tags.copy()
    for n, word in enumerate(words):
        if any(a < word.end and word.start < b for a, b in taken):
            scores[n, OUTSIDE + 1 :] += FORBIDDEN
    found: list[TaggedSpan] = []
    start, tags = 0, best_tags(scores)
    for n in range(1, len(tags) + 1):
        ends = n == len(tags) or not TAGS[tags[n]].startswith("I-")
        if not ends:
            continue
        role = role_of(tags[start])
        if role is not None:
            found.append(TaggedSpan(start, n - 1, role, float(tagged.style[start:n].mean())))
        start = n
    return found
