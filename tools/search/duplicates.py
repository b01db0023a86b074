"""Near-duplicates (resized, recompressed, the next frame of a burst), folded behind the best one.

kept, folded = collapse(order, collection, limit=24)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.types import Collection, Float32

SAME_CONTENT = 0.95
SAME_STYLE = 0.84
"""Cosines above which two pictures count as the same; both must hold, so that a grey print of a colour photograph
stays. Chosen so that fewer than 1 % of pictures have a false duplicate (docs/decisions/0005-near-duplicates.md)."""


_BLOCK = 256


def lookahead(limit: int) -> int:
    """How far a page of `limit` looks, so that duplicates of its last hits are folded as well."""
    return 3 * limit + 50


def collapse(order: Sequence[int], collection: Collection, *, limit: int) -> tuple[list[int], dict[int, list[int]]]:
    """The first `limit` rows of `order` that are no near-duplicate of an earlier one, and the rows folded behind each.

    Looks one page beyond the limit, and on until the page is full. Rows are compared in blocks: one product of a block
    with what is kept already, and one with itself.
    """
    kept: list[int] = []
    folded: dict[int, list[int]] = {}
    content = np.empty((limit, collection.content.shape[1]), np.float32)
    style = np.empty((limit, collection.style.shape[1]), np.float32)
    for start in range(0, len(order), _BLOCK):
        rows = order[start : start + _BLOCK]
        if len(kept) == limit:
            rows = rows[: max(0, lookahead(limit) - start)]
        if not rows:
            break
        before = len(kept)
        block = collection.content[rows], collection.style[rows]
        near_kept = block[0] @ content[:before].T, block[1] @ style[:before].T
        near_new = block[0] @ block[0].T, block[1] @ block[1].T
        new: list[int] = []  # places in the block of those that it adds
        for place, row in enumerate(rows):
            if len(kept) == limit and start + place >= lookahead(limit):
                break
            near = (np.concatenate([near_kept[c][place], near_new[c][place, new]]) for c in (0, 1))
            twin = _twin(*near)
            if twin is not None:
                folded.setdefault(kept[twin], []).append(row)
            elif len(kept) < limit:
                content[len(kept)], style[len(kept)] = block[0][place], block[1][place]
                kept.append(row)
                new.append(place)
    return kept, folded


def _twin(content: Float32, style: Float32) -> int | None:
    """The place of the first kept row that a row's cosines with each of them call the same."""
    same = (content >= SAME_CONTENT) & (style >= SAME_STYLE)
    return int(np.argmax(same)) if same.any() else None
