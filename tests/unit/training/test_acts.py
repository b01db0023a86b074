"""The act classifier's utterances: every label is taught, and no line stands on both sides."""

from __future__ import annotations

from random import Random

from agent.planners.acts.labels import LABELS
from training.acts.utterances import FILES, HERE, examples, on_side


def test_every_label_is_taught() -> None:
    found = examples(Random(1), captions=["A dog runs on the beach"], things=["dog", "bridge"], side="train")
    assert {u.label for u in found} == set(LABELS)
    assert not any("{" in u.text for u in found)


def test_a_line_is_on_one_side() -> None:
    lines = [line for name in FILES for line in (HERE / f"{name}.txt").read_text("utf-8").splitlines()]
    assert all(on_side(line, "train") != on_side(line, "test") for line in lines)
    share = sum(on_side(line, "test") for line in lines) / len(lines)
    assert 0.05 < share < 0.2
