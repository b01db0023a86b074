"""A sentence that is being read while sliders and clicks go on: what stood before it, and what was done meanwhile.

A slow planner must not hold the plan. Its answer is for the plan as it was when the sentence was said; the clicks made
since are laid over it again, each still one step of undo. It searches nothing and knows no locks.

    turn = PendingSentence(plan, past); turn.clicked((Reweight(term="fog", weight=0.2),), plan_after)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.plan.edits import AddTerm, Edit, RemoveTerm, ReplaceTerm, Reset, Reweight, Undo
from agent.plan.query_plan import QueryPlan

STILL_READING = "That is a first reading; the language model is still thinking."
DROPPED = "You took that back before it was read to the end, so its answer was dropped."


@dataclass(frozen=True)
class Click:
    """One step by hand, and the plan that it led to."""

    edits: tuple[Edit, ...]
    plan: QueryPlan


@dataclass
class PendingSentence:
    """`plan` and `past` are as they were when the sentence was said."""

    plan: QueryPlan
    past: tuple[QueryPlan, ...]
    clicks: list[Click] = field(default_factory=list)
    cancelled: bool = False

    def clicked(self, edits: Sequence[Edit], plan: QueryPlan) -> None:
        """Remember a step by hand; undo takes back the last of them, and where there is none the sentence itself."""
        if any(isinstance(edit, Undo) for edit in edits):
            if self.clicks:
                self.clicks.pop()
            else:
                self.cancelled = True
        elif any(isinstance(edit, Reset) for edit in edits):
            self.cancelled = True
        else:
            self.clicks.append(Click(tuple(edits), plan))

    @property
    def touched(self) -> bool:
        """Whether anything was done by hand since the sentence was said."""
        return self.cancelled or bool(self.clicks)


def rebased(click: Click, plan: QueryPlan) -> list[Edit]:
    """The edits of a click for another plan than the one it was made on.

    What a hand weighed or replaced stays, also where the planner's answer has no such term; what it took out is gone
    already then.
    """
    edits: list[Edit] = []
    for edit in click.edits:
        if not isinstance(edit, (Reweight, RemoveTerm, ReplaceTerm)) or plan.term(edit.term) is not None:
            edits.append(edit)
            continue
        text = edit.text if isinstance(edit, ReplaceTerm) else edit.term
        kept = None if isinstance(edit, RemoveTerm) else click.plan.term(text)
        if kept is not None:
            edits.append(AddTerm(text=kept.text, channel=kept.channel, weight=kept.weight))
    return edits
