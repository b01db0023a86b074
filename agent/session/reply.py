"""What a session gives back: the reply to one step, and the state of planner, models and library.

It computes nothing; both are values, and a reply is also plain JSON.

    json.dumps(session.say("dogs in Paris").as_json())
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agent.plan.edits import Act, Edit
from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from tools.search.query import Counts, Hit


@dataclass(frozen=True)
class Reply:
    """What one step of the conversation came to. `hits` are the first `plan.limit` of `available`.

    `answers` are those that `question` offers to a click; a question about a name has none.
    """

    plan: QueryPlan
    edits: tuple[Edit, ...] = ()
    text: str = ""
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    counts: Counts = field(default_factory=Counts)
    available: int = 0
    planner: str = ""
    notices: tuple[str, ...] = ()
    question: str | None = None
    answers: tuple[Suggestion, ...] = ()
    act: Act = "search"

    def as_json(self) -> dict[str, Any]:
        """The reply as plain values, for the command and for tests."""
        return {
            "plan": self.plan.model_dump(mode="json", by_alias=True),
            "edits": [edit.model_dump(mode="json", by_alias=True) for edit in self.edits],
            "text": self.text,
            "hits": [hit.as_json() for hit in self.hits],
            "suggestions": [suggestion.as_json() for suggestion in self.suggestions],
            "counts": vars(self.counts),
            "available": self.available,
            "planner": self.planner,
            "notices": list(self.notices),
            "question": self.question,
            "answers": [answer.as_json() for answer in self.answers],
            "act": self.act,
        }


@dataclass(frozen=True)
class Status:
    """What is at work: shown in the page's header and by `docent doctor`."""

    planner: str
    models: str
    pictures: int
    library: str
    hints: tuple[str, ...] = ()
