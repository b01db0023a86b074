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


def collapse(order: Sequence[int], collection: Collection, *, limit: int) -> tuple[list[int], dict[int, list[int]]]:
    """The first `limit` rows of `order` that are no near-duplicate of an earlier one, and the rows folded behind each.

    Searches one page beyond the limit, so that duplicates of the last hits are folded as well.
    """
    kept: list[int] = []
    folded: dict[int, list[int]] = {}
    content = np.empty((0, collection.content.shape[1]), np.float32)
    style = np.empty((0, collection.style.shape[1]), np.float32)
    for row in order[: 3 * limit + 50]:
        twin = _twin(collection.content[row], collection.style[row], content, style) if kept else None
        if twin is not None:
            folded.setdefault(kept[twin], []).append(row)
        elif len(kept) < limit:
            kept.append(row)
            content = np.vstack([content, collection.content[row][None]])
            style = np.vstack([style, collection.style[row][None]])
    return kept, folded


def _twin(content: Float32, style: Float32, kept_content: Float32, kept_style: Float32) -> int | None:
    same = (kept_content @ content >= SAME_CONTENT) & (kept_style @ style >= SAME_STYLE)
    return int(np.argmax(same)) if same.any() else None
