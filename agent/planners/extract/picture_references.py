"""Which picture is meant: "the second one", "the last two", "these", "not that one", read against what is on the page.

It knows ids and their order only; nothing is looked up.

    find_pictures("more like the third picture", context)  # one mention: context.shown[2]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.language.cues import any_of
from agent.language.span import Span, is_free, span_of
from agent.planners.protocol import Context
from tools.types import ImageId

ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6, "eighth": 7,
            "ninth": 8, "tenth": 9, "eleventh": 10, "twelfth": 11}  # fmt: skip
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
          "couple": 2, "pair": 2, "both": 2}  # fmt: skip
_PICTURE = rf"(?:{any_of('picture_nouns', 'result_nouns')}|ones?)"
_ORDINAL = rf"(?P<ordinal>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))"
_COUNT = rf"(?P<count>{'|'.join(COUNTS)}|\d{{1,2}})"
_WORDED = "|".join(word for word in COUNTS if word not in ("couple", "pair", "both"))
_NO_TIME = r"(?!\s+(?:or so )?(?:second|minute|hour|day|night|week|weekend|month|season|summer|winter|year|decade)s?\b)"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:the\s+)?(?P<edge>first|top|last|bottom)\s+(?!one\b){_COUNT}\b{_NO_TIME}(?:\s+{_PICTURE})?\b",
        rf"\b(?:the\s+)?{_ORDINAL}(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+)(?:the\s+)?"
        rf"(?P<ordinal2>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th)))+(?:\s+{_PICTURE})?\b",
        rf"\b(?:the\s+)?{_ORDINAL}\s+(?P<from_end>last|from the end|to last)(?:\s+{_PICTURE})?\b",
        rf"\b(?:the\s+)?{_ORDINAL}\s+{_PICTURE}\b(?!\s+of\b)",
        rf"\bthe\s+{_ORDINAL}\b(?=\s*(?:[.,!?]|$|(?:is|isn|are|aren|was|wasn|looks?|does|doesn|can)\b))",
        rf"(?:\bthe\s+)?(?:\b{_PICTURE}\s+|#\s?|\bnumbers?\s+|\bno\.\s*|\bn(?:r|um)\.?\s*)(?:number\s+|#)?(?P<number>\d{{1,3}})\b"
        r"(?!\s*(?:of\b|from\b|in\b|taken\b|km|-))",
        rf"(?:\bthe\s+)?(?:\b{_PICTURE}\s+(?:number\s+)?|\bnumber\s+|\bn(?:r|um)\.?\s+)(?P<worded>{_WORDED})\b"
        r"(?=\s*(?:[.,;!?]|$|(?:is|isn|are|aren|was|wasn|looks?|does|doesn|can|and|or|please|too|either|at all)\b))",
        rf"\b(?:the\s+)?(?P<edge>last|top|bottom|final)\s+{_PICTURE}\b",
        rf"\b(?:this|that)\s+(?:{_PICTURE})\b",
        rf"\b(?P<many>these|those|them|both|selected|chosen)(?:\s+{_COUNT})?(?:\s+(?:of\s+)?(?:{_PICTURE}|them|these))?\b",
        rf"\b(?:the\s+)?(?P<chosen>selected|chosen|marked)\s+{_PICTURE}\b",
        r"\b(?P<bare>this|that|it)\b(?=\s*(?:[.!?,]|$))",
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureMention(Span):
    """A stretch that points at these pictures; `ids` is empty when the page has none such."""

    ids: tuple[ImageId, ...]
    bare: bool = False


def find_pictures(message: str, context: Context) -> list[PictureMention]:
    """The pictures that a message points at, in its order. "it" and a lone "that" are marked `bare`."""
    found: list[PictureMention] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(message):
            if not is_free(span_of(match), found):
                continue
            ids = _ids(match, context)
            found.append(PictureMention(match.start(), match.end(), ids, bare=bool(match.groupdict().get("bare"))))
    return sorted(found, key=lambda m: m.start)


def _ids(match: re.Match[str], context: Context) -> tuple[ImageId, ...]:
    got = {k: v.lower() for k, v in match.groupdict().items() if v}
    shown = context.shown
    if "ordinal2" in got:
        places = [_position(w) for w in re.findall(r"\d+(?=st|nd|rd|th)|" + "|".join(ORDINALS), match.group().lower())]
        return tuple(shown[p] for p in places if p < len(shown))
    if "edge" in got:
        count = _number(got.get("count", "one"))
        return shown[:count] if got["edge"] in ("first", "top") else shown[-count:]
    if "from_end" in got:
        back = _position(got["ordinal"]) + 1
        return shown[-back : len(shown) - back + 1] if back <= len(shown) else ()
    if "ordinal" in got or "number" in got or "worded" in got:
        at = _position(got["ordinal"]) if "ordinal" in got else _number(got.get("number") or got["worded"]) - 1
        return shown[at : at + 1] if at >= 0 else ()
    if "many" in got or "chosen" in got:
        count = _number(got["count"]) if "count" in got else 2 if got.get("many") == "both" else 0
        return context.selected or (shown[:count] if count else ())
    return _this(context)


def _this(context: Context) -> tuple[ImageId, ...]:
    """ "This one": what is selected, else what was explained last, else the first on the page."""
    if context.selected:
        return context.selected[-1:]
    if context.explained is not None:
        return (context.explained,)
    return context.shown[:1]


def _position(word: str) -> int:
    return ORDINALS[word] if word in ORDINALS else int(re.sub(r"\D", "", word)) - 1


def _number(word: str) -> int:
    return COUNTS[word] if word in COUNTS else int(word)
