"""What the content channel learned on top of the shared towers: two picture paths and two text paths, each pair summed.

A picture: the *kept* path reads the pretrained pooled features and the classifier's opinion (which of ImageNet's 1,000
things is here, said in sentence vectors); the *tuned* path has its own last block and looks at places (attention
pooling). A text: the kept path is the frozen sentence vector, the tuned one has its own two top layers. The kept paths
hold what 10,000 pictures cannot teach; the tuned ones what captions can. No training, no files here.

    z = PictureNet()(map19, pooled)           # (N, 512), unit-norm
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.text import WIDTH, Layer
from tools.encoders.pocket.trunk import POOLED, STAGES, Block

DIM = 512
CUT = 20  # content's own block; 0..19 are the trunk's
TEXT_CUT = 4  # content's own text layers begin here
OWN_TEXT_LAYERS = 2
CLASSES = 1000
OPINION_GAIN = 20.0  # brings mixtures of unit vectors to the size of the features beside them
SOFTEN = 0.02  # under the root: its slope at zero is endless
LOOKS = 8  # attention heads over places
SENTENCE_GAIN = WIDTH**0.5  # a unit vector's numbers are this much smaller than a LayerNorm's output


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
    """Pooled features (N, 1280) -> the classifier's opinion as a mixture of the class names' sentence vectors (N, 384).

    Two temperatures: the sharp mixture names the thing, the soft one its neighbourhood.
    """

    def __init__(self) -> None:
        super().__init__()
        self.classes = nn.Linear(POOLED, CLASSES)
        self.names = nn.Parameter(torch.zeros(CLASSES, WIDTH), requires_grad=False)

    def forward(self, pooled: torch.Tensor) -> torch.Tensor:
        logits = self.classes(pooled)
        sharp, soft = (logits.softmax(-1) @ self.names, (logits / 3.0).softmax(-1) @ self.names)
        return torch.cat([sharp, soft], dim=-1)  # (N, 768)


class KeptPicture(nn.Module):
    """Pretrained pooled features -> (N, 512)."""

    def __init__(self, *, dropout: float = 0.3) -> None:
        super().__init__()
        self.opinion = ClassWords()
        self.from_features = nn.Linear(POOLED, DIM)
        self.from_words = nn.Linear(2 * WIDTH, DIM)
        self.mix = Residual(DIM, 2 * DIM, dropout=dropout)
        self.dropout = dropout

    def forward(self, pooled: torch.Tensor, opinion: torch.Tensor | None = None) -> torch.Tensor:
        """`opinion` may be handed in where it was computed before (it is frozen)."""
        words = self.opinion(pooled) if opinion is None else opinion
        features = F.dropout(F.layer_norm(pooled.sqrt(), (POOLED,)), self.dropout, self.training)
        mixed: torch.Tensor = self.mix(self.from_features(features) + self.from_words(words * OPINION_GAIN))
        return mixed


class TunedPicture(nn.Module):
    """The map after block 19 -> own block 20 and head -> mean and attention pooling -> (N, 512)."""

    def __init__(self, *, dropout: float = 0.3) -> None:
        super().__init__()
        _, kernel, stride, expansion, channels, wide = STAGES[-1]
        self.blocks = nn.ModuleList([Block(kernel, stride, expansion, channels, wide)])
        self.head = nn.Conv2d(wide, POOLED, 1)
        self.gaze = nn.Conv2d(wide, LOOKS, 1)
        self.project = nn.Linear(2 * POOLED, DIM)
        self.dropout = dropout

    def forward(self, kept_map: torch.Tensor) -> torch.Tensor:
        """Map (N, 208, h, w) after block 19 -> (N, 512), not normalised."""
        x = kept_map
        for block in self.blocks:
            x = block(x)
        return self.gather(self.head(x).flatten(2).float(), self.gaze(x).flatten(2).float())

    def gather(self, heads: torch.Tensor, gaze: torch.Tensor) -> torch.Tensor:
        """Head's outputs (N, 1280, P) and attention logits (N, LOOKS, P) over P places -> (N, 512)."""
        values, weights = F.relu6(heads), gaze.softmax(-1)
        looked = torch.einsum("nlcp,nlp->nlc", values.unflatten(1, (LOOKS, -1)), weights).flatten(1)  # (N, 1280)
        roots = [(part + SOFTEN).sqrt() for part in (values.mean(-1), looked)]
        both = torch.cat([F.layer_norm(root, (POOLED,)) for root in roots], -1)
        projected: torch.Tensor = self.project(F.dropout(both, self.dropout, self.training))
        return projected


class PictureNet(nn.Module):
    """Both picture paths, or the kept one alone: a file may come without the tuned path."""

    def __init__(self, *, dropout: float = 0.55, has_tuned: bool = True) -> None:
        super().__init__()
        self.kept = KeptPicture(dropout=dropout)
        self.tuned = TunedPicture(dropout=dropout) if has_tuned else None

    def forward(self, kept_map: torch.Tensor, pooled: torch.Tensor) -> torch.Tensor:
        """map (N, 208, 9, 9) after block 19, pooled (N, 1280) of the pretrained head -> (N, 512), unit-norm rows."""
        z = self.kept(pooled)
        return F.normalize(z if self.tuned is None else z + self.tuned(kept_map), dim=-1)


class TextNet(nn.Module):
    """Both text paths, or the kept one alone."""

    def __init__(self, *, dropout: float = 0.55, has_tuned: bool = True) -> None:
        super().__init__()
        self.from_sentence = nn.Linear(WIDTH, DIM)
        self.has_tuned = has_tuned
        if has_tuned:
            self.layers = nn.ModuleList(Layer() for _ in range(OWN_TEXT_LAYERS))
            self.heed = nn.Linear(WIDTH, 1)
            self.from_words = nn.Linear(2 * WIDTH, DIM)
        self.mix = Residual(DIM, 2 * DIM, dropout=dropout)
        self.dropout = dropout

    def forward(self, states: torch.Tensor, mask: torch.Tensor, sentence: torch.Tensor) -> torch.Tensor:
        """States (T, L, 384) after layer 4, mask (T, L), frozen sentence vectors (T, 384) -> (T, 512), unit-norm."""
        z = self.from_sentence(sentence * SENTENCE_GAIN)
        if self.has_tuned:
            z = z + self.from_words(self._attend(states, mask))
        return F.normalize(self.mix(z), dim=-1)

    def _attend(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Own layers, then mean and attention pooling over the pieces: (T, 768)."""
        for layer in self.layers:
            x = layer(x, mask, dropout=self.dropout)
        weight = self.heed(x).float().masked_fill(~mask[:, :, None], -1e4).softmax(1)
        share = mask[:, :, None].float() / mask.sum(1)[:, None, None].clamp(min=1)
        words = torch.cat([(x.float() * share).sum(1), (x.float() * weight).sum(1)], -1)
        return F.dropout(words, self.dropout, self.training)
