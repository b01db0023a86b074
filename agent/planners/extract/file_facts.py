"""Facts of the files that a message asks for, or asks to leave out: format, size, camera, settings, folder, rating.

Whether the library knows a fact is not asked here: what is read is no thing, no look and no place either way.

    find_facts("only PNG, wider than 6000 px, not shot on Canon")   # three FactMentions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from agent.language.span import Span, apart
from agent.planners.extract.fact_patterns import FACT_PATTERNS, PICTURES, Fact
from agent.planners.extract.unit_quantities import Measure, find_measures

CLAUSE = 24  # characters before a fact in which a refusal may stand


@dataclass(frozen=True, slots=True)
class FactMention(Span):
    """`fact` is a field of the plan's filters; a `value` to be or, `negated`, not to be; or bounds, None being open.

    `lifts`: the condition is taken back.
    """

    fact: Fact
    value: str | bool | None = None
    least: float | None = None
    most: float | None = None
    negated: bool = False
    lifts: bool = False


_REFUSED = re.compile(
    r"(?:\b(?:not|no|never|without|except(?: for)?|excluding|exclude|omit|minus|ban|bar|non|skip|avoid|hide|drop|lose"
    r"|leave out|throw out|kick out|rather than|instead of|anything but|other than|apart from|besides|none)|n['’]t)\b"
    r"(?:\s+(?:the|any|all|my|ones?|those|that|which|are|were|is|was|shot|taken|made|in|on|with|from|by|a|an"
    r"|of|want|me|show"
    rf"|{PICTURES}))*\s*$",
    re.IGNORECASE,
)
_REFUSED_BEHIND = re.compile(
    r"^\s*(?:(?:are|is|should be|can be|to be) )?"
    r"(?:excluded|left out|out\b(?! of)|unwanted|not wanted|can go|may go|banned)",
    re.IGNORECASE,
)
_LIFTED = re.compile(
    r"\b(?:any|every|all|whatever|whichever) (?P<one>folder|camera|format|orientation|rating)s?\b"
    r"(?! (?:of|with|from|in)\b)"
    r"|\b(?:forget|drop|remove|lift|clear|never mind)(?: about)? the "
    r"(?P<two>folder|camera|format|orientation|rating|size|resolution)(?: (?:filter|condition|limit|restriction))?\b",
    re.IGNORECASE,
)
_OF_WORDS: dict[str, Fact] = {
    "format": "kind",
    "size": "bytes",
    "resolution": "megapixels",
    "orientation": "orientation",
    "folder": "folder",
    "camera": "camera",
    "rating": "rating",
}


def find_facts(message: str) -> list[FactMention]:
    """Every fact that a message asks for, in its order."""
    found = [*_lifted(message), *_told(message), *_measured(message)]
    return sorted(apart(found), key=lambda mention: mention.start)


def _lifted(message: str) -> Iterator[FactMention]:
    for match in _LIFTED.finditer(message):
        word = (match["one"] or match["two"]).lower()
        yield FactMention(match.start(), match.end(), _OF_WORDS[word], lifts=True)


def _told(message: str) -> Iterator[FactMention]:
    for fact, pattern, value in FACT_PATTERNS:
        for match in pattern.finditer(message):
            start, end = match.span()
            said = value
            if said is None:
                groups = match.groupdict()
                said = _clean(fact, groups.get("value") or groups.get("value2") or "")
            refused = _REFUSED.search(message[max(0, start - CLAUSE) : start])
            start -= len(refused.group()) if refused else 0
            negated = refused is not None or bool(_REFUSED_BEHIND.match(message[end : end + CLAUSE]))
            if isinstance(said, bool):
                yield FactMention(start, end, fact, said != negated)
            elif isinstance(said, str) and said:
                yield FactMention(start, end, fact, said, negated=negated)


_KIND_NAMES = {"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "heif": "HEIC", "jp2": "JPEG 2000"}
_RAWS = frozenset("raw nef cr2 cr3 arw dng orf rw2 raf".split())


def _clean(fact: Fact, said: str) -> str:
    said = said.strip(" \"'“”‘’.,")
    if fact == "kind":
        plain = said.lower()
        plain = plain[:-1] if plain.endswith("s") else plain
        return "RAW" if plain in _RAWS else _KIND_NAMES.get(plain, plain.upper())
    if fact == "weekday":
        return said.lower() if said.lower().startswith("week") else f"{said.lower()}day"
    return said.lower() if fact == "label" else said


_Reader: TypeAlias = Callable[[Measure], tuple[Fact, float] | None]


def _size(measure: Measure) -> tuple[Fact, float]:
    tall = measure.side in ("high", "tall", "height") or "taller" in measure.said or "higher" in measure.said
    return ("height" if tall else "width"), 1.0


def _climbed(measure: Measure) -> tuple[Fact, float] | None:
    high = "higher" in measure.said or "above" in measure.said or "over" in measure.said or "lower" in measure.said
    return ("altitude", 0.3048 if measure.unit == "ft" else 1.0) if high and not measure.side else None


_FACTS: dict[str, _Reader] = {
    "mp": lambda m: ("megapixels", 1.0),
    "px": _size,
    "kb": lambda m: ("bytes", 1e3),
    "mb": lambda m: ("bytes", 1e6),
    "gb": lambda m: ("bytes", 1e9),
    "star": lambda m: ("rating", 1.0) if m.bounded or m.prefix == "rated" else None,
    "m": _climbed,
    "ft": _climbed,
    "iso": lambda m: ("iso", 1.0),
    "f": lambda m: ("aperture", 1.0),
    "rated": lambda m: ("rating", 1.0),
}
_STARS = re.compile(r"\s*(?:hotel|general|review|rated|lizard|fish)", re.IGNORECASE)
_AT = re.compile(r"\b(?:at|with (?:a|the|my)|than|through (?:a|the|my))\s*$", re.IGNORECASE)
_LENS = re.compile(r"\s*(?:lens|focal|prime|or)\b", re.IGNORECASE)
_FILM = re.compile(r"\s*(?:film|slides?|negatives?|gun|shells?)\b", re.IGNORECASE)
_SHUTTER = re.compile(r"\b(?:at|exposure of|shutter (?:speed )?(?:of )?)\s*$", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:\b(?:taken|shot|made)\s+)?"
    r"\b(?:(?P<after>after|from|since)|(?P<before>before|until|till|by|earlier than))\s*$",
    re.IGNORECASE,
)


def _measured(message: str) -> Iterator[FactMention]:
    for measure in find_measures(message):
        before, behind = message[: measure.start], message[measure.end :]
        if measure.unit == "mm" and not _FILM.match(behind):
            if measure.bounded or _AT.search(before) or _LENS.match(behind):
                yield _mention(measure, "focal_length", 1.0)
        elif measure.unit == "s" and ("/" in measure.of(message) or _SHUTTER.search(before)):
            yield _mention(measure, "exposure", 1.0)
        elif measure.unit in ("am", "pm"):
            yield from _hours(measure, message)
        elif measure.unit == "star" and _STARS.match(behind):
            continue
        elif (reader := _FACTS.get(measure.prefix or measure.unit)) and (known := reader(measure)):
            yield _mention(measure, *known)


def _mention(measure: Measure, fact: Fact, factor: float) -> FactMention:
    least, most = (None if n is None else n * factor for n in (measure.least, measure.most))
    return FactMention(measure.start, measure.end, fact, least=least, most=most)


def _hours(measure: Measure, message: str) -> Iterator[FactMention]:
    """Hours of the day, 0..24: "before 11 am", "between 5 and 7 am"."""
    lead = _CLOCK.search(message[: measure.start])
    add = 12 if measure.unit == "pm" else 0
    least, most = (None if n is None or n > 12 else n % 12 + add for n in (measure.least, measure.most))
    if least is None or most is None:
        return
    if lead is None and least == most:
        least, most = least, least + 1
    start = lead.start() if lead else measure.start
    yield FactMention(
        start,
        measure.end,
        "hour",
        least=None if lead and lead["before"] else least,
        most=None if lead and lead["after"] else most,
    )
