"""Styles of several words are one thing: "black and white dogs" is a style and a thing, whatever the tags say.

The tagger decides word by word; a phrase that the lexicon lists is held together here. It knows no networks.

    held = hold_together(words, spans)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.language.cues import words_of
from agent.language.lexicon import LONGEST_PHRASE, artists, is_style, is_thing, normal
from agent.language.span import Span
from agent.language.tokens import Word
from agent.planners.tagger.tag_decoding import TaggedSpan

_AS_A_LOOK = frozenset("by like as la from style manner".split())
SHOWS = frozenset("of with and or showing featuring wearing holding".split())
WISHES = ("add", "avoid", "new")


def listed_styles(words: Sequence[Word]) -> list[tuple[int, int]]:
    """First and last word of each listed style of two words or more, longest first from the left."""
    return runs(words, is_style)


def runs(words: Sequence[Word], is_listed: Callable[[str], bool]) -> list[tuple[int, int]]:
    """First and last word of each phrase of two words or more that is listed, longest first from the left."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        sizes = range(min(LONGEST_PHRASE, len(words) - at), 1, -1)
        size = next((n for n in sizes if is_listed(joined(words[at : at + n]))), 0)
        found += [(at, at + size - 1)] if size else []
        at += size or 1
    return found


def joined(words: Sequence[Word]) -> str:
    """The words as they are looked up in lists."""
    return " ".join(word.text for word in words)


def text_of(words: Sequence[Word], span: TaggedSpan) -> str:
    """A span's words as they are looked up in lists."""
    return joined(words[span.first : span.last + 1])


def is_shown(words: Sequence[Word], first: int) -> bool:
    """Whether what begins at this word is shown ("portrait of Klimt") and no look."""
    return first > 0 and words[first - 1].lower in SHOWS


def is_free(words: Sequence[Word], at: int, spans: Sequence[TaggedSpan], taken: Sequence[Span]) -> bool:
    """Whether a word is there and neither tagged nor read by code."""
    if at >= len(words) or not words[at].is_word or any(s.first <= at <= s.last for s in spans):
        return False
    return not any(words[at].overlaps(span) for span in taken)


def hold_together(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The spans with every listed style as a span of its own; what is left of a cut span keeps its role.

    What follows a style is a thing ("art deco cinemas") unless it is listed itself. A phrase that touches no span, or
    one that is no wish (a place, a plan's own term), is left as it was read.
    """
    held = list(spans)
    for first, last in listed_styles(words):
        touched = [s for s in held if s.first <= last and first <= s.last]
        if not touched or any(s.role not in WISHES for s in touched):
            continue
        most = max(touched, key=lambda s: min(s.last, last) - max(s.first, first))
        rest = [replace(s, last=first - 1) for s in touched if s.first < first]
        rest += [_behind(words, s, last + 1) for s in touched if s.last > last]
        held = [s for s in held if s not in touched] + rest
        held.append(TaggedSpan(first, last, most.role, "style"))
    return sorted(held, key=lambda s: s.first)


def with_artists(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """A listed artist before a thing, or alone, is a look: "Hiroshige bridges"; shown ("portrait of Klimt") a thing."""
    openings = {span.first for span in spans}
    said = sum(word.is_word for word in words)
    held: list[TaggedSpan] = []
    for span in spans:
        size = 0
        if span.role in WISHES and span.channel == "content" and not is_shown(words, span.first):
            sizes = range(min(LONGEST_PHRASE, span.last - span.first + 1), 0, -1)
            size = next((n for n in sizes if normal(joined(words[span.first : span.first + n])) in artists()), 0)
            refused = span.role == "avoid" and words[span.first].text[0].isupper()  # "Goya is off the table"
            alone = size == said or (size > 1 and _is_parted(words, span))  # "Helmut Newton. Trench coats."
            if span.first + size > span.last and span.last + 1 not in openings and not alone and not refused:
                size = 0  # "Klimt with a cat": the tagger knows better
        if size:
            held.append(replace(span, last=span.first + size - 1, channel="style"))
        if span.first + size <= span.last:
            held.append(replace(span, first=span.first + size))
    return held


def _is_parted(words: Sequence[Word], span: TaggedSpan) -> bool:
    """Whether signs, or nothing, stand on both sides."""
    before, after = words[max(0, span.first - 1) : span.first], words[span.last + 1 : span.last + 2]
    return not any(word.is_word for word in (*before, *after))


def with_things(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """What can only be a thing is shown, whatever the tagger took the unheard word for: "portraits of cellists"."""
    held: list[TaggedSpan] = []
    for span in spans:
        if span.role in WISHES and span.channel == "style" and is_thing(words[span.last].text):
            inside = words[span.first : span.last + 1]
            lead = words[span.first - 1].lower if span.first else ""
            behind = words[span.last + 1].lower if span.last + 1 < len(words) else ""
            opens = span.first == 0 or words[span.first - 1].text in ".!?:;"
            named = (words[span.last].text[0].isupper() and not opens) or normal(joined(inside)) in artists()
            looks = (
                lead in _AS_A_LOOK or behind in words_of("look_behind") or any(is_style(word.text) for word in inside)
            )
            if not named and not looks:
                span = replace(span, channel="content")
        held.append(span)
    return held


def is_made_thing(text: str) -> bool:
    """Whether these words name a work that can stand in a picture of something else."""
    return text.lower().replace(" ", "-") in words_of("made_things")


def is_look(text: str) -> bool:
    """Whether these words are a listed style and cannot be a thing."""
    return is_style(text) and not is_made_thing(text)


def with_unread_things(
    words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[Span]
) -> list[TaggedSpan]:
    """The spans, and what can only be a thing right behind a look and was passed over: "Turner skies"."""
    held = list(spans)
    for span in spans:
        after = span.last + 1
        if (span.role, span.channel) == ("add", "style") and is_free(words, after, spans, taken):
            ends = after + 1 == len(words) or not words[after + 1].is_word  # "Hopper type rooms", "as Turner saw it"
            if ends and is_thing(words[after].text):
                held.append(TaggedSpan(after, after, "add", "content"))
    return sorted(held, key=lambda s: s.first)


def _behind(words: Sequence[Word], span: TaggedSpan, first: int) -> TaggedSpan:
    listed = is_style(joined(words[first : span.last + 1]))
    return replace(span, first=first, channel="style" if listed else "content")
