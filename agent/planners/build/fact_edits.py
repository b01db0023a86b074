"""From facts that a message asks for to edits of the plan's filters.

fact_edits(find_facts("from my Leica, no PNG"), Filters())   # camera is Leica, kind is not PNG
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.plan.edits import Edit, SetFilter
from agent.plan.fact_filters import Choice, Range, Span
from agent.plan.query_plan import Filters
from agent.planners.extract.file_facts import FactMention


def fact_edits(mentions: Sequence[FactMention], filters: Filters) -> list[Edit]:
    """One edit a fact; several values of one fact, and refusals said before, are held together."""
    edits: dict[str, SetFilter] = {}
    for mention in mentions:
        before = edits[mention.fact].value if mention.fact in edits else None
        present = getattr(filters, mention.fact) if mention.negated and before is None else before
        edits[mention.fact] = SetFilter(name=mention.fact, value=_value(mention, present))
    return list(edits.values())


def _value(mention: FactMention, present: object) -> bool | str | Choice | Range | None:
    if mention.lifts:
        return None
    if isinstance(mention.value, bool):
        return mention.value
    if mention.value is None:
        if mention.negated:
            return Range(not_=Span(min=mention.least, max=mention.most))
        return Range(min=mention.least, max=mention.most)
    held = present if isinstance(present, Choice) else Choice(is_=(present,)) if isinstance(present, str) else None
    said = (mention.value,)
    if held is None:
        return Choice(not_=said) if mention.negated else mention.value
    if mention.negated:
        return Choice(is_=held.is_, not_=tuple(dict.fromkeys((*held.not_, *said))))
    return Choice(is_=tuple(dict.fromkeys((*held.is_, *said))), not_=held.not_)
