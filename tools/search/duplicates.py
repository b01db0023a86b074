"""Near-duplicates (resized, recompressed, the next frame of a burst), folded behind the best one.

kept, folded = collapse(order, collection, limit=24)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tools.types import Collection, Float32, ImageId

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


def collapse(
    order: Sequence[int], collection: Collection, *, limit: int, same: SamePicture | None = None
) -> tuple[list[int], dict[int, list[int]]]:
    """The first `limit` rows of `order` that are no near-duplicate of an earlier one, and the rows folded behind each.

    Searches one page beyond the limit, so that duplicates of the last hits are folded as well.
    """
    kept: list[int] = []
    folded: dict[int, list[int]] = {}
    content = np.empty((0, collection.content.shape[1]), np.float32)
    style = np.empty((0, collection.style.shape[1]), np.float32)
    for row in order[: 3 * limit + 50]:
        near = (content @ collection.content[row], style @ collection.style[row])
        twin = _twin(*near, row=row, kept=kept, ids=collection.image_ids, same=same) if kept else None
        if twin is not None:
            folded.setdefault(twin, []).append(row)
        elif len(kept) < limit:
            kept.append(row)
            content = np.vstack([content, collection.content[row][None]])
            style = np.vstack([style, collection.style[row][None]])
    return kept, folded


def _twin(
    content: Float32,
    style: Float32,
    *,
    row: int,
    kept: Sequence[int],
    ids: Sequence[ImageId],
    same: SamePicture | None,
) -> int | None:
    """The kept row that this one is a near-duplicate of; `content` and `style` are its cosines with each of them."""
    near = np.flatnonzero((content >= NEAR_CONTENT) & (style >= NEAR_STYLE))
    for place in near[np.argsort(-content[near], kind="stable")][:COMPARED]:
        seen = same(ids[kept[place]], ids[row]) if same is not None else None
        if seen or (seen is None and content[place] >= SAME_CONTENT and style[place] >= SAME_STYLE):
            return int(kept[place])
    return None
