"""Playing conversations against the plans that a careful person would write, and counting what went wrong.

A case is a line of JSON: {"id", "hard", "turns": [{"user", "expect": [alternative, ...]}]}. An alternative holds
"terms" ({"text", "channel", "sign", and perhaps "any" (channel open), "opt" (may be missing), "change": "up"|"down"}),
"place" with "place_alts", and "dates" (years) with "dates_alts". Plans are compared word by word.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.language.tokens import fold, split, stem
from agent.session.conversation import Session

UNSAID = frozenset(
    {
        "a", "an", "the", "of", "in", "on", "at", "to", "for", "with", "and", "or", "but", "not", "no",
        "nor", "by", "from", "near", "around", "within", "my", "me", "i", "we", "it", "its", "is", "are",
        "be", "was", "that", "this", "these", "those", "as", "into", "some", "any", "one", "ones", "very",
        "really", "just", "only", "more", "less", "little", "bit", "lot", "lots", "style", "manner",
        "picture", "photo", "photograph", "image", "painting", "scene", "mostly", "maybe", "also", "instead",
    }
)  # fmt: skip
FAULTS = ("missing", "extra", "channel", "sign", "weight", "place", "dates")


def words(text: str) -> list[str]:
    """The stems of a text that say something."""
    found = [stem(w.text) for part in split(text) if part.is_word for w in split(part.text.replace("'", " "))]
    return [w for w in found if w not in UNSAID and len(w) > 1]


@dataclass
class Tally:
    """How a planner did: turns right of turns played, by kind of turn, and the faults of the others."""

    played: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Share of turns right."""
        return sum(self.right.values()) / max(1, sum(self.played.values()))

    def lines(self, name: str) -> str:
        """The numbers as one readable block."""
        parts = [f"{kind} {self.right[kind]}/{n}" for kind, n in sorted(self.played.items())]
        faults = ", ".join(f"{kind} {self.faults[kind]}" for kind in FAULTS if self.faults[kind]) or "none"
        p50, p95 = quantiles_ms(self.seconds)
        cpu50, cpu95 = quantiles_ms(self.cpu_seconds)
        return (
            f"{name}: {sum(self.right.values())}/{sum(self.played.values())} turns right ({self.rate:.3f}); "
            f"{', '.join(parts)}; turns with a fault: {faults}; p50 {p50:.1f} ms, p95 {p95:.1f} ms "
            f"(of the processor {cpu50:.1f} and {cpu95:.1f} ms)"
        )


def side_by_side(tallies: dict[str, Tally]) -> str:
    """Planners as rows of a table: turns right by kind of turn, turns with each kind of fault, latency."""
    kinds = sorted({kind for tally in tallies.values() for kind in tally.played})
    head = ["planner", "right", *kinds, *FAULTS, "p50", "p95"]
    rows = [head, ["---"] * len(head)]
    for name, tally in tallies.items():
        of_kinds = [f"{tally.right[kind]}/{tally.played[kind]}" for kind in kinds]
        whole = f"{sum(tally.right.values())}/{sum(tally.played.values())} ({tally.rate:.3f})"
        times = [f"{ms:.1f} ms" for ms in quantiles_ms(tally.seconds)]
        rows.append([name, whole, *of_kinds, *(str(tally.faults[kind]) for kind in FAULTS), *times])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def quantiles_ms(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    times = sorted(seconds)
    return 1000 * times[len(times) // 2], 1000 * times[int(len(times) * 0.95)]


def play(path: Path, session_of: Any) -> Tally:
    """Every conversation of a file, each in a session of its own from `session_of()`."""
    tally = Tally()
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        session: Session = session_of()
        before: dict[str, float] = {}
        for number, turn in enumerate(case["turns"]):
            started, cpu_started = time.perf_counter(), time.process_time()
            plan = json.loads(session.say(turn["user"]).plan.model_dump_json(by_alias=True))
            tally.seconds.append(time.perf_counter() - started)
            tally.cpu_seconds.append(time.process_time() - cpu_started)
            kind = f"{'hard' if case['hard'] else 'plain'} {'follow-ups' if number else 'first'}"
            faults = min((faults_of(expected, plan, before) for expected in turn["expect"]), key=len)
            before = weights(plan)
            tally.played[kind] += 1
            tally.right[kind] += not faults
            tally.faults.update({fault.split(":")[0] for fault in faults})
            if faults:
                tally.wrong.append(f"{case['id']}.{number} {turn['user']!r}: {'; '.join(faults)}")
    return tally


def weights(plan: dict[str, Any]) -> dict[str, float]:
    """The weight that each word of a plan has."""
    return {word: term["weight"] for term in plan["terms"] for word in words(term["text"])}


def faults_of(expected: dict[str, Any], plan: dict[str, Any], before: dict[str, float]) -> list[str]:
    """What differs between a plan and one alternative, as "kind: words"."""
    need = {word: term for term in expected["terms"] for word in words(term["text"])}
    got = {word: term for term in plan["terms"] for word in words(term["text"])}
    places = [expected["place"], *expected.get("place_alts", [])]
    spare = {word for name in places if name for word in words(name)}
    faults = [f"missing: {word}" for word, term in need.items() if word not in got and not term.get("opt")]
    faults += [f"extra: {word}" for word in got if word not in need and word not in spare]
    for word, term in need.items():
        if word not in got:
            continue
        if not term.get("any") and got[word]["channel"] != term["channel"]:
            faults.append(f"channel: {word}")
        if (got[word]["weight"] > 0) != (term["sign"] > 0):
            faults.append(f"sign: {word}")
        if not _moved(term.get("change"), before.get(word), got[word]["weight"]):
            faults.append(f"weight: {word}")
    if not any(_same_place(name, (plan["place"] or {}).get("name")) for name in places):
        faults.append(f"place: {(plan['place'] or {}).get('name')}")
    dates = plan["dates"] or {}
    years = [int(day[:4]) if (day := dates.get(side)) else None for side in ("from", "to")]
    if years not in [
        alternative or [None, None] for alternative in [expected["dates"], *expected.get("dates_alts", [])]
    ]:
        faults.append(f"dates: {years}")
    return faults


def _moved(change: str | None, before: float | None, after: float) -> bool:
    """Whether a weight moved as expected; at the top it may stay."""
    if change is None or before is None:
        return True
    return after > before or after >= 1.0 if change == "up" else after < before


def _same_place(expected: str | None, name: str | None) -> bool:
    if not expected or not name:
        return not expected and not name
    return set(words(fold(expected))) <= set(words(fold(name)))
