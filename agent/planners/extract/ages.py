"""How old pictures may be: "older than eight years", "less than two years old", as limits counted from today.

It knows no plans.

    find_ages("nothing older than eight years", today=date(2026, 11, 30))   # from 2018-11-30 on
"""

from __future__ import annotations

import re
from datetime import date

from agent.language.span import Span, span_of
from agent.planners.extract.quantities import NUMBER, number_of
from agent.planners.extract.time_steps import length_of

_AGE = re.compile(
    rf"\b(?:(?P<older>older|earlier)|(?P<newer>newer|younger|later|more recent)|(?P<more>more)|(?P<less>less|fewer)) "
    rf"th[ae]n (?:about |some )?{NUMBER} (?P<unit>day|week|month|year|decade)s?(?P<old> old| ago| back)?\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\b(?:no|not|nothing|none|never|n['’]t)\b[^.;,!?]{0,16}$", re.IGNORECASE)


def find_ages(message: str, *, today: date) -> list[tuple[Span, date | None, date | None]]:
    """Each stretch that limits the age, with the first and the last day; None leaves that side open."""
    found: list[tuple[Span, date | None, date | None]] = []
    for match in _AGE.finditer(message):
        if (match["more"] or match["less"]) and not match["old"]:
            continue  # "more than five years of work" is no age
        count = number_of(match["number"])
        day = today - length_of(count, match["unit"].lower())
        older = bool(match["older"] or match["more"])
        refused = _REFUSED.search(message[: match.start()])
        start = refused.start() if refused else match.start()
        first, last = (None, day) if older != bool(refused) else (day, None)
        found.append((Span(start, span_of(match).end), first, last))
    return found
