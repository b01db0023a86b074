"""Tags of words -> spans: the best sequence in which no span is continued that was not opened, then cleaned mentions.

It knows no networks and no plans.

    spans(tagged, words)   # [Span(first=0, last=0, role="add", channel="content")]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.language.span import Span, is_free
from agent.language.tokens import Word
from agent.planners.tagger.network import Tagged
from agent.planners.tagger.roles import OUTSIDE, TAGS, Role, continues, kind_of
from tools.types import Channel, Float32

FORBIDDEN = -1e9


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Words `first`..`last`, both included, in one role."""

    first: int
    last: int
    role: Role
    channel: Channel


def _allowed() -> Float32:
    """float32 (tags, tags): 0 where the column may follow the row, else FORBIDDEN."""
    table = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for before in range(len(TAGS)):
        for after in range(len(TAGS)):
            if continues(after) and kind_of(before) != kind_of(after):
                table[before, after] = FORBIDDEN
    return table


_ALLOWED = _allowed()


def best_tags(scores: Float32) -> list[int]:
    """The likeliest sequence for float32 (W, tags) log-probabilities (Viterbi)."""
    if not len(scores):
        return []
    total = scores[0] + np.where([continues(tag) for tag in range(len(TAGS))], FORBIDDEN, 0.0)
    back: list[np.ndarray] = []
    for row in scores[1:]:
        paths = total[:, None] + _ALLOWED  # (before, after)
        back.append(paths.argmax(axis=0))
        total = paths.max(axis=0) + row
    tags = [int(total.argmax())]
    for pointers in reversed(back):
        tags.append(int(pointers[tags[-1]]))
    return tags[::-1]


def spans(tagged: Tagged, words: Sequence[Word], *, taken: Sequence[Span] = ()) -> list[TaggedSpan]:
    """Runs of one role, without the words that code has read already."""
    scores = tagged.tags.copy()
    for n, word in enumerate(words):
        if not is_free(word, taken):
            scores[n, OUTSIDE + 1 :] += FORBIDDEN
    found: list[TaggedSpan] = []
    start, tags = 0, best_tags(scores)
    for n in range(1, len(tags) + 1):
        if n < len(tags) and continues(tags[n]):
            continue
        kind = kind_of(tags[start])
        if kind is not None:
            role, channel = kind
            style = float(tagged.style[start:n].mean())
            found.append(TaggedSpan(start, n - 1, role, channel or ("style" if style >= 0.5 else "content")))
        start = n
    return found
