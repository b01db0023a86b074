"""The questions of one conversation: which is open, which were asked, and which answer a sentence gives.

What is worth asking is settled in `suggestions.guide`; this remembers, so that nothing is asked twice.

    guidance.question(plan, found, collection, compiler)
"""

from __future__ import annotations

from agent.language.tokens import fold
from agent.plan.edits import Edit
from agent.plan.query_plan import QueryPlan
from agent.session.compiler import Compiler
from agent.suggestions.guide import Question, ask
from tools.search.query import Found
from tools.types import Collection


class Guidance:
    """At most one question at a time, and none twice while the same thing is looked for."""

    def __init__(self) -> None:
        self.open: Question | None = None
        self._about: QueryPlan | None = None
        self._topic: frozenset[str] = frozenset()
        self._asked: set[str] = set()

    def question(self, plan: QueryPlan, found: Found, collection: Collection, compiler: Compiler) -> Question | None:
        """The question that goes with these results: the open one as long as the same is asked of the library."""
        about, topic = _conditions(plan), frozenset(t.text for t in plan.terms if t.channel == "content")
        if about == self._about:
            return self.open
        if not topic & self._topic:
            self._asked.clear()
        self._about, self._topic = about, topic
        nulls = compiler.nulls(plan).get("content")
        self.open = ask(plan, found, collection, compiler.models, asked=self._asked, nulls=nulls)
        self._asked |= {answer.text for answer in self.open.answers} if self.open else set()
        return self.open

    def passed(self) -> None:
        """No answer fits: the next time another question is asked of the same results."""
        self._about = None

    def withdrawn(self) -> None:
        """The question was not shown, because another was more pressing; it may be asked later."""
        if self.open is not None:
            self._asked -= {answer.text for answer in self.open.answers}
        self.open = None

    def answer(self, message: str) -> Edit | None:
        """The edit of the answer that a message gives word for word; None for any other message."""
        said = fold(message).strip(" .!")
        answers = self.open.answers if self.open else ()
        return next((answer.edit() for answer in answers if fold(answer.text) == said), None)


def _conditions(plan: QueryPlan) -> QueryPlan:
    """What is asked of the library, whatever the weights, the order and the length of the page."""
    terms = tuple(term.model_copy(update={"weight": 1.0 if term.weight > 0 else -1.0}) for term in plan.terms)
    return plan.model_copy(update={"terms": terms, "limit": 1, "sort": "relevance"})
