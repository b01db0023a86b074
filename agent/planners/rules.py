"""The rules planner: cue words, a small lexicon, places and dates. Needs no model; about a millisecond.

It does not understand; it splits a message into groups of words and looks at the cue before each. What it cannot know
(an artist nobody listed, "steer well clear of") the embedded planner reads better.

    RulesPlanner().propose("foggy harbours in Norway, no people", QueryPlan(), context=Context())
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.language import lexicon
from agent.language.cues import words_of
from agent.language.cues.cue_actions import Cue, cues
from agent.language.span import Span, is_free, span_of
from agent.language.tokens import Word, split
from agent.plan.edits import Reset
from agent.plan.query_plan import QueryPlan
from agent.planners.build.code_reading import read_by_code
from agent.planners.build.mentions import Action, Mention
from agent.planners.build.place_edits import place_notes
from agent.planners.build.term_edits import clean
from agent.planners.extract.demonyms import find_demonyms
from agent.planners.extract.gazetteer import Gazetteer, GeoGazetteer
from agent.planners.extract.named_places import find_places
from agent.planners.extract.strength import strength_of
from agent.planners.protocol import Context, Listener, Proposal
from tools.types import Channel

_STOPS = frozenset(',;:.!?()—–"')
_REACH = 80  # characters before a word in which the words that lead to it are looked for
_STYLE_BEFORE = re.compile(
    r"(?:\bby|\b(?:in|with) (?:the |a )?(?:style|manner|vein|spirit|look|mood|aesthetic|tradition) of"
    r"|\bstyle of|\bà la|\ba la|\bafter the manner of"
    r"|\binspired by|\breminiscent of|\bas (?:if )?(?:painted|drawn|shot|photographed|made) by|\b(?:feels?"
    r"|looks?) like(?: it's| they are)?(?: by)?"
    r"|\bas)\s+(?:the |a |an )?$", re.IGNORECASE)  # fmt: skip
_STYLE_BEHIND = re.compile(r"^(?:['’]s?)?[\s-]*(?:ish\b|esque\b|like\b|style\b|styled\b|inspired\b|"
                           r"(?:style|manner|look|vibes?|aesthetic|technique|palette)\b)", re.IGNORECASE)  # fmt: skip
_IDLE = re.compile(r"\b(?:after all|by the way|for now|this time|if you like|to be honest)\b", re.IGNORECASE)
_MADE_OF = re.compile(r"^(?:['’]s)?\s*(?:paintings?|prints?|drawings?|sketch(?:es)?)\b", re.IGNORECASE)
_NAMED_BEFORE = re.compile(r"\b(?:like|as in|by) (?:a |an |the )?$", re.IGNORECASE)
_SWAP = re.compile(
    r"\b(?:swap|replace|change|switch|exchange|trade|substitute|turn)\s+(?P<old>.{1,160}?)\s+(?:for|with|to|by"
    r"|into)\s+(?P<new>[^,.;!?]+)"
    r"|(?P<new2>[^,.;!?]{1,160}?)\s+(?:instead of|rather than|in place of)\s+(?P<old2>[^,.;!?]+)"
    r"|\b(?:make (?:it|them) |use |try |with |and )?(?P<new3>[^,.;!?]{1,160}?),?\s+instead\b"
    r"|\binstead,?\s+(?P<new4>[^,.;!?]+)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group(Span):
    """A run of words between boundaries and what a cue makes of it."""

    action: Action


class RulesPlanner:
    """Reads a message by rules. Never fails, often understands too little."""

    name = "rules"

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer or GeoGazetteer()

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        """The edits this message asks for, in order. Raises nothing of its own."""
        read = read_by_code(message, plan, context, gazetteer=self._gazetteer)
        start_plan = QueryPlan() if any(isinstance(e, Reset) for e in read.edits) else plan
        if read.whole:
            return Proposal(edits=tuple(read.edits), notes=read.notes, planner=self.name)
        adjectives = find_demonyms(read.message, self._gazetteer)
        idle = map(span_of, _IDLE.finditer(read.message))
        taken = [*read.taken, *(p.name_span for p in adjectives), *idle]
        named = find_places(read.message, self._gazetteer, taken=taken)
        mentions = _mentions(read.message, [*taken, *named], start_plan)
        places = sorted([*named, *adjectives], key=lambda p: p.name_start)
        edits = [*read.edits, *read.finish(mentions, places, start_plan)]
        notes = (*read.notes, *place_notes(places))
        return Proposal(edits=tuple(edits), notes=notes, planner=self.name)


def _mentions(message: str, taken: Sequence[Span], plan: QueryPlan) -> list[Mention]:
    """Roles of all words that are not taken by dates, places or commands."""
    swapped, rest = _swaps(message, taken, plan)
    found = list(swapped)
    for group in _groups(message, [*taken, *rest]):
        found += _terms(message, group)
    return sorted(found, key=lambda m: m.start)


def _swaps(message: str, taken: Sequence[Span], plan: QueryPlan) -> tuple[list[Mention], list[Span]]:
    """ "swap A for B", "B instead": only where there is a plan to change."""
    match = _SWAP.search(message) if plan.terms else None
    if match is None or not is_free(span_of(match), taken):
        return [], []
    found: list[Mention] = []
    for name, at in match.groupdict().items():
        if at is None:
            continue
        start, end = match.span(name)
        action: Action = "old" if name.startswith("old") else "new"
        found += [replace(m, action=action) for m in _terms(message, _Group(start, end, "add"))]
    return found, [span_of(match)]


def _groups(message: str, taken: Sequence[Span]) -> list[_Group]:
    """Runs of words with the action of the cue before (or behind) them; a cue holds until the clause ends."""
    before, behind = cues()
    words = split(message)
    groups: list[_Group] = []
    action: Action = "add"
    run: list[Word] = []

    def close() -> None:
        if run:
            groups.append(_Group(run[0].start, run[-1].end, action))
            run.clear()

    at = 0
    while at < len(words):
        word = words[at]
        if not is_free(word, taken):
            close()
            at += 1
            continue
        tail = _cue_at(words, at, behind)
        if tail and run:
            groups.append(_Group(run[0].start, run[-1].end, behind[tail[0]]))
            run.clear()
            at += tail[1]
            continue
        cue = _cue_at(words, at, before)
        if cue is not None and not (cue[0] in ("not",) and run and words[at - 1].lower in ("is", "are")):
            close()
            new = before[cue[0]]
            if not (new == "add" and action != "add" and cue[0] == "with"):
                action = new
            at += cue[1]
            continue
        if word.text in _STOPS:
            close()
            action = action if word.text == "," and _continues_list(words, at, action) else "add"
        elif word.lower in words_of("connectors"):
            if not _inside_phrase(message, word):
                close()
            else:
                run.append(word)
        else:
            run.append(word)
        at += 1
    close()
    return groups


def _continues_list(words: list[Word], at: int, action: Action) -> bool:
    """Whether a comma goes on with a list: "no cars, people or dogs"."""
    if action == "add":
        return True
    rest = [w.lower for w in words[at + 1 : at + 6]]
    return ("or" in rest or "nor" in rest) and "," not in rest[:3]


def _cue_at(words: list[Word], at: int, listed: dict[str, Cue]) -> tuple[str, int] | None:
    """The longest cue that begins at word `at`, and its length in words."""
    for size in range(min(6, len(words) - at), 0, -1):
        phrase = " ".join(w.lower for w in words[at : at + size])
        if phrase in listed:
            return phrase, size
    return None


def _inside_phrase(message: str, word: Word) -> bool:
    """Whether a connector is part of a listed style: the "and" of "black and white"."""
    around = lexicon.normal(message[max(0, word.start - 24) : word.end + 24])
    return any(f" {word.lower} " in f" {s} " and s in around for s in lexicon.styles() if " " in s)


def _terms(message: str, group: _Group) -> list[Mention]:
    """The styles of a group by lexicon and by the words around it; what is left is content."""
    whole = clean(message, group.start, group.end)
    if whole is None:
        return []
    text, start, end = whole
    if ish := re.search(r"[\s-]*-\s?(?:ish|esque|like)\b", text, re.IGNORECASE):  # "Hopper-ish shots"
        named = _mention(message, group, text[: ish.start()], start, start + ish.start(), "style")
        return [named, *_terms(message, _Group(start + ish.end(), end, group.action))]
    if _STYLE_BEFORE.search(message[max(0, start - _REACH) : start]) or _STYLE_BEHIND.match(message[end:]):
        return [_mention(message, group, text, start, end, "style")]
    words = list(split(message[start:end]))
    found: list[Mention] = []
    at, run = 0, 0
    while at < len(words):
        size = _style_size(message, start, words, at)
        if size:
            found += _content(message, group, start, words[run:at])
            found.append(_mention(message, group, message[start + words[at].start : start + words[at + size - 1].end],
                                  start + words[at].start, start + words[at + size - 1].end, "style"))  # fmt: skip
            run = at + size
        at += size or 1
    return found + _content(message, group, start, words[run:])


def _style_size(message: str, base: int, words: list[Word], at: int) -> int:
    """How many words from `at` on name a style; 0 for none."""
    for size in range(min(lexicon.LONGEST_PHRASE, len(words) - at), 0, -1):
        first, last = words[at], words[at + size - 1]
        if lexicon.is_style(message[base + first.start : base + last.end]):
            return size
    word = words[at]
    behind = message[base + word.end : base + word.end + 40]
    if not word.is_word:
        return 0
    if _STYLE_BEHIND.match(behind) and behind[:1] in "-'’":
        return 1
    before = message[max(0, base + word.start - 24) : base + word.start]
    if not word.text[0].isupper() or not _NAMED_BEFORE.search(before):
        return 0
    follows = at + 1 < len(words) and _style_size(message, base, words, at + 1) > 0
    return int(follows or _MADE_OF.match(behind) is not None)


def _content(message: str, group: _Group, base: int, words: list[Word]) -> list[Mention]:
    if not words:
        return []
    whole = clean(message, base + words[0].start, base + words[-1].end)
    return [_mention(message, group, *whole, "content")] if whole else []


def _mention(message: str, group: _Group, text: str, start: int, end: int, channel: Channel) -> Mention:
    return Mention(start, end, text, group.action, channel, strength_of(message, start))
