"""Facts of the files that a message asks for, or asks to leave out: format, size, camera, settings, folder, rating.

Whether the library knows a fact is not asked here: what is read is no thing, no look and no place either way.

    find_facts("only PNG, wider than 6000 px, not shot on Canon")   # three FactMentions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agent.language.cues import any_of
from agent.language.span import Span, apart
from agent.planners.extract.measures import Measure, find_measures

CLAUSE = 24  # characters before a fact in which a refusal may stand


@dataclass(frozen=True, slots=True)
class FactMention(Span):
    """`fact` is a field of the plan's filters; a `value` to be or, `negated`, not to be; or bounds, None being open.

    `lifts`: the condition is taken back.
    """

    fact: str
    value: str | bool | None = None
    least: float | None = None
    most: float | None = None
    negated: bool = False
    lifts: bool = False


_PICTURES = rf"(?:{any_of('picture_nouns', 'result_nouns')}|ones|files|scans|images)"
_ONLY = r"(?:only|just|exclusively|nothing but)"
_KIND = rf"(?P<value>{any_of('file_kinds')}|raws?(?= (?:files?|photos?|shots?|format|originals?|only|images?)\b|s\b))"
_NAME = r"(?P<value>[\"'“‘][^\"'”’]+[\"'”’]|[\w./&-]+(?:(?! (?:and|or|but|with|from|in|only|please|folder|too)\b) [A-Z0-9][\w./-]*){0,3})"
_MAKER = rf"(?P<value>(?:[\w-]+ ){{0,2}}?(?:{any_of('camera_makers')})(?: (?:mark [iv]+|[a-z]*\d[\w-]*))*)"
_BY = r"(?:(?:taken|shot|made|captured|photographed|those|ones|came|come|coming)?\s*\b(?:with|on|by|from|using|off))"
_WHOSE = r"(?:(?:my|the|a|an|our|his|her|their|old|new|trusty|good)\s+)*"

_TABLE: list[tuple[str, str, object]] = [
    ("file_name", r"(?-i:\b(?P<value>[A-Z]{1,5}[_-]?\d{4,}(?:[_-]\d+)*(?:\.\w{3,4})?)(?![\w-]))", None),
    ("file_name", r"(?<!\S)(?P<value>[\w-]+\.(?:jpe?g|png|heic|tiff?|webp|gif|dng|nef|cr[23]|arw))\b", None),
    ("kind", rf"\b(?:{_ONLY} |in )?(?:the |my )?(?:\.)?{_KIND}(?: (?:format|{_PICTURES}|originals?))?(?: {_ONLY})?\b", None),
    ("orientation", rf"\b(?:{_ONLY} )?(?:the )?(?:in )?(?:portrait|upright|vertical) (?:format|orientation|mode|ones|only|crops?|frames?)\b"
     rf"|\buprights\b|\bupright(?: {_PICTURES})?(?: {_ONLY})\b|\bvertical {_PICTURES}\b|\btaller than (?:they are )?wide\b", "portrait"),
    ("orientation", rf"\b(?:{_ONLY} )?(?:the )?(?:in )?(?:landscape|horizontal) (?:format|orientation|mode|ones|only|crops?|frames?)\b"
     rf"|\bhorizontal {_PICTURES}\b|\bwider than (?:they are )?(?:tall|high)\b", "landscape"),
    ("orientation", rf"\b(?:{_ONLY} )?(?:the )?(?:in )?square (?:format|crops?|ones|{_PICTURES})\b|\bsquares only\b", "square"),
    ("orientation", r"\bpanoram(?:a|ic) (?:format|orientation|ones|only)\b", "panorama"),
    ("screenshot", r"\b(?:screen ?(?:shot|grab|capture|cap)s?|captures of (?:the|my) screen)\b", True),
    ("animated", rf"\banimated (?:ones|gifs?|{_PICTURES})\b|\banimations only\b", True),
    ("motion_photo", r"\b(?:motion|live) (?:photos?|pictures?)\b", True),
    ("gps", rf"\b(?:only )?(?:(?:records|those|ones|{_PICTURES}) )?(?:that (?:have|carry) |which (?:have|carry) |carrying |having |with(?: known| a known)? )(?:an? )?"
     r"(?:gps(?: (?:data|coordinates|position|tags?|info))?|coordinates|location(?: data)?|position|geo-?tags?)\b|\b(?:only )?geo-?tagged\b", True),
    ("gps", rf"\b(?:(?:those|ones|{_PICTURES}) )?(?:without|with no|lacking|missing|no|that have no|that lack)(?: any| a| known)* "
     r"(?:gps(?: (?:data|coordinates|position|tags?|info))?|coordinates|location(?: data)?|position|geo-?tags?)\b|\b(?:un|not |non-?)geo-?tagged\b", False),
    ("dated", rf"\b(?:without|with no|lacking|missing)(?: any| a| known)* (?:date|time ?stamp)s?\b|\bundated(?: {_PICTURES})?\b", False),
    ("dated", r"\b(?:with|having|that have) (?:a|some|known) (?:known )?(?:date|time ?stamp)\b|(?<!out)\bdated (?:ones|only)\b", True),
    ("camera", rf"\b{_BY} {_WHOSE}{_MAKER}\b", None),
    ("camera", rf"\b(?:{_ONLY} )?(?:the |my )?{_MAKER}(?: (?:{_PICTURES}))?(?: {_ONLY})\b|\b{_ONLY} (?:the |my )?{_MAKER.replace('<value>', '<value2>')}(?: {_PICTURES})?\b", None),
    ("camera", rf"\bno {_MAKER}(?: {_PICTURES})?\b", None),
    ("camera", rf"(?-i:\b(?P<value>(?!DSC|IMG|PXL)[A-Z]{{1,3}}-?\d{{1,4}}[A-Za-z]{{0,3}})) {_PICTURES}\b", None),
    ("folder", rf"\b(?:{_ONLY} )?(?:(?:in|from|inside|under|within|to|of) )?(?:the |my |that )?(?:folder|directory|album)s? (?:called |named )?{_NAME}", None),
    ("folder", rf"\b(?:{_ONLY} )?(?:in|from|inside|under|within) (?:the |my )?(?P<value>[\"'][^\"']+[\"']|[\w.-]+) (?:folder|directory|album)\b", None),
    ("rating", rf"\bunrated(?: {_PICTURES})?\b", "unrated"),
    ("label", r"\b(?:with )?(?:a |the )?(?P<value>red|yellow|green|blue|purple|orange) (?:colou?r )?label(?:led|ed|s)?\b", None),
    ("keywords", rf"\b(?:tagged|keyworded)(?: as| with)? {_NAME}|\bwith the (?:tag|keyword)s? {_NAME.replace('<value>', '<value2>')}", None),
    ("credit", rf"\b(?:credited to|credits? (?:line )?(?:to|is)|copyright(?:ed)?(?: (?:by|of))?|©) {_NAME}", None),
    ("title", rf"\b(?:titled|entitled|captioned) {_NAME}", None),
    ("weekday", r"\b(?:(?:taken |shot )?on )?(?P<value>mon|tues|wednes|thurs|fri|satur|sun)days\b(?: only)?|\b(?:taken |shot )?on an? (?P<value2>mon|tues|wednes|thurs|fri|satur|sun)day\b", None),
    ("weekday", r"\b(?:on|at|during) (?:the )?(?P<value>weekend|weekday)s\b|\b(?P<value2>weekend|weekday)s only\b", None),
]  # fmt: skip
_RULES = [(fact, re.compile(pattern, re.IGNORECASE), value) for fact, pattern, value in _TABLE]
_REFUSED = re.compile(
    r"(?:\b(?:not|no|never|without|except(?: for)?|excluding|exclude|omit|minus|ban|bar|non|skip|avoid|hide|drop|lose"
    r"|leave out|throw out|kick out|rather than|instead of|anything but|other than|apart from|besides|none)|n['’]t)\b"
    r"(?:\s+(?:the|any|all|my|ones?|those|that|which|are|were|is|was|shot|taken|made|in|on|with|from|by|a|an|of|want|me|show"
    rf"|{_PICTURES}))*\s*$",
    re.IGNORECASE,
)
_REFUSED_BEHIND = re.compile(
    r"^\s*(?:(?:are|is|should be|can be|to be) )?(?:excluded|left out|out\b(?! of)|unwanted|not wanted|can go|may go|banned)",
    re.IGNORECASE,
)
_LIFTED = re.compile(
    r"\b(?:any|every|all|whatever|whichever) (?P<one>folder|camera|format|orientation|rating)s?\b(?! (?:of|with|from|in)\b)"
    r"|\b(?:forget|drop|remove|lift|clear|never mind)(?: about)? the (?P<two>folder|camera|format|orientation|rating|size|resolution)"
    r"(?: (?:filter|condition|limit|restriction))?\b",
    re.IGNORECASE,
)
_OF_WORDS = {"format": "kind", "size": "bytes", "resolution": "megapixels"}


def find_facts(message: str) -> list[FactMention]:
    """Every fact that a message asks for, in its order."""
    found = [*_lifted(message), *_told(message), *_measured(message)]
    return sorted(apart(found), key=lambda mention: mention.start)


def _lifted(message: str) -> Iterator[FactMention]:
    for match in _LIFTED.finditer(message):
        word = (match["one"] or match["two"]).lower()
        yield FactMention(match.start(), match.end(), _OF_WORDS.get(word, word), lifts=True)


def _told(message: str) -> Iterator[FactMention]:
    for fact, pattern, value in _RULES:
        for match in pattern.finditer(message):
            start, end = match.span()
            said = value
            if said is None:
                groups = match.groupdict()
                said = _clean(fact, groups.get("value") or groups.get("value2") or "")
            before = message[max(0, start - CLAUSE) : start]
            negated = bool(_REFUSED.search(before)) or bool(_REFUSED_BEHIND.match(message[end : end + CLAUSE]))
            negated = negated or (fact == "camera" and match.group().lower().startswith("no "))
            if isinstance(said, bool) and fact not in ("gps", "dated"):
                yield FactMention(start, end, fact, not negated)
            elif isinstance(said, bool):
                yield FactMention(start, end, fact, said != negated)
            elif isinstance(said, str) and said:
                yield FactMention(start, end, fact, said, negated=negated)


_KIND_NAMES = {"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "heif": "HEIC", "jp2": "JPEG 2000"}
_RAWS = frozenset("raw nef cr2 cr3 arw dng orf rw2 raf".split())


def _clean(fact: str, said: str) -> str:
    said = said.strip(" \"'“”‘’.,")
    if fact == "kind":
        plain = said.lower()
        plain = plain[:-1] if plain.endswith("s") else plain
        return "RAW" if plain in _RAWS else _KIND_NAMES.get(plain, plain.upper())
    if fact == "weekday":
        return said.lower() if said.lower().startswith("week") else f"{said.lower()}day"
    return said.lower() if fact == "label" else said


_Reader = Callable[[Measure], tuple[str, float] | None]


def _size(measure: Measure) -> tuple[str, float]:
    tall = measure.side in ("high", "tall", "height") or "taller" in measure.said or "higher" in measure.said
    return ("height" if tall else "width"), 1.0


def _climbed(measure: Measure) -> tuple[str, float] | None:
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
_CLOCK = re.compile(r"\b(?P<after>after|from|since)|(?P<before>before|until|till|by|earlier than)\s*$", re.IGNORECASE)


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


def _mention(measure: Measure, fact: str, factor: float) -> FactMention:
    least, most = (None if n is None else n * factor for n in (measure.least, measure.most))
    return FactMention(measure.start, measure.end, fact, least=least, most=most)


def _hours(measure: Measure, message: str) -> Iterator[FactMention]:
    """Hours of the day, 0..24: "before 11 am", "between 5 and 7 am"."""
    lead = re.search(r"\b(?P<after>after|from|since)\s*$|\b(?P<before>before|until|till|by|earlier than)\s*$",
                     message[: measure.start], re.IGNORECASE)  # fmt: skip
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
