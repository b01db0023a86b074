"""Utterances of which the act alone is known, with their slots filled. It knows no network.

examples(Random(1), captions=[], things=["dogs"], side="train")   # [Utterance("crop it", "cannot", True), ...]
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal, TypeAlias

from agent.planners.acts.labels import ActLabel

HERE = Path(__file__).parent / "phrases"
FILES: dict[str, ActLabel] = {
    "cannot": "cannot",
    "question_result": "question_result",
    "question_library": "question_library",
    "question_docent": "question_docent",
    "chat": "chat",
    "help": "help",
    "undo": "undo",
    "reset": "reset",
    "more": "more",
    "nonsense": "nonsense",
    "correction": "correction",
    "new_topic": "new",
    "refine": "refine",
    "search": "search",
}
Side: TypeAlias = Literal["train", "test", "all"]
TEST_SHARE = 12
"""Per cent of the lines that only the test side sees, by the hash of the line."""
FILLS = 3
"""How often a line with a slot is filled anew."""
AS_A_START: frozenset[ActLabel] = frozenset(
    {"search", "cannot", "chat", "help", "nonsense", "question_library", "question_docent"}
)
"""What is said with an empty plan too."""
_LEADS = ("and", "with", "no", "more", "also", "without")


@dataclass(frozen=True)
class Utterance:
    """A message, its act, and whether the plan asks for something when it is said."""

    text: str
    label: ActLabel
    asked: bool


def on_side(line: str, side: Side) -> bool:
    """Whether this line belongs to a side; decided by its words alone, so that it never moves."""
    return side == "all" or (zlib.crc32(line.lower().encode()) % 100 < TEST_SHARE) == (side == "test")


def examples(rng: Random, *, captions: Sequence[str], things: Sequence[str], side: Side) -> list[Utterance]:
    """Every line of the files with its slots filled, captions as first requests, and things named alone."""
    slots = {
        "thing": list(things),
        "place": "Norway|Lyon|the Alps|Japan|Cornwall|Lake Garda|Berlin|Iceland|Tuscany|New York|Kenya".split("|"),
        "date": "2019|last summer|the nineties|May 2015|2008|last year|winter 2018|yesterday|june".split("|"),
        "style": "watercolour|Monet|black and white|sepia|cubist|ukiyo-e|a pencil drawing|Hopper|film noir".split("|"),
    }
    found: list[Utterance] = []
    for name, label in FILES.items():
        for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if not line.strip() or not on_side(line, side):
                continue
            for _ in range(FILLS if "{" in line else 1):
                text = re.sub(r"\{(\w+)\}", lambda m: rng.choice(slots[m[1]]), line.strip())
                if label != "search":
                    found.append(Utterance(text, label, True))
                if label in AS_A_START:
                    found.append(Utterance(text, label, False))
    for caption in captions:
        if on_side(caption, side):
            found.append(Utterance(caption, "search", False))
    for thing in rng.sample(list(things), min(300, len(things))):
        if on_side(thing, side):
            found += [Utterance(thing, "search", False), Utterance(f"{thing}, {rng.choice(things)}", "search", False)]
            found.append(Utterance(f"{rng.choice(_LEADS)} {thing}", "refine", True))
    return found
