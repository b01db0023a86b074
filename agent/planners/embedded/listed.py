"""Styles of several words are one thing: "black and white dogs" is a style and a thing, whatever the tags say.

The tagger decides word by word; a phrase that the lexicon lists is held together here. It knows no networks.

    held = hold_together(words, spans)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.planners.embedded.decode import TaggedSpan
from agent.planners.lexicon import LONGEST_PHRASE, artists, is_style, normal
from agent.planners.words import Word

_MEDIA = frozenset(
    "print prints drawing drawings sketch sketches etching etchings engraving engravings illustration illustrations"
    " poster posters mosaic mosaics cutouts cut-outs cartoon cartoons collage collages film".split()
)
SHOWS = frozenset("of with and or showing featuring wearing holding".split())
WISHES = ("add", "avoid", "new")


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
        shown = span.first > 0 and words[span.first - 1].lower in SHOWS
        if span.role in WISHES and span.channel == "content" and not shown:
            sizes = range(min(LONGEST_PHRASE, span.last - span.first + 1), 0, -1)
            runs = ((n, " ".join(w.text for w in words[span.first : span.first + n])) for n in sizes)
            size = next((n for n, name in runs if normal(name) in artists()), 0)
            if span.first + size > span.last and span.last + 1 not in openings and size != said:
                size = 0  # "Klimt with a cat": the tagger knows better
        if size:
            held.append(replace(span, last=span.first + size - 1, channel="style"))
        if span.first + size <= span.last:
            held.append(replace(span, first=span.first + size))
    return held


def with_their_media(
    words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[tuple[int, int]]
) -> list[TaggedSpan]:
    """A style keeps the medium behind it that was passed over: "linocut prints", "charcoal drawings"."""
    held = []
    for span in spans:
        after = words[span.last + 1] if span.last + 1 < len(words) else None
        free = after is not None and not any(s.first <= span.last + 1 <= s.last for s in spans)
        free = free and not any(a < after.end and after.start < b for a, b in taken) if after else False
        if span.channel == "style" and free and after is not None and after.lower in _MEDIA:
            span = replace(span, last=span.last + 1)
        held.append(span)
    return held


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
