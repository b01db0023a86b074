"""Which act a message is: the chances of each label, from its sentence vector and two facts about it.

It reads no terms and changes no plan; what follows from an act is decided in `fallback` and `replies`.

    read_act("crop the third one a bit", QueryPlan()).label   # "cannot"
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from agent.plan.query_plan import QueryPlan
from agent.planners.acts.act_network import MARKS, ActNetwork
from agent.planners.acts.labels import LABELS, ActLabel
from tools.encoders.pocket.text import TextTower
from tools.types import Float32

MIDDLE = 3
"""The tower's layer that is read beside the last: both are right in .88 of unseen lines, the last alone in .82."""
GAIN = 4.0
"""Unit vectors are small beside the marks; this brings both to one scale."""


@dataclass(frozen=True)
class ActReading:
    """The likeliest act of a message, and the chance in 0..1 of each."""

    label: ActLabel
    chances: dict[ActLabel, float]


def rows_of(messages: list[str], asked: list[bool]) -> Float32:
    """float32 (M, INPUTS): the tower's two depths with the two marks; `asked`: the plan asks for something already."""
    vectors = GAIN * TextTower.load().depths([message.strip() for message in messages], middle=MIDDLE)
    marks = [[float(a), float(m.rstrip().endswith("?"))] for m, a in zip(messages, asked, strict=True)]
    return np.concatenate([vectors, np.array(marks, dtype=np.float32).reshape(len(messages), MARKS)], axis=1)


def read_act(message: str, plan: QueryPlan) -> ActReading:
    """The act of one message against the present plan. Raises: ModelMissing, ModelBroken."""
    return _read(message, not plan.empty)


@lru_cache(maxsize=64)
def _read(message: str, asked: bool) -> ActReading:
    with torch.inference_mode():
        logits = ActNetwork.load()(torch.from_numpy(rows_of([message], [asked])))
    chances = torch.softmax(logits[0], dim=-1).tolist()
    named = dict(zip(LABELS, chances, strict=True))
    return ActReading(max(named, key=lambda label: named[label]), named)
