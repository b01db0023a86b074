"""`python -m tools.encoders.pocket.train content`: from the sets under --data to weights/content.safetensors.

Views through the frozen part of the trunk are made once and kept in --work; then everything of content's own is trained
together, snapshots on the way are averaged, and the heads alone settle on single words and class names. Needs the
`train` extra. Tuxpaint's stamps (Debian's tuxpaint-stamps-default) are used when --stamps names their folder.

    python -m tools.encoders.pocket.train content --data ../shared/data --stamps /usr/share/tuxpaint/stamps
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
from tools.encoders.pocket.train.content_data import Pair, read_pairs
from tools.encoders.pocket.train.content_eval import evaluate
from tools.encoders.pocket.train.content_loop import SETTLE, Recipe, Trainer
from tools.encoders.pocket.train.content_store import Views, bank_texts
from tools.encoders.pocket.train.content_texts import class_names, common_words
from tools.encoders.pocket.train.content_views import CROPS, PLAIN, build

SNAPSHOTS_FROM, SNAPSHOT_EVERY = 300, 150  # steps
FOLDERS = {"plain": PLAIN, "crops": CROPS}


def prepare_views(pairs: Sequence[Pair], work: Path) -> Views:
    """Plain views and crops, made when they are not in `work` yet."""
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
    parser = argparse.ArgumentParser(prog="python -m tools.encoders.pocket.train content", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("content-work"), help="folder for the prepared views (1 GB)")
    parser.add_argument("--stamps", type=Path, default=None)
    parser.add_argument("--steps", type=int, default=1040)
    parser.add_argument("--settle-steps", type=int, default=250, help="of the heads alone, at the end")
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--out", type=Path, default=weights_file("content.safetensors"))
    known = parser.parse_args(rest)
    began = time.time()
    pairs = read_pairs(data, stamps=known.stamps)
    views = prepare_views(pairs, known.work)
    bank = bank_texts(pairs, [*class_names(), *common_words()])
    trainer = Trainer(pairs, views, bank, Recipe(seed=known.seed))

    snapshots: list[dict[str, torch.Tensor]] = []

    def keep(done: int) -> None:
        """A run that is cut short leaves its last average; some of them are put aside for their mean."""
        write_content(known.out, trainer.averaged.picture, trainer.averaged.text)
        if done >= SNAPSHOTS_FROM and (done % SNAPSHOT_EVERY == 0 or done == known.steps):
            snapshots.append(copy.deepcopy(trainer.averaged.state_dict()))

    trainer.run(steps=known.steps, keep=keep)
    trainer.averaged.load_state_dict(mean_of(snapshots or [trainer.averaged.state_dict()]))
    print(json.dumps(evaluate(trainer.averaged, trainer)), flush=True)
    trainer.keep_own()
    trainer.recipe = replace(trainer.recipe, **SETTLE)  # type: ignore[arg-type]
    trainer.run(steps=known.settle_steps, warm=20)
    write_content(known.out, trainer.averaged.picture, trainer.averaged.text)
    spent = {"seconds": round(time.time() - began), "threads": torch.get_num_threads()}
    print(json.dumps({**evaluate(trainer.averaged, trainer), **spent}), flush=True)
