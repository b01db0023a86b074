"""The scripted planner plays its script and keeps what it heard."""

from __future__ import annotations

import pytest

from agent.plan.edits import AddTerm, ClearPlace
from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from agent.planners.protocol import Context, Planner, Proposal
from agent.planners.scripted import ScriptedPlanner
from tools.errors import PlannerFailed

FOG = AddTerm(text="fog")


def test_it_is_a_planner_and_plays_in_order():
    planner = ScriptedPlanner([FOG, (FOG, ClearPlace()), Proposal(notes=("n",), planner="x")])
    assert isinstance(planner, Planner)
    ask = lambda text: planner.propose(text, QueryPlan(), context=Context())  # noqa: E731
    assert ask("a") == Proposal(edits=(FOG,), planner="scripted")
    assert ask("b").edits == (FOG, ClearPlace())
    assert ask("c").planner == "x"
    assert [h.message for h in planner.heard] == ["a", "b", "c"]
    with pytest.raises(PlannerFailed, match="script is over"):
        ask("d")


def test_it_raises_what_the_script_holds_and_thinks_aloud():
    heard = []
    planner = ScriptedPlanner([PlannerFailed("down")], thinks=("one ", "two"))
    with pytest.raises(PlannerFailed, match="down"):
        planner.propose("a", QueryPlan(), context=Context(), listen=lambda kind, piece: heard.append((kind, piece)))
    assert heard == [("thinking", "one "), ("thinking", "two")]


def test_a_suggestion_knows_what_a_click_does():
    assert Suggestion("fog", "style", 0.5).edit() == AddTerm(text="fog", channel="style", weight=0.5)
    assert Suggestion("Bern", "place", 0.8).edit().name == "Bern"
