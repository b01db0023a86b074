"""Last training of the texts of looks, on fixed vectors of pictures: each look must rank before similar ones.

In the joint fit a look weighs no more than an artist, and "edges" found pencil drawings, "photograph" grey prints. Here
only the texts of looks are trained, and all other texts are held fixed.

    settle_looks(heads, training, sentences)             # moves the words' own layers, nothing else
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch

from tools.encoders.pocket.style_network import StyleHeads
from tools.types import Float32
from training.pocket.style_artist_whitening import Training
from training.pocket.style_names import picture_vectors
from training.pocket.style_words_loss import Words, words_loss

HELD_AT_ONCE = 512  # texts a step that are held fixed


@dataclass(frozen=True)
class SettleSettings:
    """Hyperparameters; the defaults are those of the committed weights. `keep` weighs the fixed texts."""

    steps: int = 200
    rate: float = 3e-4
    decay: float = 0.05
    keep: float = 20.0
    pictures: int = 1200
    temperature: float = 0.07
    dropout: float = 0.1
    seed: int = 0


def settle_looks(
    heads: StyleHeads, training: Training, sentences: dict[str, Float32], *, settings: SettleSettings | None = None
) -> None:
    """Train the texts of looks in place. A photograph in any synthetic look is no plain "photograph" here."""
    settings = settings or SettleSettings()
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    words, truth = Words(training.table, sentences, rng), plain_truth(training)
    looks, z = words.groups["look"], picture_vectors(heads, training)
    others = np.concatenate([words.groups["movement"], words.groups["kin"]])
    held = torch.cat([words.vectors[c] for c in others])
    with torch.no_grad():
        as_it_was = copy.deepcopy(heads).eval().words(held)
    usable = np.flatnonzero([row.kind != "transfer" for row in training.rows])
    learnt = [*heads.word_hidden.parameters(), *heads.word_out.parameters()]
    for weight in heads.parameters():
        weight.requires_grad_(any(weight is one for one in learnt))
    optimiser = torch.optim.AdamW(learnt, settings.rate, weight_decay=settings.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, settings.steps + 1, pct_start=0.1)
    heads.train()
    for _ in range(settings.steps):
        rows = rng.choice(usable, min(settings.pictures, len(usable)), replace=False)
        said = heads.words(words.draw_of(looks), dropout=settings.dropout)
        loss = words_loss(z[rows], said, truth[rows][:, looks], temperature=settings.temperature)
        some = torch.from_numpy(rng.integers(0, len(held), HELD_AT_ONCE))
        loss = loss + settings.keep * (1 - (heads.words(held[some]) * as_it_was[some]).sum(1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    heads.eval().requires_grad_(False)


def plain_truth(training: Training) -> torch.Tensor:
    """The truth table (N, C), with "photo" false of every synthetic look but plain."""
    truth = torch.from_numpy(training.table.truth.copy())
    photo = [i for i, c in enumerate(training.table.concepts) if (c.group, c.name) == ("look", "photo")]
    made = torch.tensor([row.kind == "look" and row.family != "plain" for row in training.rows])
    for column in photo:
        truth[made, column] = 0
    return truth
