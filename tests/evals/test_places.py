"""How many places are found where they are: by rate, and the number is printed (`pytest -s`).

`data/places.jsonl` is our own list, written before the gazetteer; the other lies in the sibling folder `shared`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tools.geo import resolve

OWN = Path(__file__).parent / "data" / "places.jsonl"
LEAST_RATE = 0.95


def fault_of(case: dict[str, Any]) -> str | None:
    """What is wrong with the answer to one case; None when nothing is."""
    place = resolve(case["query"])
    if case["kind"] == "not-a-place":
        return None if place is None else f"is no place, but gave {place.label}"
    if place is None:
        return "was not found"
    missed = [point for point in case["inside"] if not place.contains(*point)]
    wrong = [point for point in case["outside"] if place.contains(*point)]
    if missed or wrong:
        return f"gave {place.label}: {missed} should lie inside, {wrong} outside"
    return None


def rate_of(path: Path) -> float:
    """The share of a file's cases that are right; prints it with what was wrong."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    faults = {case["query"]: fault for case in cases if (fault := fault_of(case))}
    rate = 1 - len(faults) / len(cases)
    print(f"\n{path.name}: {len(cases) - len(faults)} of {len(cases)} places right ({rate:.3f})")
    for query, fault in faults.items():
        print(f"  {query!r} {fault}")
    return rate


def test_our_own_places_are_found_where_they_are() -> None:
    assert rate_of(OWN) >= LEAST_RATE


def test_the_shared_places_are_found_where_they_are(shared: Path) -> None:
    assert rate_of(shared / "eval" / "places_dev.jsonl") >= LEAST_RATE
