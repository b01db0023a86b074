"""Quantities with a unit and bounds: "at least 4000 px wide", "ISO 800 to 1600", "four stars and up", "under 2 MP".

One grammar for all of them; which fact a unit measures is decided in `file_facts`. It knows no plans.

    find_measures("wider than 6000 pixels")   # [Measure(start=0, end=22, least=6000.0, most=None, unit="px", ...)]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.language.span import Span
from agent.planners.extract.quantities import NUMBERS

_SPOKEN = "|".join(word for word, value in NUMBERS.items() if value > 1 or word == "one")
_N = rf"\d+/\d+|\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?k?|{_SPOKEN}"
_COMPARED = "more|larger|bigger|greater|higher|wider|taller|longer|better|faster|brighter"
_COMPARED_DOWN = "less|fewer|smaller|lower|narrower|shorter|slower|lighter"
_ABOVE = (
    rf"(?:at least|min(?:imum)?(?: of)?|(?:no|not) (?:{_COMPARED_DOWN}) than|(?:{_COMPARED}) than|over|above"
    r"|exceeding|beyond|>=?)"
)
_BELOW = (
    rf"(?:at most|max(?:imum)?(?: of)?|up to|(?:no|not) (?:{_COMPARED}) than|not (?:over|above)"
    rf"|(?:{_COMPARED_DOWN}) than|under|below|<=?)"
)
_UP = rf"(?:(?:or|and) (?:{_COMPARED}|above|over|up|upwards?)|plus\b|\+|upwards?|min(?:imum)?\b)"
_DOWN = rf"(?:(?:or|and) (?:{_COMPARED_DOWN}|below|under|down)|max(?:imum)?\b|at most)"
UNITS = {
    "mp": r"mp\b|mpix\b|mega ?pixels?|megapix\b",
    "px": r"px\b|pixels?\b",
    "mb": r"mb\b|megabytes?\b|megs\b",
    "kb": r"kb\b|kilobytes?\b",
    "gb": r"gb\b|gigabytes?\b",
    "mm": r"mm\b|millimet(?:er|re)s?\b",
    "star": r"-?stars?\b",
    "m": r"m\b|met(?:er|re)s?\b",
    "ft": r"ft\b|feet\b",
    "s": r"s\b|secs?\b|seconds?\b",
    "am": r"a\.?m\b\.?",
    "pm": r"p\.?m\b\.?",
}
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in UNITS.items())
PREFIXES = {"iso": r"iso", "f": r"f ?/ ?|f(?=\d)|aperture (?:of )?(?:f ?/? ?)?", "rated": r"rat(?:ed|ing)(?: of| is)?"}
_PREFIX = "|".join(f"(?P<pre_{name}>{pattern})" for name, pattern in PREFIXES.items())
_MEASURE = re.compile(
    rf"(?<![\w/.])(?:(?P<above>{_ABOVE})\s*|(?P<below>{_BELOW})\s*|(?P<between>between|from)\s+)?"
    rf"(?:(?:{_PREFIX})\s*)?(?:(?P<above2>{_ABOVE})\s*|(?P<below2>{_BELOW})\s*)?"
    rf"(?P<number>{_N})(?:\s*(?:-|–|to|and)\s*(?:f ?/? ?)?(?P<second>{_N}))?(?![\d/])"
    rf"(?:\s*(?:{_UNIT}))?(?:\s*(?P<side>wide|width|across|high|tall|height|long)\b)?"
    rf"(?:\s*,?\s*(?P<up>{_UP})|\s*,?\s*(?P<down>{_DOWN}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measure(Span):
    """`least` and `most` in units of `unit` ("" where a prefix says it all); None leaves that side open.

    `said` are the words before the number ("wider than iso"), `side` those behind it ("wide"); `bounded`: some bound
    was said, so that it is no mere name of a number.
    """

    least: float | None
    most: float | None
    unit: str
    prefix: str
    said: str
    side: str
    bounded: bool


def find_measures(message: str) -> list[Measure]:
    """Every number of a message that has a unit or a prefix, with its bounds."""
    found = []
    for match in _MEASURE.finditer(message):
        unit = next((name for name in UNITS if match[name]), "")
        prefix = next((name for name in PREFIXES if match[f"pre_{name}"]), "")
        first, second = _value(match["number"]), _value(match["second"]) if match["second"] else None
        if not (unit or prefix) or first is None:
            continue
        least: float | None = first
        most: float | None = first if second is None else second
        bounded = second is not None
        if match["above"] or match["above2"] or match["up"]:
            least, most, bounded = first, None, True
        elif match["below"] or match["below2"] or match["down"]:
            least, most, bounded = None, most, True
        if least is not None and most is not None and least > most:
            least, most = most, least
        said = " ".join((match[name] or "") for name in ("above", "below", "above2", "below2")).strip().lower()
        side = (match["side"] or "").lower()
        found.append(Measure(match.start(), match.end(), least, most, unit, prefix, said, side, bounded))
    return found


def _value(said: str) -> float | None:
    said = said.lower()
    if said in NUMBERS:
        return float(NUMBERS[said])
    if "/" in said:
        over, under = said.split("/")
        return int(over) / int(under) if int(under) else None
    thousand = said.endswith("k")
    return float(said.rstrip("k").replace(",", "")) * (1000 if thousand else 1)
