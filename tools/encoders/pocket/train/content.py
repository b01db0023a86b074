"""`python -m tools.encoders.pocket.train content`: from the sets under --data to weights/content.safetensors.

Views through the frozen trunk are made once and kept in --work; then the heads are trained on the frozen towers and,
with --whole-steps, everything of content's own together. Needs the `train` extra. Tuxpaint's stamps (Debian's
tuxpaint-stamps-default) are used when --stamps names their folder.

    python -m tools.encoders.pocket.train content --data ../shared/data --stamps /usr/share/tuxpaint/stamps
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from tools.encoders.pocket.train.content_data import Pair, read_pairs
from tools.encoders.pocket.train.content_eval import evaluate
from tools.encoders.pocket.train.content_loop import Recipe, Trainer, save_checkpoint
from tools.encoders.pocket.train.content_store import Views, bank_texts
from tools.encoders.pocket.train.content_texts import class_names, common_words
from tools.encoders.pocket.train.content_views import ViewPlan, build

KEPT = {"photographs": 512, "captions": 3, "others": 256, "names": 128, "words": 96, "memory": 0, "average": 0.985,
        "rate": 1.5e-3, "weight_others": 0.5}  # fmt: skip
"""The heads alone are cheap, so their batches are larger; more steps only learn the captions by heart."""


def prepare_views(pairs: Sequence[Pair], work: Path) -> Views:
    """Plain views and crops, made when they are not in `work` yet."""
    plans = {"plain": ViewPlan(plain=True, look_share={}), "crops": ViewPlan(plain=False, seed=107)}
    scale = None
    for name, plan in plans.items():
        if not (work / name / "owner.npy").is_file():
            build(pairs, work / name, plan=plan, scale=scale)
        scale = np.load(work / name / "scale.npy")
    return Views.open([(work / name, 0, plan.plain) for name, plan in plans.items()], pairs)


def main(data: Path, rest: list[str]) -> None:
    """Train, print one JSON line per report, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m tools.encoders.pocket.train content", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("content-work"), help="folder for the prepared views (2 GB)")
    parser.add_argument("--stamps", type=Path, default=None)
    parser.add_argument("--kept-steps", type=int, default=360)
    parser.add_argument("--whole-steps", type=int, default=0, help="0: the committed weights")
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    known = parser.parse_args(rest)
    began = time.time()
    pairs = read_pairs(data, stamps=known.stamps)
    views = prepare_views(pairs, known.work)
    bank = bank_texts(pairs, [*class_names(), *common_words()])
    recipe = Recipe(seed=known.seed)
    trainer = Trainer(pairs, views, bank, replace(recipe, **KEPT))  # type: ignore[arg-type]
    trainer.run("kept", steps=known.kept_steps)
    print(json.dumps({"after": "kept", **evaluate(trainer.averaged, trainer, stage="kept")}), flush=True)
    if known.whole_steps:
        trainer.model.load_state_dict(trainer.averaged.state_dict())
        trainer.recipe = recipe
        trainer.run("whole", steps=known.whole_steps)
        print(json.dumps({"after": "whole", **evaluate(trainer.averaged, trainer, stage="whole")}), flush=True)
    save_checkpoint(trainer.averaged)
    print(json.dumps({"seconds": round(time.time() - began), "threads": torch.get_num_threads()}), flush=True)
