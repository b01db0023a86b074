"""The plan as controls: sliders, marks and chips as plain values, and the balance of content against style.

Pure functions of the plan; what a control does when it is moved stands in `actions.py`.

    controls(plan)["terms"][0]["weight"]
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from agent.plan.edits import Edit, Reweight
from agent.plan.fact_filters import Choice, Range
from agent.plan.query_plan import Filters, QueryPlan, Term
from agent.replies.fact_phrases import fact_phrase
from tools.errors import BadRequest
from tools.types import CHANNELS

RADIUS_RANGE_KM = (1.0, 5000.0)
BALANCE_LIMIT = 0.9  # a channel is turned down, never off: its weights must come back when the slider does


def controls(plan: QueryPlan, *, doubts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything the plan panel shows. `doubts`, by the id of a term: why it is not to be relied on; a sentence that
    holds for several is said once."""
    said = _once(plan, doubts or {})
    return {
        "empty": plan.empty,
        "terms": [_term(term) | {"doubt": said.get(term.id, "")} for term in plan.terms],
        "balance": balance(plan),
        "place": _place(plan),
        "dates": plan.dates.model_dump(mode="json") if plan.dates else None,
        "like": [
            {"id": ref.image_id, "less": ref.weight < 0, "channels": list(ref.channels), "weight": ref.weight}
            for ref in plan.like
        ],
        "match": plan.match,
        "sort": plan.sort,
        "filters": _filters(plan.filters),
    }


def _filters(filters: Filters) -> dict[str, Any]:
    """The filters with a field of their own on the page, and the others as tags in words."""
    asked: dict[str, Choice | Range | bool] = dict(filters.asked)
    own: dict[str, str | None] = {}
    for name, value in (("folder", filters.folder), ("camera", filters.camera)):
        own[name] = value if isinstance(value, str) else None
        if isinstance(value, Choice):
            asked[name] = value
    facts = [{"name": name, "text": fact_phrase(name, value).replace("**", "")} for name, value in asked.items()]
    return {**filters.model_dump(mode="json"), **own, "facts": facts}


def _once(plan: QueryPlan, doubts: Mapping[str, str]) -> dict[str, str]:
    """Each different doubt, at the first of the plan's terms that has it."""
    first = {doubts[term.id]: term.id for term in reversed(plan.terms) if term.id in doubts}
    return {term_id: doubt for doubt, term_id in first.items()}


def _term(term: Term) -> dict[str, Any]:
    return {
        "id": term.id,
        "text": term.text,
        "channel": term.channel,
        "weight": term.weight,
        "label": weight_label(term.weight),
    }


def weight_label(weight: float) -> str:
    """A weight in words: "0.70", "avoid 0.50" or "off"."""
    if weight < 0:
        return f"avoid {-weight:.2f}"
    return f"{weight:.2f}" if weight > 0 else "off"


def _place(plan: QueryPlan) -> dict[str, Any] | None:
    place = plan.place
    if place is None:
        return None
    return {
        "name": place.name,
        "mode": place.mode,
        "resolved": place.resolved,
        "radius_km": place.radius_km,
        "radius": radius_label(place.radius_km),
        "step": radius_step(place.radius_km),
    }


def radius_label(radius_km: float | None) -> str:
    """A radius in words: "within 25 km", or "its own size" when the place decides."""
    if radius_km is None:
        return "its own size"
    return f"within {radius_km:,.0f} km" if radius_km >= 10 else f"within {radius_km:.1f} km"


def radius_step(radius_km: float | None) -> float:
    """Where the radius slider stands, 0..100, logarithmic over 1..5,000 km; 0 is the place's own size."""
    if radius_km is None:
        return 0.0
    low, high = RADIUS_RANGE_KM
    clipped = min(high, max(low, radius_km))
    return round(1 + 99 * math.log(clipped / low) / math.log(high / low), 2)


def radius_at(step: float) -> float | None:
    """The radius of a slider's position: the inverse of `radius_step`, rounded to two digits that people read."""
    if step < 1:
        return None
    low, high = RADIUS_RANGE_KM
    exact = low * (high / low) ** ((min(step, 100.0) - 1) / 99)
    digits = 1 - math.floor(math.log10(exact))
    return float(round(exact, digits))


def strengths(plan: QueryPlan) -> dict[str, float]:
    """The sum of the terms' absolute weights per channel."""
    return {name: sum(abs(t.weight) for t in plan.terms if t.channel == name) for name in CHANNELS}


def balance(plan: QueryPlan) -> float | None:
    """Where the plan leans, -1 (content) .. 1 (style); None when only one channel has a say."""
    strength = strengths(plan)
    if not (strength["content"] and strength["style"]):
        return None
    return round((strength["style"] - strength["content"]) / sum(strength.values()), 4)


def balance_edits(plan: QueryPlan, target: float) -> tuple[Edit, ...]:
    """The reweights that lean the plan to `target` in -0.9..0.9: both channels are scaled, signs and ratios within a
    channel stay. The total strength stays too, unless a weight would leave -1..1: then all shrink together.

    Raises: BadRequest when only one channel has terms.
    """
    strength = strengths(plan)
    if balance(plan) is None:
        raise BadRequest("Only one of content and style has terms.", remedy="Add a term of the other channel first.")
    target = min(BALANCE_LIMIT, max(-BALANCE_LIMIT, target))
    total = sum(strength.values())
    factor = {
        "content": total * (1 - target) / 2 / strength["content"],
        "style": total * (1 + target) / 2 / strength["style"],
    }
    largest = max(abs(t.weight) * factor[t.channel] for t in plan.terms)
    shrink = 1.0 if largest <= 1 else 1 / largest
    return tuple(
        Reweight(term=term.id, weight=round(max(-1.0, min(1.0, term.weight * factor[term.channel] * shrink)), 3))
        for term in plan.terms
        if term.weight
    )
