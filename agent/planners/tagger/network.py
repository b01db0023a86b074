"""The tagger: three transformer layers of our own over the frozen text tower, a tag and a channel for every word.

It knows no plans; `features.py` tells it what matters of the present one. Weights are int8 rows in safetensors.

    Tagger.load().tag("fog, no people", rows)   # Tagged: log-probabilities (W, tags) and style share (W,)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from agent.language.tokens import Word
from agent.planners.acts.labels import LABELS
from agent.planners.tagger.features import FEATURES, OF_PLAN
from agent.planners.tagger.roles import OUTSIDE, TAGS
from tools.encoders.pocket.store import restored
from tools.encoders.pocket.text import WIDTH, Layer, TextTower
from tools.types import Float32

WEIGHTS = Path(__file__).parent / "weights" / "tagger.safetensors"
DEPTH = 3  # layers of our own
BELOW = 3  # the tower's layer that they stand on
ACT_DROPOUT = 0.2
WHOLE = 3 * WIDTH + len(FEATURES[OF_PLAN])  # of the message: three vectors, and what any word tells of the plan
TOLD_AT = 1  # the layer of ours before which the features are added: the one below only reads the words


@dataclass(frozen=True)
class Tagged:
    """`tags` float32 (W, len(TAGS)), log-probabilities; `style` float32 (W,), chances of style rather than content;
    `acts` float32 (len(LABELS),), chances that add up to 1."""

    tags: Float32
    style: Float32
    acts: Float32


class Tagger(nn.Module):
    """(T, L, 384) states of word pieces and (T, W, F) features of words -> tags and channels of words."""

    def __init__(self) -> None:
        super().__init__()
        self.told = nn.Linear(len(FEATURES), WIDTH, bias=False)
        self.layers = nn.ModuleList(Layer() for _ in range(DEPTH))
        self.tags = nn.Linear(WIDTH + len(FEATURES), len(TAGS))
        self.channel = nn.Linear(WIDTH + len(FEATURES), 1)
        self.act = nn.Linear(WHOLE, len(LABELS))

    @staticmethod
    def load() -> Tagger:
        """The shipped tagger, in eval mode. Raises: ModelMissing, ModelBroken."""
        return _load()

    def forward(
        self, states: torch.Tensor, mask: torch.Tensor, owner: torch.Tensor, rows: torch.Tensor, *, dropout: float = 0.0
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """`owner` (T, L): the word (0..W-1) of each piece, W for none.

        Logits: (T, W, tags), (T, W), (T, acts)."""
        texts, words, _ = rows.shape
        padded = torch.cat([rows, rows.new_zeros(texts, 1, rows.shape[2])], dim=1)
        of_pieces = padded.gather(1, owner[:, :, None].expand(-1, -1, rows.shape[2]))  # (T, L, F)
        x = states
        for n, layer in enumerate(self.layers):
            x = layer(x + self.told(of_pieces) if n == TOLD_AT else x, mask, dropout=dropout)
        pooled = x.new_zeros(texts, words + 1, WIDTH).scatter_add(1, owner[:, :, None].expand(-1, -1, WIDTH), x)
        count = x.new_zeros(texts, words + 1).scatter_add(1, owner, torch.ones_like(owner, dtype=x.dtype))
        pooled = (pooled / count.clamp(min=1.0)[:, :, None])[:, :words]  # (T, W, 384): mean of a word's pieces
        pooled = torch.cat([F.dropout(pooled, dropout, self.training), rows.to(pooled.dtype)], dim=2)
        marks = rows.amax(1)[:, OF_PLAN].to(x.dtype)
        said = torch.cat([x[:, 0], _mean(x, mask), _mean(states, mask).to(x.dtype)], dim=1)
        said = torch.cat([F.dropout(said, ACT_DROPOUT if dropout else 0.0, self.training), marks], dim=1)
        return self.tags(pooled), self.channel(pooled)[:, :, 0], self.act(said)

    @torch.inference_mode()
    def tag(self, message: str, words: list[Word], rows: Float32) -> Tagged:
        """Tags of one message; `rows` float32 (W, F) from `features`. Words past the tower's length are outside."""
        hidden = TextTower.load().hidden([message], layer=BELOW)
        owner = torch.tensor([owners(hidden.offsets[0], words)])
        tags, channel, act = self(hidden.states, hidden.mask, owner, torch.from_numpy(rows)[None])
        scores = F.log_softmax(tags[0], dim=-1).numpy().copy()
        unread = sorted(set(range(len(words))) - set(owner[0].tolist()))
        scores[unread, OUTSIDE] = 1.0  # above any log-probability
        return Tagged(
            scores,
            torch.sigmoid(channel[0]).numpy(),
            F.softmax(act[0], dim=-1).numpy(),
        )


def _mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Over the pieces that are no padding: (T, L, 384) -> (T, 384)."""
    weight = mask.to(states.dtype)[:, :, None]
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def owners(offsets: list[tuple[int, int]], words: list[Word]) -> list[int]:
    """For each word piece the word that it belongs to; `len(words)` for the marks at both ends and for padding."""
    found, at = [], 0
    for start, end in offsets:
        while at < len(words) and words[at].end <= start and end > start:
            at += 1
        belongs = end > start and at < len(words) and words[at].start < end
        found.append(at if belongs else len(words))
    return found


@lru_cache(maxsize=1)
def _load() -> Tagger:
    return restored(Tagger(), WEIGHTS, owner="the tagger")
