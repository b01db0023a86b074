"""The style heads: from trunk and pixel features, and from sentence vectors, to one space of 512 numbers.

A picture's vector has two halves. `hand` separates artists: a linear map that whitens the variation among works of one
artist. `look` separates treatments, independent of content, and alone reads the own-scale features: for paintings those
identify the camera or scanner. `gate` sets each half's share of the vector; the squared lengths add up to one, so rows
are unit-norm by construction.

Texts go through one hidden layer. Artists whose works were trained on ("makers") have a vector each, and a text that
names one becomes that vector: two hundred names in the hidden layer displaced the movements. It knows no files and no
training.

    heads.pictures(features); heads.words(sentences)       # (N, 512), (T, 512)
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.style_features import FEATURES, SCALED

DIM = 512
HAND, LOOK = 256, 256
HIDDEN = 768
SENTENCE = 384
LIMIT = 6.0  # standard deviations; values beyond are clipped, so that one odd channel does not dominate
GATE_LOW, GATE_HIGH = 0.03, 0.97


class StyleHeads(nn.Module):
    """Features (N, FEATURES) or sentence vectors (T, 384) to unit rows of 512 numbers."""

    centre: torch.Tensor
    scale: torch.Tensor
    rounding: torch.Tensor

    def __init__(self, makers: int = 0) -> None:
        """`makers`: number of artists with a vector of their own."""
        super().__init__()
        self.register_buffer("centre", torch.zeros(FEATURES))
        self.register_buffer("scale", torch.ones(FEATURES))
        self.register_buffer("rounding", torch.zeros(FEATURES))
        self.hand = nn.Linear(SCALED, HAND)
        self.hidden = nn.Linear(FEATURES, HIDDEN)
        self.look = nn.Linear(HIDDEN, LOOK)
        self.gate = nn.Linear(HIDDEN, 1)
        self.word_hidden = nn.Linear(SENTENCE, HIDDEN)
        self.word_out = nn.Linear(HIDDEN, DIM)
        self.naming = nn.Linear(SENTENCE, makers + 1)
        self.makers = nn.Parameter(torch.zeros(makers, DIM))

    def pictures(self, features: torch.Tensor, *, dropout: float = 0.0) -> torch.Tensor:
        """float32 (N, FEATURES) -> (N, 512), unit-norm rows. `dropout` acts in training mode only."""
        rate = dropout if self.training else 0.0
        x = self.standardise(features)
        hand = F.normalize(self.hand(x[:, :SCALED]).float(), dim=1)
        hidden = F.dropout(F.gelu(self.hidden(F.dropout(x, rate))), rate)
        look = F.normalize(self.look(hidden).float(), dim=1)
        share = GATE_LOW + (GATE_HIGH - GATE_LOW) * torch.sigmoid(self.gate(hidden).float())
        return torch.cat([share.sqrt() * hand, (1 - share).sqrt() * look], 1)

    def standardise(self, features: torch.Tensor) -> torch.Tensor:
        """Each number by its own mean and deviation over the training pictures, cut at LIMIT."""
        return ((features - self.centre) / self.scale).clamp(-LIMIT, LIMIT)

    def words(self, sentences: torch.Tensor, *, dropout: float = 0.0) -> torch.Tensor:
        """float32 (T, 384), unit-norm -> (T, 512), unit-norm rows, in the space of the pictures."""
        rate = dropout if self.training else 0.0
        hidden = F.gelu(self.word_hidden(F.dropout(sentences, rate)))
        said = F.normalize(self.word_out(F.dropout(hidden, rate)), dim=1)
        chances = self.naming(sentences).softmax(1)  # for each maker, and last for none
        return F.normalize(chances[:, -1:] * said + chances[:, :-1] @ self.makers, dim=1)
