"""Talking back: what was understood, what was found and what was not, in one or two sentences.

Pure functions over plans, edits and findings; they search nothing and ask nobody. Bold (**...**) is their only
markup, and it holds the user's own words.

    describe_result(plan, edits, found, ())  # "Looking for **dogs** in **Paris**. 12 likely ..."
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.plan.edits import (
    AddTerm,
    Edit,
    Explain,
    LeaveOutPlace,
    Like,
    Respond,
    SetDates,
    SetFilter,
    SetPlace,
    ShowMore,
    Undo,
    Unlike,
)
from agent.plan.query_plan import Filters, QueryPlan, slug
from agent.plan.suggestion import Suggestion
from agent.replies.plan_phrases import change_phrases, filter_phrases, like_phrase, place_phrase, plan_phrase
from agent.replies.wording import bold, counted, day, distance, joined, sentence, sentences, span
from tools.search.query import Counts, Found, Hit

ASK = "Name what to look for: things, a style, a place or a time."
NOT_THESE = "Then something else."
NOTHING_TO_ASK = "I have nothing better to ask; say in your own words what is missing."
FAINT = 0.02
"""A share of a score below this is not worth a word (scores are sums of z-scores times weights, about 0.5 to 4)."""

BANDS = {"likely": "a likely match", "maybe": "a possible match", "weak": "a weak match"}


def describe_result(
    plan: QueryPlan,
    edits: Sequence[Edit],
    found: Found | None,
    notes: Sequence[str] = (),
    *,
    ways_out: Sequence[Suggestion] = (),
) -> str:
    """What was understood and what was found, for the chat.

    `plan` is the plan after `edits`. `found` is None without a library: then only the understanding is told.
    `notes` are further true sentences (a date not understood, a picture that does not exist), said as they are.
    `ways_out` are the conditions that could be dropped where nothing is left.
    """
    parts = [_understood(plan, edits, bool(notes)), *_unknown_places(plan), *notes]
    if found is not None:
        parts.extend(_findings(plan, edits, found))
    if ways_out:
        drops = joined((f"{bold(way.text)} ({way.reason})" for way in ways_out), last="or")
        parts.append(f"What leaves none could be dropped: {drops}")
    return sentences(parts)


def _understood(plan: QueryPlan, edits: Sequence[Edit], noted: bool) -> str:
    if not edits:
        return "" if noted else f"I found nothing in that to change. {ASK}"
    if _all_new(plan, edits):
        return f"looking for {plan_phrase(plan)}"
    changes = "; ".join(change_phrases(plan, edits))
    if any(isinstance(e, Undo) for e in edits) and not plan.empty:
        return f"{changes}: looking for {plan_phrase(plan)} again"
    return changes


def _all_new(plan: QueryPlan, edits: Sequence[Edit]) -> bool:
    """Whether these edits alone made the plan: then the whole of it is said, and not a list of changes."""
    making = (AddTerm, SetPlace, LeaveOutPlace, SetDates, Like, Unlike, SetFilter)
    if plan.empty or any(not isinstance(e, making) for e in edits):
        return False
    added = {slug(e.text) for e in edits if isinstance(e, AddTerm)}
    pictures = {e.image_id for e in edits if isinstance(e, (Like, Unlike))}
    return (
        all(slug(term.text) in added for term in plan.terms)
        and (plan.place is None or any(isinstance(e, SetPlace) for e in edits))
        and (plan.dates is None or any(isinstance(e, SetDates) for e in edits))
        and (plan.filters == Filters() or any(isinstance(e, (SetFilter, LeaveOutPlace)) for e in edits))
        and all(reference.image_id in pictures for reference in plan.like)
    )


def _findings(plan: QueryPlan, edits: Sequence[Edit], found: Found) -> list[str]:
    counts = found.counts
    if counts.total == 0 and not counts.damaged:
        return ["The library holds no pictures yet: index a folder first (docent index FOLDER)"]
    damage = [damaged_pictures(counts.damaged, of=counts.total + counts.damaged)] if counts.damaged else []
    away = sum(hit.away for hit in found.hits)
    absence = [f"{away:,} of those shown {'is' if away == 1 else 'are'} not here now (an absent disk?)"] if away else []
    return [*(_results(plan, edits, found) if counts.total else []), *damage, *absence]


def damaged_pictures(count: int, *, of: int) -> str:
    """What is said of pictures whose vectors are lost, on the page, in the terminal and by the doctor."""
    those = "The only picture" if of == 1 else f"{count:,} of {of:,} pictures"
    return f"{those} cannot be searched, because the vectors are damaged: index again (docent index) to make them anew"


def _results(plan: QueryPlan, edits: Sequence[Edit], found: Found) -> list[str]:
    counts = found.counts
    if edits and all(isinstance(e, (Explain, Respond)) for e in edits):
        return []
    if plan.empty:
        open_to_all = "the only picture is shown" if counts.total == 1 else f"all {counts.total:,} pictures are open"
        return [f"Nothing is asked for, so {open_to_all}"]
    left_out = _left_out(counts)
    unsure = _unsure(plan, edits, counts)
    if counts.considered == 0 or not found.hits:
        return [_none_pass(plan, counts), left_out]
    ranked = bool(plan.terms or plan.like or (plan.place and plan.place.resolved and plan.place.mode == "prefer"))
    head = _banded(counts) if ranked else f"{found.available:,} of {counted(counts.total, 'picture')}"
    more = _paging(edits, found)
    return ["; ".join(part for part in (head, left_out, unsure, more) if part)]


def _banded(counts: Counts) -> str:
    among = f"among {counted(counts.considered, 'picture')}"
    if counts.likely and counts.maybe:
        return f"{counts.likely:,} likely and {counts.maybe:,} possible {among}"
    if counts.likely:
        return f"{counts.likely:,} likely {among}"
    if counts.maybe:
        return f"nothing stands out: {counted(counts.maybe, 'possible match', 'possible matches')} {among}"
    return f"nothing here really fits; these are the nearest {among}"


def _left_out(counts: Counts) -> str:
    parts = []
    if counts.without_gps:
        parts.append(f"{counts.without_gps:,} {_have(counts.without_gps)} no GPS position")
    if counts.without_date:
        parts.append(f"{counts.without_date:,} {_have(counts.without_date)} no date")
    if counts.without_fact:
        verb = "does" if counts.without_fact == 1 else "do"
        parts.append(f"{counts.without_fact:,} {verb} not say what a filter asks for")
    if not parts:
        return ""
    were = "was" if counts.without_gps + counts.without_date + counts.without_fact == 1 else "were"
    return f"{joined(parts)} and {were} left out"


def _unsure(plan: QueryPlan, edits: Sequence[Edit], counts: Counts) -> str:
    """Pictures that may be from a place just left out: said once, and not where only such ones are asked for."""
    if not counts.unplaced or plan.filters.gps is False or not any(isinstance(e, LeaveOutPlace) for e in edits):
        return ""
    who = "it" if counts.unplaced == 1 else "they"
    return f"{counts.unplaced:,} {_have(counts.unplaced)} no GPS position, so {who} could be from there"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _none_pass(plan: QueryPlan, counts: Counts) -> str:
    conditions = _conditions(plan)
    if not conditions:
        return f"nothing was found among {counted(counts.total, 'picture')}"
    which = f"none of the {counts.total:,} pictures is" if counts.total != 1 else "the only picture is not"
    return f"{which} {joined(conditions)}"


def _conditions(plan: QueryPlan) -> list[str]:
    """The hard conditions in words: what a picture must be to be looked at at all."""
    parts = []
    if plan.dates is not None:
        parts.append(f"taken {span(plan.dates.from_, plan.dates.to)}")
    if plan.place is not None and plan.place.resolved and plan.place.mode == "only":
        parts.append(place_phrase(plan.place).removeprefix("only "))
    known = tuple(name for name in plan.filters.not_in if name not in plan.filters.not_in_unknown)
    filters = plan.filters.model_copy(update={"not_in": known})
    return parts + [phrase.replace("not in **", "outside **", 1) for phrase in filter_phrases(filters)]


def _paging(edits: Sequence[Edit], found: Found) -> str:
    if not any(isinstance(e, ShowMore) for e in edits):
        return ""
    if len(found.hits) >= found.available:
        return "that is all of them"
    return f"{len(found.hits):,} of {found.available:,} shown"


def describe_plan(plan: QueryPlan) -> str:
    """The plan in words, with its weights: the answer to "what is the plan?"."""
    if plan.empty:
        return f"The plan is empty. {ASK}"
    return sentences([f"The plan: {plan_phrase(plan, weights=True)}", *_unknown_places(plan)])


def describe_hit(plan: QueryPlan, hit: Hit) -> str:
    """Why this picture was found, strongest reason first: the answer to "why this one?"."""
    helped, hurt = _reasons(plan, hit)
    head = f"It is {BANDS[hit.band]} (score {hit.score:.2f})"
    if helped:
        head += f", because of {joined(helped)}"
    parts = [head]
    if hurt:
        parts.append(f"Against it: {joined(hurt)}")
    if not helped and not hurt and (plan.terms or plan.like):
        parts.append("No term of the plan says much about it, either way")
    parts.extend(_facts(plan, hit))
    return sentences(parts)


def _reasons(plan: QueryPlan, hit: Hit) -> tuple[list[str], list[str]]:
    """What spoke for and against the picture, each strongest first, with its share of the score."""
    texts = {term.id: term.text for term in plan.terms}
    shares = [(bold(texts.get(share.id, share.id)), share.contribution) for share in hit.terms]
    if plan.place is not None:
        shares.append((f"the place ({bold(plan.place.name)})", hit.channels.get("place", 0.0)))
    if plan.like:
        shares.append((like_phrase(plan, "likeness to"), hit.channels.get("like", 0.0)))
    shares.sort(key=lambda share: -abs(share[1]))
    helped = [f"{name} ({value:+.2f})" for name, value in shares if value >= FAINT]
    hurt = [f"{name} ({value:+.2f})" for name, value in shares if value <= -FAINT]
    return helped, hurt


_OWN_WORDS = {
    "keywords": "keywords say",
    "people": "list of people names",
    "title": "title says",
    "caption": "caption says",
    "names": "file or folder is named",
}


def _facts(plan: QueryPlan, hit: Hit) -> list[str]:
    facts = []
    if plan.place is not None and plan.place.resolved:
        if hit.distance_km is None:
            facts.append("It has no GPS position, so the place says nothing about it")
        elif hit.distance_km < 0.05:
            facts.append(f"It was taken in {bold(plan.place.name)}")
        else:
            facts.append(f"It was taken {distance(hit.distance_km)} from {bold(plan.place.name)}")
    if hit.taken_at is not None:
        facts.append(f"Taken on {day(hit.taken_at)}")
    texts = {term.id: term.text for term in plan.terms}
    facts += [f"Its {_OWN_WORDS[place]} {bold(texts.get(term_id, term_id))}" for term_id, place in hit.said.items()]
    if hit.duplicates:
        facts.append(f"{counted(len(hit.duplicates), 'near-identical picture')} folded behind it")
    return facts


def count_in_place(name: str, inside: int, total_with_gps: int, total: int) -> str:
    """The answer to "how many are from Italy?": `inside` of the `total_with_gps` pictures whose position is known."""
    without = total - total_with_gps
    if total == 0:
        return "The library holds no pictures yet."
    if total_with_gps == 0:
        none = "the only picture has no" if total == 1 else f"none of the {total:,} pictures has a"
        return f"That cannot be said: {none} GPS position."
    number = "None" if inside == 0 else f"{inside:,}"
    verb = "is" if inside < 2 else "are"
    whose = "the only picture" if total_with_gps == 1 else f"{number} of the {total_with_gps:,} pictures"
    verb = "is not" if total_with_gps == 1 and not inside else verb
    text = sentence(f"{whose} with a GPS position {verb} from {bold(name)}").removesuffix(".")
    if without:
        text += f"; {without:,} {_have(without)} no position, so {'it' if without == 1 else 'they'} cannot be counted"
    return f"{text}."


def unknown_place(name: str) -> str:
    """What is said of a place that the gazetteer does not know."""
    return f"I know no place called {bold(name)}, so it does not count; try a larger place near it"


def unknown_left_out(name: str) -> str:
    """What is said of a place to leave out that the gazetteer does not know."""
    return f"I know no place called {bold(name)}, so nothing from there is left out; try a larger place around it"


def inside_left_out(place: str, area: str) -> str:
    """What is said when the place to look in lies in one that is left out."""
    return f"{bold(place)} lies in {bold(area)}, which is left out; say that {bold(area)} is fine to look there"


def _unknown_places(plan: QueryPlan) -> list[str]:
    """A sentence for each place of the plan that the gazetteer does not know."""
    where = [unknown_place(plan.place.name)] if plan.place is not None and not plan.place.resolved else []
    return where + [unknown_left_out(name) for name in plan.filters.not_in_unknown]


def which_place(name: str, readings: Sequence[str]) -> str | None:
    """The question to ask back when a name means several places; None when it does not.

    `readings` are best first, each as it could be said ("the country", "Georgia, United States"): the first is taken
    until the user says another.
    """
    readings = list(dict.fromkeys(readings))
    if len(readings) < 2:
        return None
    offered = joined((bold(r) if "," in r else r for r in readings), last="or")
    return f"{bold(name)}: {offered}? I took {readings[0] if ',' not in readings[0] else 'the first'}."
