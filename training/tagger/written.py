"""Conversations that people wrote for training, their words marked by hand: files of `written/`, read as examples.

A conversation begins with `## who`; each line after it is `act| message`, with marks such as "{+two dogs on a beach}".

    read_written(Path("written/makers.txt"))   # [Example("two dogs on a beach", ...), ...]
"""

from __future__ import annotations

import re
from pathlib import Path

from agent.language.lexicon import filler
from agent.language.tokens import overlap, stems
from agent.plan.query_plan import MAX_TERMS, PlaceClause, QueryPlan, Term, slug
from agent.planners.acts.labels import LABELS, ActLabel
from agent.planners.tagger.roles import Role
from tools.types import Channel
from training.tagger.conversations import Example, Span

HERE = Path(__file__).parent / "written"
_MARK = re.compile(r"\{(\+|-@|-s |-|@|s |d |f |more |less |drop |allow |old |news |new )([^{}]*)\}")
_ROLES: dict[str, tuple[Role, Channel]] = {
    "+": ("add", "content"),
    "s ": ("add", "style"),
    "-": ("avoid", "content"),
    "-s ": ("avoid", "style"),
    "@": ("place", "content"),
    "more ": ("more", "content"),
    "less ": ("less", "content"),
    "drop ": ("drop", "content"),
    "allow ": ("allow", "content"),
    "old ": ("old", "content"),
    "new ": ("new", "content"),
    "news ": ("new", "style"),
}
"""Dates, facts and places to leave out are marked too, but code reads those: to the tagger they are outside."""
LEAST_SHARED = 0.5


def read_written(path: Path) -> list[Example]:
    """Every message of a file with its roles, its act and the plan that it was said to. Raises: ValueError."""
    found: list[Example] = []
    plan = QueryPlan()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("##"):
            plan = QueryPlan()
            continue
        if not line.strip():
            continue
        label, bar, marked = line.partition("|")
        if not bar or label.strip() not in LABELS:
            raise ValueError(f"{path.name}:{number}: no act before the bar: {line[:60]!r}")
        act: ActLabel = label.strip()  # type: ignore[assignment]  # it is one of LABELS
        example = _example(marked.strip(), act, plan)
        found.append(example)
        plan = after(example)
    return found


def _example(marked: str, act: ActLabel, plan: QueryPlan) -> Example:
    text, spans, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        start = len(text)
        text += match[2]
        if match[1] in _ROLES and match[2].strip():
            role, channel = _ROLES[match[1]]
            spans.append(Span(start, len(text), role, channel))
        last = match.end()
    return Example(text + marked[last:], tuple(spans), plan, act=act, source="written")


def after(example: Example) -> QueryPlan:
    """The plan that a message leaves behind, as near as the next message's features need it."""
    plan = example.plan
    if example.act == "reset":
        return QueryPlan()
    if example.act == "new":
        plan = plan.model_copy(update={"terms": ()})
    terms = list(plan.terms)
    for span in example.spans:
        said = example.text[span.start : span.end]
        if span.role == "place":
            plan = plan.model_copy(update={"place": PlaceClause(name=said[:120])})
        elif span.role in ("add", "new", "avoid"):
            weight = -0.7 if span.role == "avoid" else 0.7
            terms = [t for t in terms if t.id != slug(said)][: MAX_TERMS - 1]
            terms.append(Term(id=slug(said), text=said[:200], channel=span.channel, weight=weight))
        elif span.role in ("drop", "old", "allow") and (gone := _spoken_of(said, terms)) is not None:
            terms.remove(gone)
    return plan.model_copy(update={"terms": tuple(terms)})


def _spoken_of(said: str, terms: list[Term]) -> Term | None:
    """The term that shares most of its words with what was said, if any shares half."""
    words = stems(said, filler())
    shares = [overlap(words, stems(t.text, filler())) for t in terms]
    best = max(range(len(terms)), key=lambda n: shares[n], default=None)
    return terms[best] if best is not None and shares[best] >= LEAST_SHARED else None
