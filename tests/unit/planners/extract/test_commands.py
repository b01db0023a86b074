"""Requests that name no content become edits, and take no words from those that do."""

from __future__ import annotations

import pytest

from agent.plan.edits import (
    Edit,
    Explain,
    Like,
    Reset,
    Reweight,
    SetMatch,
    SetSort,
    ShowMore,
    Undo,
    Unlike,
)
from agent.plan.query_plan import QueryPlan, Term
from agent.planners.extract.commands import find_commands
from agent.planners.protocol import Context

PLAN = QueryPlan(
    terms=(Term(id="owls", text="owls", channel="content"), Term(id="linocut", text="linocut", channel="style"))
)
CONTEXT = Context(shown=("a", "b", "c", "d"), selected=("d",))


def edits(message: str) -> list[Edit]:
    return [edit for command in find_commands(message, PLAN, CONTEXT) for edit in command.edits]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("undo", Undo()),
        ("please go back", Undo()),
        ("Undo that, please.", Undo()),
        ("take that back", Undo()),
        ("start over", Reset()),
        ("new search: cats", Reset()),
        ("show more", ShowMore()),
        ("more please", ShowMore()),
        ("show me 12 more", ShowMore(count=12)),
        ("next page", ShowMore()),
        ("newest first", SetSort(sort="newest")),
        ("sort by date", SetSort(sort="newest")),
        ("sort them oldest first", SetSort(sort="oldest")),
        ("nearest first", SetSort(sort="distance")),
        ("they must show both", SetMatch(match="all")),
        ("match all of them", SetMatch(match="all")),
        ("any of them is fine", SetMatch(match="any")),
        ("why this one?", Explain(about="picture", image_id="d")),
        ("why the second one?", Explain(about="picture", image_id="b")),
        ("what is the plan?", Explain(about="plan")),
        ("how many are from Italy?", Explain(about="count", place="Italy")),
        ("more like the second one", Like(image_id="b")),
        ("not that one", Unlike(image_id="d")),
        ("the same style as the first one", Like(image_id="a", channels=("style",))),
    ],
)
def test_understands(message: str, expected: Edit) -> None:
    assert edits(message) == [expected]


def test_balance_moves_the_weights_of_both_channels() -> None:
    assert edits("style matters more") == [Reweight(term="owls", by=-0.2), Reweight(term="linocut", by=0.2)]


@pytest.mark.parametrize(
    "message",
    [
        "more fog",
        "shot on Kodak Portra",
        "a camera on a tripod",
        "taken with a camera",
        "newest fashion",
        "back alleys",
        "no cars",
        "two dogs",
    ],
)
def test_leaves_content_alone(message: str) -> None:
    assert edits(message) == []


@pytest.mark.parametrize(
    ("message", "sort"),
    [
        ("steam trains, oldest at the top", "oldest"),
        ("newest on top", "newest"),
        ("now turn that order around", "oldest"),
        ("reverse the order", "oldest"),
    ],
)
def test_order(message: str, sort: str) -> None:
    assert edits(message) == [SetSort(sort=sort)]  # type: ignore[arg-type]
