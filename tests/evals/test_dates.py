"""How many dates are read as people say them: by rate, and the number is printed (`pytest -s`).

`data/dates.jsonl` holds one sentence a line: the days it means (`right`, several where people differ; null for no
limit), for a fuzzy period the `widest` that may still be read, and for a follow-up the days that held `before`.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent import open_session
from agent.plan.edits import AddTerm, SetDates
from agent.session.conversation import Session

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 30)
LEAST_RATE = {"dates": 0.98, "dates_2": 0.96}


@pytest.fixture(scope="module")
def session() -> Session:
    return open_session(library=None, planner="embedded", today=lambda: TODAY)


def days_of(days: list[str | None]) -> tuple[date, date]:
    """The first and the last day of a period; an open side is the end of the calendar."""
    first, last = (date.fromisoformat(day) if day else None for day in days)
    return first or date.min, last or date.max


def is_right(case: dict[str, Any], read: list[str | None] | None) -> bool:
    """Whether the days read are among the right ones, or lie between the narrowest and the widest of them."""
    if read in case["right"]:
        return True
    if read is None or "widest" not in case:
        return False
    (least_from, least_to), (most_from, most_to) = days_of(case["right"][0]), days_of(case["widest"])
    first, last = days_of(read)
    return most_from <= first <= least_from and least_to <= last <= most_to


def read_by(session: Session, case: dict[str, Any]) -> list[str | None] | None:
    """The days that the plan holds after the case's sentence."""
    session.say("start over")
    if case.get("before"):
        session.apply(AddTerm(text="dogs", channel="content"))
        session.apply(SetDates.model_validate(dict(zip(("from", "to"), case["before"], strict=True))))
    session.say(case["text"])
    dates = session.plan.dates
    return None if dates is None else [day.isoformat() if day else None for day in (dates.from_, dates.to)]


@pytest.mark.parametrize("name", LEAST_RATE)
def test_dates_are_read_as_people_say_them(session: Session, name: str) -> None:
    cases = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    began = time.perf_counter()
    wrong = [(case, read) for case in cases if not is_right(case, read := read_by(session, case))]
    spent_ms = 1000 * (time.perf_counter() - began) / len(cases)
    rate = 1 - len(wrong) / len(cases)
    print(f"\n{name}: {len(cases) - len(wrong)} of {len(cases)} right ({rate:.3f}), {spent_ms:.1f} ms each")
    print("wrong by kind:", dict(Counter(case["kind"] for case, _ in wrong)))
    for case, read in wrong:
        print(f"  {case['kind']}: {case.get('before') or ''} {case['text']!r} gave {read}, not {case['right'][0]}")
    assert rate >= LEAST_RATE[name]
