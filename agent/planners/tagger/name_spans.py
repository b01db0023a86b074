"""Names are one thing, wherever the tags part them: artists of several words, "-like", "'s", a country before a thing.

The tagger decides word by word, and a name that it never met falls apart. It knows no networks and no plans.

    spans = with_whole_names(words, spans)   # "maria sibylla" + "merian" -> "maria sibylla merian", a style
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from agent.language.cues import words_of
from agent.language.lexicon import artists, demonyms, edges, is_style, normal
from agent.language.span import Span
from agent.language.tokens import Word, fold, stem
from agent.planners.tagger.listed_styles import WISHES, is_free, is_shown, joined, runs, text_of
from agent.planners.tagger.roles import Role
from agent.planners.tagger.tag_decoding import TaggedSpan

_MANNERS = frozenset("manner style vein spirit fashion idiom".split())


def with_whole_names(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The spans with every listed artist of several words in one of them, a style.

    An artist that one span holds already, or who is shown ("portrait of Frida Kahlo"), is left as the tags have it.
    """
    held = list(spans)
    for first, last in runs(words, _is_artist):
        touched = [s for s in held if s.first <= last and first <= s.last]
        one = len(touched) == 1 and touched[0].first <= first and last <= touched[0].last
        shown = is_shown(words, first) and bool(touched) and touched[0].channel != "style"
        if not touched or (one and touched[0].role != "place") or shown:
            continue
        if any(s.role not in (*WISHES, "place") for s in touched):
            continue
        role: Role = next((s.role for s in touched if s.role in WISHES), "add")
        rest = [replace(s, last=first - 1) for s in touched if s.first < first]
        rest += [replace(s, first=last + 1) for s in touched if s.last > last]
        held = [s for s in held if s not in touched] + rest + [TaggedSpan(first, last, role, "style")]
    return sorted(held, key=lambda s: s.first)


def _is_artist(text: str) -> bool:
    """Whether the words are a listed name, perhaps with "'s"; "toulouse - lautrec" meets "Toulouse-Lautrec"."""
    return " ".join(normal(text).removesuffix("'s").split()) in artists()


def with_possessives(words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[Span]) -> list[TaggedSpan]:
    """ "Hockney's pools": a listed artist's name with "'s" is a look, and what it owns a thing of its own."""
    held: list[TaggedSpan] = []
    for span in spans:
        at = next((n for n in range(span.first, span.last + 1) if words[n].lower.endswith("'s")), None)
        named = at is not None and span.role in WISHES and _is_artist(joined(words[span.first : at + 1]))
        if at is None or not named or is_shown(words, span.first):
            held.append(span)
            continue
        held.append(replace(span, last=at, channel="style"))
        if span.last > at:
            held.append(replace(span, first=at + 1, channel="content"))
        elif is_free(words, at + 1, spans, taken) and words[at + 1].lower not in edges():
            held.append(TaggedSpan(at + 1, at + 1, span.role, "content"))
    return held


def with_manners(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """ "in Sorolla's manner": whoever it is, the name is a look, listed or not, tagged or passed over."""
    held = list(spans)
    for at in range(2, len(words)):
        owner = words[at - 1]
        if words[at].lower not in _MANNERS or not owner.lower.endswith("'s"):
            continue
        first = next(
            (n + 1 for n in range(at - 2, max(-1, at - 6), -1) if words[n].lower in ("in", "after", "of")), None
        )
        if first is None:
            continue
        touched = [s for s in held if s.first < at and first <= s.last]
        if any(s.role not in ("add", "place") for s in touched):
            continue
        held = [s for s in held if s not in touched] + [replace(s, last=first - 1) for s in touched if s.first < first]
        held.append(TaggedSpan(first, at - 1, "add", "style"))
    return sorted(held, key=lambda s: s.first)


def with_countries(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """ "iceland ponies": a country's name right before a thing is the place, and the rest is shown."""
    things = {s.first for s in spans if s.role == "add" and s.channel == "content"}
    held: list[TaggedSpan] = []
    for span in spans:
        size = 0
        if span.first in things:
            longest = span.last - span.first + (span.last + 1 in things)
            size = next((n for n in range(min(3, longest), 0, -1) if _is_country(text_of(words, _cut(span, n)))), 0)
        if size:
            held.append(replace(_cut(span, size), role="place"))
        if span.first + size <= span.last:
            held.append(replace(span, first=span.first + size))
    return held


def with_makers(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """ "Scania lorries": a name that no list of artists has is a maker's before what is made in numbers."""

    def belongs(name: TaggedSpan, thing: TaggedSpan) -> bool:
        if (name.role, name.channel) != ("add", "style") or stem(words[thing.first].text) not in words_of("wares"):
            return False
        text = text_of(words, name)
        return text[0].isupper() and not is_style(text) and not _is_artist(text)

    return _with_names_joined(spans, belongs)


def with_wares(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """ "china teacups", "turkey sandwiches": a country's name in lower case that is a thing too, right before one."""

    def belongs(name: TaggedSpan, thing: TaggedSpan) -> bool:
        text = text_of(words, name)
        return name.role == "place" and text.islower() and text in words_of("country_words")

    return _with_names_joined(spans, belongs)


def _with_names_joined(
    spans: Sequence[TaggedSpan], belongs: Callable[[TaggedSpan, TaggedSpan], bool]
) -> list[TaggedSpan]:
    """The spans, with a name right before a thing that is asked for made one with it where it `belongs` to it."""
    held: list[TaggedSpan] = []
    for span in spans:
        before = held[-1] if held else None
        touches = before is not None and before.last + 1 == span.first
        if before and touches and (span.role, span.channel) == ("add", "content") and belongs(before, span):
            held[-1] = replace(span, first=before.first)
        else:
            held.append(span)
    return held


def _cut(span: TaggedSpan, size: int) -> TaggedSpan:
    return replace(span, last=span.first + size - 1)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(fold(name).removeprefix("the ") for name in demonyms().values()) - words_of("country_words")


def _is_country(name: str) -> bool:
    return fold(name) in _countries()
