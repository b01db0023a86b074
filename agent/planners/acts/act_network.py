"""The network that tells acts apart: one hidden layer over the frozen text tower at two depths. It knows no plans.

ActNetwork.load()(rows)   # (M, INPUTS) -> logits (M, len(LABELS))
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from agent.planners.acts.labels import LABELS
from tools.encoders.pocket.store import restored
from tools.encoders.pocket.text import WIDTH

WEIGHTS = Path(__file__).parent / "weights" / "acts.safetensors"
MARKS = 2
"""Further inputs: whether the plan asks for something already, whether the message ends with a question mark."""
INPUTS = 2 * WIDTH + MARKS
HIDDEN = 128


class ActNetwork(nn.Module):
    """(M, INPUTS) rows -> (M, len(LABELS)) logits."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(INPUTS, HIDDEN)
        self.outer = nn.Linear(HIDDEN, len(LABELS))

    @staticmethod
    def load() -> ActNetwork:
        """The shipped weights, in eval mode. Raises: ModelMissing, ModelBroken."""
        return _load()

    def forward(self, rows: torch.Tensor, *, dropout: float = 0.0) -> torch.Tensor:
        """Logits; `dropout` acts only in training mode."""
        inner = F.gelu(self.inner(F.dropout(rows, dropout, self.training)))
        logits: torch.Tensor = self.outer(F.dropout(inner, dropout, self.training))
        return logits


@lru_cache(maxsize=1)
def _load() -> ActNetwork:
    return restored(ActNetwork(), WEIGHTS, owner="the act classifier")
