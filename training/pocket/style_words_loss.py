"""Texts for the concepts of a truth table, sampled anew each step, and the loss between them and their pictures.

words = Words(table, sentences, rng)
chosen, vectors = words.draw(present)                # concepts (T,), sentence vectors (T, 384)
"""

from __future__ import annotations

import numpy as np
import torch

from tools.types import Float32
from training.pocket.style_labels import LabelTable

PLAINEST = 0.2  # share of draws that take a concept's first text


class Words:
    """Texts for the concepts of a table, their sentence vectors, and a draw of one text for each of some concepts."""

    def __init__(self, table: LabelTable, sentences: dict[str, Float32], generator: np.random.Generator) -> None:
        self.rng = generator
        self.groups = {
            name: np.array([i for i, c in enumerate(table.concepts) if c.group == name])
            for name in ("look", "movement", "artist", "kin")
        }
        self.vectors = [torch.from_numpy(np.stack([sentences[t] for t in c.texts])) for c in table.concepts]

    def draw(self, present: np.ndarray) -> tuple[np.ndarray, torch.Tensor]:
        """Concepts (T,) and one sentence vector of each: all looks and movements, the artists `present`, some kin."""
        kin = self.rng.choice(self.groups["kin"], min(24, len(self.groups["kin"])), replace=False)
        artists = np.intersect1d(self.groups["artist"], present)
        chosen = np.concatenate([self.groups["look"], self.groups["movement"], artists, kin])
        return chosen, self.draw_of(chosen)

    def draw_of(self, concepts: np.ndarray) -> torch.Tensor:
        """One sentence vector of each: (T, 384)."""
        return torch.stack([self.vectors[c][self._which(len(self.vectors[c]))] for c in concepts])

    def _which(self, texts: int) -> int:
        """One of a concept's texts; its main name, the first, more often, because users type it most."""
        return 0 if self.rng.random() < PLAINEST else int(self.rng.integers(0, texts))


def words_loss(z: torch.Tensor, words: torch.Tensor, truth: torch.Tensor, *, temperature: float) -> torch.Tensor:
    """Texts against pictures both ways; `truth` (N, T) is 1, 0 or -1 (not counted)."""
    logits = (z @ words.T / temperature).masked_fill(truth < 0, -1e4)
    true = (truth > 0).float()
    total = z.new_zeros(())
    for axis in (0, 1):
        others = logits.masked_fill(truth > 0, -1e4).logsumexp(axis, keepdim=True)
        log_share = logits - torch.logaddexp(logits, others)  # each true pair against the false ones alone
        counts = true.sum(axis)
        total = total - ((log_share * true).sum(axis) / counts.clamp(min=1))[counts > 0].mean()
    return total / 2
