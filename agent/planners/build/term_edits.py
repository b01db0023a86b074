"""A reading of a message -> edits of the plan. Both planners of the box end here: rules and embedded.

A reading says which words play which role; this module finds the plan's terms that they speak of, turns roles into
edits and weights, and merges duplicates. It knows no networks and no cue words but those of strength.

    edits_of([Mention(0, 3, "fog", "add", "content")], QueryPlan(), message="fog")  # [AddTerm(text="fog", ...)]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from agent.language.clauses import cuts
from agent.language.cues import any_of, words_of
from agent.language.lexicon import artists, filler, normal
from agent.language.tokens import fold, overlap, split, stems
from agent.plan.edits import AddTerm, ClearPlace, Edit, RemoveTerm, ReplaceTerm, Reset, Reweight, SetDates
from agent.plan.query_plan import DEFAULT_WEIGHT, QueryPlan, Term
from agent.planners.build.mentions import Action, Mention, reread
from agent.planners.build.term_text import (
    exchanged,
    is_part_of_scene,
    of_elsewhere,
    of_kind,
    recoloured,
    refined,
    with_another,
    without,
)
from agent.planners.extract.strength import factor_of
from tools.types import Channel

Similar: TypeAlias = Callable[[str, Sequence[str]], list[float]]
"""(words, texts) -> likeness in -1..1 of the words to each text; how a planner with vectors matches terms."""

STEP = 0.2  # what "more" adds to a weight and "less" takes from it, 1.5 times
FAINT_AVOID = -0.4
PART_WEIGHT, LEAST_OF_PART = 0.4, -0.6
"""What a part of a scene is given of its own when more, or less, of it is asked for."""
ALIKE = 0.5  # likeness from which words speak of a term of the plan
_ALL_WORDS = frozenset({"everything", "all"})
_TAKEN_OUT = re.compile(
    rf"\b(?:{any_of('drop_verbs', 'drop_verbs_of_terms')})"
    r"(?: (?:the|those|these|that|all|my|any))*\s+$", re.I)  # fmt: skip
_BANNED = re.compile(r"\b(?:without|no|not|never|sans|minus|zero)(?: (?:the|any|that|all))*\s+$", re.I)
_NOT_SUCH = re.compile(
    rf"(?:\b(?:{any_of('drop_verbs')}|not|no|without|except|excluding|skip|avoid|hide|leave out|minus)"
    r"|n['’]t (?:want|need|show))"
    r"(?: (?:me|the|any|those|these|all|of))*\s+$", re.I)  # fmt: skip
_AFTER_ALL = re.compile(r"\s*,?\s*(?:after all|any ?more|any ?longer)\b", re.I)
_SUCH_AS = re.compile(r"\s+(?:that|which|who|whose|where)\b[^,.;!?]*$", re.I)
"""Between a thing and what only some of its pictures have: "the trains which are in a museum"."""
_FURTHER = re.compile(r"\b(?:and|plus|also|with|add|adding|or|too|include|including|another|more)\b|[&+,]\s*$", re.I)
_FURTHER_BEHIND = re.compile(r"\s*,?\s*(?:too|as well|also|and|or|,|\+)\b", re.I)
"""Around what is wanted besides: it exchanges nothing."""
_KIND = re.compile(r"\s+(?:kind|sort|type|variety|breed|species)\b(?! of)", re.I)
"""Behind what says a thing more exactly: "the baseball kind"."""
_SUCH = re.compile(r"\s+(?:that|which|who)\s+(?:(?:is|are|was|were)\s+)?(?P<rest>[^,.;:!?]+)", re.I)
_ONE_OF_MANY = re.compile(r"\b(?:an?|any|big)\s+$", re.I)  # "not in a city" shows no city, "forget the city" the place


def clean(message: str, start: int, end: int, *, strip: frozenset[str] | None = None) -> tuple[str, int, int] | None:
    """A span without filler (or the words of `strip`) and punctuation at its edges; None when nothing is left."""
    strip = filler() if strip is None else strip
    words = list(split(message[start:end]))
    while words and (not words[0].is_word or words[0].lower in strip):
        words.pop(0)
    while words and (not words[-1].is_word or words[-1].lower in strip):
        words.pop()
    if not words:
        return None
    first, last = start + words[0].start, start + words[-1].end
    text = message[first:last]
    if text.endswith(("'s", "’s", "'", "’")):
        text = text.rstrip("s").rstrip("'’")
        last = first + len(text)
    return text[:200], first, last


def find_term(text: str, plan: QueryPlan, *, sign: int = 0, channel: Channel | None = None,
              similar: Similar | None = None) -> Term | None:  # fmt: skip
    """The plan's term that these words speak of: the same words, words in common, or (with vectors) alike ones."""
    terms = [t for t in plan.terms if not sign or (t.weight > 0) == (sign > 0)]
    if not terms:
        return None
    own = stems(text, filler())
    if not own:
        return terms[-1] if fold(text) in words_of("pronouns") and len(terms) == 1 else None
    scores = []
    for t in terms:
        theirs = stems(t.text, filler()) or stems(t.text)
        exact = 1.0 if own == theirs else 0.0
        scores.append(2 * exact + overlap(own, theirs) + (0.1 if t.channel == channel else 0.0))
    best = max(range(len(terms)), key=lambda i: (scores[i], i))
    if scores[best] >= 0.95:
        return terms[best]
    if similar is not None:
        alike = similar(text, [t.text for t in terms])
        best = max(range(len(terms)), key=lambda i: alike[i])
        if alike[best] >= ALIKE:
            return terms[best]
    return None


def same_words(text: str, term: Term) -> bool:
    """Whether these are the term's words, but for plurals and filler."""
    return stems(text, filler()) == stems(term.text, filler())


def edits_of(mentions: Sequence[Mention], plan: QueryPlan, *, message: str, similar: Similar | None = None,
             place_coming: bool = False, corrects: bool = False) -> list[Edit]:  # fmt: skip
    """The edits that these mentions ask for, in the order of the message, without duplicates.

    `place_coming` tells that the message sets another place, so that the old one needs no edit of its own; `corrects`,
    that it mends what was said or understood last: what it asks for takes that one's place.
    """
    edits: list[Edit] = []
    known = reread(mentions, message, is_known=lambda text: find_term(text, plan) is not None)
    mentions = _only_some(known, plan, message)
    if corrects:
        mentions = _mended(mentions, plan, message)
    olds = [m for m in mentions if m.action == "old"]
    news = [m for m in mentions if m.action == "new"]
    if news and not olds:  # "could the bathers go? herons in their place"
        gone = [m for m in mentions if m.action == "drop" and find_term(m.text, plan, sign=1) is not None]
        olds, mentions = gone, [m for m in mentions if m not in gone]
    edits += _replacements(olds, news, plan, message=message, similar=similar, place_coming=place_coming)
    for mention in mentions:
        if mention.action in ("old", "new"):
            continue
        edits += _edits(mention, plan, message=message, similar=similar, place_coming=place_coming)
    return _settled(edits)


def _mended(mentions: Sequence[Mention], plan: QueryPlan, message: str) -> list[Mention]:
    """A correction's mentions: what it asks for is exchanged for what it refuses, or for the last thing asked for."""
    wanted = [t for t in plan.terms if t.weight > 0 and t.channel == "content"]
    adds = [m for m in mentions if m.action == "add" and m.channel == "content"]
    if len(adds) != 1 or not wanted or any(m.action in ("old", "new") for m in mentions):
        return list(mentions)
    olds = [m for m in mentions if m.action in ("avoid", "drop") and find_term(m.text, plan, sign=1) is not None]
    if not olds and (find_term(adds[0].text, plan) is not None or _FURTHER.search(message[: adds[0].start])):
        return list(mentions)
    changed: dict[Mention, Action] = {adds[0]: "new", **({olds[0]: "old"} if olds else {})}
    return [replace(m, action=changed.get(m, m.action)) for m in mentions]


def _only_some(mentions: Sequence[Mention], plan: QueryPlan, message: str) -> list[Mention]:
    """ "not the trains that stand in a museum": the trains stay, the museum is avoided."""
    for n, (thing, such) in enumerate(pairwise(mentions)):
        refused = _NOT_SUCH.search(message[: thing.start]) and _SUCH_AS.fullmatch(message[thing.end : such.start])
        if refused and find_term(thing.text, plan, sign=1) is not None:
            end = next((cut.start for cut in cuts(message, words=("but",)) if cut.start >= such.start), len(message))
            rest = (replace(m, action="avoid") if m.start < end else m for m in mentions[n + 1 :])
            return [*mentions[:n], *rest]
    return [_what_some_have(m, plan, message) for m in mentions]


def _what_some_have(mention: Mention, plan: QueryPlan, message: str) -> Mention:
    """The same where the thing alone was read: of "trains that stand in a museum" only what those trains do."""
    such = _SUCH.match(message, mention.end) if mention.action == "avoid" else None
    if such is None or find_term(mention.text, plan, sign=1) is None:
        return mention
    return replace(mention, start=such.start("rest"), end=such.end(), text=such["rest"].strip())


def _settled(edits: Sequence[Edit]) -> list[Edit]:
    """Without duplicates, and one edit for a term that is taken out and cut down ("the buckets needn't be red")."""
    cut = {edit.term for edit in edits if isinstance(edit, ReplaceTerm)}
    unique: list[Edit] = []
    for edit in edits:
        if edit not in unique and not (isinstance(edit, RemoveTerm) and edit.term in cut):
            unique.append(edit)
    return unique


def _replacements(olds: Sequence[Mention], news: Sequence[Mention], plan: QueryPlan, *, message: str,
                  similar: Similar | None, place_coming: bool) -> list[Edit]:  # fmt: skip
    edits: list[Edit] = []
    replaced: list[Term] = []
    named: list[str] = []
    for old in olds:
        found = find_term(old.text, plan, sign=1, channel=old.channel, similar=similar)
        if found is not None:
            replaced.append(found)
            named.append(old.text)
        elif _is_place(old.text, plan) and not place_coming:
            edits.append(ClearPlace())
    if place_coming and not news:  # "oil rigs off Scotland instead": the rigs are named again, the place is exchanged
        return edits
    if not olds:
        replaced = _replaced_unsaid(news, plan, similar=similar)
    for n, (old_term, mention) in enumerate(zip(replaced, news, strict=False)):
        part = None
        if not _is_name(old_term):
            was = named[n] if named else None
            part = _within(old_term, was, mention, message=message, similar=similar)
        channel = mention.channel if part is None else old_term.channel
        edits.append(ReplaceTerm(term=old_term.id, text=part or mention.text, channel=channel))
    edits += [RemoveTerm(term=t.id) for t in replaced[len(news) :]]
    edits += [_add(m, plan) for m in news[len(replaced) :]]
    return edits


def _within(term: Term, old: str | None, mention: Mention, *, message: str, similar: Similar | None) -> str | None:
    """The text of a term with something in it exchanged: what was named, or else what the new words speak of."""
    if _KIND.match(message, mention.end):
        return of_kind(term.text, mention.text)
    if old is not None:
        return exchanged(term.text, old, mention.text)
    if mention.channel != term.channel:
        return None
    found = refined(term.text, mention.text) or recoloured(term.text, mention.text)
    if found is None and similar is not None and term.channel == "content":
        found = with_another(term.text, mention.text, similar, least=ALIKE)
    return found


def _replaced_unsaid(news: Sequence[Mention], plan: QueryPlan, *, similar: Similar | None) -> list[Term]:
    """What "colour instead" takes the place of: of that channel's terms one that is alike, else the first thing
    (the subject) or the latest style."""
    same = [t for t in plan.terms if news and t.channel == news[0].channel and t.weight > 0]
    if news and fold(news[0].text) in words_of("settings"):  # "make it sunny" leaves the interiors
        return [t for t in same if words_of("settings") & set(fold(t.text).split())][:1]
    if len(same) < 2:
        return same
    if similar is not None:
        alike = similar(news[0].text, [t.text for t in same])
        best = max(range(len(same)), key=lambda n: alike[n])
        if alike[best] >= ALIKE:
            return [same[best]]
    return same[:1] if news[0].channel == "content" else same[-1:]


def _is_name(term: Term) -> bool:
    """Whether it is an artist's, of which half is no other one."""
    return term.channel == "style" and normal(term.text) in artists()


def _is_place(text: str, plan: QueryPlan) -> bool:
    return plan.place is not None and bool(overlap(stems(text, filler()), stems(plan.place.name)) >= 0.95)


def _edits(
    mention: Mention, plan: QueryPlan, *, message: str, similar: Similar | None, place_coming: bool
) -> list[Edit]:
    aside = _aside(mention, plan, message=message, place_coming=place_coming)
    if aside is not None:
        return aside
    if mention.action == "add":
        moved = next(((t, text) for t in plan.terms if (text := of_elsewhere(t.text, mention.text))), None)
        moved = moved or _said_again(mention, plan, message)
        return [ReplaceTerm(term=moved[0].id, text=moved[1])] if moved else [_add(mention, plan)]
    if mention.action == "avoid":
        known = next((t for t in plan.terms if t.weight > 0 and same_words(mention.text, t)), None)
        if known is not None and _TAKEN_OUT.search(message[: mention.start]):
            return [RemoveTerm(term=known.id)]  # "lose the bats": they were asked for, and are so no longer
        return _avoid_part(mention, plan, message=message)
    if mention.action in ("drop", "allow"):
        return _drop(mention, plan, message=message, similar=similar)
    if mention.action == "less" and _TAKEN_OUT.search(message[: mention.start]):
        return _drop(mention, plan, message=message, similar=similar)
    return [_weigh(mention, plan, message=message, similar=similar)]


def _said_again(mention: Mention, plan: QueryPlan, message: str) -> tuple[Term, str] | None:
    """A thing that is only said more exactly: "older hands" after "hands kneading dough", "dogs on a beach"."""
    before = message[: mention.start].strip().lower()
    if mention.channel != "content" or _FURTHER.search(before) or _FURTHER_BEHIND.match(message, mention.end):
        return None
    scenes = [t for t in plan.terms if t.weight > 0 and t.channel == "content"]
    whole = next((t for t in scenes if is_part_of_scene(t.text, mention.text)), None)
    if whole is not None:  # "dogs", then "dogs on a beach"
        return whole, mention.text
    return next(((t, text) for t in scenes if (text := refined(t.text, mention.text))), None)


def _aside(mention: Mention, plan: QueryPlan, *, message: str, place_coming: bool) -> list[Edit] | None:
    """A mention that speaks of the date, the place or everything and not of a term; None when it speaks of terms."""
    if mention.action not in ("drop", "avoid", "allow"):
        return None
    words = set(stems(mention.text)) | {fold(w) for w in mention.text.split()}
    if mention.action in ("drop", "allow") and find_term(mention.text, plan) is None:
        if words & words_of("date_nouns"):
            return [SetDates()]
        if words & words_of("place_nouns") and not _ONE_OF_MANY.search(message[: mention.start]):
            return [ClearPlace()]
        if words & _ALL_WORDS:
            return [Reset()]
    if _is_place(mention.text, plan):
        return [] if place_coming else [ClearPlace()]
    return None


def _add(mention: Mention, plan: QueryPlan) -> Edit:
    """A term to look for; words that the plan has already keep its spelling and channel."""
    known = next((t for t in plan.terms if same_words(mention.text, t)), None)
    other = next((t for t in plan.terms if t.weight > 0 and _excludes(mention.text, t.text)), None)
    if known is None and other is not None:
        return ReplaceTerm(term=other.id, text=mention.text, channel="style")
    if known is not None:
        weight = mention.strength or (known.weight if known.weight > 0 else DEFAULT_WEIGHT)
        return AddTerm(text=known.text, channel=known.channel, weight=weight)
    return AddTerm(text=mention.text, channel=mention.channel, weight=mention.strength or DEFAULT_WEIGHT)


def _excludes(one: str, other: str) -> bool:
    """Whether a picture is never both: in colour, and black and white."""
    a, b = fold(one), fold(other)
    return (a in words_of("in_colour") and b in words_of("colourless")) or (
        a in words_of("colourless") and b in words_of("in_colour")
    )


def _avoid(mention: Mention, plan: QueryPlan) -> Edit:
    weight = -abs(mention.strength or DEFAULT_WEIGHT)
    known = next((t for t in plan.terms if same_words(mention.text, t)), None)
    if known is not None:
        return AddTerm(text=known.text, channel=known.channel, weight=weight)
    return AddTerm(text=mention.text, channel=mention.channel, weight=weight)


def _avoid_part(mention: Mention, plan: QueryPlan, *, message: str) -> list[Edit]:
    """What is refused is taken out of a scene that names it, and "after all" only takes it out."""
    scenes = (t for t in plan.terms if t.weight > 0 and is_part_of_scene(mention.text, t.text))
    scene = next(scenes, None)
    left = without(scene.text, mention.text) if scene is not None else None
    if scene is None or left is None:
        return [_avoid(mention, plan)]
    cut = ReplaceTerm(term=scene.id, text=left)
    return [cut] if _AFTER_ALL.match(message, mention.end) else [cut, _avoid(mention, plan)]


def _drop(mention: Mention, plan: QueryPlan, *, message: str, similar: Similar | None) -> list[Edit]:
    allowed = mention.action == "allow"
    found = find_term(mention.text, plan, sign=-1 if allowed else 0, similar=similar)
    if found is None and allowed:  # where nothing is avoided, nothing can be lifted: it is asked for
        return [] if plan.terms else [_add(mention, plan)]
    if found is None:  # "remove the cars" with no cars asked for: they are in the pictures
        return [_avoid(mention, plan)] if fold(mention.text) not in words_of("pronouns") else []
    left = None if _is_name(found) else without(found.text, mention.text)  # "drop Frida" leaves no Kahlo
    if left and not allowed and _BANNED.search(message[: mention.start]):  # "without snow" says nothing of the leopards
        return _avoid_part(mention, plan, message=message)
    return [ReplaceTerm(term=found.id, text=left)] if left else [RemoveTerm(term=found.id)]


def _weigh(mention: Mention, plan: QueryPlan, *, message: str, similar: Similar | None) -> Edit:
    """ "more fog", "less fog": moves a term of the plan, or brings one in."""
    more = mention.action == "more"
    found = find_term(mention.text, plan, similar=similar)
    factor = factor_of(message, mention.start)
    if found is None:
        if more:
            return _add(mention, plan)
        return _avoid(replace(mention, strength=mention.strength or FAINT_AVOID), plan)
    if found.weight > 0 and is_part_of_scene(mention.text, found.text):  # "more beach" keeps two dogs on it as they are
        weight = min(1.0, PART_WEIGHT * factor) if more else max(LEAST_OF_PART, FAINT_AVOID * factor)
        return AddTerm(text=mention.text, channel=found.channel, weight=round(weight, 2))
    if found.weight < 0 and more:
        return AddTerm(text=found.text, channel=found.channel, weight=DEFAULT_WEIGHT)
    step = STEP * factor if more else -1.5 * STEP * factor  # within -0.6..0.4
    if found.weight < 0:
        return Reweight(term=found.id, by=STEP * factor)
    return Reweight(term=found.id, by=round(step, 2))
