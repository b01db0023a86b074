"""What a planner is: (message, plan, context) in, edits of the plan out. It never touches the plan itself.

proposal = RulesPlanner().propose("more fog", plan, Context())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from agent.plan.edits import Edit
from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from tools.types import ImageId

Listener: TypeAlias = Callable[[Literal["thinking", "text", "first"], str], None]
"""Called with pieces of a slow planner's output as they arrive; "first" is the session's: a first reading stands."""


@dataclass(frozen=True)
class Context:
    """What the user sees while speaking: "the second one", "these two", "this year" are read against it."""

    shown: tuple[ImageId, ...] = ()
    selected: tuple[ImageId, ...] = ()
    explained: ImageId | None = None
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Proposal:
    """A planner's reading of one message.

    `question` is asked back when the reading is truly open; `notes` are short true sentences for the user
    (a date not understood, say); `suggestions` are terms the planner would add beyond the user's words.
    """

    edits: tuple[Edit, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    question: str | None = None
    notes: tuple[str, ...] = ()
    planner: str = ""


@runtime_checkable
class Planner(Protocol):
    """Reads a message against the present plan."""

    @property
    def name(self) -> str:
        """What the page calls it: "ollama qwen3:4b", "embedded", "rules"."""
        ...

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        """The edits this message asks for, in order.

        Raises: PlannerFailed when there is no usable answer (down, slow, nonsense): the next planner takes over.
        """
        ...


@runtime_checkable
class Drafting(Protocol):
    """A slow planner that has a quick reading to show first."""

    def draft(self, message: str, plan: QueryPlan, *, context: Context) -> Proposal | None:
        """The quick reading; None when `propose` is quick itself this time, or nothing is known yet."""
        ...
