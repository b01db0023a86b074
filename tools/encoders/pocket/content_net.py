"""The content channel's networks on top of the shared towers: one for pictures, one for texts.

Pictures have two branches. The pretrained branch gives pooled features and the classifier's softmax over ImageNet's
1,000 classes, as a mixture of the class names' sentence vectors; it covers what 10,000 pictures cannot teach. Content's
own last blocks, initialised from the trunk's and trained on captions, pool over places (mean and attention). A text is
the frozen sentence vector and two own top layers. No training, no files here.

    z = PictureNet()([map10], pooled)         # (N, 512), unit-norm
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.text import WIDTH, Layer
from tools.encoders.pocket.trunk import POOLED, STAGES, make_blocks

DIM = 512
CUT = 11  # content's own blocks begin here; 0..10 are the trunk's
TEXT_CUT = 4  # content's own text layers begin here
OWN_TEXT_LAYERS = 2
CLASSES = 1000
OPINION_GAIN = 20.0  # brings mixtures of unit vectors to the size of the features beside them
SOFTEN = 0.02  # under the root: its slope at zero is infinite
TINY = 1e-6  # the same where no gradient is needed below
LOOKS = 8  # attention heads over places
SENTENCE_GAIN = WIDTH**0.5  # a unit vector's numbers are this much smaller than a LayerNorm's output
TEXTS_NEAR, PICTURES_NEAR = 2048, 256  # prototypes for the closeness of a picture, and of a text
NEAREST = 4  # nearest of them that count
LAYER_DROPOUT = 0.1  # within the own text layers; their output has more


class HubCorrection(nn.Module):
    """Hub correction: lowers the cosines of vectors that are near to everything on the other side.

    A picture that lies close to many captions is retrieved for each of them. Its closeness to the nearest of `others`
    (prototypes of the other side) is subtracted from all its cosines at once, by a step along the other side's mean.
    All zeros, as before training's last stage, it changes nothing. Source: nearest-neighbour normalisation, Chowdhury
    et al. 2024 (2410.24114), here folded into the vector.
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self.others = nn.Parameter(torch.zeros(count, DIM), requires_grad=False)
        self.toward = nn.Parameter(torch.zeros(DIM), requires_grad=False)
        self.level = nn.Parameter(torch.zeros(1), requires_grad=False)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """Unit-norm float32 (N, 512) -> the same, corrected."""
        near = (z @ self.others.T).topk(NEAREST, dim=-1).values.mean(-1, keepdim=True)
        return F.normalize(z - (near - self.level) * self.toward, dim=-1)


class Residual(nn.Module):
    """A norm and a two-layer network added to its input, with dropout in training."""

    def __init__(self, width: int, inner: int, *, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.rise, self.fall = nn.Linear(width, inner), nn.Linear(inner, width)
        self.dropout = dropout

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner = F.dropout(F.gelu(self.rise(self.norm(x))), self.dropout, self.training)
        return x + F.dropout(self.fall(inner), self.dropout, self.training)


class ClassWords(nn.Module):
    """Pooled features (N, 1280) -> softmax-weighted mixtures of the class names' sentence vectors (N, 768).

    Two temperatures: the sharp mixture names the class, the soft one its neighbourhood.
    """

    def __init__(self) -> None:
        super().__init__()
        self.classes = nn.Linear(POOLED, CLASSES)
        self.names = nn.Parameter(torch.zeros(CLASSES, WIDTH), requires_grad=False)

    def forward(self, pooled: torch.Tensor) -> torch.Tensor:
        logits = self.classes(pooled)
        return torch.cat([logits.softmax(-1) @ self.names, (logits / 3.0).softmax(-1) @ self.names], dim=-1)


class OwnBlocks(nn.Module):
    """The map after block 10 -> own blocks 11 to 20 and head -> mean and attention pooling -> (N, 512)."""

    def __init__(self, *, dropout: float) -> None:
        super().__init__()
        wide = STAGES[-1][-1]
        self.blocks = nn.ModuleList(make_blocks()[CUT:])
        self.head = nn.Conv2d(wide, POOLED, 1)
        self.gaze = nn.Conv2d(wide, LOOKS, 1)
        self.project = nn.Linear(2 * POOLED, DIM)
        self.dropout = dropout

    def forward(self, early: torch.Tensor) -> torch.Tensor:
        """Map (N, 88, h, w) after block 10 -> (N, 512), not normalised."""
        x = early
        for block in self.blocks:
            x = block(x)
        heads, gaze = (part.float().flatten(2).transpose(1, 2) for part in (self.head(x), self.gaze(x)))
        return self.gather(heads, gaze)

    def gather(self, heads: torch.Tensor, gaze: torch.Tensor) -> torch.Tensor:
        """Head's outputs (N, P, 1280) and attention logits (N, P, LOOKS) over P places -> (N, 512)."""
        values, weights = F.relu6(heads), gaze.softmax(1)
        looked = torch.einsum("nplc,npl->nlc", values.unflatten(2, (LOOKS, -1)), weights).flatten(1)  # (N, 1280)
        both = torch.cat([F.layer_norm((part + SOFTEN).sqrt(), (POOLED,)) for part in (values.mean(1), looked)], -1)
        projected: torch.Tensor = self.project(F.dropout(both, self.dropout, self.training))
        return projected


class PictureNet(nn.Module):
    """Pretrained features, class mixtures and the own blocks' output -> one unit vector."""

    def __init__(self, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.opinion = ClassWords()
        self.from_features = nn.Linear(POOLED, DIM)
        self.from_words = nn.Linear(2 * WIDTH, DIM)
        self.own = OwnBlocks(dropout=dropout)
        self.mix = Residual(DIM, 2 * DIM, dropout=dropout)
        self.hubs = HubCorrection(TEXTS_NEAR)
        self.dropout = dropout

    def forward(self, looks: Sequence[torch.Tensor], pooled: torch.Tensor) -> torch.Tensor:
        """Maps (N, 88, h, w) after block 10, one for each look at the pictures, and pooled features (N, 1280) of the
        pretrained head -> (N, 512), unit-norm rows."""
        seen = torch.stack([self.own(early) for early in looks]).mean(0)
        return self.join(seen, pooled, self.opinion(pooled))

    def join(
        self, seen: torch.Tensor, pooled: torch.Tensor, opinion: torch.Tensor, known: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The own blocks' output (N, 512; zeros: dropped), pooled features, class mixtures (N, 768) -> unit-norm
        (N, 512).

        `known` (N, 1), 0 or 1, in training: whether the pretrained branch is used.
        """
        features = F.dropout(F.layer_norm((pooled + TINY).sqrt(), (POOLED,)), self.dropout, self.training)
        pretrained = self.from_features(features) + self.from_words(opinion * OPINION_GAIN)
        z = seen + (pretrained if known is None else pretrained * known)
        corrected: torch.Tensor = self.hubs(F.normalize(self.mix(z), dim=-1).float())
        return corrected


class TextNet(nn.Module):
    """The frozen sentence vector and two own layers over its word pieces -> one unit vector."""

    def __init__(self, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.from_sentence = nn.Linear(WIDTH, DIM)
        self.layers = nn.ModuleList(Layer() for _ in range(OWN_TEXT_LAYERS))
        self.heed = nn.Linear(WIDTH, 1)
        self.from_words = nn.Linear(2 * WIDTH, DIM)
        self.mix = Residual(DIM, 2 * DIM, dropout=dropout)
        self.hubs = HubCorrection(PICTURES_NEAR)
        self.dropout = dropout

    def forward(self, states: torch.Tensor, mask: torch.Tensor, sentence: torch.Tensor) -> torch.Tensor:
        """States (T, L, 384) after layer 4, mask (T, L), frozen sentence vectors (T, 384) -> (T, 512), unit-norm."""
        return self.join(self.attend(states, mask), sentence)

    def join(self, words: torch.Tensor, sentence: torch.Tensor) -> torch.Tensor:
        """What the own layers read (T, 768) and frozen sentence vectors (T, 384) -> (T, 512), unit-norm."""
        kept = F.dropout(sentence * SENTENCE_GAIN, self.dropout / 2, self.training)
        z = self.from_sentence(kept) + self.from_words(F.dropout(words, self.dropout, self.training))
        corrected: torch.Tensor = self.hubs(F.normalize(self.mix(z.float()).float(), dim=-1))
        return corrected

    def attend(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Own layers, then mean and attention pooling over the pieces: (T, 768)."""
        for layer in self.layers:
            x = layer(x, mask, dropout=LAYER_DROPOUT)
        weight = self.heed(x).float().masked_fill(~mask[:, :, None], -1e4).softmax(1)
        share = mask[:, :, None].float() / mask.sum(1)[:, None, None].clamp(min=1)
        return torch.cat([(x.float() * share).sum(1), (x.float() * weight).sum(1)], -1)
