"""A plan and its changes in words: the pieces that answers are made of.

It knows nothing of results. The user's own words stand in bold.

    plan_phrase(plan)  # "**sunset** and **mountains**, in **van gogh** style, near **Switzerland**"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from agent.plan.edits import (
    AddTerm,
    AllowPlace,
    ClearPlace,
    Edit,
    Explain,
    LeaveOutPlace,
    Like,
    NewTopic,
    RemoveTerm,
    ReplaceTerm,
    Reset,
    Respond,
    Reweight,
    SetDates,
    SetFilter,
    SetMatch,
    SetPlace,
    SetSort,
    ShowMore,
    Undo,
    Unlike,
)
from agent.plan.fact_filters import Choice
from agent.plan.query_plan import Filters, PlaceClause, QueryPlan, Sort, Term
from agent.replies.fact_phrases import fact_phrase
from agent.replies.wording import bold, counted, distance, joined, span

SORTS: dict[Sort, str] = {
    "relevance": "best match first",
    "newest": "newest first",
    "oldest": "oldest first",
    "distance": "nearest first",
}


def plan_phrase(plan: QueryPlan, *, weights: bool = False) -> str:
    """The whole plan as one phrase, for "looking for ..."; with each weight when asked."""
    content = [_named(t, weights) for t in plan.terms if t.channel == "content" and t.weight >= 0]
    style = [_named(t, weights) for t in plan.terms if t.channel == "style" and t.weight >= 0]
    avoided = [_named(t, weights) for t in plan.terms if t.weight < 0]
    parts = [joined(content)]
    if style:
        looks_alone = style_phrase(style)
        parts.append(looks_alone if content else f"pictures {looks_alone}")
    if plan.like:
        parts.append(like_phrase(plan, "more like") if any(r.weight > 0 for r in plan.like) else "")
        parts.append(_less_like(plan))
    tail = [_weighted_place(plan.place, weights)] if plan.place is not None else []
    if plan.dates is not None:
        tail.append(f"taken {span(plan.dates.from_, plan.dates.to)}")
    tail.extend(filter_phrases(plan.filters))
    if tail and not any(parts):
        parts.append(f"pictures {tail.pop(0)}")
    parts.extend(tail)
    if avoided:
        parts.append(f"avoiding {joined(avoided)}")
    if plan.match == "all" and len(plan.terms) > 1:
        parts.append("all of it together")
    if plan.sort != "relevance":
        parts.append(SORTS[plan.sort])
    return ", ".join(part for part in parts if part)


def style_phrase(names: Sequence[str]) -> str:
    """ "in **van gogh** style"; words that say "style" themselves are left as they are."""
    text = joined(names)
    return f"in {text}" if "style" in text.casefold() else f"in {text} style"


def place_phrase(place: PlaceClause) -> str:
    """ "near **Bern**", "only in **Italy**", "within 50 km of **Bern**"."""
    only = "only " if place.mode == "only" else ""
    if place.radius_km is not None:
        return f"{only}within {distance(place.radius_km)} of {bold(place.name)}"
    if place.point is not None:
        return f"{only}near {bold(place.name)}"
    return f"{only}in {bold(place.name)}"


def like_phrase(plan: QueryPlan, lead: str) -> str:
    """ "more like the chosen picture" / "likeness to the 3 chosen pictures"."""
    wanted = [r for r in plan.like if r.weight > 0] or list(plan.like)
    return f"{lead} the {'chosen picture' if len(wanted) == 1 else counted(len(wanted), 'chosen picture')}"


def filter_phrases(filters: Filters) -> list[str]:
    """Each filter that is set, in words."""
    parts = []
    for name, value in (("folder", filters.folder), ("camera", filters.camera)):
        if value is not None:
            parts.append(fact_phrase(name, Choice(is_=(value,)) if isinstance(value, str) else value))
    if filters.gps is not None:
        parts.append("with a GPS position" if filters.gps else "without a GPS position")
    if filters.not_in:
        parts.append(f"not in {joined(map(bold, filters.not_in), last='or')}")
    return parts + [fact_phrase(name, value) for name, value in filters.asked.items()]


def change_phrases(plan: QueryPlan, edits: Sequence[Edit]) -> list[str]:
    """What these edits changed, one phrase a kind of change, in the order they were said. `plan` is the plan after."""
    groups: dict[tuple[type, bool], list[Edit]] = {}
    for edit in edits:
        groups.setdefault((type(edit), _downwards(edit)), []).append(edit)
    phrases = (_PHRASES[kind](plan, group) for (kind, _), group in groups.items())
    return [phrase for phrase in phrases if phrase]


def _downwards(edit: Edit) -> bool:
    """Edits of one kind that say opposite things are told apart."""
    if isinstance(edit, AddTerm):
        return edit.weight < 0
    return isinstance(edit, Reweight) and (edit.by or 0) < 0


def _named(term: Term, weights: bool) -> str:
    return f"{bold(term.text)} ({abs(term.weight):.2g})" if weights else bold(term.text)


def _weighted_place(place: PlaceClause, weights: bool) -> str:
    return f"{place_phrase(place)} ({place.weight:.2g})" if weights and place.mode == "prefer" else place_phrase(place)


def _less_like(plan: QueryPlan) -> str:
    unwanted = [r for r in plan.like if r.weight < 0]
    return f"less like {counted(len(unwanted), 'other picture')}" if unwanted else ""


def _added(plan: QueryPlan, edits: Sequence[AddTerm]) -> str:
    if edits[0].weight < 0:
        return f"now avoiding {joined(bold(e.text) for e in edits)}"
    content = [bold(e.text) for e in edits if e.channel == "content"]
    style = [bold(e.text) for e in edits if e.channel == "style"]
    parts = [joined(content), style_phrase(style) if style else ""]
    return f"added {', '.join(part for part in parts if part)}"


def _reweighted(plan: QueryPlan, edits: Sequence[Reweight]) -> str:
    moved = [_text(plan, e.term) for e in edits if e.by is not None]
    parts = [f"{'less' if _downwards(edits[0]) else 'more'} {joined(moved)}"] if moved else []
    for edit in edits:
        if edit.by is None and edit.weight is not None:
            parts.append(f"{_text(plan, edit.term)} now weighs {edit.weight:.2g}")
    return "; ".join(parts)


def _text(plan: QueryPlan, key: str) -> str:
    term = plan.term(key)
    return bold(term.text if term is not None else key.replace("-", " "))


def _filtered(plan: QueryPlan, edits: Sequence[SetFilter]) -> str:
    phrases = [phrase for e in edits if e.value is not None for phrase in filter_phrases(Filters(**{e.name: e.value}))]
    lifted = [e.name for e in edits if e.value is None]
    parts = [f"only pictures {joined(phrases)}" if phrases else ""]
    parts.append(f"any {joined(lifted)}".replace("gps", "position").replace("_", " ") if lifted else "")
    return "; ".join(part for part in parts if part)


def _left_out(plan: QueryPlan, edits: Sequence[LeaveOutPlace]) -> str:
    return f"nothing from {joined((bold(e.name) for e in edits), last='or')}"


def _allowed(plan: QueryPlan, edits: Sequence[AllowPlace]) -> str:
    names = [edit.name for edit in edits if edit.name is not None]
    return f"{joined(map(bold, names))} may be there again" if names else "no place is left out any more"


def _dated(plan: QueryPlan, edits: Sequence[SetDates]) -> str:
    return f"taken {span(plan.dates.from_, plan.dates.to)}" if plan.dates is not None else "at any time"


def _said(text: str) -> Callable[[QueryPlan, Sequence[Any]], str]:
    return lambda plan, edits: text


_PHRASES: dict[type, Callable[[QueryPlan, Sequence[Any]], str]] = {
    AddTerm: _added,
    RemoveTerm: lambda plan, edits: f"dropped {joined(_text(plan, e.term) for e in edits)}",
    Reweight: _reweighted,
    ReplaceTerm: lambda plan, edits: joined(f"{bold(e.text)} in place of {_text(plan, e.term)}" for e in edits),
    SetPlace: lambda plan, edits: place_phrase(plan.place) if plan.place is not None else "",
    ClearPlace: _said("anywhere now"),
    LeaveOutPlace: _left_out,
    AllowPlace: _allowed,
    SetDates: _dated,
    Like: lambda plan, edits: f"more like {counted(len(edits), 'chosen picture')}",
    Unlike: lambda plan, edits: f"less like {counted(len(edits), 'picture')}",
    SetMatch: lambda plan, edits: "all of it together" if plan.match == "all" else "any of it will do",
    SetSort: lambda plan, edits: SORTS[plan.sort],
    SetFilter: _filtered,
    ShowMore: _said("more of the same"),
    Undo: _said("took back the last change"),
    Reset: _said("started again"),
    Explain: _said(""),
    Respond: _said(""),
    NewTopic: _said("new search"),
}
