"""The text tower: a text to 384 numbers for each word piece, or to one sentence vector.

A six-layer BERT (all-MiniLM-L6-v2's weights, int8 rows) that content, style and the embedded planner share. It is
frozen; other modules add layers of their own on `hidden`. It knows nothing of pictures.

    TextTower.load().sentences(["a harbour at dusk"])     # float32 (1, 384), unit-norm
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn

from tools.encoders.pocket.store import restored, weights_file
from tools.errors import ModelBroken
from tools.types import Float32

WIDTH = 384
LAYERS = 6
HEADS = 12
INNER = 1536
MAX_PIECES = 256  # the length the weights were trained for; longer texts are cut
NORM_EPS = 1e-12
BATCH = 64


class Hidden(NamedTuple):
    """`states` float32 (T, L, 384); `mask` bool (T, L), False on padding; `offsets` (T, L) spans of characters in
    the text that each piece covers, (0, 0) for the marks at both ends and for padding."""

    states: torch.Tensor
    mask: torch.Tensor
    offsets: list[list[tuple[int, int]]]


@dataclass(frozen=True)
class Pieces:
    """A tokenised batch: `ids` and `mask` are (T, L)."""

    ids: torch.Tensor
    mask: torch.Tensor
    offsets: list[list[tuple[int, int]]]


class Layer(nn.Module):
    """One post-norm transformer layer, (T, L, 384) -> (T, L, 384). Source: Devlin et al. 2018, arXiv 1810.04805."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm_attention = nn.LayerNorm(WIDTH, eps=NORM_EPS)
        self.rise = nn.Linear(WIDTH, INNER)
        self.fall = nn.Linear(INNER, WIDTH)
        self.norm_inner = nn.LayerNorm(WIDTH, eps=NORM_EPS)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, *, dropout: float = 0.0) -> torch.Tensor:
        """`mask` bool (T, L), False on padding. `dropout` acts only in training mode."""
        texts, length, _ = x.shape
        rate = dropout if self.training else 0.0
        q, k, v = self.qkv(x).view(texts, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)  # (T, H, L, 32)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :], dropout_p=rate)
        mixed = self.out(mixed.transpose(1, 2).reshape(texts, length, WIDTH))
        x = self.norm_attention(x + F.dropout(mixed, rate, self.training))
        inner = self.fall(F.gelu(self.rise(x)))
        out: torch.Tensor = self.norm_inner(x + F.dropout(inner, rate, self.training))
        return out


def pool(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean over the pieces that are no padding, then unit norm: (T, L, W) -> (T, W)."""
    weight = mask.to(states.dtype)[:, :, None]
    return F.normalize((states * weight).sum(1) / weight.sum(1).clamp(min=1.0), dim=-1)


class TextTower(nn.Module):
    """The frozen tower. Use `TextTower.load()`, which reads the weights once in a process."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.words = nn.Embedding(tokenizer.get_vocab_size(), WIDTH)
        self.places = nn.Embedding(MAX_PIECES, WIDTH)  # the segment vector of BERT is added in: there is one segment
        self.norm = nn.LayerNorm(WIDTH, eps=NORM_EPS)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    @staticmethod
    def load() -> TextTower:
        """The shared tower, in eval mode, float32. Raises: ModelMissing, ModelBroken."""
        return _load()

    def tokenize(self, texts: Sequence[str]) -> Pieces:
        """Lower-cased word pieces between [CLS] and [SEP], padded to the longest text of the batch."""
        encoded = self.tokenizer.encode_batch([str(text) for text in texts])
        ids = torch.tensor([e.ids for e in encoded], dtype=torch.long).reshape(len(encoded), -1)
        mask = torch.tensor([e.attention_mask for e in encoded], dtype=torch.bool).reshape(len(encoded), -1)
        return Pieces(ids, mask, [list(e.offsets) for e in encoded])

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, *, layer: int = LAYERS) -> torch.Tensor:
        """(T, L) pieces -> (T, L, 384) states after `layer` layers (0: embeddings)."""
        x: torch.Tensor = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        for index in range(layer):
            x = self.layers[index](x, mask)
        return x

    @torch.inference_mode()
    def hidden(self, texts: Sequence[str], *, layer: int = LAYERS) -> Hidden:
        """States of every word piece after `layer` of the six layers, for tasks that label words."""
        if not texts:
            return Hidden(torch.zeros(0, 0, WIDTH), torch.zeros(0, 0, dtype=torch.bool), [])
        pieces = self.tokenize(texts)
        return Hidden(self(pieces.ids, pieces.mask, layer=layer), pieces.mask, pieces.offsets)

    @torch.inference_mode()
    def sentences(self, texts: Sequence[str]) -> Float32:
        """float32 (T, 384), unit-norm rows: the mean of the last layer's states."""
        rows = torch.zeros(len(texts), WIDTH)
        for chosen in batches_by_length(texts):
            states, mask, _ = self.hidden([texts[i] for i in chosen])
            rows[torch.tensor(chosen)] = pool(states, mask)
        return rows.numpy()


def tidy(text: str) -> str:
    """One space between words, no space before punctuation, no full stop at the end: these carry no meaning but change
    the sentence vector."""
    return re.sub(r"\s+([.,;:!?'])", r"\1", " ".join(text.split())).rstrip(". ")


def batches_by_length(texts: Sequence[str], size: int = BATCH) -> list[list[int]]:
    """Indices grouped by similar text length, to reduce padding."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    return [order[start : start + size] for start in range(0, len(order), size)]


def load_tokenizer() -> Tokenizer:
    """Word pieces, cut at MAX_PIECES and padded. Raises: ModelBroken when the vocabulary cannot be read."""
    path = weights_file("vocabulary.json")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as cause:  # tokenizers raises bare Exception for a missing or foreign file
        raise ModelBroken(f"The vocabulary {path} cannot be read ({cause}).", remedy="Install Docent again.") from cause
    tokenizer.enable_truncation(MAX_PIECES)
    tokenizer.enable_padding()
    return tokenizer


@lru_cache(maxsize=1)
def _load() -> TextTower:
    return restored(TextTower(load_tokenizer()), weights_file("text.safetensors"), owner="the text tower")
