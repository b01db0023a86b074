"""A language model proposes, code decides: from the edits of a model to a proposal that holds only what was said.

Words that the user did not say become suggestions. Dates, pictures, places and lengths are read by code. Where the
model and the reading in code (embedded parser or rules) disagree on negation, place or date, the rules below settle
it, and the log says so. It calls no model and searches nothing.

    reconcile("dogs, no cats", edits, second, plan=plan, read=read)
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.language.clauses import boundaries, cuts
from agent.language.lexicon import filler, is_style
from agent.language.span import Span
from agent.language.tokens import Word, root, split, stems
from agent.plan.edits import (
    AddTerm,
    AllowPlace,
    ClearPlace,
    Edit,
    LeaveOutPlace,
    Like,
    RemoveTerm,
    ReplaceTerm,
    Reweight,
    SetDates,
    SetPlace,
    Unlike,
)
from agent.plan.query_plan import QueryPlan, place_key, slug
from agent.plan.suggestion import Suggestion
from agent.planners.build.code_reading import CodeReading
from agent.planners.build.term_edits import find_term
from agent.planners.extract.refusal_hints import may_negate
from agent.planners.protocol import Proposal
from tools.types import Channel

log = logging.getLogger(__name__)

SAID = 0.5
"""Share of a term's words that must be the user's for the term to stay (cut down to those); below it is an idea."""
SLACK = 2
"""Small words that may stand between the words of a term: "bridge over the river"."""
IDEAS = 4
IDEA_WEIGHT = 0.6
_REFUSING = frozenset((
    "no", "not", "without", "never", "avoid", "except", "minus", "exclude", "excluding", "non", "less", "fewer", "more",
))  # fmt: skip
LISTED = 3
"""Words of a clause that may be an item of the list before it."""


@dataclass(frozen=True)
class Quote(Span):
    """The user's own words for what a model wrote; `share` of its words were said."""

    text: str
    share: float


def said(text: str, message: str) -> Quote | None:
    """The shortest run of the message that holds the words of `text` (endings ignored); None when none was said."""
    wanted = {root(w) for w in stems(text, filler() | _REFUSING)}
    if not wanted:
        return None
    words = [w for w in split(message) if w.is_word]
    hits = [at for at, word in enumerate(words) if root(word.lower) in wanted]
    present = {root(words[at].lower) for at in hits}
    if not present:
        return None
    first, last = min(_runs(words, hits, present), key=lambda run: run[1] - run[0])
    if last - first >= 2 * len(present) + SLACK:  # scattered over the message: no phrase of the user's
        return None
    start, end = words[first].start, words[last].end
    return Quote(start, end, message[start:end], len(present) / len(wanted))


def _runs(words: Sequence[Word], hits: Sequence[int], present: set[str]) -> Iterable[tuple[int, int]]:
    """Every smallest run from one hit on that holds all words that are present."""
    for i, first in enumerate(hits):
        seen: set[str] = set()
        for last in hits[i:]:
            seen.add(root(words[last].lower))
            if seen == present:
                yield first, last
                break


def reconcile(
    message: str,
    proposed: Sequence[Edit],
    second: Proposal,
    *,
    plan: QueryPlan,
    read: CodeReading,
    name: str,
    small: bool = False,
) -> Proposal:
    """The model's edits, kept to the user's words and settled against the second reading.

    `read` is what code read of the message (commands, dates, pictures); it stands. An answer without a single usable
    edit gives way to the second reading. A `small` model only adds to the second reading.
    """
    kept, ideas = _grounded(message, proposed, read)
    kept = _places(message, _refused_places(message, kept, [*read.edits, *second.edits]), second, plan)
    kept = [_signed(_spoken_of(message, edit) if small else message, edit, second, plan) for edit in kept]
    kept += _refusals_missed(kept, second)
    if small and second.edits:
        kept, further = _second_leads(kept, second, plan)
        ideas += [idea for edit in further for idea in _idea(edit)]
    by_code = [edit for edit in read.edits if not _has_kind(kept, edit)]
    edits = tuple(dict.fromkeys([*by_code, *kept]))
    if not edits and second.edits:
        log.info("the model gave no usable edit for %r; the reading of %s stands", message[:80], second.planner)
        return replace(second, suggestions=(*second.suggestions, *ideas))
    return Proposal(
        edits=edits,
        suggestions=tuple(ideas),
        notes=tuple(dict.fromkeys((*read.notes, *second.notes))),
        question=second.question,
        planner=name,
    )


def _grounded(message: str, proposed: Sequence[Edit], read: CodeReading) -> tuple[list[Edit], list[Suggestion]]:
    """What of the model's edits the user said, in the user's spelling; the rest as ideas."""
    kept: list[Edit] = []
    ideas: list[Suggestion] = []
    for edit in proposed:
        if isinstance(edit, (AddTerm, ReplaceTerm)):
            quote = said(edit.text, message)
            if quote is None or quote.share < SAID:
                log.info("not the user's words: %r; offered as a suggestion", edit.text)
                ideas += _idea(edit)
            elif not _taken(quote, read):
                kept.append(edit.model_copy(update={"text": quote.text, "channel": _channel(quote.text, edit.channel)}))
        elif isinstance(edit, SetDates):
            if not read.dates and not _has_kind(read.edits, edit):  # what code read is in the frame's own edits
                kept.append(edit)
            elif edit not in read.edits:
                log.info("date: the model says %s, code reads %s; code stands", edit, read.dates)
        elif isinstance(edit, (Like, Unlike)) and _has_kind(read.edits, edit):
            log.info("pictures: code read which ones are meant; %s is dropped", edit)
        else:
            kept.append(edit)
    return kept, ideas[:IDEAS]


def _idea(edit: AddTerm | ReplaceTerm) -> list[Suggestion]:
    wanted = not (isinstance(edit, AddTerm) and edit.weight < 0)
    return (
        [Suggestion(edit.text, edit.channel or "content", IDEA_WEIGHT, "an idea of the language model")]
        if wanted
        else []
    )


def _taken(quote: Quote, read: CodeReading) -> bool:
    """Whether code read these words already, as a date or a command."""
    return any(span.covers(quote) for span in read.taken)


def _channel(text: str, channel: Channel | None) -> Channel | None:
    """A listed style is a style, whatever the model says; the other way round the model may know more."""
    return "style" if is_style(text) else channel


def _refused_places(message: str, edits: Sequence[Edit], read: Sequence[Edit]) -> list[Edit]:
    """Places to leave out: what code read stands, and such a place is none to look in and no term."""
    by_code = [e for e in dict.fromkeys(read) if isinstance(e, (LeaveOutPlace, AllowPlace))]
    spoken = {place_key(e.name) for e in by_code if e.name is not None}
    kept: list[Edit] = []
    for edit in edits:
        name = edit.text if isinstance(edit, AddTerm) else getattr(edit, "name", None)
        placed = isinstance(edit, (AddTerm, SetPlace, LeaveOutPlace, AllowPlace))
        refuses = isinstance(edit, (LeaveOutPlace, AllowPlace))
        if placed and name is not None and place_key(name) in spoken:
            continue
        if refuses and name is not None and ((quote := said(name, message)) is None or quote.share < SAID):
            log.info("place: %r was not said; it is neither left out nor let in", name)
            continue
        kept.append(edit)
    return [*by_code, *kept]


def _places(message: str, edits: list[Edit], second: Proposal, plan: QueryPlan) -> list[Edit]:
    """The place: what code found in the message stands; a model's own place must have been said."""
    by_code = next((e for e in second.edits if isinstance(e, SetPlace)), None)
    by_model = next((e for e in edits if isinstance(e, SetPlace)), None)
    idle = plan.place is None
    rest: list[Edit] = [e for e in edits if not isinstance(e, SetPlace) and not (idle and isinstance(e, ClearPlace))]
    if by_model is not None and by_code is None:
        quote = said(by_model.name, message)
        if quote is not None and quote.share >= SAID:
            return _without_name([*rest, by_model.model_copy(update={"name": quote.text})], quote.text)
        log.info("place: %r was not said; dropped", by_model.name)
        return rest
    if by_code is None:
        return rest
    if by_model is None or slug(by_model.name) != slug(by_code.name):
        log.info("place: the model says %s, code reads %r; code stands", by_model and by_model.name, by_code.name)
    rest = [e for e in rest if not isinstance(e, ClearPlace)]
    return _without_name([*rest, by_code], by_code.name)


def _without_name(edits: list[Edit], name: str) -> list[Edit]:
    """A place is no term as well."""
    words = set(stems(name))
    return [e for e in edits if not (isinstance(e, AddTerm) and set(stems(e.text)) <= words)]


def _signed(around: str, edit: Edit, second: Proposal, plan: QueryPlan) -> Edit:
    """Wanted or avoided: where both read the same words, a refusal that code saw stands.

    The embedded parser was trained on refusals, so its word counts both ways. Rules see only the refusals they list:
    their "wanted" is no evidence against a model that reads "I'd rather not see cars". `around` is the part of the
    message in which a word must be that can refuse.
    """
    if not isinstance(edit, AddTerm) or find_term(edit.text, plan) is not None:
        return edit
    same = next((e for e in second.edits if isinstance(e, AddTerm) and _same(e.text, edit.text)), None)
    if edit.weight < 0 and (same is None or same.weight > 0) and not may_negate(around):
        log.info("negation: %r is avoided by the model, but nothing in the message refuses; wanted", edit.text)
        return edit.model_copy(update={"weight": -edit.weight})
    if same is None or (same.weight < 0) == (edit.weight < 0):
        return edit
    if same.weight > 0 and second.planner != "embedded":
        return edit
    log.info("negation: %r is %s by the model, %s by code; code stands", edit.text, edit.weight, same.weight)
    return edit.model_copy(update={"weight": same.weight})


def _spoken_of(message: str, edit: Edit) -> str:
    """The clause that a term stands in, with those before it that it continues: "no cars, trucks or buses"."""
    at = message.find(edit.text) if isinstance(edit, AddTerm) else -1
    if at < 0:
        return message
    ends = boundaries(message, cuts(message, openers=("but",)))
    start = max(end for end in ends if end <= at)
    end = min((end for end in ends if end > at), default=len(message))
    while start and len(message[start:end].split()) <= LISTED:
        end = start
        start = max(end for end in ends if end < start)
    return message[start : max(end, at + len(edit.text) if isinstance(edit, AddTerm) else end)]


def _second_leads(edits: Sequence[Edit], second: Proposal, plan: QueryPlan) -> tuple[list[Edit], list[AddTerm]]:
    """Of a small model: the reading in code, with what the model alone saw: a term, or a refusal that rules lack.

    Qwen2.5-Coder 1.5B by itself reads 34 of 101 turns right where the rules read 56, and what it added to the trained
    parser spoilt 5 turns of 28 (docs/decisions/0012): beside that one its terms are offered, not added.
    """
    led: list[Edit] = []
    for edit in second.edits:
        same = next((e for e in edits if isinstance(e, AddTerm) and slug(e.text) == slug(_words_of(edit, plan))), None)
        refused = same is not None and same.weight < 0 and isinstance(edit, AddTerm) and second.planner != "embedded"
        led.append(same if refused and same is not None else edit)
    read = [_words_of(edit, plan) for edit in second.edits]
    own = [e for e in edits if isinstance(e, AddTerm) and not any(_same(e.text, words) for words in read)]
    return (led, own) if second.planner == "embedded" else ([*led, *own], [])


def _words_of(edit: Edit, plan: QueryPlan) -> str:
    """The words of the message that an edit speaks of; empty when it speaks of none."""
    if isinstance(edit, (AddTerm, ReplaceTerm)):
        return edit.text
    if isinstance(edit, SetPlace):
        return edit.name
    term = plan.term(edit.term) if isinstance(edit, (RemoveTerm, Reweight)) else None
    return term.text if term is not None else ""


def _refusals_missed(edits: Sequence[Edit], second: Proposal) -> list[Edit]:
    """What code saw refused and the model passed over: a refusal is the last thing to lose."""
    told = [e.text for e in edits if isinstance(e, (AddTerm, ReplaceTerm))]
    missed = [
        e
        for e in second.edits
        if isinstance(e, AddTerm) and e.weight < 0 and not any(_same(e.text, text) for text in told)
    ]
    for edit in missed:
        log.info("negation: the model passed over %r; added", edit.text)
    return list(missed) if edits else []


def _same(one: str, other: str) -> bool:
    """Whether two phrases share their words, or one holds the other's."""
    a, b = ({root(w) for w in stems(text, filler())} for text in (one, other))
    return bool(a and b) and (a <= b or b <= a)


def _has_kind(edits: Iterable[Edit], edit: Edit) -> bool:
    return any(type(e) is type(edit) for e in edits)
