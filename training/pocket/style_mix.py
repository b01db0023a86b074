"""New content for looks, made of features: photographs blended with what sets others apart, the same in every look.

There are few large photographs to train on, and a network learns them by heart: grey copies of those stand far from the
plain ones, of any other large photograph they do not. What two photographs differ by, laid over a third one, is content
that no photograph has; as each look's row is blended from the same look's rows, the look stays what it is. It knows
features (rows of numbers), no pictures.

    blended = mixed(features[block], looks, most=1.2)      # (photos * looks, F), photo-major, as it came
"""

from __future__ import annotations

import torch


def mixed(features: torch.Tensor, looks: int, *, most: float) -> torch.Tensor:
    """A block's rows (photos * looks, F) with every photograph moved along differences between the block's others.

    Each photograph's weights of the others are normal, of a deviation drawn from 0 to `most`, and add up to nothing,
    so that the weights of a row add up to one and what all the photographs share stays.
    """
    grid = features.view(-1, looks, features.shape[1])
    photos = len(grid)
    moved = torch.randn(photos, photos) * (torch.rand(photos, 1) * most)
    blend = torch.eye(photos) + moved - moved.mean(1, keepdim=True)
    return torch.einsum("pq,qlf->plf", blend, grid).reshape(features.shape)
