"""One name out, another in."""

from __future__ import annotations

import pytest

from agent.language.tokens import split
from agent.plan.query_plan import PlaceClause, QueryPlan, Term
from agent.planners.tagger.swaps import exchange
from agent.planners.tagger.tag_decoding import TaggedSpan

PLAN = QueryPlan(
    terms=(Term(id="braque", text="braque", channel="style"), Term(id="pears", text="green pears")),
    place=PlaceClause(name="Rome"),
)
READ = [TaggedSpan(0, 0, "place", "content")]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("braque out, leger in", [TaggedSpan(0, 0, "old", "style"), TaggedSpan(3, 3, "new", "style")]),
        ("leger in, braque out please", [TaggedSpan(0, 0, "new", "style"), TaggedSpan(3, 3, "old", "style")]),
        ("pears out and plums in", [TaggedSpan(0, 0, "old", "content"), TaggedSpan(3, 3, "new", "content")]),
        (
            "the pears are too green, plums will do",
            [TaggedSpan(1, 1, "old", "content"), TaggedSpan(6, 6, "new", "content")],
        ),
        (
            "my aunt thinks pears are a bit too plain. Plums",
            [TaggedSpan(3, 3, "old", "content"), TaggedSpan(10, 10, "new", "content")],
        ),
        ("the pears are too green, more plums please", READ),
        ("the quinces are too green, plums will do", READ),
        ("rome out, paris in", READ),
        ("klee out, leger in", READ),
        ("braque out, ' in", READ),
        ("dogs looking out of windows in rain", READ),
    ],
)
def test_exchange(message: str, expected: list[TaggedSpan]) -> None:
    assert exchange(message, split(message), READ, PLAN) == expected
