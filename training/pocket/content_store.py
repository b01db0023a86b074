"""The prepared data of a content training: views on disk, texts in memory, and batches drawn from them.

views = Views.open([folder], pairs)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from tools.encoders.pocket.trunk import POOLED
from training.pocket.content_data import Pair
from training.pocket.content_texts import TextBank
from training.pocket.content_views import CHANNELS, CLASSES, ViewPlan


@dataclass
class Views:
    """Row v: a view of `pairs[owner[v]]`. `parts` int8 (v, h, w, 88), one a folder, `pooled` (V, 1280), `logits`."""

    parts: Sequence[np.ndarray]
    bounds: np.ndarray
    owner: np.ndarray
    is_plain: np.ndarray
    pooled: torch.Tensor
    logits: torch.Tensor
    scale: torch.Tensor
    of_pair: list[list[int]]

    @staticmethod
    def open(folders: Sequence[tuple[Path, ViewPlan]], pairs: Sequence[Pair]) -> Views:
        """The folders that `content_views.build` wrote after those plans; the first one's scale is everyone's."""
        parts, owners, plain, pooled, logits = [], [], [], [], []
        for folder, plan in folders:
            owner = np.load(folder / "owner.npy")
            count, shape = len(owner), (len(owner), plan.places, plan.places, CHANNELS)
            parts.append(np.memmap(folder / "maps.i8", np.int8, "r", shape=shape))
            owners.append(owner)
            plain.append(np.full(count, plan.crops is None))
            pooled.append(np.fromfile(folder / "pooled.f16", np.float16).reshape(count, POOLED))
            logits.append(np.fromfile(folder / "logits.f16", np.float16).reshape(count, CLASSES))
        owner = np.concatenate(owners)
        of_pair: list[list[int]] = [[] for _ in pairs]
        for view, pair in enumerate(owner):
            of_pair[pair].append(view)
        return Views(
            parts,
            np.cumsum([0, *map(len, parts)]),
            owner,
            np.concatenate(plain),
            torch.from_numpy(np.concatenate(pooled)),
            torch.from_numpy(np.concatenate(logits)),
            torch.from_numpy(np.load(folders[0][0] / "scale.npy")),
            of_pair,
        )

    def maps(self, views: Sequence[int], window: int, rng: np.random.Generator | None = None) -> torch.Tensor:
        """float32 (N, window, window, 88). With `rng` the window lies anywhere and half of them are mirrored."""
        out = np.empty((len(views), window, window, CHANNELS), np.int8)
        for row, view in enumerate(views):
            part = int(np.searchsorted(self.bounds, view, "right")) - 1
            whole = self.parts[part][view - self.bounds[part]]
            top, left = rng.integers(0, len(whole) - window + 1, 2) if rng is not None else (0, 0)
            seen = whole[top : top + window, left : left + window]
            out[row] = seen[:, ::-1] if rng is not None and rng.random() < 0.5 else seen
        return torch.from_numpy(out).float() * self.scale

    def draw(self, pair: int, rng: np.random.Generator, *, plain_share: float) -> int:
        """A view of that pair: a crop, or by that share (and where there is no crop) the plain one."""
        crops = [view for view in self.of_pair[pair] if not self.is_plain[view]]
        return self.plain_of(pair) if not crops or rng.random() < plain_share else int(rng.choice(crops))

    def plain_of(self, pair: int) -> int:
        """The view as at index time."""
        return next(view for view in self.of_pair[pair] if self.is_plain[view])


@dataclass
class Sampler:
    """Draws training rows of one kind without repeating one before all had their turn."""

    rows: np.ndarray
    rng: np.random.Generator
    at: int = 0

    def take(self, count: int) -> list[int]:
        """The next `count` rows; reshuffled when the set is used up."""
        out: list[int] = []
        while len(out) < count:
            if self.at == 0:
                self.rng.shuffle(self.rows)
            some = self.rows[self.at : self.at + count - len(out)]
            out += some.tolist()
            self.at = (self.at + len(some)) % len(self.rows)
        return out


def text_keys(pairs: Sequence[Pair]) -> np.ndarray:
    """int64 per pair: pictures of one label share a key, every other picture has its own."""
    labels = {label: -1 - i for i, label in enumerate(sorted({pair.label for pair in pairs if pair.label}))}
    return np.asarray([labels[pair.label] if pair.label else i for i, pair in enumerate(pairs)], np.int64)


def bank_texts(pairs: Sequence[Pair], extra: Sequence[str]) -> TextBank:
    """All texts of all pairs and `extra`."""
    return TextBank.build([*(text for pair in pairs for text in pair.texts), *extra])
