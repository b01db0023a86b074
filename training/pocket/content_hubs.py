"""Fits the hub correction, the last step of content training, from the training side alone.

Prototypes are cluster centres of one side's vectors; a vector of the other side is corrected by its closeness to them.
No evaluation picture or caption is used.

    fit_hubs(picture.hubs, own=picture_vectors, others=caption_vectors, strength=0.5)
"""

from __future__ import annotations

import faiss
import torch

from tools.encoders.pocket.content_net import DIM, NEAREST, HubCorrection

ROUNDS = 20
SEED = 1


def fit_hubs(
    hubs: HubCorrection, *, own: torch.Tensor, others: torch.Tensor, strength: float, also: torch.Tensor | None = None
) -> None:
    """Set the correction of one side.

    `own` float32 (N, 512): vectors that will be corrected, before any correction; `others` (M, 512) of the side that
    they are compared with, M at least the number of prototypes; `also` (P, 512): further prototypes beside the centres
    of `others`, so that subjects missing in captions do not count as far from everything. `strength` 0..1: the share of
    a vector's closeness that is taken off.
    """
    count = len(hubs.others) - (0 if also is None else len(also))
    clusters = faiss.Kmeans(DIM, count, niter=ROUNDS, spherical=True, seed=SEED, max_points_per_centroid=1000)
    clusters.train(others.numpy())
    centres, mean = torch.from_numpy(clusters.centroids), others.mean(0)
    known = centres if also is None else torch.cat([centres, also])
    near = (own @ known.T).topk(NEAREST, dim=-1).values.mean(-1)
    with torch.no_grad():
        hubs.others.copy_(known)
        hubs.toward.copy_(strength * mean / mean.square().sum())  # a usual cosine with the mean falls by strength
        hubs.level.copy_(near.mean())
