"""Near-duplicates (resized, recompressed, the next frame of a burst), folded behind the best one.

kept, folded = collapse(order, collection, limit=24)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tools.types import Collection, Float32

SAME_CONTENT = 0.95
SAME_STYLE = 0.84
"""Cosines above which two pictures count as the same; both must hold, so that a grey print of a colour photograph
stays. Chosen so that fewer than 1 % of pictures have a false duplicate (docs/decisions/0005-near-duplicates.md)."""


_BLOCK = 64


def lookahead(limit: int) -> int:
    """How far a page of `limit` looks, so that duplicates of its last hits are folded as well."""
    return 3 * limit + 50


def collapse(order: Sequence[int], collection: Collection, *, limit: int) -> tuple[list[int], dict[int, list[int]]]:
    """The first `limit` rows of `order` that are no near-duplicate of an earlier one, and the rows folded behind each.

    Looks one page beyond the limit, and on until the page is full. Contents are compared in blocks, one product of a
    block with what is kept already and one with itself; styles only where contents are near.
    """
    kept: list[int] = []
    folded: dict[int, list[int]] = {}
    content = np.empty((min(limit, len(order)), collection.content.shape[1]), np.float32)
    for start in range(0, len(order), _BLOCK):
        rows = order[start : start + _BLOCK]
        if len(kept) == limit:
            rows = rows[: max(0, lookahead(limit) - start)]
        if not rows:
            break
        before = len(kept)
        block = np.asarray(collection.content[rows])
        near_kept: npt.NDArray[np.bool_] = np.asarray(block @ content[:before].T >= SAME_CONTENT)
        near_new: npt.NDArray[np.bool_] = np.asarray(block @ block.T >= SAME_CONTENT)
        near_any = np.logical_or(near_kept.any(axis=1), np.tril(near_new, -1).any(axis=1))
        new: list[int] = []  # places in the block of those that it adds
        for place, row in enumerate(rows):
            if len(kept) == limit and start + place >= lookahead(limit):
                break
            twin = None
            if near_any[place]:
                near = [kept[i] for i in np.flatnonzero(near_kept[place])] + [
                    rows[i] for i in new if near_new[place, i]
                ]
                twin = _twin(row, near, collection.style)
            if twin is not None:
                folded.setdefault(twin, []).append(row)
            elif len(kept) < limit:
                content[len(kept)] = block[place]
                kept.append(row)
                new.append(place)
    return kept, folded


def _twin(row: int, near: list[int], style: Float32) -> int | None:
    """The first of the kept rows near in content that is near in style too."""
    return next((other for other in near if style[other] @ style[row] >= SAME_STYLE), None)
