"""Fits the style heads on cached features: `hand` in closed form, the rest by gradient descent, then names.

It knows features, rows and truth tables, no pictures and no trunk. About a tenth of a second a step on one core.

    heads = fit(training, sentences, settings=Settings(steps=2000))
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F

from tools.encoders.pocket.style_network import HAND, StyleHeads
from tools.types import Float32
from training.pocket.style_artist_whitening import HandShares, Training, fit_hand, residual_rounding
from training.pocket.style_look_words import settle_looks
from training.pocket.style_mix import mixed
from training.pocket.style_names import learn_names
from training.pocket.style_pictures import FINE, Row
from training.pocket.style_words_loss import Words, words_loss

AGREEING = 128  # pictures a step whose vectors are compared with and without rounding
MARGIN = 0.5  # of the triples' gap, in temperatures


@dataclass(frozen=True)
class Settings:
    """Hyperparameters; the defaults are those of the committed weights.

    A step has `look_blocks` of any kind and `fine_blocks` of looks that hardly change a large photograph; `mix` is
    how far their photographs' content is moved (`style_mix`). The weight "share" pulls the share of `hand` for works of
    art to `art_share`, "look_share" that of synthetic looks and plain photographs to zero.
    """

    steps: int = 700
    rate: float = 1e-3
    decay: float = 0.05
    dropout: float = 0.2
    word_dropout: float = 0.1
    hand: HandShares = field(default_factory=HandShares)
    art_share: float = 0.7
    temperature: float = 0.1
    word_temperature: float = 0.07
    look_blocks: int = 1
    fine_blocks: int = 1
    mix: float = 1.2
    works_a_movement: int = 4
    plain_photographs: int = 24
    plain_weight: float = 2.0
    weights: dict[str, float] = field(
        default_factory=lambda: {
            "looks": 1.0,
            "triples": 2.0,
            "transfers": 0.5,
            "artists": 0.4,
            "movements": 1.3,
            "pacs": 1.0,
            "words": 1.0,
            "share": 30.0,
            "look_share": 10.0,
            "agreement": 5.0,
        }
    )
    seed: int = 0


def agreement_loss(heads: StyleHeads, features: torch.Tensor, added: torch.Tensor) -> torch.Tensor:
    """Effect of rounding on a picture's vector: 1 - cosine, in float32 and without dropout."""
    return 1 - (heads.pictures(features) * heads.pictures(features + added)).sum(1).mean()


def contrast_by_label(z: torch.Tensor, labels: torch.Tensor, *, temperature: float) -> torch.Tensor:
    """Supervised contrastive loss of unit rows. Source: Khosla et al. 2020, arXiv 2004.11362, equation 2."""
    own = torch.eye(len(z), dtype=torch.bool)
    logits = (z @ z.T / temperature).masked_fill(own, -1e4)
    same = (labels[:, None] == labels[None]) & ~own
    log_share = logits - logits.logsumexp(1, keepdim=True)
    counts = same.sum(1)
    return -((log_share * same).sum(1) / counts.clamp(min=1))[counts > 0].mean()


def triples_loss(
    z: torch.Tensor, looks: int, plain: torch.Tensor, *, temperature: float, plain_weight: float = 1.0
) -> torch.Tensor:
    """The looks test as a loss, `z` (photos * looks, D), photo-major: the same look must be nearer than the same
    photograph.

    Look 0 is plain; it is grouped with the `plain` photographs of other sets too, and its triples weigh `plain_weight`.
    """
    grid = z.view(-1, looks, z.shape[1])
    same = torch.einsum("pld,qld->plq", grid, grid)
    own = torch.einsum("pld,pmd->plm", grid, grid)
    gap = (own[:, :, None, :] - same[:, :, :, None]) / temperature  # (P, L, other photo, other look)
    other_photo, other_look = (~torch.eye(n, dtype=torch.bool) for n in (len(grid), looks))
    counted = (other_photo[:, None, :, None] & other_look[None, :, None]).expand_as(gap)
    weight = torch.ones(looks)
    weight[0] = plain_weight
    weights = weight[None, :, None, None].expand_as(gap)[counted]
    loss = (F.softplus(gap[counted] + MARGIN) * weights).sum() / weights.sum()
    if len(plain):
        far = (own[:, 0, None, 1:] - (grid[:, 0] @ plain.T)[:, :, None]) / temperature
        loss = loss + 0.1 * plain_weight * F.softplus(far + MARGIN).mean()
    return loss


class Sampler:
    """Draws the rows of each part of a step."""

    def __init__(self, rows: Sequence[Row], generator: np.random.Generator) -> None:
        self.rng = generator
        kinds = np.array([row.kind for row in rows])
        self.look = np.array([row.look for row in rows])
        self.blocks = {kind: _grouped(rows, kinds == kind, lambda r: r.block) for kind in ("look", "transfer")}
        self.fine = [b for b in self.blocks["look"] if any(rows[i].family == FINE[0] for i in b)]
        self.plain = np.array([i for i, row in enumerate(rows) if {"photo", "pacs:photo"} & set(row.tags)], dtype=int)
        art = (kinds == "artists") | (kinds == "wikiart")
        self.artists = [g for g in _grouped(rows, art, lambda r: r.artist) if len(g) >= 4]
        self.movements = _grouped(rows, art, lambda r: r.tags[0])
        self.pacs = _grouped(rows, kinds == "pacs", lambda r: r.tags[0])

    def block(self, kind: str) -> np.ndarray:
        return self.blocks[kind][self.rng.integers(0, len(self.blocks[kind]))]

    def look_blocks(self, count: int, fine: int) -> list[np.ndarray]:
        """`count` blocks of looks of any kind, and `fine` of those that leave a photograph nearly as it was."""
        some = [self.block("look") for _ in range(count)]
        return some + [self.fine[self.rng.integers(0, len(self.fine))] for _ in range(fine) if self.fine]

    def plain_photographs(self, count: int) -> np.ndarray:
        """Rows of untouched photographs of the labelled sets; none where there are none."""
        if not count or not len(self.plain):
            return np.zeros(0, dtype=int)
        return self.rng.choice(self.plain, count, replace=False)

    def looks_in(self, block: np.ndarray) -> int:
        """Number of looks of each photograph in a block."""
        return len(np.unique(self.look[block]))

    def few(self, groups: list[np.ndarray], count: int, each: int) -> tuple[np.ndarray, torch.Tensor]:
        """`each` rows of `count` groups, and which group each row is of."""
        chosen = self.rng.choice(len(groups), min(count, len(groups)), replace=False)
        rows = [self.rng.choice(groups[i], each, replace=len(groups[i]) < each) for i in chosen]
        return np.concatenate(rows), torch.arange(len(chosen)).repeat_interleave(each)


def _grouped(rows: Sequence[Row], mask: np.ndarray, key: Callable[[Row], object]) -> list[np.ndarray]:
    found: dict[object, list[int]] = {}
    for index in np.flatnonzero(mask).tolist():
        found.setdefault(key(rows[index]), []).append(index)
    return [np.array(group) for group in found.values()]


def fit(training: Training, sentences: dict[str, Float32], *, settings: Settings) -> StyleHeads:
    """Heads fitted to the training side. Deterministic for one seed and one number of threads."""
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    heads = StyleHeads()
    heads.centre.copy_(torch.from_numpy(training.features.mean(0)))
    heads.scale.copy_(torch.from_numpy(training.features.std(0) + 1e-2))
    heads.rounding.copy_(torch.from_numpy(training.rounding.mean(0)))
    fit_hand(heads, training, shares=settings.hand)
    for part in (heads.hand, heads.naming, heads.makers):
        part.requires_grad_(False)
    features = torch.from_numpy(training.features)
    truth, added = torch.from_numpy(training.table.truth), residual_rounding(training)
    sampler, words = Sampler(training.rows, rng), Words(training.table, sentences, rng)
    learnt = [p for p in heads.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, settings.rate, weight_decay=settings.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, settings.steps + 1, pct_start=0.1)
    average = copy.deepcopy(heads)
    for step in range(settings.steps):
        loss, told = step_loss(heads.train(), features, truth, sampler, words, settings)
        near = torch.from_numpy(rng.integers(0, len(features), AGREEING))
        turned = agreement_loss(heads, features[near], added[torch.from_numpy(rng.integers(0, len(added), AGREEING))])
        loss, told["agreement"] = loss + settings.weights["agreement"] * turned, float(turned.detach())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        keep = min(0.995, step / (step + 20))
        with torch.no_grad():
            for slow, fast in zip(average.parameters(), heads.parameters(), strict=True):
                slow.lerp_(fast, 1 - keep)
        if step % 200 == 0 or step == settings.steps - 1:
            print({"step": step, **{k: round(v, 4) for k, v in told.items()}}, flush=True)
    settle_looks(average, training, sentences)
    learn_names(average, training, sentences)
    return average.eval()


def step_loss(
    heads: StyleHeads, features: torch.Tensor, truth: torch.Tensor, sampler: Sampler, words: Words, settings: Settings
) -> tuple[torch.Tensor, dict[str, float]]:
    """The weighted sum of all losses on one draw, and each by name."""
    looks = sampler.look_blocks(settings.look_blocks, settings.fine_blocks)
    transfer = [sampler.block("transfer")] if sampler.blocks["transfer"] else []
    artists, owners = sampler.few(sampler.artists, 24, 4)
    pacs, styles = sampler.few(sampler.pacs, 4, 12)
    movements, schools = sampler.few(sampler.movements, 24, settings.works_a_movement)
    plain = sampler.plain_photographs(settings.plain_photographs)
    groups = [*looks, *transfer, plain, artists, pacs, movements]
    rows = np.concatenate(groups)
    with torch.autocast("cpu", torch.bfloat16):  # the products only: norms and losses stay float32
        blended = [mixed(features[g], sampler.looks_in(g), most=settings.mix) for g in looks]
        seen = torch.cat([*blended, *(features[g] for g in groups[len(looks) :])])
        z = heads.pictures(seen, dropout=settings.dropout)
    parts = list(torch.split(z, [len(g) for g in groups]))
    losses: dict[str, torch.Tensor] = {}
    t = settings.temperature
    nothing = parts[-4][:0]  # style transfers have no plain look to group with photographs
    pairs = [
        block_losses(p, sampler.looks_in(g), parts[-4] if index < len(looks) else nothing, settings=settings)
        for index, (p, g) in enumerate(zip(parts, looks + transfer, strict=False))
    ]
    losses["looks"] = torch.stack([contrast for contrast, _ in pairs[: len(looks)]]).mean()
    losses["triples"] = torch.stack([triples for _, triples in pairs[: len(looks)]]).mean()
    if transfer:
        losses["transfers"] = pairs[-1][0] + pairs[-1][1]
    losses["artists"] = contrast_by_label(parts[-3], owners, temperature=t)
    losses["movements"] = contrast_by_label(parts[-1], schools, temperature=t)
    losses["pacs"] = contrast_by_label(parts[-2], styles, temperature=t)
    of_hand = torch.cat([parts[-3], parts[-1]])[:, :HAND].square().sum(1)
    losses["share"] = (of_hand - settings.art_share).square().mean()
    of_looks = torch.cat([*parts[: len(looks)], parts[-4]])[:, :HAND].square().sum(1)
    losses["look_share"] = of_looks.square().mean()
    known = truth[rows]
    chosen, sentences = words.draw(np.flatnonzero((known > 0).any(0).numpy()))
    w = heads.words(sentences, dropout=settings.word_dropout)
    losses["words"] = words_loss(z, w, known[:, chosen], temperature=settings.word_temperature)
    total = torch.stack([settings.weights[name] * value for name, value in losses.items()]).sum()
    return total, {name: float(value.detach()) for name, value in losses.items()}


def block_losses(
    z: torch.Tensor, looks: int, plain: torch.Tensor, *, settings: Settings
) -> tuple[torch.Tensor, torch.Tensor]:
    """Contrast by look and the triples, of one photo-major block (photos * looks, D).

    `plain` are untouched photographs of other sets, grouped with look 0 of every block, since unmodified photographs
    differ among themselves more than any synthetic look does.
    """
    labels = torch.cat([torch.arange(looks).repeat(len(z) // looks), torch.zeros(len(plain), dtype=torch.long)])
    contrast = contrast_by_label(torch.cat([z, plain]), labels, temperature=settings.temperature)
    return contrast, triples_loss(z, looks, plain, temperature=settings.temperature, plain_weight=settings.plain_weight)
