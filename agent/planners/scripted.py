"""A planner that plays what it was given: deterministic, for tests, demonstrations and for trying the page.

It reads no message; it only records them.

    ScriptedPlanner([Proposal(edits=(AddTerm(text="fog"),))]).propose("anything", plan, context=Context())
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from agent.plan.edits import Edit
from agent.plan.query_plan import QueryPlan
from agent.planners.protocol import Context, Listener, Proposal
from tools.errors import PlannerFailed


@dataclass(frozen=True)
class Heard:
    """One call, as it was made."""

    message: str
    plan: QueryPlan
    context: Context


@dataclass
class ScriptedPlanner:
    """Plays `script` in order: a Proposal, edits alone, or an error to raise. `heard` keeps the calls.

    `thinks` is streamed to the listener before each answer, piece by piece.
    """

    script: Iterable[Proposal | Edit | tuple[Edit, ...] | Exception]
    name: str = "scripted"
    thinks: tuple[str, ...] = ()
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._left = iter(self.script)

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        """The next proposal of the script.

        Raises: PlannerFailed when the script is over; whatever error the script holds.
        """
        self.heard.append(Heard(message, plan, context))
        if listen is not None:
            for piece in self.thinks:
                listen("thinking", piece)
        try:
            answer = next(self._left)
        except StopIteration:
            raise PlannerFailed("The script is over.", remedy="Give it one entry for each message.") from None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Proposal):
            return replace(answer, planner=answer.planner or self.name)
        return Proposal(edits=answer if isinstance(answer, tuple) else (answer,), planner=self.name)
