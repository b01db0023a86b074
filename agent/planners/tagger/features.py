"""What the tagger is told of each word besides the text tower's states: the present plan, capitals, what code read.

It knows no networks. Rows are words of `words.split`, columns are `FEATURES`.

    features("more fog", plan, taken=[], gazetteer=None)   # float32 (2, F): "fog" is marked when the plan has fog
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.language.lexicon import filler
from agent.language.span import Span, is_free
from agent.language.tokens import Word, fold, root, split, stem
from agent.plan.query_plan import QueryPlan
from agent.planners.extract.gazetteer import Gazetteer
from tools.types import Float32

FEATURES = ("wanted_content", "wanted_style", "avoided", "place", "plan", "plan_place", "capital", "capitals", "taken",
            "punctuation", "known_place")  # fmt: skip

OF_TERMS, OF_PLAN = slice(3), slice(6)
"""The features that mark words of the plan's terms, and all that tell of the plan."""
LONGEST_RUN = 4  # words of a place's name


def features(message: str, plan: QueryPlan, *, taken: Sequence[Span], gazetteer: Gazetteer | None) -> Float32:
    """float32 (W, F), zeros and ones. `taken` are the parts of the message that code has read already; without a
    gazetteer no word is marked as a known place."""
    words = split(message)
    rows = np.zeros((len(words), len(FEATURES)), dtype=np.float32)
    roots = _plan_roots(plan)
    capitals = any(w.text[0].isupper() for w in words[1:] if len(w.text) > 1)
    for row, word in zip(rows, words, strict=True):
        row[:4] = _spoken_of(word, roots)
        row[4] = bool(plan.terms)
        row[5] = plan.place is not None
        row[6] = word.text[0].isupper()
        row[7] = capitals
        row[8] = not is_free(word, taken)
        row[9] = not word.is_word
    if gazetteer is not None:
        rows[:, 10] = _known_places(message, words, gazetteer)
    return rows


def _known_places(message: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[float]:
    """1 for words inside the longest run that names a place."""
    known = [0.0] * len(words)
    at = 0
    while at < len(words):
        size = 0
        if words[at].is_word and words[at].lower not in filler() and not words[at].text.isdigit():
            size = _longest_name(message, words, at, gazetteer)
        known[at : at + size] = [1.0] * size
        at += size or 1
    return known


def _longest_name(message: str, words: Sequence[Word], at: int, gazetteer: Gazetteer) -> int:
    for size in range(min(LONGEST_RUN, len(words) - at), 0, -1):
        run = words[at : at + size]
        whole = run[-1].is_word and run[-1].lower not in filler() and all(w.is_word or w.text in "-.'" for w in run)
        if whole and gazetteer.lists(message[run[0].start : run[-1].end]):
            return size
    return 0


def _plan_roots(plan: QueryPlan) -> list[set[str]]:
    """The roots of the words of wanted content, wanted style, avoided terms and the place."""
    groups = [
        [t.text for t in plan.terms if t.weight > 0 and t.channel == "content"],
        [t.text for t in plan.terms if t.weight > 0 and t.channel == "style"],
        [t.text for t in plan.terms if t.weight < 0],
        [plan.place.name] if plan.place else [],
    ]
    return [{form for text in texts for w in split(text) if w.is_word for form in _forms(w)} for texts in groups]


def _forms(word: Word) -> set[str]:
    plain = fold(word.text)
    return set() if plain in filler() else {stem(plain), root(plain)}


def _spoken_of(word: Word, roots: list[set[str]]) -> list[float]:
    if not word.is_word:
        return [0.0] * len(roots)
    forms = _forms(word)
    return [float(bool(forms & group)) for group in roots]
