"""The training loop of the content channel: batches, losses, averaging of weights.

trainer = Trainer(pairs, views, bank, Recipe())
trainer.run(steps=600)
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.content_net import CUT, DIM, TEXT_CUT, PictureNet, TextNet
from tools.encoders.pocket.text import LAYERS, WIDTH, TextTower
from tools.encoders.pocket.trunk import load_trunk
from training.pocket import content_losses as losses
from training.pocket.content_collages import beside, collage, joined, ring
from training.pocket.content_data import Pair
from training.pocket.content_fast import own_forward
from training.pocket.content_store import Sampler, Views, text_keys
from training.pocket.content_texts import TextBank, class_names, common_words
from training.pocket.content_views import PLAIN
from training.pocket.towers import lite2_state

OTHERS = {"labelled": 0.6, "pacs": 0.12, "wikiart": 0.14, "stamps": 0.14}
"""Shares of the pictures in a batch other than captioned photographs."""
LARGEST_SCALE = 60.0
OWN = ("own.", "text.layers", "text.heed")
"""Parameter names of own blocks and layers; the rest are heads."""
SETTLE = {"photographs": 768, "captions": 2, "others": 256, "names": 256, "words": 96, "collages": 512, "rate": 8e-4,
          "weight_others": 0.8, "weight_opinion": 1.2, "weight_classes": 0.3}  # fmt: skip
"""The last stage, heads alone: batches are cheap, with a larger share of single words and class names."""


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters of a run. `rate` is that of randomly initialised layers; own blocks and layers start from
    pretrained weights."""

    seed: int = 11
    photographs: int = 192  # flickr8k pictures in a batch
    captions: int = 2  # captions of each
    others: int = 64  # labelled, PACS, stamps and titled paintings in a batch
    names: int = 64  # class names in a batch
    words: int = 48  # common words in a batch
    rate: float = 1e-3
    rate_blocks: float = 1.5e-4
    rate_layers: float = 8e-5
    decay: float = 0.05
    average: float = 0.99  # of the weights, over steps
    weight_others: float = 0.3
    weight_opinion: float = 0.1
    weight_classes: float = 0.1
    weight_words: float = 0.1
    dropout: float = 0.5
    drop_pieces: float = 0.1  # word pieces hidden
    drop_own: float = 0.1  # probability that only the pretrained features are used
    drop_pretrained: float = 0.0  # probability that only the own blocks are used
    frozen: int = 0  # number of own blocks, from the first, that stay frozen
    soft_share: float = 0.0  # of a caption's target goes to photographs with similar captions
    likeness: float = 14.0  # scale of the cosines between descriptions
    weight_spans: float = 0.0  # of runs of words from captions
    cut_out: float = 0.0  # probability that a block of a view's places is masked
    collages: int = 0  # of two pictures each, in a batch
    collage_labels: float = 0.0  # share of labelled pictures among theirs
    weight_collages: float = 0.5
    plain_share: float = 0.15  # plain views among the photographs' crops
    window: int = 14  # places a side: the whole of a crop, some part of a plain view
    text_parts: int = 5  # groups of similar length that a batch's texts are processed in, to reduce padding


class ContentModel(nn.Module):
    """Both nets and the learned scales of the cosines: one for captions, one for names (many near-synonyms)."""

    def __init__(self, *, dropout: float) -> None:
        super().__init__()
        self.picture, self.text = PictureNet(dropout=dropout), TextNet(dropout=dropout)
        self.log_scales = nn.Parameter(torch.tensor([math.log(25.0), math.log(17.0)]))

    def scales(self) -> tuple[torch.Tensor, torch.Tensor]:
        """(captions', names')."""
        captions, names = self.log_scales.clamp(max=math.log(LARGEST_SCALE)).exp()
        return captions, names


def fresh_model(names: torch.Tensor, recipe: Recipe) -> ContentModel:
    """Initialise classifier, own blocks and text layers from the pretrained ones, the rest at random.

    `names` float32 (1000, 384): sentence vectors of the classes. Depthwise filters, classifier and the first
        `recipe.frozen` own blocks are frozen.
    """
    model, trunk, tower, state = ContentModel(dropout=recipe.dropout), load_trunk(), TextTower.load(), lite2_state()
    picture, own = model.picture, model.picture.own
    picture.opinion.classes.load_state_dict({"weight": state["_fc.weight"], "bias": state["_fc.bias"]})
    picture.opinion.requires_grad_(False)
    picture.opinion.names.data = names
    for block, theirs in zip(own.blocks, list(trunk.blocks)[CUT:], strict=True):
        block.load_state_dict(theirs.state_dict())
        block.depthwise.requires_grad_(False)
    for block in own.blocks[: recipe.frozen]:
        block.requires_grad_(False)
    own.head.load_state_dict(trunk.head.state_dict())
    for layer, pretrained in zip(model.text.layers, list(tower.layers)[TEXT_CUT:LAYERS], strict=True):
        layer.load_state_dict(pretrained.state_dict())
    for last in (model.text.mix.fall, picture.mix.fall):
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
    return model


class Trainer:
    """Holds model, its average and the data."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        views: Views,
        bank: TextBank,
        recipe: Recipe,
        *,
        spans: Sequence[Sequence[str]] = (),
        start: dict[str, torch.Tensor] | None = None,
    ) -> None:
        """`spans`: per pair, further texts in the bank; `start`: weights to start from instead of fresh ones."""
        torch.manual_seed(recipe.seed)
        self.pairs, self.views, self.bank, self.recipe = pairs, views, bank, recipe
        self.rng = np.random.default_rng(recipe.seed)
        self.keys = text_keys(pairs)
        self.names = bank.rows(class_names())
        self.words = np.asarray(bank.rows(common_words()))
        self.model = fresh_model(bank.sentences[torch.tensor(self.names)], recipe)
        if start is not None:
            self.model.load_state_dict(start)
        self.averaged = copy.deepcopy(self.model).eval()
        self.samplers = {kind: self._sampler(kind) for kind in ("flickr8k", *OTHERS)}
        self.text_rows = [bank.rows(pair.texts) for pair in pairs]
        self.span_rows = [bank.rows(texts) for texts in spans] or [[] for _ in pairs]
        means = [
            bank.sentences[torch.as_tensor(rows)].mean(0) if rows else torch.zeros(WIDTH) for rows in self.text_rows
        ]
        self.described = F.normalize(torch.stack(means), dim=-1)  # (P, 384)
        self.usual = views.maps(range(0, len(views.owner), 97), recipe.window).mean((0, 1, 2))
        self.prototypes = class_prototypes(views, self.model)
        with torch.inference_mode():
            parts = [self.model.picture.opinion(some.float()).half() for some in views.pooled.split(1024)]
        self.opinions = torch.cat(parts).clone()  # (V, 768), frozen: computed once
        self.kept: tuple[torch.Tensor, torch.Tensor] | None = None

    def _sampler(self, kind: str) -> Sampler:
        rows = [i for i, p in enumerate(self.pairs) if p.kind == kind and not p.held_out and p.texts]
        return Sampler(np.asarray([row for row in rows if self.views.of_pair[row]]), self.rng)

    def pictures_of(self, views: Sequence[int]) -> torch.Tensor:
        """Unit vectors (N, 512) of those views."""
        net, rows, recipe = self.model.picture, torch.as_tensor(views), self.recipe
        if self.kept is None:
            seen = own_forward(net.own, self._cut(self.views.maps(views, recipe.window, self.rng)))
        else:
            seen = self.kept[0][rows].float()
        chance = torch.from_numpy(self.rng.random((len(views), 1)))
        keep, known = (chance >= recipe.drop_own).float(), (chance < 1 - recipe.drop_pretrained).float()
        with torch.autocast("cpu", torch.bfloat16):
            z = net.join(seen * keep, self.views.pooled[rows].float(), self.opinions[rows].float(), known)
        return F.normalize(z.float(), dim=-1)

    def _cut(self, maps: torch.Tensor) -> torch.Tensor:
        """Some views with a block of places put to the usual. Source: DeVries and Taylor 2017 (1708.04552)."""
        side = maps.shape[1]
        for row in np.flatnonzero(self.rng.random(len(maps)) < self.recipe.cut_out):
            high, wide = self.rng.integers(side // 4, side * 2 // 3, 2)
            top, left = self.rng.integers(0, side + 1 - high), self.rng.integers(0, side + 1 - wide)
            maps[row, top : top + high, left : left + wide] = self.usual
        return maps

    def texts_of(self, rows: Sequence[int]) -> torch.Tensor:
        """Unit vectors (T, 512) of bank texts; some word pieces are masked."""
        net, out = self.model.text, torch.zeros(len(rows), DIM)
        if self.kept is not None:
            chosen = torch.as_tensor(rows)
            with torch.autocast("cpu", torch.bfloat16):
                said: torch.Tensor = net.join(self.kept[1][chosen].float(), self.bank.sentences[chosen])
            return said.float()
        order = np.argsort(self.bank.lengths[np.asarray(rows)], kind="stable")
        for some in np.array_split(order, self.recipe.text_parts):
            vectors = self._said(*self.bank.batch([rows[i] for i in some]))
            out = out.index_put((torch.from_numpy(some),), vectors)
        return out

    def _said(self, states: torch.Tensor, mask: torch.Tensor, sentences: torch.Tensor) -> torch.Tensor:
        """Unit vectors of those texts with some word pieces masked."""
        hidden = torch.from_numpy(self.rng.random(mask.shape) < self.recipe.drop_pieces)
        hidden[:, 0] = False
        with torch.autocast("cpu", torch.bfloat16):
            vectors: torch.Tensor = self.model.text(states, mask & ~hidden, sentences)
        return vectors.float()

    @torch.no_grad()
    def keep_own(self) -> None:
        """From here on only the heads are trained, from the average; outputs of own blocks and layers are cached."""
        self.model.load_state_dict(self.averaged.state_dict())
        views, net = self.views, self.averaged.eval()
        seen = torch.zeros(len(views.owner), DIM, dtype=torch.float16)
        for plain in (False, True):
            for some in batches(np.flatnonzero(views.is_plain == plain)):
                maps = views.maps(some.tolist(), PLAIN.places if plain else self.recipe.window)
                seen[torch.from_numpy(some)] = own_forward(net.picture.own, maps).half()
        words = torch.zeros(len(self.bank.lengths), 2 * WIDTH, dtype=torch.float16)
        for some in batches(np.argsort(self.bank.lengths, kind="stable")):
            states, mask, _ = self.bank.batch(some.tolist())
            with torch.autocast("cpu", torch.bfloat16):
                words[torch.from_numpy(some)] = net.text.attend(states, mask).half()
        self.kept = (seen, words)

    def _batch(self) -> tuple[list[int], list[int], list[int]]:
        """(pair of each picture, view of each, bank rows of the texts: `captions` in a row for every photograph)."""
        recipe, rng = self.recipe, self.rng
        chosen = self.samplers["flickr8k"].take(recipe.photographs)
        for kind, part in OTHERS.items():
            chosen += self.samplers[kind].take(round(recipe.others * part))
        views = [self.views.draw(i, rng, plain_share=recipe.plain_share) for i in chosen]
        texts: list[int] = []
        for i in chosen:
            count = recipe.captions if self.pairs[i].kind == "flickr8k" else 1
            texts += rng.choice(self.text_rows[i], count, replace=False).tolist()
        return chosen, views, texts

    def loss(self) -> tuple[torch.Tensor, dict[str, float]]:
        """One batch's loss and its parts."""
        recipe, rng = self.recipe, self.rng
        chosen, views, texts = self._batch()
        names = self._names_for(views)
        words = rng.choice(self.words, recipe.words, replace=False)
        z = self.pictures_of(views)
        spans = self._spans_for(chosen[: recipe.photographs])
        t_all = self.texts_of([*texts, *(self.names[c] for c in names), *words.tolist(), *spans])
        t, t_names, t_words, t_spans = t_all.split([len(texts), len(names), len(words), len(spans)])
        keys = torch.from_numpy(self.keys[chosen])
        first, own = recipe.photographs, recipe.photographs * recipe.captions
        scale, scale_names = self.model.scales()
        parts = {
            "captions": self._captions(z[:first], t[:own], chosen[:first], scale),
            "others": recipe.weight_others
            * losses.contrast(z[first:], t[own:], picture_keys=keys[first:], text_keys=keys[first:], scale=scale_names),
            "opinion": recipe.weight_opinion * losses.agree(z, t_names, self._opinion(chosen, names), scale_names),
            "classes": recipe.weight_classes * self._classes(names, t_names, scale_names),
            "words": recipe.weight_words * losses.keep_structure(t_words, self.bank.sentences[torch.from_numpy(words)]),
        }
        if recipe.collages:
            parts["collages"] = recipe.weight_collages * self._collages(scale)
        if spans:
            some = keys[:first]
            loss = losses.contrast(z[:first], t_spans, picture_keys=some, text_keys=some, scale=scale_names)
            parts["spans"] = recipe.weight_spans * loss
        return torch.stack(list(parts.values())).sum(), {name: float(part.detach()) for name, part in parts.items()}

    def _captions(self, z: torch.Tensor, t: torch.Tensor, chosen: Sequence[int], scale: torch.Tensor) -> torch.Tensor:
        recipe, described = self.recipe, self.described[torch.as_tensor(chosen)]
        if recipe.soft_share:
            alike = recipe.likeness * described @ described.T
            return losses.softened(z, t, likeness=alike, share=recipe.soft_share, scale=scale)
        keys = torch.from_numpy(self.keys[chosen])
        repeated = keys.repeat_interleave(recipe.captions)
        return losses.contrast(z, t, picture_keys=keys, text_keys=repeated, scale=scale)

    def _collages(self, scale: torch.Tensor) -> torch.Tensor:
        """Contrastive loss of collages and the captions of both their pictures."""
        net, rng, recipe = self.model.picture, self.rng, self.recipe
        labels = round(recipe.collages * recipe.collage_labels)
        both = self.samplers["flickr8k"].take(recipe.collages - labels) + self.samplers["labelled"].take(labels)
        chosen = rng.permutation(both).tolist()
        views = [self.views.draw(i, rng, plain_share=recipe.plain_share) for i in chosen]
        texts = [int(rng.choice(self.text_rows[i])) for i in chosen]
        rows, said = torch.as_tensor(views), torch.as_tensor(texts)
        sentences = F.normalize(beside(self.bank.sentences[said]), dim=-1)
        if self.kept is None:
            maps, shares = collage(self.views.maps(views, recipe.window, rng), rng)
            seen = own_forward(net.own, maps)
            order = [pair if rng.random() < 0.5 else pair[::-1] for pair in zip(texts, ring(texts), strict=True)]
            t = self._said(*joined(self.bank, *zip(*order, strict=True)), sentences)
        else:  # heads alone: cached features of two pictures and texts, mixed by halves
            seen, shares = beside(self.kept[0][rows].float()), torch.full((len(rows), 1), 0.5)
            with torch.autocast("cpu", torch.bfloat16):
                t = self.model.text.join(beside(self.kept[1][said].float()), sentences).float()
        pooled, opinions = (beside(part[rows].float(), shares) for part in (self.views.pooled, self.opinions))
        with torch.autocast("cpu", torch.bfloat16):
            z = F.normalize(net.join(seen, pooled, opinions).float(), dim=-1)
        keys = torch.arange(len(chosen))
        return losses.contrast(z, t, picture_keys=keys, text_keys=keys, scale=scale)

    def _spans_for(self, chosen: Sequence[int]) -> list[int]:
        """One run of words for each photograph (a caption where it has none); nothing when they have no weight."""
        if not self.recipe.weight_spans:
            return []
        return [int(self.rng.choice(self.span_rows[i] or self.text_rows[i])) for i in chosen]

    def _names_for(self, views: Sequence[int]) -> list[int]:
        """The classes that the classifier sees in the batch, filled up with others."""
        seen = self.views.logits[torch.as_tensor(views)].float().argmax(1).unique().tolist()
        rest = self.rng.permutation(1000)[: self.recipe.names]
        return list(dict.fromkeys([*seen, *rest.tolist()]))[: self.recipe.names]

    def _opinion(self, chosen: Sequence[int], names: Sequence[int]) -> torch.Tensor:
        """The classifier's output for the plain view, for any view: a treatment must not change the class."""
        plain = torch.as_tensor([self.views.plain_of(i) for i in chosen])
        return self.views.logits[plain].float()[:, names].softmax(1)

    def _classes(self, names: Sequence[int], t_names: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
        """The classifier's rows as pseudo-pictures: each class's likely features, with the scatter of real pictures."""
        centre, means = self.prototypes
        donors = torch.from_numpy(self.rng.integers(0, len(self.views.pooled), len(names)))
        scatter = 0.6 * (self.views.pooled[donors].float() - centre)
        pooled = (means[torch.as_tensor(names)] + scatter).clamp(0, 6)
        net = self.model.picture
        with torch.autocast("cpu", torch.bfloat16):
            z = net.join(torch.zeros(len(names), DIM), pooled, net.opinion(pooled)).float()
        keys = torch.arange(len(names))
        return losses.contrast(z, t_names, picture_keys=keys, text_keys=keys, scale=scale)

    def _optimiser(self) -> torch.optim.AdamW:
        recipe = self.recipe
        rates = {
            "own.blocks": recipe.rate_blocks,
            "own.head": recipe.rate_blocks,
            "text.layers": recipe.rate_layers,
            "": recipe.rate,
        }
        groups: dict[str, list[nn.Parameter]] = {part: [] for part in rates}
        for name, weight in self.model.named_parameters():
            if weight.requires_grad and not (self.kept and any(part in name for part in OWN)):
                groups[next(part for part in rates if part in name)].append(weight)
        return torch.optim.AdamW(
            [{"params": group, "lr": rates[name], "full": rates[name]} for name, group in groups.items() if group],
            weight_decay=recipe.decay,
            betas=(0.9, 0.98),
        )

    def run(
        self, *, steps: int, warm: int = 40, log_every: int = 25, keep: Callable[[int], None] | None = None
    ) -> None:
        """Train `steps` batches, the rates on half a cosine; prints a JSON line every `log_every` steps and at the end.

        `keep` is called with the number of steps after every line, to save the averaged weights.
        """
        self.model.train()
        optimiser, began, seen = self._optimiser(), time.time(), []
        for step in range(steps):
            rate = min(1.0, (step + 1) / warm) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * rate
            loss, parts = self.loss()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in self.model.parameters() if p.grad is not None], 1.0)
            optimiser.step()
            self._average(min(self.recipe.average, (step + 1) / (step + 10)))
            seen.append(parts)
            if (step + 1) % log_every == 0 or step + 1 == steps:
                means = {name: round(float(np.mean([p[name] for p in seen[-log_every:]])), 3) for name in parts}
                spent = {"step": step + 1, "s": round(time.time() - began), "cpu_s": round(time.process_time())}
                scale = round(float(self.model.scales()[0].detach()), 1)
                print(json.dumps({**spent, "scale": scale, **means}), flush=True)
                if keep is not None:
                    keep(step + 1)

    @torch.no_grad()
    def _average(self, keep: float) -> None:
        for mean, new in zip(self.averaged.parameters(), self.model.parameters(), strict=True):
            mean.lerp_(new, 1 - keep)


def batches(rows: np.ndarray, size: int = 128) -> list[np.ndarray]:
    """The rows in order, `size` at a time."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def class_prototypes(views: Views, model: ContentModel) -> tuple[torch.Tensor, torch.Tensor]:
    """(1280,) centre and (1000, 1280) likely pooled features of each ImageNet class.

    In a linear discriminant the class row is W = S^-1 (m_c - m), so the class mean is m + S W, with S the features'
    covariance, here of the training pictures; the length is fitted so that a prototype's own logit stands out by 10.
    """
    pooled = views.pooled[torch.from_numpy(views.is_plain)].float()
    centre, covariance = pooled.mean(0), torch.cov(pooled.T)
    rows = model.picture.opinion.classes.weight.detach()
    rows = rows - rows.mean(0)
    toward = rows @ covariance
    gain = 10.0 / (toward * rows).sum(1, keepdim=True)
    return centre, centre + gain * toward
