"""A planner that says what it was told to say, for tests of the session around it."""

from __future__ import annotations

from agent.planners.protocol import Proposal


class Echo:
    """A planner whose answers are put into it beforehand; remembers what it was asked."""

    name = "echo"

    def __init__(self):
        self.next = Proposal()
        self.asked = []

    def propose(self, message, plan, *, context, listen=None):
        self.asked.append((message, plan, context))
        return self.next


def say(session, *edits, text="something", **more):
    """One sentence that the planner reads as these edits."""
    session.planner.next = Proposal(edits=edits, **more)
    return session.say(text)
