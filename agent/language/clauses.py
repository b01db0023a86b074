"""Where a message is cut into clauses: at its marks, at dashes, at the words that join or open a clause.

Readers differ in what cuts for them, and say so by name; there is one splitter. It knows no cues: words come with the
call.

    [clause.of(m) for clause in clauses(m := "fog, but no boats", words=("but",))]   # ["fog", " ", " no boats"]
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.language.span import Span, span_of

MARKS = ",.;:!?"


@lru_cache(maxsize=64)
def _cut(marks: str, dashes: bool, words: tuple[str, ...], openers: tuple[str, ...], requests: str) -> re.Pattern[str]:
    ways = [f"[{re.escape(marks)}]+"]
    ways += [r"\s-+\s"] if dashes else []
    ways += [rf"\b(?:{'|'.join(words)})\b"] if words else []
    ways += [rf"(?=\b(?:{'|'.join(openers)})\b)"] if openers else []
    ways += [rf"\band (?=(?:now |i |we |so |then |please )*(?:{requests})\b)"] if requests else []
    return re.compile("|".join(ways), re.IGNORECASE)


def cuts(
    message: str,
    *,
    marks: str = MARKS,
    dashes: bool = False,
    words: tuple[str, ...] = (),
    openers: tuple[str, ...] = (),
    requests: str = "",
) -> list[Span]:
    """What stands between the clauses of a message, in its order.

    `dashes`: a hyphen between spaces cuts as well; `words` cut and belong to neither side ("but"); `openers` belong to
    the clause that they open, and the cut before them is empty; "and" cuts before one of `requests`, an alternation.
    """
    return [span_of(match) for match in _cut(marks, dashes, words, openers, requests).finditer(message)]


def between(message: str, found: list[Span]) -> list[Span]:
    """The stretches that these cuts leave of a message; some may be empty."""
    starts, ends = [0, *(cut.end for cut in found)], [*(cut.start for cut in found), len(message)]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def clauses(message: str, *, marks: str = MARKS, words: tuple[str, ...] = ()) -> list[Span]:
    """The clauses of a message without what cuts them, in its order; some may be empty."""
    return between(message, cuts(message, marks=marks, words=words))


def boundaries(message: str, found: list[Span]) -> list[int]:
    """Where clauses begin and the last one ends; each clause keeps the mark that ends it."""
    return [0, *(cut.end for cut in found), len(message)]


_LONGEST_OPENING = 80  # characters; what opens a clause is a mark or a word or two


@lru_cache(maxsize=64)
def _opening(marks: str, words: tuple[str, ...]) -> re.Pattern[str]:
    behind = rf"|\b(?:{'|'.join(words)})" if words else ""
    return re.compile(rf"(?:[{re.escape(marks)}]{behind})\s*$", re.IGNORECASE)


def opens_clause(before: str, *, marks: str = MARKS, words: tuple[str, ...] = ()) -> bool:
    """Whether a clause begins behind this part of a message: nothing, a mark or one of these words ends it."""
    said = before.rstrip()
    if not said:
        return True
    return _opening(marks, words).search(said[-_LONGEST_OPENING:] + before[len(said) :][:1]) is not None
