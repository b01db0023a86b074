"""Near-duplicates (resized, recompressed, the next frame of a burst), folded behind the best one.

kept, folded = collapse(order, collection, limit=24)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from tools.types import Collection, ImageId

SAME_CONTENT = 0.95
SAME_STYLE = 0.84
"""Cosines above which two pictures count as the same where nobody can look at them; both must hold, so that a grey
print of a colour photograph stays. Fewer than 1 % of pictures have a false duplicate by them alone
(docs/decisions/0005-near-duplicates.md)."""


NEAR_CONTENT = 0.80
NEAR_STYLE = 0.60
"""Cosines above which the pictures themselves are compared, where they can be."""
COMPARED = 3  # with the nearest of those that are kept already

SamePicture = Callable[[ImageId, ImageId], bool | None]
"""Whether two pictures are one, by what is to be seen; None when that cannot be told, and the cosines decide."""
_BLOCK = 64


def lookahead(limit: int) -> int:
    """How far a page of `limit` looks, so that duplicates of its last hits are folded as well."""
    return 3 * limit + 50


def collapse(
    order: Sequence[int], collection: Collection, *, limit: int, same: SamePicture | None = None
) -> tuple[list[int], dict[int, list[int]]]:
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
        near_kept: npt.NDArray[np.bool_] = np.asarray(block @ content[:before].T >= NEAR_CONTENT)
        near_new: npt.NDArray[np.bool_] = np.asarray(block @ block.T >= NEAR_CONTENT)
        near_any = np.logical_or(near_kept.any(axis=1), np.tril(near_new, -1).any(axis=1))
        new: list[int] = []  # places in the block of those that it adds
        for place, row in enumerate(rows):
            if len(kept) == limit and start + place >= lookahead(limit):
                break
            twin = None
            if near_any[place]:
                near = [kept[i] for i in np.flatnonzero(near_kept[place])]
                near += [rows[i] for i in new if near_new[place, i]]
                twin = _twin(row, near, collection, same=same) if near else None
            if twin is not None:
                folded.setdefault(twin, []).append(row)
            elif len(kept) < limit:
                content[len(kept)] = block[place]
                kept.append(row)
                new.append(place)
    return kept, folded


def _twin(row: int, near: Sequence[int], collection: Collection, *, same: SamePicture | None) -> int | None:
    """The kept row that this one is a near-duplicate of, among those that are near in content; the nearest first."""
    content = collection.content[near] @ collection.content[row]
    style = collection.style[near] @ collection.style[row]
    alike = np.flatnonzero(style >= NEAR_STYLE)
    for place in alike[np.argsort(-content[alike], kind="stable")][:COMPARED]:
        seen = same(collection.image_ids[near[place]], collection.image_ids[row]) if same is not None else None
        if seen or (seen is None and content[place] >= SAME_CONTENT and style[place] >= SAME_STYLE):
            return int(near[place])
    return None
