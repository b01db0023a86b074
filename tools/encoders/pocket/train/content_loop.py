"""The training loop of the content channel: batches, losses, averaging of weights, checkpoints.

trainer = Trainer(pairs, views, bank, Recipe())
trainer.run("kept", steps=400)
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import distributed, nn

from tools.encoders.pocket.content_net import CUT, SENTENCE_GAIN, TEXT_CUT, PictureNet, TextNet
from tools.encoders.pocket.store import weights_file
from tools.encoders.pocket.text import LAYERS, TextTower
from tools.encoders.pocket.train import content_losses as losses
from tools.encoders.pocket.train.content_data import Pair
from tools.encoders.pocket.train.content_fast import tuned_forward
from tools.encoders.pocket.train.content_store import Sampler, Views, text_keys
from tools.encoders.pocket.train.content_texts import TextBank, class_names, common_words
from tools.encoders.pocket.train.towers import lite2_state
from tools.encoders.pocket.trunk import load_trunk


@dataclass(frozen=True)
class Recipe:
    """Numbers of a run. Rates are of the heads; own blocks and layers learn at their own, slower ones."""

    seed: int = 11
    photographs: int = 160  # flickr8k pictures in a batch
    captions: int = 2  # captions of each
    others: int = 48  # labelled, PACS, stamps and titled paintings in a batch
    names: int = 64  # class names in a batch
    words: int = 64  # common words in a batch
    memory: int = 1024  # vectors of earlier steps
    rate: float = 1e-3
    rate_new: float = 2e-4  # of what begins at nothing beside a path that already works
    rate_blocks: float = 4e-5
    rate_layers: float = 3e-5
    decay: float = 0.05
    average: float = 0.98  # of the weights, over steps
    weight_others: float = 0.3
    weight_opinion: float = 0.1
    weight_classes: float = 0.1
    weight_words: float = 0.1
    drop_pieces: float = 0.1
    drop_tuned: float = 0.1  # how often the kept path stands alone
    windows: tuple[int, ...] = (7, 8, 9)


class ContentModel(nn.Module):
    """Both nets and the learned scales of the cosines: one for captions, one for names (many are near-equal)."""

    def __init__(self) -> None:
        super().__init__()
        self.picture, self.text = PictureNet(), TextNet()
        self.log_scales = nn.Parameter(torch.tensor([math.log(25.0), math.log(17.0)]))

    def scales(self) -> tuple[torch.Tensor, torch.Tensor]:
        """(captions', names'), each at most 60."""
        captions, names = self.log_scales.clamp(max=math.log(60.0)).exp()
        return captions, names


def fresh_model(names: torch.Tensor) -> ContentModel:
    """Paths begin where the towers end: classifier, late blocks and text layers are the pretrained ones; what the tuned
    paths add begins at nothing. `names` float32 (1000, 384), sentence vectors of the classes."""
    model, trunk, tower, state = ContentModel(), load_trunk(), TextTower.load(), lite2_state()
    kept, tuned = model.picture.kept, model.picture.tuned
    assert tuned is not None
    kept.opinion.classes.load_state_dict({"weight": state["_fc.weight"], "bias": state["_fc.bias"]})
    kept.opinion.requires_grad_(False)
    kept.opinion.names.data = names
    for own, theirs in zip(tuned.blocks, list(trunk.blocks)[CUT:], strict=True):
        own.load_state_dict(theirs.state_dict())
        own.depthwise.requires_grad_(False)
    tuned.head.load_state_dict(trunk.head.state_dict())
    for own, theirs in zip(model.text.layers, list(tower.layers)[TEXT_CUT:LAYERS], strict=True):
        own.load_state_dict(theirs.state_dict())
    for layer in (tuned.project, model.text.from_words, model.text.mix.fall, kept.mix.fall):
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
    return model


class Trainer:
    """Holds model, its average, data and the memory of earlier vectors."""

    def __init__(self, pairs: Sequence[Pair], views: Views, bank: TextBank, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.pairs, self.views, self.bank, self.recipe = pairs, views, bank, recipe
        self.rng = np.random.default_rng(recipe.seed)
        self.keys = text_keys(pairs)
        self.names = bank.rows(class_names())
        self.words = np.asarray(bank.rows(common_words()))
        self.model = fresh_model(bank.sentences[torch.tensor(self.names)])
        self.averaged = copy.deepcopy(self.model).eval()
        self.samplers = {kind: self._sampler(kind) for kind in ("flickr8k", "labelled", "pacs", "wikiart", "stamps")}
        self.text_rows = [bank.rows(pair.texts) for pair in pairs]
        self.stage = "kept"
        self.forget()
        self.prototypes = class_prototypes(views, self.model)
        with torch.inference_mode():
            opinion = self.model.picture.kept.opinion
            parts = [opinion(some.float()).half() for some in views.pooled.split(1024)]
        self.opinions = torch.cat(parts).clone()  # (V, 768), frozen: computed once

    def forget(self) -> None:
        """Empty the memory of earlier vectors."""
        self.memory = (torch.zeros(0, 512), torch.zeros(0, 512), torch.zeros(0, dtype=torch.long))

    def _sampler(self, kind: str) -> Sampler:
        rows = [i for i, p in enumerate(self.pairs) if p.kind == kind and not p.held_out and p.texts]
        return Sampler(np.asarray([row for row in rows if self.views.of_pair[row]]), self.rng)

    def pictures_of(self, views: Sequence[int]) -> torch.Tensor:
        """Unit vectors (N, 512) of those views by the paths of the stage."""
        net = self.model.picture
        rows = torch.as_tensor(views)
        with torch.autocast("cpu", torch.bfloat16):
            z = net.kept(self.views.pooled[rows].float(), self.opinions[rows].float()).float()
        if self.stage == "whole":
            assert net.tuned is not None
            window = int(self.rng.choice(self.recipe.windows))
            extra = tuned_forward(net.tuned, self.views.maps(views, window, self.rng))
            keep = torch.from_numpy(self.rng.random(len(views)) >= self.recipe.drop_tuned).float()
            z = z + extra * keep[:, None]
        return F.normalize(z, dim=-1)

    def texts_of(self, rows: Sequence[int]) -> torch.Tensor:
        """Unit vectors (T, 512) of bank texts; some word pieces are hidden while training."""
        net = self.model.text
        if self.stage == "kept":
            sentence = self.bank.sentences[torch.as_tensor(rows)]
            with torch.autocast("cpu", torch.bfloat16):
                kept = net.mix(net.from_sentence(sentence * SENTENCE_GAIN)).float()
            return F.normalize(kept, dim=-1)
        states, mask, sentence = self.bank.batch(rows)
        hidden = torch.from_numpy(self.rng.random(mask.shape) < self.recipe.drop_pieces)
        hidden[:, 0] = False
        with torch.autocast("cpu", torch.bfloat16):
            z: torch.Tensor = net(states, mask & ~hidden, sentence)
        return z.float()

    def _batch(self) -> tuple[list[int], list[int], list[int]]:
        """(pair of each picture, view of each, bank rows of the texts: `captions` in a row for every photograph)."""
        recipe, rng = self.recipe, self.rng
        share = {"labelled": 0.6, "pacs": 0.12, "wikiart": 0.14, "stamps": 0.14}
        chosen = self.samplers["flickr8k"].take(recipe.photographs)
        for kind, part in share.items():
            chosen += self.samplers[kind].take(round(recipe.others * part))
        views = [int(rng.choice(self.views.of_pair[i])) for i in chosen]
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
        t_all = self.texts_of([*texts, *(self.names[c] for c in names), *words.tolist()])
        t, t_names, t_words = t_all.split([len(texts), len(names), len(words)])
        keys = torch.from_numpy(self.keys[chosen])
        repeated = keys[: recipe.photographs].repeat_interleave(recipe.captions)
        first, own = recipe.photographs, recipe.photographs * recipe.captions
        scale, scale_names = self.model.scales()
        parts = {
            "captions": losses.contrast(
                z[:first], t[:own], picture_keys=keys[:first], text_keys=repeated, scale=scale,
                memory=self.memory if recipe.memory else None,
            ),
            "others": recipe.weight_others * losses.contrast(
                z[first:], t[own:], picture_keys=keys[first:], text_keys=keys[first:], scale=scale_names
            ),
            "opinion": recipe.weight_opinion * losses.agree(z, t_names, self._opinion(chosen, names), scale_names),
            "classes": recipe.weight_classes * self._classes(names, t_names, scale_names),
            "words": recipe.weight_words * losses.keep_structure(
                t_words, self.bank.sentences[torch.from_numpy(words)]
            ),
        }  # fmt: skip
        self._remember(z[:first], t[: own : recipe.captions], keys[:first])
        return torch.stack(list(parts.values())).sum(), {name: float(part.detach()) for name, part in parts.items()}

    def _names_for(self, views: Sequence[int]) -> list[int]:
        """The classes that the classifier sees in the batch, filled up with others."""
        seen = self.views.logits[torch.as_tensor(views)].float().argmax(1).unique().tolist()
        rest = self.rng.permutation(1000)[: self.recipe.names]
        return list(dict.fromkeys([*seen, *rest.tolist()]))[: self.recipe.names]

    def _opinion(self, chosen: Sequence[int], names: Sequence[int]) -> torch.Tensor:
        """What the classifier says of the plain view, whatever view was shown: a look must not change the thing."""
        plain = torch.as_tensor([self.views.plain_of(i) for i in chosen])
        return self.views.logits[plain].float()[:, names].softmax(1)

    def _classes(self, names: Sequence[int], t_names: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
        """The classifier's rows as pictures: each class's likely features, scattered as real pictures scatter."""
        centre, means = self.prototypes
        donors = torch.from_numpy(self.rng.integers(0, len(self.views.pooled), len(names)))
        scatter = 0.6 * (self.views.pooled[donors].float() - centre)
        pooled = (means[torch.as_tensor(names)] + scatter).clamp(0, 6)
        z = F.normalize(self.model.picture.kept(pooled), dim=-1)
        keys = torch.arange(len(names))
        return losses.contrast(z, t_names, picture_keys=keys, text_keys=keys, scale=scale)

    def _remember(self, z: torch.Tensor, t: torch.Tensor, keys: torch.Tensor) -> None:
        fresh = (z.detach(), t.detach(), keys)
        keep = self.recipe.memory
        joined = [torch.cat([new, old])[:keep] for new, old in zip(fresh, self.memory, strict=True)]
        self.memory = (joined[0], joined[1], joined[2])

    def _optimiser(self) -> torch.optim.AdamW:
        recipe = self.recipe
        rates = {"tuned.blocks": recipe.rate_blocks, "tuned.head": recipe.rate_blocks,
                 "text.layers": recipe.rate_layers,
                 "tuned.": recipe.rate_new, "text.from_words": recipe.rate_new, "text.heed": recipe.rate_new,
                 "": recipe.rate}  # fmt: skip
        groups: dict[str, list[nn.Parameter]] = {part: [] for part in rates}
        for name, weight in self.model.named_parameters():
            if weight.requires_grad:
                groups[next(part for part in rates if part in name)].append(weight)
        return torch.optim.AdamW(
            [{"params": group, "lr": rates[name], "full": rates[name]} for name, group in groups.items() if group],
            weight_decay=recipe.decay, betas=(0.9, 0.98),
        )  # fmt: skip

    def run(self, stage: str, *, steps: int, warm: int = 30, log_every: int = 25, minutes: float = 1e9) -> None:
        """Train `steps` batches of a stage ("kept": heads on frozen towers; "whole": own blocks and layers as well)."""
        self.stage = stage
        self.forget()
        self.model.train()
        optimiser, began, seen = self._optimiser(), time.time(), []
        for step in range(steps):
            done = max(step / steps, (time.time() - began) / 60 / minutes)
            if done >= 1:
                break
            rate = min(1.0, (step + 1) / warm) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * rate
            loss, parts = self.loss()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            share_gradients(self.model)
            nn.utils.clip_grad_norm_([p for p in self.model.parameters() if p.grad is not None], 1.0)
            optimiser.step()
            self._average(min(self.recipe.average, (step + 1) / (step + 10)))
            seen.append(parts)
            if (step + 1) % log_every == 0:
                means = {name: round(float(np.mean([p[name] for p in seen[-log_every:]])), 3) for name in parts}
                spent = {"step": step + 1, "s": round(time.time() - began), "cpu_s": round(time.process_time())}
                scale = round(float(self.model.scales()[0].detach()), 1)
                print(json.dumps({**spent, "scale": scale, **means}), flush=True)

    @torch.no_grad()
    def _average(self, keep: float) -> None:
        for mean, new in zip(self.averaged.parameters(), self.model.parameters(), strict=True):
            mean.lerp_(new, 1 - keep)


def share_gradients(model: nn.Module) -> None:
    """The mean gradient over all processes of the run, when there are several; each draws batches of its own."""
    if not distributed.is_initialized():
        return
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch.cat([grad.flatten() for grad in grads])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    for grad, part in zip(grads, flat.split([grad.numel() for grad in grads]), strict=True):
        grad.copy_(part.view_as(grad))


def class_prototypes(views: Views, model: ContentModel) -> tuple[torch.Tensor, torch.Tensor]:
    """(1280,) centre and (1000, 1280) likely pooled features of each ImageNet class.

    In a linear discriminant the class row is W = S^-1 (m_c - m), so the class mean is m + S W, with S the features'
    covariance, here of the training pictures; the length is fitted so that a prototype's own logit stands out by 10.
    """
    pooled = views.pooled[torch.from_numpy(views.is_plain)].float()
    centre, covariance = pooled.mean(0), torch.cov(pooled.T)
    rows = model.picture.kept.opinion.classes.weight.detach()
    rows = rows - rows.mean(0)
    toward = rows @ covariance
    gain = 10.0 / (toward * rows).sum(1, keepdim=True)
    return centre, centre + gain * toward


def save_checkpoint(model: ContentModel, name: str = "content.safetensors") -> None:
    """Write what the runtime needs (`content.py` fills in what the trunk already holds)."""
    from tools.encoders.pocket.content_files import write_content

    write_content(weights_file(name), model.picture, model.text)
