"""What is to be seen stays one phrase, as it was said: "a man on a surfboard at sunset" is one term, not three.

The tagger marks things word by word. Here the things of one wish are joined with the words between and around them; a
scene is cut only where something else was recognised (a style, a place, a date, a refusal) and at lists of separate
wishes. It knows no networks and no plans.

    whole_scenes(words, spans, taken=[])   # "man", "surfboard" -> one span of five words
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.language.cues import words_of
from agent.language.descriptions import LEADS, NUMBERS, describes
from agent.language.lexicon import artists, filler, is_style, normal
from agent.language.span import Span, is_free
from agent.language.tokens import Word
from agent.planners.tagger.listed_styles import is_look, text_of
from agent.planners.tagger.tag_decoding import TaggedSpan

SENTENCE_WORDS = 5
"""From this many words on, what begins with an article or a number is a sentence: its commas part no wishes."""
LONGEST_LIST = 5
"""Words of a bare list of two: "old barns and red tractors"."""
_ENDS = frozenset(".!?;:()")
_NUMBERS = NUMBERS | {"few", "no"}
_OPENS = frozenset("a an the this there".split()) | _NUMBERS - {"no", "many", "few"}
_AND = frozenset({"and", "or", "plus", "&", "also"})
_ARTICLES = frozenset("a an the some".split())
KEPT = _NUMBERS | frozenset(
    "up out over through as into under during about around near full all every each other holding wearing having"
    " featuring containing taken set looking little other".split()
)
"""Words that carry nothing alone and belong to a scene when they stand in it."""
_LEADS_TO_STYLE = frozenset("in by like as la style manner feel vibe , drawn painted".split())
_SPARES = frozenset("hold spare skip ban ditch".split())
_COLOURS = frozenset({"black and white", "black & white", "b&w", "colour", "color", "monochrome"})


MEDIA = frozenset(
    "photograph painting drawing sketch cartoon etching engraving woodcut linocut lithograph illustration caricature"
    " watercolour watercolor fresco mosaic collage print comic".split()
)
"""What a picture is made as: before "of" it says how, and what follows is shown."""
_MADE = frozenset("photographed painted sketched engraved etched illustrated".split())
"""The same behind a thing, at the end of its clause."""


def with_media(words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[Span]) -> list[TaggedSpan]:
    """The spans, with the medium that a picture is asked for in as a style: "a painting of an elephant"."""
    held = list(spans)
    for n, word in enumerate(words):
        leads = word.lower in MEDIA and n + 1 < len(words) and words[n + 1].lower == "of" and _opens(words, n)
        closes = n + 1 == len(words) or words[n + 1].text in {*_ENDS, ","}
        ends = word.lower in _MADE and n > 0 and closes and _follows_a_thing(words, n, held)
        if not (leads or ends) or not is_free(word, taken):
            continue
        touched = [s for s in held if s.first <= n <= s.last]
        if any((s.role, s.channel) != ("add", "content") for s in touched):
            continue
        first = min([n, *(s.first for s in touched)]) if leads else n
        rest = [replace(s, first=n + 2) for s in touched if leads and s.last >= n + 2]
        rest += [replace(s, last=n - 1) for s in touched if ends and s.first < n]
        held = [s for s in held if s not in touched] + rest + [TaggedSpan(first, n, "add", "style")]
    return sorted(held, key=lambda s: s.first)


def _follows_a_thing(words: Sequence[Word], at: int, spans: Sequence[TaggedSpan]) -> bool:
    """Whether a thing stands right before a word, but for a comma: not "would have painted"."""
    before = at - 2 if words[at - 1].text == "," else at - 1
    return any(_is_scene(span) and span.first <= before <= span.last for span in spans)


def _opens(words: Sequence[Word], at: int) -> bool:
    """Whether a word opens its clause, but for an article and at most two words that say more."""
    first, _ = _sentence(words, at)
    lead = [word.lower for word in words[first:at]]
    return not lead or (lead[0] in ("a", "an") and len(lead) <= 3) or (len(lead) <= 2 and not set(lead) & filler())


def whole_scenes(words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[Span]) -> list[TaggedSpan]:
    """The spans, those of wanted things joined and widened to the scenes that they are parts of."""
    spans = with_manners_behind(words, spans, taken=taken)
    spans = _within_scenes(words, with_media(words, spans, taken=taken))
    spans = _described(words, spans, taken=taken)
    busy = _busy(words, spans, taken)
    held: list[TaggedSpan] = []
    for span in spans:
        before = held[-1] if held else None
        like = before is not None and _is_scene(before) and _is_scene(span) and before.role == span.role
        if before is not None and like and _one_scene(words, before, span, busy):
            held[-1] = replace(before, last=span.last)
        else:
            held.append(span)
    held = [_widened(words, span, busy) if _is_scene(span) and span.role == "add" else span for span in held]
    return [part for span in held for part in (_wishes(words, span) if _is_scene(span) else [span])]


def _wishes(words: Sequence[Word], span: TaggedSpan) -> list[TaggedSpan]:
    """A scene, or the separate wishes of a bare list: "cats and dogs" are two, "a cat and a dog on a sofa" is one."""
    inside = words[span.first : span.last + 1]
    if describes(inside) or any(word.lower.endswith("ing") for word in inside):
        return [span]
    cuts = [n for n, word in enumerate(inside) if word.lower in ("and", "or", "&")]
    small = [n for n, word in enumerate(inside) if word.lower in filler() and n not in cuts]
    if len(cuts) != 1 or small or not 0 < cuts[0] < len(inside) - 1 or len(inside) > LONGEST_LIST:
        return [span]
    at = span.first + cuts[0]
    return [replace(span, last=at - 1), replace(span, first=at + 1)]


def with_manners_behind(
    words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[Span]
) -> list[TaggedSpan]:
    """The spans, with a listed style behind "in" at the end of a scene as a style: "a horse in oils"."""
    held: list[TaggedSpan] = []
    for span in spans:
        manner = _manner_behind(words, span) if (span.role, span.channel) == ("add", "content") else None
        if manner is None or not is_free(words[manner.first - 1], taken):
            held.append(span)
        else:
            held += [replace(span, last=manner.first - 2), manner]
    return held


def _manner_behind(words: Sequence[Word], span: TaggedSpan) -> TaggedSpan | None:
    """The shortest listed style that ends a span behind "in"."""
    ends = (
        TaggedSpan(n + 1, span.last, "add", "style")
        for n in range(span.last - 1, span.first, -1)
        if words[n].lower == "in"
    )
    return next((end for end in ends if is_look(text_of(words, end))), None)


def _described(words: Sequence[Word], spans: Sequence[TaggedSpan], *, taken: Sequence[Span]) -> list[TaggedSpan]:
    """The spans, with all of a sentence that describes a picture as one scene, cut only by what is no part of it."""
    held = list(spans)
    first = 0
    while first < len(words):
        start, end = _sentence(words, first)
        first = max(end, first) + 1
        if not describes(words[start:end]):
            continue
        inside = [s for s in held if start <= s.first < end]
        kept = [s for s in inside if _is_apart(words, s, start, end)]
        elsewhere = any(s.role in ("add", "new") for s in held if s not in inside)
        if not any(s.role != "place" for s in inside) and (elsewhere or inside):
            continue
        busy = _busy(words, kept, taken)
        at = start + (words[start].lower in LEADS)
        scenes: list[TaggedSpan] = []
        for n in range(at, end + 1):
            if n == end or busy[n]:
                scenes += _trimmed(words, at, n - 1, cut_before=at > start + 1, cut_behind=n < end)
                at = n + 1
        held = [s for s in held if s not in inside] + kept + scenes
    return sorted(held, key=lambda s: s.first)


def _is_apart(words: Sequence[Word], span: TaggedSpan, start: int, end: int) -> bool:
    """Whether what was tagged in a description is no part of what is seen: a place, a style, "hold the seagulls"."""
    if span.role == "place":
        return True
    if span.role == "avoid" and span.channel == "content":
        return bool({word.lower for word in words[max(start, span.first - 2) : span.first]} & _SPARES)
    return span.channel == "style" and _says_how(words, span, start, end)


def _says_how(words: Sequence[Word], span: TaggedSpan, start: int, end: int) -> bool:
    """Whether a style in a description says how the picture is made: it leads, or ends what "in" or "by" begins."""
    if span.first <= start + 3 and span.last + 1 < end and words[span.last + 1].lower == "of":
        return True
    text = text_of(words, span)
    if normal(text) in artists() or (is_look(text) and normal(text) not in _COLOURS):
        return True
    lead = {word.lower for word in words[max(start, span.first - 3) : span.first]}
    closes = (
        span.last + 1 >= end or words[span.last + 1].text == "," or words[span.last + 1].lower in words_of("look_nouns")
    )
    return closes and (bool(lead & _LEADS_TO_STYLE) or words[span.first].lower in _MADE)


def _trimmed(words: Sequence[Word], first: int, last: int, *, cut_before: bool, cut_behind: bool) -> list[TaggedSpan]:
    """A scene of these words, as it was said; where it was cut, without the small words that led to what is gone."""
    small = filler() - KEPT
    while first <= last and (not words[first].is_word or (cut_before and words[first].lower in small)):
        first += 1
    while last >= first and (not words[last].is_word or (cut_behind and words[last].lower in small)):
        last -= 1
    said = [word for word in words[first : last + 1] if word.is_word and word.lower not in filler()]
    return [TaggedSpan(first, last, "add", "content")] if said else []


def _is_scene(span: TaggedSpan) -> bool:
    return span.role in ("add", "new") and span.channel == "content"


def _busy(words: Sequence[Word], spans: Sequence[TaggedSpan], taken: Sequence[Span]) -> list[bool]:
    """Of each word: whether it is spoken for already, by a span or by what code read."""
    tagged = {n for span in spans for n in range(span.first, span.last + 1)}
    return [n in tagged or not is_free(w, taken) for n, w in enumerate(words)]


def _sentence(words: Sequence[Word], at: int) -> tuple[int, int]:
    """First word of the sentence of word `at`, and the word behind its end."""
    first, end = at, at
    while first > 0 and words[first - 1].text not in _ENDS:
        first -= 1
    while end < len(words) and words[end].text not in _ENDS:
        end += 1
    return first, end


def _tells(words: Sequence[Word], at: int) -> bool:
    """Whether the sentence of a word describes a whole picture ("A brown, tan and white dog is running")."""
    first, end = _sentence(words, at)
    return end - first >= SENTENCE_WORDS and words[first].lower in _OPENS


def _one_scene(words: Sequence[Word], before: TaggedSpan, span: TaggedSpan, busy: Sequence[bool]) -> bool:
    """Whether two things are parts of one scene: nothing else lies between, and they are no list of wishes."""
    between = words[before.last + 1 : span.first]
    if any(busy[before.last + 1 : span.first]) or any(word.text in _ENDS for word in between):
        return False
    if not between or _tells(words, before.first):
        return True
    said = [word.lower for word in between if word.lower not in _ARTICLES]
    if "," in said or "-" in said or "–" in said:
        return False
    if len(said) == 1 and said[0] in _AND:  # "cats and dogs" are two wishes, "a dog and a cat on a sofa" is one
        return _is_glued(words, before, busy) or _is_glued(words, span, busy)
    return True


def _is_glued(words: Sequence[Word], span: TaggedSpan, busy: Sequence[bool]) -> bool:
    """Whether a thing is joined to another one on its far side, or is a phrase of its own: "boy in a hat"."""
    inside = words[span.first : span.last + 1]
    if any(word.lower in filler() or word.lower.endswith("ing") for word in inside[1:]):
        return True
    after = words[span.last + 1 : span.last + 2]
    return bool(after) and after[0].lower in _PREPOSITIONS and not busy[span.last + 1]


_PREPOSITIONS = frozenset("in on at with under over by near behind beside through from into along of".split())


def _widened(words: Sequence[Word], span: TaggedSpan, busy: Sequence[bool]) -> TaggedSpan:
    """A scene with the words around it that nothing else claims: "two" before, "outside" behind."""
    first, last = span.first, span.last
    start, end = _sentence(words, first)
    while first > start and not busy[first - 1] and _belongs(words[first - 1]):
        first -= 1
    while last + 1 < end and not busy[last + 1] and _belongs(words[last + 1]):
        last += 1
    if first > start and (busy[first - 1] or words[first - 1].text in "-'’"):  # what stands behind a style is its own
        first = span.first
    if last + 1 < end and busy[last + 1]:  # "à la" leads up to what follows
        last = span.last
    return replace(span, first=first, last=last)


def _belongs(word: Word) -> bool:
    return word.is_word and (word.lower in KEPT or word.lower not in filler())


def _within_scenes(words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """Styles that only name what is seen inside a scene are part of it: "a black and white dog is running"."""
    held: list[TaggedSpan] = []
    for n, span in enumerate(spans):
        if (span.role, span.channel) == ("add", "style"):
            text = normal(text_of(words, span))
            lead = words[span.first - 1].lower if span.first else ""
            behind = spans[n + 1] if n + 1 < len(spans) else None
            adjective = behind is not None and behind.first == span.last + 1 and _is_scene(behind)
            counted = lead in _ARTICLES or lead in _NUMBERS
            coloured = text in _COLOURS and ((counted and adjective) or lead in ("wearing", "and", ","))
            things = sum(map(_is_scene, spans))
            unlisted = not is_style(text) and text not in artists() and _tells(words, span.first) and things > 1
            if coloured or unlisted:
                span = replace(span, channel="content")
        held.append(span)
    return held
