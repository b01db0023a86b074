"""Augmentation in feature space: photographs are moved along differences of other photographs, the same in every look.

Few large photographs are available, and a network overfits them: it separates their grey copies from the plain ones,
but not those of other photographs. The difference of two photographs added to a third is new content; since each look's
row is blended from rows of the same look, the look is unchanged. It knows features (rows of numbers), no pictures.

    blended = mixed(features[block], looks, most=1.2)      # (photos * looks, F), photo-major, as it came
"""

from __future__ import annotations

import torch


def mixed(features: torch.Tensor, looks: int, *, most: float) -> torch.Tensor:
    """A block's rows (photos * looks, F) with every photograph moved along differences between the block's others.

    Each photograph's weights of the others are normal, with a deviation sampled from 0 to `most`, and sum to zero, so
    that the weights of a row sum to one and what all the photographs share stays.
    """
    grid = features.view(-1, looks, features.shape[1])
    photos = len(grid)
    moved = torch.randn(photos, photos) * (torch.rand(photos, 1) * most)
    blend = torch.eye(photos) + moved - moved.mean(1, keepdim=True)
    return torch.einsum("pq,qlf->plf", blend, grid).reshape(features.shape)
