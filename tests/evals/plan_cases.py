"""Playing conversations against the plans that a careful person would write, and counting what went wrong.

A case is a line of JSON: {"id", "kind", "turns": [{"user", "act", "expect": [alternative, ...]}]}, and for cases kept
for regression "source", "author" and "date". An alternative is the whole plan after the turn:

    terms       {"text", "channel", "sign"}, perhaps "any" (channel open), "opt" (may be missing), "change": up or down
    place       a name or null; "place_alts", other fair ones; "place_mode" when only one mode is right
    left_out    names of places to leave out
    dates       [first year, last year], null for an open side; "dates_alts"
    folder, camera, gps, sort, match, like ({"wanted", "unwanted"}), limit    where the turn or one before asks for them
    facts       true: a fact is asked for that has no word here; its words must be in no term

What is not given must not be set; only place_mode and limit are then open.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.evals.plan_faults import FAULTS, GRAVE, least_faults, weights


@dataclass(frozen=True)
class Played:
    """One turn: what was said, what was made of it, and what is wrong with that."""

    case: str
    number: int
    said: str
    kind: str
    act: str | None
    plan: dict[str, Any]
    faults: tuple[str, ...]
    seconds: float
    cpu_seconds: float

    @property
    def right(self) -> bool:
        """Whether everything the plan holds is as expected."""
        return not self.faults

    def __str__(self) -> str:
        return f"{self.case}.{self.number} {self.said!r}: {'; '.join(self.faults)}"


@dataclass
class Tally:
    """How a planner did: its turns, and turns right of turns played by kind of case, by act, by place in the talk."""

    turns: list[Played] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Share of turns right."""
        return sum(turn.right for turn in self.turns) / max(1, len(self.turns))

    @property
    def wrong(self) -> list[Played]:
        """The turns that are not right."""
        return [turn for turn in self.turns if not turn.right]

    def by(self, key: Callable[[Played], str | None]) -> dict[str, tuple[int, int]]:
        """Turns right and turns played, of each value of a key."""
        played = Counter(name for turn in self.turns if (name := key(turn)))
        right = Counter(name for turn in self.turns if (name := key(turn)) and turn.right)
        return {name: (right[name], n) for name, n in sorted(played.items())}

    def rate_of(self, kind: str) -> float:
        """Share of turns right in cases of one kind."""
        right, played = self.by(lambda turn: turn.kind)[kind]
        return right / played

    @property
    def faults(self) -> Counter[str]:
        """Turns with a fault of each kind."""
        return Counter(kind for turn in self.turns for kind in {fault.split(":")[0] for fault in turn.faults})

    def line(self, name: str) -> str:
        """The numbers as one line."""
        faults = self.faults
        mild = ", ".join(f"{kind} {faults[kind]}" for kind in FAULTS if faults[kind] and kind not in GRAVE) or "none"
        p50, p95 = quantiles_ms([turn.seconds for turn in self.turns])
        parts = [
            f"{name}: {len(self.turns) - len(self.wrong)}/{len(self.turns)} turns right ({self.rate:.3f})",
            *(_listed(self.by(key)) for key in (_position, lambda t: t.kind, lambda t: t.act)),
            f"turns with a fault: {mild}",
            ", ".join(f"{kind} {faults[kind]}" for kind in GRAVE),
            f"p50 {p50:.1f} ms, p95 {p95:.1f} ms",
        ]
        return "; ".join(part for part in parts if part)


def read_cases(path: Path) -> Iterator[dict[str, Any]]:
    """The conversations of a file; lines of other things (places) are passed over."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and "turns" in (case := json.loads(line)):
            yield case


def kind_of(case: dict[str, Any]) -> str:
    """The kind of a case: who speaks or how; older files only say whether it is hard."""
    return str(case.get("kind") or ("hard" if case.get("hard") else "plain"))


def play(cases: Iterable[dict[str, Any]], session_of: Callable[[], Any]) -> Tally:
    """Every conversation, each in a session of its own from `session_of()`."""
    return Tally([turn for case in cases for turn in play_case(case, session_of())])


def play_case(case: dict[str, Any], session: Any) -> Iterator[Played]:
    """The turns of one conversation, in their order."""
    before: dict[str, float] = {}
    for number, turn in enumerate(case["turns"]):
        started, cpu_started = time.perf_counter(), time.process_time()
        reply = session.say(turn["user"])
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
        plan = reply.plan.model_dump(mode="json", by_alias=True)
        faults = least_faults(case["turns"][: number + 1], plan, before, act=getattr(reply, "act", None))
        before = weights(plan)
        yield Played(
            case["id"], number, turn["user"], kind_of(case), _act(turn), plan, tuple(faults), seconds, cpu_seconds
        )


def quantiles_ms(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    times = sorted(seconds) or [0.0]
    return 1000 * times[len(times) // 2], 1000 * times[int(len(times) * 0.95)]


def _act(turn: dict[str, Any]) -> str | None:
    act = turn.get("act")
    return act if act is None or isinstance(act, str) else "|".join(act)


def _position(turn: Played) -> str:
    return "follow-ups" if turn.number else "first"


def _listed(of: dict[str, tuple[int, int]]) -> str:
    return ", ".join(f"{name} {right}/{played}" for name, (right, played) in of.items())
