"""The head for acts fitted anew on finished layers: after an average of weights it no longer fits what is below it.

fit_act_head(tagger, encoded)   # changes tagger.act alone
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from agent.planners.acts.labels import LABELS
from agent.planners.tagger.network import ACT_DROPOUT, Tagger
from training.tagger.fit import BATCH, IGNORED, SMOOTHING, Encoded, collate

STEPS, ROWS, RATE, DECAY = 1500, 512, 2e-3, 0.05
RARE = 0.5
"""How much rarer acts are drawn more often: 1 draws every act as often as every other, 0 as they come."""


@torch.inference_mode()
def inputs_of(tagger: Tagger, encoded: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor]:
    """What the head reads of each example, (N, WHOLE), and the acts (N,); examples without one are left out."""
    seen: list[torch.Tensor] = []
    hook = tagger.act.register_forward_pre_hook(lambda _, given: seen.append(given[0].clone()))
    known = [example for example in encoded if example.act != IGNORED]
    known.sort(key=lambda example: len(example.owner))
    for at in range(0, len(known), BATCH):
        states, mask, owner, rows, *_ = collate(known[at : at + BATCH])
        tagger(states, mask, owner, rows)
    hook.remove()
    return torch.cat(seen), torch.tensor([example.act for example in known])


def fit_act_head(tagger: Tagger, encoded: Sequence[Encoded], *, seed: int = 0) -> None:
    """Fits `tagger.act` to what is said; every other weight stays."""
    torch.manual_seed(seed)
    given, acts = inputs_of(tagger.eval(), encoded)
    chance = (1.0 / torch.bincount(acts, minlength=len(LABELS)).clamp(min=1).float() ** RARE)[acts]
    optimiser = torch.optim.AdamW(tagger.act.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=STEPS)
    tagger.act.requires_grad_(True)
    for _ in range(STEPS):
        chosen = torch.multinomial(chance, ROWS, replacement=True)
        scores = tagger.act(F.dropout(given[chosen].clone(), ACT_DROPOUT, training=True))
        loss = F.cross_entropy(scores, acts[chosen], label_smoothing=SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
