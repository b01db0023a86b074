"""The act that a step was, read from its edits.

act_of((AddTerm(text="dogs"),), before=QueryPlan())   # "search"
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.plan.edits import Act, Edit, Explain, NewTopic, Reset, Respond, ShowMore, Undo
from agent.plan.query_plan import QueryPlan

_ACTS: tuple[tuple[type, Act], ...] = ((Undo, "undo"), (ShowMore, "more"), (Explain, "question"), (NewTopic, "new"))


def act_of(edits: Sequence[Edit], *, before: QueryPlan) -> Act:
    """What a message was taken for, from the edits that were made of it and the plan `before` them."""
    if not edits:
        return "nonsense"
    answered = next((edit.act for edit in edits if isinstance(edit, Respond)), None)
    if answered is not None:
        return answered
    if any(isinstance(edit, Reset) for edit in edits):
        return "reset" if len(edits) == 1 else "new"
    for kind, act in _ACTS:
        if any(isinstance(edit, kind) for edit in edits):
            return act
    return "search" if before.empty else "refine"
