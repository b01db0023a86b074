"""Places that are left out and may be there again: "Greece is fine after all", "include Bangkok again".

It reads only names that the plan leaves out, so that a welcome elsewhere says nothing.

    find_readmissions("Greece is fine after all", ["Greece"], GeoGazetteer())[0].name   # "Greece"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.cues import any_of
from agent.language.span import Span
from agent.language.tokens import fold, split
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.extract.place_lists import ARTICLE, INSIDE, PICTURES, THINGS, name_at

_WELCOME = re.compile(
    rf"(?:\s+{PICTURES})?\s*(?:(?:is|are|would be|['’]s)(?: (?:now|also|just))?\s+"
    rf"(?:{any_of('welcome')}|good|back|included)\b"
    r"|(?:can|may|could|should)(?: (?:also|now))? (?:come back|stay|be|return|go back)\b[^,;.]*"
    r"|works\b|(?:back )?in again\b|back in\b|again\b|after all\b|too\b|as well\b"
    r"|does(?:n['’]?t| not) (?:bother|matter)\b[^,;.]*|is no longer (?:out|excluded|left out)\b)"
    r"(?:\s+(?:after all|again|too|now|as well|by me|with me|any ?more))*",
    re.IGNORECASE,
)
_LET_IN = re.compile(
    rf"(?:\b(?:{any_of('let_in_verbs')})"
    r"|(?:\b(?:do not|never|no need to|stop)|\b\w+n['’]?t)(?: (?:want to|need to|have to))?"
    rf" (?:{any_of('leave_out_verbs')}))"
    rf"(?:\s+{THINGS})*(?:\s+{INSIDE})?\s+{ARTICLE}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Readmission(Span):
    """A stretch that lets a place in again; `name` as the plan leaves it out."""

    name: str


def find_readmissions(
    message: str, left_out: Sequence[str], gazetteer: Gazetteer, *, taken: Sequence[Span] = ()
) -> list[Readmission]:
    """Places that are left out and may be there again: "Greece is fine after all", "include Bangkok again"."""
    found: list[Readmission] = []
    if not left_out:
        return found
    for word in split(message):
        name = name_at(message, word.start, gazetteer, sure=True)
        if name is None or any(span.holds(word.start) for span in (*taken, *found)):
            continue
        before, behind = _LET_IN.search(message[: name.start]), _WELCOME.match(message, name.end)
        same = next((said for said in left_out if _same(said, name.of(message), gazetteer)), None)
        if same is not None and (before or behind):
            start, end = before.start() if before else name.start, behind.end() if behind else name.end
            found.append(Readmission(start, end, same))
    return found


def _same(one: str, other: str, gazetteer: Gazetteer) -> bool:
    return fold(one) == fold(other) or (gazetteer.lies_in(one, other) and gazetteer.lies_in(other, one))
