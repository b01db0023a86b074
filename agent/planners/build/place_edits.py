"""What a message says of places -> edits of the plan's place, and what the user must be told of it.

The places were found before; this module weighs them against the place that the plan has. It knows no gazetteer.

    place_edits(find_places("dogs in Bern", gazetteer), plan, message="dogs in Bern", anywhere=False)
    # [SetPlace(name="Bern")]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.language.tokens import stems
from agent.plan.edits import AllowPlace, ClearPlace, Edit, LeaveOutPlace, SetPlace
from agent.plan.query_plan import QueryPlan, place_key
from agent.planners.extract.excluded_places import Exclusion
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.extract.lifted_limits import find_anywhere
from agent.planners.extract.named_places import PlaceMention
from agent.planners.extract.radius import find_radius
from agent.planners.extract.readmitted_places import Readmission

_NO_LONGER = re.compile(r"\b(?:any ?more|any ?longer|no longer)\b", re.IGNORECASE)


def place_edits(mentions: Sequence[PlaceMention], plan: QueryPlan, *, message: str, anywhere: bool) -> list[Edit]:
    """Edits for what a message says of places: a new one, a new radius for the present one, none any more, or places
    to leave out. `anywhere` tells that it lifts the limits to places."""
    present = plan.place
    radius = find_radius(message)
    wanted = [m for m in mentions if not m.negated]
    names = {place_key(m.name) for m in wanted}
    refused: list[Edit] = [LeaveOutPlace(name=m.name) for m in mentions if m.refused and place_key(m.name) not in names]
    if wanted:
        first = wanted[0]
        if first.radius_km is None and radius is not None:
            first = replace(first, radius_km=radius.radius_km)
        return [SetPlace(name=first.name, radius_km=first.radius_km, mode=first.mode, weight=first.weight), *refused]
    if anywhere or any(present and stems(m.name) == stems(present.name) for m in mentions):
        return [*([ClearPlace()] if present else []), *refused]
    if radius is not None and present is not None:
        return [SetPlace(name=present.name, radius_km=radius.radius_km, mode=present.mode, weight=present.weight,
                         point=present.point, resolved=present.resolved), *refused]  # fmt: skip
    return refused


def place_notes(mentions: Sequence[PlaceMention]) -> tuple[str, ...]:
    """What the user must be told of places that were named and do not count: a second one."""
    wanted = list(dict.fromkeys(m.name for m in mentions if not m.negated))
    if len(wanted) < 2:
        return ()
    others = " and ".join(f"**{name}**" for name in wanted[1:])
    return (f"A search has one place: **{wanted[0]}** was taken, {others} was not.",)


def exclusion_edits(
    refusals: Sequence[Exclusion], welcomes: Sequence[Readmission], plan: QueryPlan, *, message: str, lifted: bool
) -> list[Edit]:
    """Edits for the places that a message leaves out or lets in again; "anywhere" lets all of them in."""
    edits: list[Edit] = [AllowPlace(name=welcome.name) for welcome in welcomes]
    if lifted and plan.filters.not_in:
        edits = [AllowPlace()]
    present = place_key(plan.place.name) if plan.place is not None else None
    for refusal in refusals:
        for name in refusal.names:
            there = place_key(name) == present
            if there and (refusal.widened or refusal.dropped or _NO_LONGER.search(refusal.of(message))):
                edits.append(ClearPlace())  # "not just Finland", "no longer in Finland"
            elif not refusal.widened:
                edits.append(LeaveOutPlace(name=name))
    return edits


def lifted_by_exception(message: str, refusals: Sequence[Exclusion], plan: QueryPlan, gazetteer: Gazetteer) -> bool:
    """Whether "anywhere but X" lifts the plan's place: not where X is a part of it, which leaves the rest of it."""
    named = [r for r in refusals if find_anywhere(r.of(message))]
    if not named or plan.place is None:
        return bool(named)
    inside = [gazetteer.lies_in(name, plan.place.name) for r in named for name in r.names]
    return not all(inside)
