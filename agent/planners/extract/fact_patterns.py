"""How facts of files are said, as patterns: the fact that each asks for, and its value where the words tell it.

A group `value` (or `value2`) holds what is said of the fact. It knows no refusals and no numbers with units.

    next(p for fact, p, _ in FACT_PATTERNS if fact == "kind").search("only PNG")["value"]   # "PNG"
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from agent.language.cues import any_of
from agent.plan.fact_filters import FlagFact, NumberFact, TextFact

Fact: TypeAlias = Literal["folder", "camera", "gps"] | TextFact | NumberFact | FlagFact

PICTURES = rf"(?:{any_of('picture_nouns', 'result_nouns')}|ones|files|scans|images)"
_ONLY = r"(?:only|just|exclusively|nothing but)"
_KIND = rf"(?P<value>{any_of('file_kinds')}|raws?(?= (?:files?|photos?|shots?|format|originals?|only|images?)\b|s\b))"
_NAME = (
    r"(?P<value>[\"'“‘][^\"'”’]+[\"'”’]|[\w./&-]+"
    r"(?:(?! (?:and|or|but|with|from|in|only|please|folder|too)\b) [A-Z0-9][\w./-]*){0,3})"
)
_MAKER = rf"(?P<value>(?:[\w-]+ ){{0,2}}?(?:{any_of('camera_makers')})(?: (?:mark [iv]+|[a-z]*\d[\w-]*))*)"
_MODEL = r"(?-i:\b(?P<value>(?!DSC|IMG|PXL)[A-Z]{1,3}-?\d{1,4}[A-Za-z]{0,3}))"
_BY = r"(?:(?:taken|shot|made|captured|photographed|those|ones|came|come|coming)?\s*\b(?:with|on|by|from|using|off))"
_WHOSE = r"(?:(?:my|the|a|an|our|his|her|their|old|new|trusty|good)\s+)*"
_SHAPED = r"(?:format|orientation|mode|ones|only|crops?|frames?)"
_LEAD = rf"\b(?:{_ONLY} )?(?:the )?(?:in )?"
_HAVING = r"(?:that (?:have|carry) |which (?:have|carry) |carrying |having |with(?: known| a known)? )(?:an? )?"
_LACKING = r"(?:without|with no|lacking|missing|no|that have no|that lack)(?: any| a| known)* "
_POSITION = (
    r"(?:gps(?: (?:data|coordinates|position|tags?|info))?|coordinates|location(?: data)?|position|geo-?tags?)\b"
)
_STAMP = r"(?:date|time ?stamp)s?\b"
_DAYS = "mon|tues|wednes|thurs|fri|satur|sun"
_FOLDER = r"(?:folder|directory|album)"
_INSIDE = r"(?:in|from|inside|under|within)"


def _second(pattern: str) -> str:
    """The same pattern with its group under a second name: a name may stand once in a pattern."""
    return pattern.replace("<value>", "<value2>")


_TABLE: list[tuple[Fact, str, str | bool | None]] = [
    ("file_name", r"(?-i:\b(?P<value>[A-Z]{1,5}[_-]?\d{4,}(?:[_-]\d+)*(?:\.\w{3,4})?)(?![\w-]))", None),
    ("file_name", r"(?<!\S)(?P<value>[\w-]+\.(?:jpe?g|png|heic|tiff?|webp|gif|dng|nef|cr[23]|arw))\b", None),
    ("kind", rf"\b(?:{_ONLY} |in )?(?:the |my )?\.?{_KIND}"
             rf"(?: (?:format|{PICTURES}|originals?))?(?: {_ONLY})?\b", None),
    ("orientation", rf"{_LEAD}(?:portrait|upright|vertical) {_SHAPED}\b|\buprights\b|\bvertical {PICTURES}\b"
                    rf"|\bupright(?: {PICTURES})?(?: {_ONLY})\b"
                    rf"|\b{PICTURES} taller than (?:they are )?wide\b", "portrait"),
    ("orientation", rf"{_LEAD}(?:landscape|horizontal) {_SHAPED}\b|\bhorizontal {PICTURES}\b"
                    rf"|\b{PICTURES} wider than (?:they are )?(?:tall|high)\b", "landscape"),
    ("orientation", rf"{_LEAD}square (?:format|crops?|ones|{PICTURES})\b|\bsquares only\b", "square"),
    ("orientation", r"\bpanoram(?:a|ic) (?:format|orientation|ones|only)\b", "panorama"),
    ("screenshot", r"\b(?:screen ?(?:shot|grab|capture|cap)s?|captures of (?:the|my) screen)\b", True),
    ("animated", rf"\banimated (?:ones|gifs?|{PICTURES})\b|\banimations only\b", True),
    ("motion_photo", r"\b(?:motion|live) (?:photos?|pictures?)\b", True),
    ("gps", rf"\b(?:only )?(?:(?:records|those|ones|{PICTURES}) )?{_HAVING}{_POSITION}"
            r"|\b(?:only )?geo-?tagged\b", True),
    ("gps", rf"\b(?:(?:those|ones|{PICTURES}) )?{_LACKING}{_POSITION}|\b(?:un|not |non-?)geo-?tagged\b", False),
    ("dated", rf"\b(?:without|with no|lacking|missing)(?: any| a| known)* {_STAMP}|\bundated(?: {PICTURES})?\b", False),
    ("dated", rf"\b(?:with|having|that have) (?:a|some|known) (?:known )?{_STAMP}"
              r"|(?<!out)\bdated (?:ones|only)\b", True),
    ("rated", rf"\bunrated(?: {PICTURES})?\b", False),
    ("camera", rf"\b{_BY} {_WHOSE}{_MAKER}\b", None),
    ("camera", rf"\b(?:{_ONLY} )?(?:the |my )?{_MAKER}(?: {PICTURES})?(?: {_ONLY})\b"
               rf"|\b{_ONLY} (?:the |my )?{_second(_MAKER)}(?: {PICTURES})?\b", None),
    ("camera", rf"(?<=\bno ){_MAKER}(?: {PICTURES})?\b", None),
    ("camera", rf"{_MODEL} {PICTURES}\b", None),
    ("folder", rf"\b(?:{_ONLY} )?(?:(?:{_INSIDE}|to|of) )?(?:the |my |that )?{_FOLDER}s?"
               rf" (?:called |named )?{_NAME}", None),
    ("folder", rf"\b(?:{_ONLY} )?{_INSIDE} (?:the |my )?(?P<value>[\"'][^\"']+[\"']|[\w.-]+) {_FOLDER}\b", None),
    ("label", r"\b(?:with )?(?:a |the )?(?P<value>red|yellow|green|blue|purple|orange) (?:colou?r )?label(?:led|ed|s)\b"
              r"|\blabel(?:led|ed) (?P<value2>red|yellow|green|blue|purple|orange)\b", None),
    ("keywords", rf"\b(?:tagged|keyworded)(?: as| with)? {_NAME}|\bwith the (?:tag|keyword)s? {_second(_NAME)}", None),
    ("credit", rf"\b(?:credited to|credits? (?:line )?(?:to|is)|copyright(?:ed)?(?: (?:by|of))?|©) {_NAME}", None),
    ("title", rf"\b(?:titled|entitled|captioned) {_NAME}", None),
    ("weekday", rf"\b(?:(?:taken |shot )?on )?(?P<value>{_DAYS})days\b(?: only)?"
                rf"|\b(?:taken |shot )?on an? (?P<value2>{_DAYS})day\b", None),
    ("weekday", r"\b(?:on|at|during) (?:the )?(?P<value>weekend|weekday)s\b"
                r"|\b(?P<value2>weekend|weekday)s only\b", None),
]  # fmt: skip
FACT_PATTERNS = [(fact, re.compile(pattern, re.IGNORECASE), value) for fact, pattern, value in _TABLE]
"""Those that are listed first are believed first."""
