"""The act of a step follows from its edits."""

from __future__ import annotations

import pytest

from agent.plan.acts import act_of
from agent.plan.edits import AddTerm, Edit, Explain, NewTopic, Reset, Respond, ShowMore, Undo, apply
from agent.plan.query_plan import QueryPlan, Reference, Term

DOGS = QueryPlan(terms=(Term(id="dogs", text="dogs"),))


@pytest.mark.parametrize(
    ("edits", "before", "act"),
    [
        ((AddTerm(text="dogs"),), QueryPlan(), "search"),
        ((AddTerm(text="cats"),), DOGS, "refine"),
        ((NewTopic(), AddTerm(text="cats")), DOGS, "new"),
        ((Reset(),), DOGS, "reset"),
        ((Reset(), AddTerm(text="cats")), DOGS, "new"),
        ((Undo(),), DOGS, "undo"),
        ((ShowMore(),), DOGS, "more"),
        ((Explain(),), DOGS, "question"),
        ((Respond(act="cannot", about="edit"),), DOGS, "cannot"),
        ((), DOGS, "nonsense"),
    ],
)
def test_acts(edits: tuple[Edit, ...], before: QueryPlan, act: str) -> None:
    assert act_of(edits, before=before) == act


def test_a_new_topic_keeps_style_and_conditions() -> None:
    plan = QueryPlan(
        terms=(Term(id="dogs", text="dogs"), Term(id="oils", text="oils", channel="style")),
        like=(Reference(image_id="0" * 16),),
    )
    after = apply(plan, NewTopic())
    assert [t.id for t in after.terms] == ["oils"]
    assert not after.like
