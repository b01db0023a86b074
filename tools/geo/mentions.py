"""Place names in a sentence: their positions, meanings and confidence.

Knows words before a place ("in", "near", "from") and how names are capitalised; knows no grammar and no plan.

    [m.text for m in find_places("sunsets near Lake Garda or in Paris, Texas")]    # ["Lake Garda", "Paris, Texas"]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tools.geo.names import LEADING_WORDS, fold, is_capitalised
from tools.geo.places import Place
from tools.geo.ranking import is_barred
from tools.geo.resolver import resolve

MOST_WORDS = 6
"""Words in the longest name looked for."""

LONGEST_TEXT = 20_000
"""Characters read of a text; what stands behind them is not looked at."""

BEFORE_A_PLACE = frozenset("in near around from at outside throughout across nearby visiting to toward towards".split())
"""Words after which a name is a place."""

_WORD = re.compile(r"[^\W_]+(?:[.'’ʻ-][^\W_]+)*\.?")
_JOINT = re.compile(r"\s+|\s*,\s*|\s*/\s*")
_ARTICLES = frozenset({"the", "la", "le", "el", "los", "las"})
_NEVER_ALONE = frozenset(
    "a an and any are as be but by can did do does for get had has have he her him his how i if is it its just "
    "like look make me more my no not of off on one only or our out over photo photos picture pictures pics shot "
    "shots show she so some than that the their them then there these they this those to two under up us very was "
    "we were what when where which who why will with without you your image images all both each from find give "
    "please want need see let taken style painting old new red blue green black white".split()
)
"""Request words that are also village names; alone they are never a place."""


_BEGIN_NAMES = frozenset("new red black white blue green old us".split())
"""Of these, the ones that names begin or end with: New York, Red Sea, Black Forest."""


@dataclass(frozen=True)
class PlaceMention:
    """A place named in a text, as `text[start:end]`.

    `confidence`: 1 for a name that means nothing else, capitalised or behind a word such as "in"; down to 0.3 for a
    word that may well be something else. `common_word`: the name is also an ordinary word or a person's name.
    """

    start: int
    end: int
    text: str
    place: Place
    confidence: float
    common_word: bool


def find_places(text: str) -> list[PlaceMention]:
    """Places that a text names, in its order, the longest name first where several fit; offsets in the text as given.

    A bare lower-case English word ("nice", "reading") is found only behind a word such as "in" or "near" and when it
    is capitalised or names a large place.
    """
    words = list(_WORD.finditer(text[:LONGEST_TEXT]))
    mentions: list[PlaceMention] = []
    index = 0
    while index < len(words):
        found = _longest_from(text, words, index)
        if found is None:
            index += 1
            continue
        mention, used = found
        if mention is not None:
            mentions.append(mention)
        index += used
    return mentions


def _longest_from(text: str, words: list[re.Match[str]], first: int) -> tuple[PlaceMention | None, int] | None:
    """The longest name that starts with one word, and how many words it takes; no mention when it names no place."""
    start = words[first].start()
    if words[first].group().casefold().rstrip(".") in (BEFORE_A_PLACE | LEADING_WORDS) - _ARTICLES:
        return None
    reach = _reach(text, words, first)
    for last in range(reach, first - 1, -1):
        end = words[last].end()
        span = text[start:end]
        if span.endswith(".") and not re.search(r"\b[A-Za-z]\.$", span):
            end -= 1
            span = span[:-1]
        if not _could_be_a_name(span, last - first + 1):
            continue
        if last > first and is_barred(span):  # "Van Gogh" is not the town of Van
            return None, last - first + 1
        place = resolve(span)
        if place is not None and _keeps_its_words(span, place):
            led = first > 0 and _led(words, first)
            return _mention(text, start, end, place, led=led, opens=_opens_sentence(text, start)), last - first + 1
    return None


def _reach(text: str, words: list[re.Match[str]], first: int) -> int:
    """The last word that may belong to a name starting at `first`: only spaces and commas stand between them."""
    last = first
    while last + 1 < len(words) and last - first + 1 < MOST_WORDS:
        between = text[words[last].end() : words[last + 1].start()]
        if (words[last].group().endswith(".") and len(words[last].group()) > 4) or not _JOINT.fullmatch(between):
            break
        last += 1
    return last


def _could_be_a_name(span: str, count: int) -> bool:
    folded = [word.casefold() for word in re.findall(r"[^\W_]+", span)]
    if not folded or (count == 1 and folded[0] in _NEVER_ALONE):
        return False
    if count > 2 and not BEFORE_A_PLACE.isdisjoint(folded[1:-1]):  # "Rome in winter", "Italy to France"
        return False
    edges = {folded[0], folded[-1]}
    if count > 1 and edges & (_NEVER_ALONE - _ARTICLES - _BEGIN_NAMES):
        return False
    if "," in span:  # "Paris, Texas", but not "dogs, Paris" nor a list "Paris, Rome"
        head, _, tail = span.partition(",")
        return is_capitalised(tail) == is_capitalised(head) and _is_qualified(head, tail)
    return folded[-1] not in _ARTICLES


def _is_qualified(head: str, tail: str) -> bool:
    """Whether the comma joins a place and what it lies in."""
    outer = resolve(tail)
    if tail.strip().isupper() and len(tail.strip()) <= 3:
        return True
    return bool(head.strip()) and outer is not None and outer.kind not in ("city", "town")


def _keeps_its_words(span: str, place: Place) -> bool:
    """Not a name found by dropping words that a request needs: "old Rome" asks for old things, in Rome."""
    if "," in span:
        return not place.name or fold(span.split(",")[0]) != ""
    words = fold(span).split()
    return len(words) == 1 or words[0] not in {"old", "rural", "downtown"} or fold(place.name).startswith(words[0])


def _led(words: list[re.Match[str]], first: int) -> bool:
    before = words[first - 1].group().casefold()
    if before in _ARTICLES and first > 1:
        before = words[first - 2].group().casefold()
    return before in BEFORE_A_PLACE or before in {"along", "over", "inside", "within"}


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?:\n"


def _mention(text: str, start: int, end: int, place: Place, *, led: bool, opens: bool) -> PlaceMention:
    span = text[start:end]
    written = is_capitalised(span) and not (opens and place.common_word)
    confidence = 1.0
    if place.common_word:
        confidence = 0.9 if led and written else 0.7 if led or written else 0.3
    elif not written and not led:
        confidence = 0.8
    return PlaceMention(start, end, span, place, confidence, place.common_word)
