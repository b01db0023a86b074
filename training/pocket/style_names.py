"""Names of artists whose works were trained on: a vector for each, and a layer that detects which one is named.

The vectors are directions that separate an artist's works from all others, not the works' mean, which lies near that of
the whole school. They are trained after the other heads, on fixed vectors of pictures.

    learn_names(heads, training, sentences)              # sets heads.makers and heads.naming
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.style_network import SENTENCE, StyleHeads
from tools.types import Float32
from training.pocket.style_artist_whitening import Training
from training.pocket.style_labels import LabelTable
from training.pocket.style_pictures import Row

OTHERS = ("look", "pacs", "labelled")  # kinds without an artist: a name must not match photographs
AT_ONCE = 2048  # pictures in one pass


@dataclass(frozen=True)
class NameSettings:
    """Hyperparameters; the defaults are those of the committed weights. An artist with `least` works gets a vector."""

    least: int = 3
    temperature: float = 0.05
    steps: int = 60
    rate: float = 3e-3
    naming_steps: int = 300
    naming_rate: float = 1e-2
    noise: float = 0.02  # noise on a sentence vector's numbers, for unlisted wording
    first_scale: float = 20.0
    first_threshold: float = 0.75  # cosine to a name's mean above which it is detected, before training
    seed: int = 0


def learn_names(
    heads: StyleHeads, training: Training, sentences: dict[str, Float32], *, settings: NameSettings | None = None
) -> None:
    """Set the vectors of the training side's artists in `heads`, and train the detection of their names."""
    settings = settings or NameSettings()
    names, vectors = maker_vectors(picture_vectors(heads, training), training.rows, settings=settings)
    heads.makers = nn.Parameter(vectors, requires_grad=False)
    heads.naming = learn_naming(training.table, sentences, names, settings=settings).requires_grad_(False)


@torch.no_grad()
def picture_vectors(heads: StyleHeads, training: Training) -> torch.Tensor:
    """(N, DIM) of all training pictures."""
    features = torch.from_numpy(training.features)
    parts = [heads.eval().pictures(features[i : i + AT_ONCE]) for i in range(0, len(features), AT_ONCE)]
    return torch.cat(parts)


def maker_vectors(z: torch.Tensor, rows: Sequence[Row], *, settings: NameSettings) -> tuple[list[str], torch.Tensor]:
    """Names of the M artists with enough works, and their unit vectors (M, DIM), from pictures' unit rows `z`.

    Two contrastive losses: a work against all artists, and an artist against all pictures, unattributed ones included.
    """
    owners = [row.artist if row.kind in ("artists", "wikiart") else "" for row in rows]
    counts = Counter(owners)
    names = [name for name in sorted(counts) if name and counts[name] >= settings.least]
    number = {name: i for i, name in enumerate(names)}
    labels = torch.tensor([number.get(owner, -1) for owner in owners])
    shown = (labels >= 0) | torch.tensor([row.kind in OTHERS for row in rows])
    z, labels = z[shown], labels[shown]
    known = labels >= 0
    true = F.one_hot(labels.clamp(min=0), len(names)).bool() & known[:, None]
    vectors = torch.stack([z[labels == i].mean(0) for i in range(len(names))])
    vectors = F.normalize(vectors, dim=1).requires_grad_(True)
    optimiser = torch.optim.Adam([vectors], settings.rate)
    for _ in range(settings.steps):
        logits = z @ F.normalize(vectors, dim=1).T / settings.temperature
        loss = F.cross_entropy(logits[known], labels[known])
        loss = loss - ((logits.log_softmax(0) * true).sum(0) / true.sum(0)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return names, F.normalize(vectors, dim=1).detach()


def learn_naming(
    table: LabelTable, sentences: dict[str, Float32], names: Sequence[str], *, settings: NameSettings
) -> nn.Linear:
    """The layer from sentence vectors to logits: one for each of `names`, in their order, and last for none."""
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    layer, texts, wanted, others = _first_naming(table, sentences, names, settings)
    none = torch.full((512,), len(names))
    optimiser = torch.optim.AdamW(layer.parameters(), settings.naming_rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.naming_rate, settings.naming_steps + 1, pct_start=0.1
    )
    for _ in range(settings.naming_steps):
        mine = torch.from_numpy(rng.integers(0, len(texts), len(none)))
        drawn = torch.cat([texts[mine], others[torch.from_numpy(rng.integers(0, len(others), len(none)))]])
        drawn = F.normalize(drawn + settings.noise * torch.randn_like(drawn), dim=1)
        loss = F.cross_entropy(layer(drawn), torch.cat([wanted[mine], none]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return layer


def _first_naming(
    table: LabelTable, sentences: dict[str, Float32], names: Sequence[str], settings: NameSettings
) -> tuple[nn.Linear, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The initial layer, each row a name's mean; texts with a name, the name's index, and texts without."""
    number = {name: i for i, name in enumerate(names)}
    layer = nn.Linear(SENTENCE, len(names) + 1)
    said, labels, unsaid = [], [], []
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
        layer.bias[-1] = settings.first_scale * settings.first_threshold
        for concept in table.concepts:
            vectors = torch.from_numpy(np.stack([sentences[text] for text in concept.texts]))
            if concept.group == "artist" and concept.name in number:
                said.append(vectors)
                labels += [number[concept.name]] * len(vectors)
                layer.weight[number[concept.name]] = settings.first_scale * F.normalize(vectors.mean(0), dim=0)
            else:
                unsaid.append(vectors)
    return layer, torch.cat(said), torch.tensor(labels), torch.cat(unsaid)
