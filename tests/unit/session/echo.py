"""A planner that says what it was told to say, for tests of the session around it."""

from __future__ import annotations

from typing import Any

from agent.plan.edits import Edit
from agent.plan.query_plan import QueryPlan
from agent.planners.protocol import Context, Listener, Proposal
from agent.session.conversation import Session
from agent.session.reply import Reply


class Echo:
    """A planner whose answers are put into it beforehand; remembers what it was asked."""

    name = "echo"

    def __init__(self) -> None:
        self.next = Proposal()
        self.asked: list[tuple[str, QueryPlan, Context]] = []

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        self.asked.append((message, plan, context))
        return self.next


def say(session: Session, *edits: Edit, text: str = "something", **more: Any) -> Reply:
    """One sentence that the planner reads as these edits."""
    assert isinstance(session.planner, Echo)
    session.planner.next = Proposal(edits=edits, **more)
    return session.say(text)
