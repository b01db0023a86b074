"""What stands beside each other: one list has one sign, and of a slip of the tongue only what is meant counts.

The tagger weighs word by word, and now and then lets a refusal elsewhere in the message fall on one thing of a list, or
keeps what was taken back in the same breath. It knows no networks and no plans.

    spans = with_one_sign(words, spans)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.language.cues import any_of
from agent.language.tokens import Word
from agent.planners.tagger.tag_decoding import TaggedSpan

_JOINS = frozenset({",", "and", "or", "&", "plus", "/", "a", "an", "the", "some"})
_ENDS = frozenset({".", ",", ";", "!", "?", "…", ")"})
_NO_VERDICT = frozenset("please thanks too also maybe perhaps if possible as well".split())
_MARKS = rf"{any_of('slips')}|i meant? to say|well,? no"
_SLIP = re.compile(
    rf"[\s.,?!…–—-]*(?:(?:or|and)\s+)?(?:(?:hmm?|uh|er|oh|ah|well|so)[\s,.]+)*(?:{_MARKS})[\s,.:]+"
    rf"(?:(?:hmm?|uh|er|oh|{_MARKS})[\s,.:]+)*(?:(?:like|by|in|at|near|from|around|with|an?|the)\s+)*",
    re.IGNORECASE,
)
"""Between what was said by mistake and what is meant: "Turin, sorry, I mean Genoa"."""


def without_slips(message: str, words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The spans without those that the next one of their kind takes back."""
    kept: list[TaggedSpan] = []
    for span in spans:
        before = kept[-1] if kept else None
        if before is not None and (before.role, before.channel) == (span.role, span.channel):
            between = message[words[before.last].end : words[span.first].start]
            if span.role in ("add", "new", "place") and _SLIP.fullmatch(between):
                kept.pop()
        kept.append(span)
    return kept


def with_one_sign(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """A span to avoid that joins a wanted one by a comma or "and" alone, with no verdict behind, is wanted too."""
    held: list[TaggedSpan] = []
    for span in spans:
        before = held[-1] if held else None
        if span.role == "avoid" and before is not None and before.role == "add" and _joined(words, before, span):
            held.append(span if _judged(words, span, spans) else replace(span, role="add"))
        else:
            held.append(span)
    return held


def _joined(words: Sequence[Word], before: TaggedSpan, span: TaggedSpan) -> bool:
    between = [word.lower for word in words[before.last + 1 : span.first]]
    return bool(between) and all(word in _JOINS for word in between)


def _judged(words: Sequence[Word], span: TaggedSpan, spans: Sequence[TaggedSpan]) -> bool:
    """Whether something is said behind it: "trams, buses excluded", "cats - no"."""
    after = span.last + 1
    for other in sorted(spans, key=lambda s: s.first):  # the rest of the list says nothing
        if other.first > after and other.role == "avoid" and _joined(words, replace(span, last=after - 1), other):
            after = other.last + 1
    while after < len(words) and words[after].lower in _NO_VERDICT:
        after += 1
    if after >= len(words) or words[after].lower in _ENDS:
        return False
    follows = next((s for s in spans if s.first > span.last), None)
    return not (follows and follows.role == "add" and all(w.lower in _JOINS for w in words[after : follows.first]))
