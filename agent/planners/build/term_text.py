"""Edits inside a term: "make the cat a fox" leaves the cat's sleep alone, "forget the red" leaves the barns.

Pure functions over the words of one term; they know no plan and no message.

    exchanged("sleeping cats", "the cat", "fox")   # "sleeping fox"
    without("old red barns", "red")                # "old barns"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agent.language.cues import words_of
from agent.language.lexicon import demonyms, filler
from agent.language.tokens import Word, fold, split, stem, stems

_MANY = re.compile(r"\w{2,}[^siu]s$", re.IGNORECASE)  # plural by its look: "bottles", not "glass", "tennis", "cactus"
_COUNTS = frozenset("one two three four five six seven eight nine ten several many".split())
_DOING = re.compile(r"\w{2,}ing$", re.IGNORECASE)


def _spoken_of(text: str, part: str) -> tuple[list[Word], list[int]] | None:
    """The words of a text and the places of those that `part` names; None unless it names some of them, in a row."""
    words = [word for word in split(text) if word.is_word]
    wanted = set(stems(part, filler()))
    at = [n for n, word in enumerate(words) if stem(word.text) in wanted]
    whole = {stem(words[n].text) for n in at} == wanted and bool(wanted)
    if not whole or len(at) == len(words) or at != list(range(at[0], at[-1] + 1)):
        return None
    return words, at


def exchanged(text: str, old: str, new: str) -> str | None:
    """The text with the words of `old` replaced; None when `old` is not a part of it."""
    found = _spoken_of(text, old)
    if found is None:
        return None
    words, at = found
    if (
        fold(new) in words_of("colours") and at[-1] == len(words) - 1
    ):  # "make the dress green": its colour, and not the dress
        kept = [word.text for word in words if fold(word.text) not in words_of("colours")]
        return " ".join([new, *kept])
    if at[-1] < len(words) - 1 and not _MANY.fullmatch(words[at[-1]].text):  # "saxophone players": one before many
        *some, last = new.split()
        new = " ".join([*some, stem(last)]) if _MANY.fullmatch(last) else new
    return f"{text[: words[at[0]].start]}{new}{text[words[at[-1]].end :]}".strip()


def refined(text: str, part: str) -> str | None:
    """The text with a thing of it said more exactly; None when `part` is none of its things with a word more.

    refined("hands kneading dough", "older hands")   # "older hands kneading dough"
    """
    words = [word for word in split(text) if word.is_word]
    said = [word for word in split(part) if word.is_word]
    if len(said) < 2 or len(words) < 2 or any(word.lower in filler() for word in said):
        return None
    at = next((n for n, word in enumerate(words) if fold(word.text) == fold(said[-1].text)), None)
    rest = {stem(word.text) for word in said[:-1]}
    if at is None or rest & {stem(word.text) for word in words}:
        return None
    first = at
    colours = words_of("colours")
    if any(word.lower in colours for word in said) and first > 0 and words[first - 1].lower in colours:
        first -= 1
    return f"{text[: words[first].start]}{part}{text[words[at].end :]}"


def of_kind(text: str, kind: str) -> str:
    """The text with its head said more exactly: "bats on a wall", "baseball" -> "baseball bats on a wall"."""
    words = [word for word in split(text) if word.is_word]
    inner = [n for n, word in enumerate(words) if n and (word.lower in filler() or _DOING.fullmatch(word.text))]
    head = words[(inner[0] if inner else len(words)) - 1]
    return f"{text[: head.start]}{kind} {text[head.start :]}"


def recoloured(text: str, new: str) -> str | None:
    """The text with its one colour exchanged; None when `new` is no colour or the text has none, or several."""
    colours = words_of("colours")
    if fold(new) not in colours:
        return None
    found = [word for word in split(text) if word.is_word and word.lower in colours]
    return f"{text[: found[0].start]}{new}{text[found[0].end :]}" if len(found) == 1 else None


def with_another(
    text: str, new: str, alike: Callable[[str, Sequence[str]], list[float]], *, least: float
) -> str | None:
    """The text with its word that is most like `new` exchanged; None when it is one word, or none is alike.

    with_another("bride laughing in the rain", "groom", similarity, least=0.5)   # "groom laughing in the rain"
    """
    words = [w for w in split(text) if w.is_word and w.lower not in filler() and not _DOING.fullmatch(w.text)]
    if len(words) < 2 or not is_phrase(text):
        return None
    likeness = alike(new, [word.text for word in words])
    best = max(range(len(words)), key=lambda n: likeness[n])
    if likeness[best] < least:
        return None
    return f"{text[: words[best].start]}{new}{text[words[best].end :]}"


def is_phrase(text: str) -> bool:
    """Whether a text joins several things: small words, or a doing, between its first word and its last."""
    inner = [word for word in split(text) if word.is_word][1:]
    return any(word.lower in filler() or _DOING.fullmatch(word.text) for word in inner)


def without(text: str, part: str) -> str | None:
    """What is left of a text without a part of it; None when nothing that stands by itself would be left.

    A head takes its term with it ("cats" of "black cats"), a modifier or one of several things does not.
    """
    found = _spoken_of(text, part)
    if found is None:
        return None
    words, at = found
    if is_part_of_scene(part, text):
        return _scene_without(words, at)
    left = [word.text for n, word in enumerate(words) if n not in at]
    if at[-1] == len(words) - 1 and left[-1].lower() in filler():  # "cat in the window": the window is not its head
        while left and left[-1].lower() in filler():
            left.pop()
        stands = bool(left)
    elif at[-1] == len(words) - 1:  # its last word goes
        doing = len(left) > 1 and _DOING.fullmatch(left[-1]) is not None
        stands = doing or (
            _MANY.fullmatch(left[-1]) is not None and left[-1].lower() not in words_of("plurals_of_a_kind")
        )
    else:
        stands = _DOING.fullmatch(left[0]) is None
    return " ".join(left) if stands else None


def _scene_without(words: list[Word], at: list[int]) -> str | None:
    """A phrase of several things without one of them, and without the small words that only led to it or from it."""
    before, behind = words[: at[0]], words[at[-1] + 1 :]
    while before and (before[-1].lower in filler() or before[-1].lower in _COUNTS):
        before = before[:-1]
    if not any(word.lower not in filler() and word.lower not in _COUNTS for word in before):
        before = []
        while behind and (behind[0].lower in filler() or _DOING.fullmatch(behind[0].text)):
            behind = behind[1:]
    return " ".join(word.text for word in (*before, *behind)) or None


def is_part_of_scene(part: str, text: str) -> bool:
    """Whether these words are some of those of a phrase that joins several things: "beach" of "two dogs on a beach"."""
    found = _spoken_of(text, part)
    if found is None:
        return False
    words, _ = found
    return any(word.lower in filler() for word in words[1:-1])


def of_elsewhere(text: str, adjective: str) -> str | None:
    """ "irish ones" after "scottish castles": the text with its adjective of a place exchanged; None if it has none."""
    if fold(adjective) not in demonyms():
        return None
    words = [word for word in split(text) if word.is_word]
    if len(words) < 2 or fold(words[0].text) not in demonyms() or fold(words[0].text) == fold(adjective):
        return None
    return f"{adjective}{text[words[0].end :]}"
