"""Ways out of a dead end: which conditions of a plan leave no picture, and the edits that would drop one of them.

It counts nothing itself; the caller says how many pictures pass a plan's conditions.

    ways_out(plan, passing)  # (Suggestion("taken in 2031", "condition", 0.0, "12 pictures then", SetDates()),)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent.plan.edits import AllowPlace, ClearPlace, Edit, SetDates, SetFilter, apply
from agent.plan.query_plan import Filters, QueryPlan
from agent.plan.suggestion import Suggestion
from agent.replies.plan_phrases import filter_phrases, place_phrase
from agent.replies.wording import bold, counted, span

MOST = 4


def ways_out(plan: QueryPlan, passing: Callable[[QueryPlan], int]) -> tuple[Suggestion, ...]:
    """The conditions to drop, the one that leaves most pictures first; none when the plan has no condition.

    Where dropping one alone does not help, those that leave nothing by themselves are offered, each a step of the way.
    """
    each = list(_conditions(plan))
    left = {name: passing(apply(plan, edit)) for name, edit in each}
    helping = sorted((pair for pair in each if left[pair[0]]), key=lambda pair: -left[pair[0]])
    if helping:
        return tuple(_way(name, edit, f"{counted(left[name], 'picture')} then") for name, edit in helping[:MOST])
    alone = [pair for pair in each if not passing(_only(plan, pair, each))]
    return tuple(_way(name, edit, "none passes it") for name, edit in (alone or each)[:MOST])


def _way(name: str, edit: Edit, reason: str) -> Suggestion:
    return Suggestion(name, "condition", 0.0, reason, edit)


def _only(plan: QueryPlan, kept: tuple[str, Edit], each: list[tuple[str, Edit]]) -> QueryPlan:
    """The plan with this one of its conditions."""
    for pair in each:
        if pair != kept:
            plan = apply(plan, pair[1])
    return plan


def _conditions(plan: QueryPlan) -> Iterator[tuple[str, Edit]]:
    """Each hard condition in words, and the edit that lifts it."""
    if plan.dates is not None:
        yield f"taken {span(plan.dates.from_, plan.dates.to)}", SetDates()
    if plan.place is not None and plan.place.resolved and plan.place.mode == "only":
        yield _plain(place_phrase(plan.place)), ClearPlace()
    filters = plan.filters
    if filters.folder is not None:
        yield _named(Filters(folder=filters.folder)), SetFilter(name="folder")
    if filters.camera is not None:
        yield _named(Filters(camera=filters.camera)), SetFilter(name="camera")
    if filters.gps is not None:
        yield _named(Filters(gps=filters.gps)), SetFilter(name="gps")
    for name in filters.not_in:
        if name not in filters.not_in_unknown:
            yield _plain(f"not in {bold(name)}"), AllowPlace(name=name)


def _named(filters: Filters) -> str:
    return _plain(filter_phrases(filters)[0])


def _plain(phrase: str) -> str:
    """Without the marks of bold: a chip is plain text, and the answer makes the whole of it bold."""
    return phrase.replace("**", "")
