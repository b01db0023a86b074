"""How old pictures may be, and how old somebody was in them: as days.

"older than eight years" counts from today, "when she was six" from the year of birth that the message names. It knows
no plans.

    find_ages("nothing older than eight years", today=date(2026, 11, 30))   # from 2018-11-30 on
"""

from __future__ import annotations

import re
from datetime import date
from typing import TypeAlias

from agent.language.span import Span, span_of
from agent.planners.extract.calendar_days import of_years
from agent.planners.extract.quantities import NUMBER, number_of
from agent.planners.extract.time_steps import length_of
from agent.planners.extract.years import YEAR, in_digits

Limit: TypeAlias = tuple[Span, date | None, date | None]

_AGE = re.compile(
    r"\b(?:(?:(?P<older>older|earlier)|(?P<newer>newer|younger|later|more recent)|(?P<more>more)|(?P<less>less|fewer))"
    rf" th[ae]n|(?P<least>at least|over)|(?P<most>at most|under)) (?:about |some )?{NUMBER} "
    r"(?P<unit>day|week|fortnight|month|year|decade)s?(?P<old> old| ago| back| of age)?\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\b(?:no|not|nothing|none|never|n['’]t)\b[^.;,!?]{0,16}$", re.IGNORECASE)
_BORN = re.compile(rf"\b(?:born|b\.)\s+(?:in\s+|on\s+|around\s+)?{YEAR}", re.IGNORECASE)
_AGED = re.compile(
    r"\b(?:when\s+(?:[\w'’-]+\s+){1,2}(?:was|were|is|turned)|at\s+the\s+age\s+of|at\s+age|aged?|at|as)\s+"
    rf"(?:an?\s+|about\s+|just\s+)*(?:{NUMBER}(?:[\s-]years?[\s-]old)?|(?P<teens>teen(?:ager)?|adolescent)"
    r"|(?P<baby>baby|newborn)|(?P<child>child|kid))\b"
    r"|\bin\s+(?:my|his|her|their|our)\s+(?P<early>early\s+|mid[\s-]+|late\s+)?"
    r"(?P<tens>teens|twenties|thirties|forties|fifties|sixties|seventies|eighties)\b",
    re.IGNORECASE,
)  # fmt: skip
_TENS = "teens twenties thirties forties fifties sixties seventies eighties".split()
_SHARE = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


def find_ages(message: str, *, today: date) -> list[Limit]:
    """Each stretch that limits the time by an age, with the first and the last day; None leaves that side open."""
    found: list[Limit] = [limit for match in _AGE.finditer(message) if (limit := _of_pictures(message, match, today))]
    born = _BORN.search(message)
    aged = _AGED.search(message) if born else None
    if born and aged:
        birth = in_digits(born["year"], today)
        first, last = _years_of_age(aged)
        found.append((span_of(aged), *of_years(birth + first, birth + last + 1)))
    return found


def _of_pictures(message: str, match: re.Match[str], today: date) -> Limit | None:
    """ "older than eight years", "not more than two years old"; "more than five years of work" is no age."""
    older = match["older"] or match["more"] or match["least"]
    if (match["older"] or match["newer"]) is None and not match["old"]:
        return None
    day = today - length_of(number_of(match["number"]), match["unit"].lower())
    refused = _REFUSED.search(message[max(0, match.start() - 30) : match.start()])
    start = match.start() - len(refused.group()) if refused else match.start()
    return (
        (Span(start, match.end()), None, day) if bool(older) != bool(refused) else (Span(start, match.end()), day, None)
    )


def _years_of_age(aged: re.Match[str]) -> tuple[int, int]:
    """The first and the last year of life that are meant, counted from 0."""
    if aged["tens"]:
        tens = 10 + 10 * _TENS.index(aged["tens"].lower())
        first, last = _SHARE.get((aged["early"] or "").strip(" -").lower(), (0, 9))
        return (13, 19) if tens == 10 else (tens + first, tens + last)
    if aged["teens"]:
        return 13, 19
    if aged["baby"]:
        return 0, 1
    if aged["child"]:
        return 4, 12
    years = number_of(aged["number"])
    return years, years
