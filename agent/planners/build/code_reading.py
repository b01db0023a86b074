"""What code reads of a message before any planner does: commands, dates, pictures, "anywhere", length.

Both planners of the box share it, so that a date or an ordinal is never a matter of opinion. It knows no terms.

    read = read_by_code("newest first, since 2019", plan, context)   # read.edits, read.taken
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.language.span import Span, blanked, free_of, span_of
from agent.plan.edits import AllowPlace, ClearPlace, Edit, Explain, LeaveOutPlace, SetDates, ShowMore, Undo
from agent.plan.query_plan import QueryPlan, place_key
from agent.planners.build.mentions import SLIPS, Mention
from agent.planners.build.term_edits import Similar, edits_of
from agent.planners.extract.biography import remarked
from agent.planners.extract.commands import find_commands
from agent.planners.extract.date_changes import beside, find_change
from agent.planners.extract.dates import DateMention, find_dates
from agent.planners.extract.excluded_places import Exclusion, find_exclusions, find_readmissions
from agent.planners.extract.lifted_limits import find_any_time, find_anywhere
from agent.planners.extract.named_places import Gazetteer, GeoGazetteer, PlaceMention, find_radius, place_edits
from agent.planners.extract.purposes import find_purposes
from agent.planners.protocol import Context

LONGEST_MESSAGE = 2000  # characters that are read; a request longer than that is no request
_NO_LONGER = re.compile(r"\b(?:any ?more|any ?longer|no longer)\b", re.IGNORECASE)
_TAKEN_BACK = re.compile(rf"\b(?:{SLIPS})\b[^.;?!]{{0,40}}$", re.IGNORECASE)
"""Before the last of several dates: the others were said by mistake."""
_MINUS = re.compile(r"(?:(?<=\s)|^)-(?=[^\W\d]{2})")
"""A search engine's minus: "fjords -boats"."""
_SORTS = (
    "country|state|city|town|village|island|region|painter|photographer|artist|architect|sculptor|singer|band|film|movie"
    "|animal|bird|fish|fruit|plant|tree|car|planet|god|game"
)
_EXPLAINED = re.compile(
    rf"\((?:as in |i mean |that is,? )?(?:the )?(?:{_SORTS})\b[^)]*\)"
    rf"|,\s*(?:as in |i mean |that is,? )?the (?:{_SORTS})(?: i mean| that is)?,?(?: (?:and )?not the [\w ]+?)?"
    r"(?=[,.;:!?]|$)",
    re.IGNORECASE,
)
"""Which of two things a name means: "Georgia (the country, not the state)", "Georgia, the country"."""
_SHORT_WITHOUT = re.compile(r"\bw/o(?:ut)?\b", re.IGNORECASE)
_WHOLE = (Undo, ShowMore, Explain)


@dataclass(frozen=True)
class CodeReading:
    """What is read already: `edits`, and the parts of the message that they took. `whole`: nothing else is left.

    `rest` is the message with the places to leave out blanked; `anywhere`: it lifts the limit to a place.
    """

    message: str
    edits: list[Edit]
    taken: list[Span]
    whole: bool = False
    notes: tuple[str, ...] = ()
    dates: list[DateMention] = field(default_factory=list)
    rest: str = ""
    anywhere: bool = False

    def finish(self, mentions: Sequence[Mention], places: Sequence[PlaceMention], plan: QueryPlan, *,
               similar: Similar | None = None) -> list[Edit]:  # fmt: skip
        """Further edits, besides those that the frame has: terms, then the place."""
        where = place_edits(places, plan, message=self.rest, anywhere=self.anywhere)
        terms = edits_of(mentions, plan, message=self.message, similar=similar, place_coming=bool(places))
        if any(isinstance(e, ClearPlace) for e in terms):
            where = [e for e in where if not isinstance(e, ClearPlace)]
        return [*terms, *where]


def read_by_code(message: str, plan: QueryPlan, context: Context, *, gazetteer: Gazetteer | None = None) -> CodeReading:
    """Reads commands, dates, picture references and places to leave out; what is left is for a planner."""
    notes: tuple[str, ...] = ()
    if len(message) > LONGEST_MESSAGE:
        message = message[:LONGEST_MESSAGE].rsplit(" ", 1)[0]
        notes = (f"Only the first {len(message):,} characters were read.",)
    message = _MINUS.sub("without ", _SHORT_WITHOUT.sub("without", message))
    commands = find_commands(message, plan, context)
    edits: list[Edit] = [edit for command in commands for edit in command.edits]
    taken: list[Span] = list(commands)
    if any(isinstance(edit, _WHOLE) for edit in edits):
        return CodeReading(message, edits, taken, whole=True, notes=notes)
    when = _when(message, plan, context, taken=taken)
    edits += when.edits
    taken += when.taken
    notes += when.notes
    gazetteer = gazetteer or GeoGazetteer()
    refusals = find_exclusions(message, gazetteer, taken=taken, asked_for=[t.text for t in plan.terms])
    taken += refusals
    welcomes = find_readmissions(message, plan.filters.not_in, gazetteer, taken=taken)
    taken += welcomes
    rest = blanked(message, [*welcomes, *refusals])
    anywhere = find_anywhere(rest)
    edits += _left_out(refusals, welcomes, plan, message=message, lifted=anywhere is not None)
    notes += tuple(
        f"Only **{n}** itself is left out, not what lies around it." for r in refusals if r.near for n in r.names
    )
    if anywhere and (plan.place is not None or plan.filters.not_in):
        taken.append(anywhere)
    radius = find_radius(rest)
    taken += [radius] if radius else []
    taken += [*find_purposes(message), *map(span_of, _EXPLAINED.finditer(message))]
    elsewhere = anywhere is not None or _anywhere_else(message, refusals, plan, gazetteer)
    return CodeReading(message, edits, taken, notes=notes, dates=when.dates, rest=rest, anywhere=elsewhere)


@dataclass(frozen=True)
class _When:
    """What a message says of the time: `edits`, the parts of the message that say it, and the dates in them."""

    edits: list[Edit]
    taken: list[Span]
    notes: tuple[str, ...]
    dates: list[DateMention]


def _when(message: str, plan: QueryPlan, context: Context, *, taken: Sequence[Span]) -> _When:
    """The time that a message asks for: named, changed, or lifted; a date that tells of somebody's life is none."""
    present = plan.dates
    dates = free_of(find_dates(message, today=context.today, standing=present is not None), taken)
    told = remarked(message, dates)
    busy: list[Span] = list(dates)
    dates = [d for d in dates if d not in told]
    change = find_change(message, present)
    if change is not None and all(map(change.overlaps, dates)):
        return _When([change.edit], [*busy, change], (), dates)
    refused = [d for d in dates if d.refused]
    dates = [d for d in dates if not d.refused]
    if dates:
        said = next((d for d in reversed(dates) if _TAKEN_BACK.search(message[: d.start])), dates[0])
        several = len(dates) > 1 and said is dates[0]
        notes = ("A search has one span of dates; the first one was taken.",) if several else ()
        return _When([beside(said, present, message)], busy, notes, dates)
    if refused and present is not None and (present.from_, present.to) == (refused[0].first, refused[0].last):
        return _When([SetDates()], busy, (), dates)
    if refused:
        return _When([], busy, ("A time cannot be left out; say the time that you want instead.",), dates)
    if present is not None and (lifted := find_any_time(message)):
        return _When([SetDates()], [*busy, lifted], (), told)
    return _When([], busy, (), told)


def _left_out(
    refusals: Sequence[Exclusion], welcomes: Sequence[Exclusion], plan: QueryPlan, *, message: str, lifted: bool
) -> list[Edit]:
    """Edits for the places that a message leaves out or lets in again; "anywhere" lets all of them in."""
    edits: list[Edit] = [AllowPlace(name=name) for w in welcomes for name in w.names]
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


def _anywhere_else(message: str, refusals: Sequence[Exclusion], plan: QueryPlan, gazetteer: Gazetteer) -> bool:
    """Whether "anywhere but X" lifts the plan's place: not where X is a part of it, which leaves the rest of it."""
    named = [r for r in refusals if find_anywhere(r.of(message))]
    if not named or plan.place is None:
        return bool(named)
    inside = [gazetteer.lies_in(name, plan.place.name) for r in named for name in r.names]
    return not all(inside)
