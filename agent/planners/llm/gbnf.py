"""A grammar for a language model that may only sort the user's own words into roles, and what it wrote -> mentions.

The grammar (GBNF, as llama.cpp reads it) holds the runs of words of one message, so no other word can be written, and
no word twice.
It knows no engine.

    grammar_of(runs("foggy harbours, no people"), actions(QueryPlan()))
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.language.cues.cue_actions import cues
from agent.language.lexicon import filler, is_style
from agent.language.span import Span, apart, free_of, span_of
from agent.language.tokens import Word, split
from agent.plan.query_plan import QueryPlan
from agent.planners.build.mentions import Action, Mention
from agent.planners.build.term_edits import clean
from agent.planners.extract.strength import strength_of
from tools.types import Channel

LONGEST_RUN = 16
"""Words: "a small wooden boat on a lake" is two things, not one."""
MOST_LINES = 60

_ROLES: dict[str, tuple[Action, Channel]] = {
    "show": ("add", "content"),
    "look": ("add", "style"),
    "avoid": ("avoid", "content"),
    "avoid look": ("avoid", "style"),
    "more": ("more", "content"),
    "less": ("less", "content"),
    "drop": ("drop", "content"),
    "swap": ("old", "content"),
    "instead": ("new", "content"),
}
PLACE = "place"
OTHER = "other"
_FOLLOW_UP = ("more", "less", "drop", "swap", "instead")


@dataclass(frozen=True)
class Line:
    """One line of a model's answer: a role and the words it was given."""

    role: str
    text: str


@dataclass(frozen=True)
class Run:
    """A word that can begin a phrase, the message's word number `at`, and what may follow it, spaces included.

    `stops`: whether a phrase may end with that word; "harbours by" is none.
    """

    at: int
    words: tuple[str, ...]
    stops: tuple[bool, ...]


def actions(plan: QueryPlan) -> tuple[str, ...]:
    """The roles that a message can give its words; those of a follow-up only when there is something to follow."""
    return tuple(role for role in (*_ROLES, PLACE, OTHER) if plan.terms or role not in _FOLLOW_UP)


def runs(message: str, taken: Sequence[Span] = ()) -> list[Run]:
    """The runs of a message, in order.

    Punctuation and what code read already (`taken`) end a run; articles and words of asking or refusing begin none.
    """
    taken = [*taken, *map(span_of, _cue_phrases().finditer(message))]
    words = [word for word in free_of(split(message), taken) if word.is_word]
    found = []
    for at, first in enumerate(words):
        within = message[max(0, first.start - 1) : first.start] in ("-", "'", "’")  # the "ish" of "Monet-ish"
        if within or first.lower in filler() or first.lower in _cue_words():
            continue
        run, stops, last = [first.text], [True], first
        for word in words[at + 1 : at + LONGEST_RUN]:
            between = message[last.end : word.start]
            if between.strip(" -'’"):
                break
            run.append(between + word.text)
            stops.append(word.lower not in filler())
            last = word
        size = max(n for n, stop in enumerate(stops, 1) if stop)
        found.append(Run(at, tuple(run[:size]), tuple(stops[:size])))
    return found


@lru_cache(maxsize=1)
def _cue_words() -> frozenset[str]:
    before, behind = cues()
    return frozenset(cue for cue in (*before, *behind) if " " not in cue)


@lru_cache(maxsize=1)
def _cue_phrases() -> re.Pattern[str]:
    """Cues of several words: no part of them names a thing."""
    before, behind = cues()
    phrases = sorted((cue for cue in (*before, *behind) if " " in cue), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE)


def grammar_of(starts: Sequence[Run], roles: Sequence[str]) -> str:
    """The grammar of an answer: every word that begins a run gets a role, in the order of the message, then "end".

    A model that may stop early does, and loses half of the request; here it can only say that words are "other".
    `rest-i` is what follows once everything before run i is passed.
    """
    role = " | ".join(json.dumps(each) for each in roles)
    rules = [f"root ::= {_rest(0, starts)}", f"role ::= ( {role} )"]
    rules += [f'rest-{i} ::= role ": " {_phrase(run, 0, starts)}' for i, run in enumerate(starts)]
    return "\n".join(rules)


def _rest(passed: int, starts: Sequence[Run]) -> str:
    """The rule for what follows when the message's first `passed` words are used."""
    following = next((i for i, run in enumerate(starts) if run.at >= passed), None)
    return '"end"' if following is None else f"rest-{following}"


def _phrase(run: Run, used: int, starts: Sequence[Run]) -> str:
    """ "a" ( newline and the rest | " b" ( newline and the rest | ... ) ): a run may stop after any word."""
    word = json.dumps(run.words[used], ensure_ascii=False)
    stop = f'"\\n" {_rest(run.at + used + 1, starts)}'
    if used + 1 == len(run.words):
        return f"{word} {stop}"
    on = _phrase(run, used + 1, starts)
    return f"{word} ( {stop} | {on} )" if run.stops[used] else f"{word} {on}"


def lines(text: str) -> list[Line]:
    """The lines that a model wrote, each once; an unfinished last one is left out."""
    found = []
    for line in text.split("\n")[: MOST_LINES + 1]:
        role, colon, words = line.partition(": ")
        if colon and (role in _ROLES or role in (PLACE, OTHER)) and words.strip():
            found.append(Line(role, words.strip()))
    return list(dict.fromkeys(found))


def mentions(message: str, written: Iterable[Line]) -> tuple[list[Mention], list[Span]]:
    """The model's lines as mentions of the message, and the parts of the message that it calls places."""
    found: list[Mention] = []
    places: list[Span] = []
    used: list[Span] = []
    for line in written:
        at = _find(message, line.text, used)
        if at is None:
            continue
        used.append(at)
        if line.role == OTHER:
            continue
        if line.role == PLACE:
            places.append(at)
            continue
        cleaned = clean(message, at.start, at.end)
        if cleaned is None:
            continue
        text, start, end = cleaned
        action, channel = _ROLES[line.role]
        channel = "style" if is_style(text) else channel
        found.append(Mention(start, end, text, action, channel, strength_of(message, start)))
    return apart(found), places  # one role for each word: the first line that used it stands


def _find(message: str, text: str, used: Sequence[Span]) -> Span | None:
    """Where these words stand, at the first place that no line took before, else at the first one; whole words only."""
    words: list[Word] = split(message)
    starts, ends = {w.start for w in words}, {w.end for w in words}
    spots = [
        Span(at, at + len(text))
        for at in range(len(message) - len(text) + 1)
        if at in starts and at + len(text) in ends and message.startswith(text, at)
    ]
    return next(iter(free_of(spots, used) or spots), None)
