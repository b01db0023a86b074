"""How many turns the planners in the box read right: rules and embedded, on conversations that neither was made from.

`plans_hand.jsonl` was written before the first tagger was trained, `plans_fresh.jsonl`, `plans_fresh_2.jsonl` and
`plans_fresh_3.jsonl` by who had not seen the generator, each before anything was measured on it; what failed there has
been looked at since, so what they say now is no blind number (docs/decisions.md has those: .82, .811, .844).
`plans_dev.jsonl` lies in the shared folder and is skipped where that is absent. The rates asserted are a little below
what was measured (docs/decisions.md).

    pytest -s tests/evals/test_planning.py
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import pytest

from agent import open_session
from tests.evals.plan_cases import Tally, play, side_by_side

HAND = Path(__file__).parent / "data" / "plans_hand.jsonl"
FRESH = Path(__file__).parent / "data" / "plans_fresh.jsonl"
FRESH_2 = Path(__file__).parent / "data" / "plans_fresh_2.jsonl"
FRESH_3 = Path(__file__).parent / "data" / "plans_fresh_3.jsonl"
PLANNERS = ("rules", "embedded")
FLOOR_HAND = {"rules": 0.55, "embedded": 0.91}
FLOOR_FRESH = {"rules": 0.53, "embedded": 0.84}
FLOOR_FRESH_2 = {"rules": 0.45, "embedded": 0.88}
FLOOR_FRESH_3 = {"rules": 0.35, "embedded": 0.95}
FLOOR_DEV = {"rules": 0.92, "embedded": 0.92}


@lru_cache(maxsize=32)
def played(path: Path, planner: str) -> Tally:
    open_session(library=None, planner=planner).say("dogs")  # weights are read before the clock starts
    tally = play(path, lambda: open_session(library=None, planner=planner))
    print(f"\n{path.stem}, {tally.lines(planner)}")
    print("\n".join(f"  {line}" for line in tally.wrong))
    return tally


@pytest.mark.parametrize("planner", PLANNERS)
def test_conversations_written_by_hand(planner: str) -> None:
    assert played(HAND, planner).rate >= FLOOR_HAND[planner]


@pytest.mark.parametrize("planner", PLANNERS)
def test_conversations_written_after_the_last_change(planner: str) -> None:
    assert played(FRESH, planner).rate >= FLOOR_FRESH[planner]


@pytest.mark.parametrize("planner", PLANNERS)
def test_conversations_written_blind_to_the_generator(planner: str) -> None:
    assert played(FRESH_2, planner).rate >= FLOOR_FRESH_2[planner]


@pytest.mark.parametrize("planner", PLANNERS)
def test_conversations_measured_once_before_they_were_read(planner: str) -> None:
    assert played(FRESH_3, planner).rate >= FLOOR_FRESH_3[planner]


@pytest.mark.parametrize("planner", PLANNERS)
def test_shared_conversations(planner: str, shared: Path) -> None:
    assert played(shared / "eval" / "plans_dev.jsonl", planner).rate >= FLOOR_DEV[planner]


@pytest.mark.parametrize("path", [HAND, FRESH, FRESH_2, FRESH_3], ids=lambda path: path.stem)
def test_planners_side_by_side(path: Path) -> None:
    """One table for each file of cases; with DOCENT_LLM a language model in the process stands beside them."""
    names = [*PLANNERS, *(["llm"] if os.environ.get("DOCENT_LLM") else [])]
    tallies = {name: played(path, name) for name in names}
    print(f"\n{path.stem}\n{side_by_side(tallies)}")
    assert tallies["embedded"].rate > tallies["rules"].rate
