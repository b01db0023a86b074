"""Styles of several words are one thing: "black and white dogs" is a style and a thing, whatever the tags say.

The tagger decides word by word; a phrase that the lexicon lists is held together here. It knows no networks.

    held = hold_together(words, spans)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.planners.embedded.decode import TaggedSpan
from agent.planners.lexicon import LONGEST_PHRASE, is_style
from agent.planners.words import Word

_WISHES = ("add", "avoid", "new")


def listed_styles(words: Sequence[Word]) -> list[tuple[int, int]]:
    """First and last word of each listed style of two words or more, longest first from the left."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 1, -1):
            if is_style(" ".join(word.text for word in words[at : at + length])):
                found.append((at, at + length - 1))
                at += length
                break
        else:
            at += 1
    return found


def hold_together(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The spans with every listed style as a span of its own; what is left of a cut span keeps its role.

    What follows a style is a thing ("art deco cinemas") unless it is listed itself. A phrase that touches no span, or
    one that is no wish (a place, a plan's own term), is left as it was read.
    """
    held = list(spans)
    for first, last in listed_styles(words):
        touched = [s for s in held if s.first <= last and first <= s.last]
        if not touched or any(s.role not in _WISHES for s in touched):
            continue
        most = max(touched, key=lambda s: min(s.last, last) - max(s.first, first))
        rest = [replace(s, last=first - 1) for s in touched if s.first < first]
        rest += [_behind(words, s, last + 1) for s in touched if s.last > last]
        held = [s for s in held if s not in touched] + rest
        held.append(TaggedSpan(first, last, most.role, "style"))
    return sorted(held, key=lambda s: s.first)


def with_unread_media(
    words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[tuple[int, int]]
) -> list[TaggedSpan]:
    """The spans, and a listed style that begins a phrase and was passed over: "sketches of hands" asks for sketches."""
    held = list(spans)
    for n, word in enumerate(words[:-1]):
        read = any(s.first <= n <= s.last for s in spans) or any(a < word.end and word.start < b for a, b in taken)
        if not read and words[n + 1].lower == "of" and is_style(word.text):
            held.append(TaggedSpan(n, n, "add", "style"))
    return sorted(held, key=lambda s: s.first)


def _behind(words: Sequence[Word], span: TaggedSpan, first: int) -> TaggedSpan:
    listed = is_style(" ".join(word.text for word in words[first : span.last + 1]))
    return replace(span, first=first, channel="style" if listed else "content")
