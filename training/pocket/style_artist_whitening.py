"""`hand` in closed form: whiten the within-artist scatter, keep the between-artist directions.

Two more kinds of group are whitened: PACS's four styles, whose pictures differ in content, and each synthetic look,
whose pictures differ by photograph. The variation inside them is content. No descent, no words.

    fit_hand(heads, training, shares=HandShares())
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from tools.encoders.pocket.style_features import SCALED
from tools.encoders.pocket.style_network import HAND, StyleHeads
from tools.types import Float32
from training.pocket.style_labels import LabelTable
from training.pocket.style_pictures import Row

WHOLE = 0.05  # share of the total scatter added to that of artists' means: there are fewer artists than directions
LEAST = 3  # pictures that make a group


@dataclass(frozen=True)
class Training:
    """Features (N, FEATURES), rows and what is true of them, all of the training side.

    `rounding` (R, FEATURES) is what half precision added to some pictures' features; its mean is out of `features`.
    """

    features: Float32
    rows: Sequence[Row]
    table: LabelTable
    rounding: Float32


@dataclass(frozen=True)
class HandShares:
    """Weights of the scatters, relative to 1 for artists. Chosen on the training side (docs/experiments/style.md).

    `shrink` of the scatter inside groups is replaced by a multiple of the identity; the error of half
    precision counts `rounding` times as within-group scatter, so that it is not amplified.
    """

    shrink: float = 0.2
    rounding: float = 30.0
    styles: float = 0.3
    looks: float = 0.1
    looks_between: float = 0.03


def fit_hand(heads: StyleHeads, training: Training, *, shares: HandShares) -> None:
    """Set `heads.hand`. `heads.centre` and `heads.scale` are to be set before.

    Source: within-class covariance normalisation (Hatch et al. 2006) followed by linear discriminants; shrinkage
    towards the identity as by Ledoit and Wolf (2004).
    """
    x = heads.standardise(torch.from_numpy(training.features))[:, :SCALED].double()
    art = torch.tensor([row.kind in ("artists", "wikiart") for row in training.rows])
    middle = x[art].mean(0)
    groups = [_group(row) for row in training.rows]
    noise = (residual_rounding(training) / heads.scale)[:, :SCALED].double()
    inside, between = torch.zeros(SCALED, SCALED, dtype=x.dtype), []
    counts = {
        "artist": (1.0, 1.0),
        "style": (shares.styles, shares.styles),
        "look": (shares.looks, shares.looks_between),
    }
    present = {kind: share for kind, share in counts.items() if any(kind == k for k, _ in groups)}
    for kind, (within, apart) in present.items():
        residues, means = _scatter(x, [name if k == kind else "" for k, name in groups])
        inside += within / sum(w for w, _ in present.values()) * torch.cov(residues.T)
        between.append((apart, means - middle))
    inside += shares.rounding * torch.cov(noise.T)
    level = inside.diagonal().mean() * torch.eye(SCALED, dtype=x.dtype)
    values, vectors = torch.linalg.eigh((1 - shares.shrink) * inside + shares.shrink * level)
    whiten = vectors @ torch.diag(values.rsqrt()) @ vectors.T
    spread = WHOLE * torch.cov(((x[art] - middle) @ whiten).T)
    for apart, means in between:
        spread += apart * torch.cov((means @ whiten).T)
    _, axes = torch.linalg.eigh(spread)
    project = whiten @ axes[:, -HAND:]
    project = project / (project.std() * 30)
    heads.hand.weight.data = project.T.float().contiguous()
    heads.hand.bias.data = -(middle @ project).float()


def residual_rounding(training: Training) -> torch.Tensor:
    """What half precision adds beyond its mean: (R, FEATURES)."""
    return torch.from_numpy(training.rounding - training.rounding.mean(0))


def _group(row: Row) -> tuple[str, str]:
    """Kind and name of the group of pictures made the same way; empty where unknown."""
    if row.kind in ("artists", "wikiart") and row.artist:
        return "artist", row.artist
    if row.kind == "pacs":
        return "style", row.tags[0]
    return ("look", f"{row.block} {row.look}") if row.kind == "look" else ("", "")


def _scatter(x: torch.Tensor, groups: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows' differences from their group's mean, unbiased, and the groups' means; "" is no group."""
    owners: np.ndarray = np.array(groups)
    residues, means = [], []
    for owner in sorted(set(groups) - {""}):
        mine = x[torch.from_numpy(owners == owner)]
        if len(mine) >= LEAST:
            means.append(mine.mean(0))
            residues.append((mine - mine.mean(0)) * (len(mine) / (len(mine) - 1)) ** 0.5)
    return torch.cat(residues), torch.stack(means)
