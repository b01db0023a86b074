"""Train the act classifier: `python -m training.acts --captions FILE --labels FILE [--out FILE]`, about two minutes."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F

from agent.planners.acts.act_network import WEIGHTS, ActNetwork
from agent.planners.acts.classifier import rows_of
from agent.planners.acts.labels import LABELS, LOOKING
from tools.encoders.pocket.store import write_packed
from training.acts.utterances import Utterance, examples, generated

CAPTIONS = 900
GENERATED = 6000
STEPS, BATCH, RATE, DROPOUT, SMOOTHING = 2000, 256, 2e-3, 0.3, 0.05


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure on the test side, write."""
    cli = argparse.ArgumentParser(prog="python -m training.acts", description=__doc__)
    cli.add_argument("--captions", type=Path, required=True, help="JSON lines with captions and a split")
    cli.add_argument("--labels", type=Path, required=True, help="JSON lines with a label")
    cli.add_argument("--side", choices=("train", "all"), default="train", help="all: the test side is learned too")
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--out", type=Path, default=WEIGHTS)
    given = cli.parse_args(arguments)
    torch.set_num_threads(1)
    rng = Random(given.seed)
    rows = [json.loads(line) for line in given.captions.read_text(encoding="utf-8").splitlines()]
    captions = [rng.choice(row["captions"]) for row in rows if row.get("split", "train") == "train"]
    captions = rng.sample(captions, CAPTIONS)
    labels = given.labels.read_text(encoding="utf-8").splitlines()
    things = sorted({json.loads(line)["label"].lower() for line in labels})
    learn = examples(rng, captions=captions, things=things, side=given.side)
    learn += generated(GENERATED, captions=captions, things=things, seed=given.seed)
    network = fit(learn, seed=given.seed)
    write_packed(given.out, network.state_dict())
    print(f"{len(learn)} utterances; written {given.out}")
    report(network, examples(rng, captions=captions, things=things, side="test"))


def fit(learn: Sequence[Utterance], *, seed: int) -> ActNetwork:
    """The network after training, every label as often as every other."""
    torch.manual_seed(seed)
    x = torch.from_numpy(rows_of([u.text for u in learn], [u.asked for u in learn]))
    y = torch.tensor([LABELS.index(u.label) for u in learn])
    count = torch.bincount(y, minlength=len(LABELS)).clamp(min=1)
    chance = (1.0 / count.float() ** 0.7)[y]
    network = ActNetwork()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=STEPS)
    for _ in range(STEPS):
        chosen = torch.multinomial(chance, BATCH, replacement=True)
        loss = F.cross_entropy(network(x[chosen], dropout=DROPOUT), y[chosen], label_smoothing=SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network.eval()


@torch.inference_mode()
def report(network: ActNetwork, test: Sequence[Utterance]) -> None:
    """Right by label, and what was taken for what."""
    x = torch.from_numpy(rows_of([u.text for u in test], [u.asked for u in test]))
    got = [LABELS[n] for n in network(x).argmax(dim=1).tolist()]
    right = Counter(u.label for u, g in zip(test, got, strict=True) if u.label == g)
    played = Counter(u.label for u in test)
    print(time.strftime("%H:%M:%S"), f"test side: {sum(right.values())} of {len(test)}")
    for label, n in played.items():
        wrong = Counter(g for u, g in zip(test, got, strict=True) if u.label == label and g != label)
        print(f"  {label}: {right[label]}/{n}", dict(wrong.most_common(4)))
    crossed = [(u.text, u.label, g) for u, g in zip(test, got, strict=True) if (u.label in LOOKING) != (g in LOOKING)]
    print(f"looking taken for another act or the other way: {len(crossed)}")
    for row in crossed[:40]:
        print("   ", row)


if __name__ == "__main__":
    main()
