"""What code reads of a message before any planner does: commands, dates, pictures, "anywhere", length.

Both planners of the box share it, so that a date or an ordinal is never a matter of opinion. It knows no terms.

    read = read_by_code("newest first, since 2019", plan, context)   # read.edits, read.taken
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.language.cues import any_of
from agent.language.span import Span, blanked, free_of, span_of
from agent.plan.edits import ClearPlace, Edit, Explain, ShowMore, Undo
from agent.plan.query_plan import QueryPlan
from agent.planners.build.date_edits import read_dates
from agent.planners.build.fact_edits import fact_edits
from agent.planners.build.mentions import Mention
from agent.planners.build.place_edits import exclusion_edits, lifted_by_exception, place_edits
from agent.planners.build.term_edits import Similar, edits_of
from agent.planners.extract.commands import find_commands
from agent.planners.extract.dates import DateMention
from agent.planners.extract.excluded_places import find_exclusions
from agent.planners.extract.file_facts import find_facts
from agent.planners.extract.gazetteer import Gazetteer, GeoGazetteer
from agent.planners.extract.lifted_limits import find_anywhere
from agent.planners.extract.named_places import PlaceMention
from agent.planners.extract.purposes import find_purposes
from agent.planners.extract.radius import find_radius
from agent.planners.extract.readmitted_places import find_readmissions
from agent.planners.protocol import Context

LONGEST_MESSAGE = 2000  # characters that are read; a request longer than that is no request
_MINUS = re.compile(r"(?:(?<=\s)|^)-(?=[^\W\d]{2})")
"""A search engine's minus: "fjords -boats"."""
_EXPLAINED = re.compile(
    rf"\((?:as in |i mean |that is,? )?(?:the )?(?:{any_of('namesake_kinds')})\b[^)]*\)"
    rf"|,\s*(?:as in |i mean |that is,? )?the (?:{any_of('namesake_kinds')})(?: i mean| that is)?,?"
    r"(?: (?:and )?not the [\w ]+?)?"
    r"(?=[,.;:!?]|$)",
    re.IGNORECASE,
)
"""Which of two things a name means: "Georgia (the country, not the state)", "Georgia, the country"."""
_SHORT_WITHOUT = re.compile(r"\bw/o(?:ut)?\b", re.IGNORECASE)
_WHOLE = (Undo, ShowMore, Explain)


@dataclass(frozen=True)
class CodeReading:
    """What is read already: `edits`, and the parts of the message that they took. `whole`: nothing else is left.

    `commanded`: some of it is a fixed phrase of the conversation. `rest` is the message with the places to leave out
    blanked; `anywhere`: it lifts the limit to a place.
    """

    message: str
    edits: list[Edit]
    taken: list[Span]
    whole: bool = False
    notes: tuple[str, ...] = ()
    dates: list[DateMention] = field(default_factory=list)
    rest: str = ""
    anywhere: bool = False
    commanded: bool = False

    def finish(self, mentions: Sequence[Mention], places: Sequence[PlaceMention], plan: QueryPlan, *,
               similar: Similar | None = None, corrects: bool = False) -> list[Edit]:  # fmt: skip
        """Further edits, besides those that the frame has: terms, then the place. `corrects`: see `edits_of`."""
        where = place_edits(places, plan, message=self.rest, anywhere=self.anywhere)
        terms = edits_of(
            mentions, plan, message=self.message, similar=similar, place_coming=bool(places), corrects=corrects
        )
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
        return CodeReading(message, edits, taken, whole=True, notes=notes, commanded=True)
    facts = free_of(find_facts(message), taken)
    edits += fact_edits(facts, plan.filters)
    taken += facts
    when = read_dates(message, plan.dates, today=context.today, taken=taken)
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
    edits += exclusion_edits(refusals, welcomes, plan, message=message, lifted=anywhere is not None)
    notes += tuple(
        f"Only **{n}** itself is left out, not what lies around it." for r in refusals if r.near for n in r.names
    )
    if anywhere and (plan.place is not None or plan.filters.not_in):
        taken.append(anywhere)
    radius = find_radius(rest)
    taken += [radius] if radius else []
    taken += [*find_purposes(message), *map(span_of, _EXPLAINED.finditer(message))]
    elsewhere = anywhere is not None or lifted_by_exception(message, refusals, plan, gazetteer)
    return CodeReading(
        message,
        edits,
        taken,
        notes=notes,
        dates=when.dates,
        rest=rest,
        anywhere=elsewhere,
        commanded=bool(commands),
    )
