"""`python -m training.pocket content`: from the sets under --data to weights/content.safetensors.

Views through the frozen part of the trunk are computed once and stored in --work. Then content's own layers are trained
together: five fits from one initialisation, one from their mean, two from there with all own blocks; weights are
averaged at every stage. Last, the heads alone are trained on single words and class names, and hubs are corrected.
Needs the `train` extra. Tuxpaint's stamps (Debian's tuxpaint-stamps-default) are used when --stamps names their folder.

    python -m training.pocket content --data ../shared/data --stamps /usr/share/tuxpaint/stamps
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from tools.encoders.pocket.content_files import write_content
from tools.encoders.pocket.store import weights_file
from training.pocket.content_data import Pair, caption_spans, read_pairs
from training.pocket.content_eval import evaluate, picture_vectors, text_vectors
from training.pocket.content_hubs import fit_hubs
from training.pocket.content_loop import SETTLE, Recipe, Trainer
from training.pocket.content_store import Views, bank_texts
from training.pocket.content_texts import class_names, common_words
from training.pocket.content_views import CROPS, PLAIN, build

SNAPSHOT_EVERY = 75  # steps; a fit's last two thirds of them are averaged
SNAPSHOTS_BEFORE_BRANCHES = 4  # of the first fit: the start of further ones
HUB_STRENGTH = 0.5
SETTLED = 0.6
"""Names and labels score better after the last stage, captions before it: the weights are interpolated. Source:
Wortsman et al. 2021 (2109.01903)."""
SHALLOW = 5  # own blocks frozen in the first fits: 11 to 15
FIRST = Recipe(frozen=SHALLOW)
BRANCHES = (
    replace(FIRST, seed=23, dropout=0.55, drop_pieces=0.2, soft_share=0.25, weight_spans=0.4, cut_out=0.5),
    replace(FIRST, seed=37, dropout=0.6, drop_pieces=0.2, soft_share=0.3, weight_spans=0.5, cut_out=0.7,
            rate_blocks=2e-4, rate_layers=1e-4),
    replace(FIRST, seed=51, dropout=0.55, drop_pieces=0.2, soft_share=0.25, weight_spans=0.4, cut_out=0.5, collages=64),
    replace(FIRST, seed=71, dropout=0.55, drop_pieces=0.2, soft_share=0.25, weight_spans=0.4, cut_out=0.5,
            photographs=160, others=56, collages=112, collage_labels=0.12, weight_collages=0.8),
)  # fmt: skip
"""Further fits from the first one's early weights, with stronger regularisation; weights that share a start can be
averaged. Source: Wortsman et al. 2022 (2203.05482)."""
LAST = replace(BRANCHES[-1], seed=91, collages=128, rate=8e-4)
"""Starts at the mean of all the others."""
DEEP = (replace(LAST, seed=131, frozen=0), replace(LAST, seed=151, frozen=0, drop_pretrained=0.25))
"""Start there, with all own blocks."""
FOLDERS = {"plain": PLAIN, "crops": CROPS}


def prepare_views(pairs: Sequence[Pair], work: Path) -> Views:
    """Plain views and crops, computed when missing in `work`."""
    scale = None
    for name, plan in FOLDERS.items():
        if not (work / name / "owner.npy").is_file():
            build(pairs, work / name, plan=plan, scale=scale)
        scale = np.load(work / name / "scale.npy")
    return Views.open([(work / name, plan) for name, plan in FOLDERS.items()], pairs)


def mean_of(states: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The weights' mean over snapshots of one run. Source: Izmailov et al. 2018 (1803.05407)."""
    return {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}


def main(data: Path, rest: list[str]) -> None:
    """Train, print one JSON line per report, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m training.pocket content", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("content-work"), help="folder for the prepared views (2 GB)")
    parser.add_argument("--stamps", type=Path, default=None)
    parser.add_argument("--steps", type=int, default=1040, help="of the first fit")
    parser.add_argument("--branch-steps", type=int, nargs="*", default=[450, 360, 450, 560], help="of each further fit")
    parser.add_argument("--last-steps", type=int, default=850, help="of the fit that goes on from their mean")
    parser.add_argument("--deep-steps", type=int, default=550, help="of each of the two fits of all own blocks")
    parser.add_argument("--settle-steps", type=int, default=750, help="of the heads alone, at the end")
    parser.add_argument("--out", type=Path, default=weights_file("content.safetensors"))
    known = parser.parse_args(rest)
    began = time.time()
    pairs = read_pairs(data, stamps=known.stamps)
    views = prepare_views(pairs, known.work)
    spans = caption_spans(pairs)
    bank = bank_texts(pairs, [*class_names(), *common_words(), *(text for some in spans for text in some)])

    def fit(
        recipe: Recipe, steps: int, start: dict[str, torch.Tensor] | None = None
    ) -> tuple[Trainer, dict[str, torch.Tensor], dict[str, torch.Tensor]]:
        """(trainer, mean of its last snapshots, the snapshot where further fits start)."""
        trainer = Trainer(pairs, views, bank, recipe, spans=spans, start=start)
        snapshots: list[dict[str, torch.Tensor]] = []

        def keep(done: int) -> None:
            """A run that is cut short leaves its last average; some of them are put aside for their mean."""
            write_content(known.out, trainer.averaged.picture, trainer.averaged.text)
            if done % SNAPSHOT_EVERY == 0 or done == steps:
                snapshots.append(copy.deepcopy(trainer.averaged.state_dict()))

        trainer.run(steps=steps, keep=keep)
        first = snapshots[min(SNAPSHOTS_BEFORE_BRANCHES, len(snapshots)) - 1]
        return trainer, mean_of(snapshots[len(snapshots) // 3 :]), first

    trainer, mean, start = fit(FIRST, known.steps)
    means = [mean]
    for recipe, steps in zip(BRANCHES, known.branch_steps, strict=False):
        means.append(fit(recipe, steps, start)[1])
    mean = mean_of(means)
    for recipes, steps in (((LAST,), known.last_steps), (DEEP, known.deep_steps)):
        if steps:
            mean = mean_of([mean, *(fit(recipe, steps, mean)[1] for recipe in recipes)])
    trainer.averaged.load_state_dict(mean)
    print(json.dumps(evaluate(trainer.averaged, trainer)), flush=True)
    trainer.keep_own()
    trainer.recipe = replace(trainer.recipe, **SETTLE)  # type: ignore[arg-type]
    trainer.run(steps=known.settle_steps, warm=20)
    settled = trainer.averaged.state_dict()
    between = {name: SETTLED * settled[name] + (1 - SETTLED) * weight for name, weight in mean.items()}
    trainer.averaged.load_state_dict(between)
    correct_hubs(trainer)
    write_content(known.out, trainer.averaged.picture, trainer.averaged.text)
    spent = {"seconds": round(time.time() - began), "threads": torch.get_num_threads()}
    print(json.dumps({**evaluate(trainer.averaged, trainer), **spent}), flush=True)


def correct_hubs(trainer: Trainer) -> None:
    """Both sides' hub corrections, from training pictures, their captions and the 1,000 class names."""
    model, pairs = trainer.averaged.eval(), trainer.pairs
    trained = [i for i, p in enumerate(pairs) if not p.held_out]
    pictures = picture_vectors(model, trainer, trained)
    rows = [row for i in trained if pairs[i].kind == "flickr8k" for row in trainer.text_rows[i]]
    captions, names = text_vectors(model, trainer, rows), text_vectors(model, trainer, trainer.names)
    fit_hubs(model.picture.hubs, own=pictures, others=captions, also=names, strength=HUB_STRENGTH)
    fit_hubs(model.text.hubs, own=captions, others=pictures, strength=HUB_STRENGTH)
