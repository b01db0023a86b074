"""Requests that name no picture content: undo, start over, show more, sort, match all, explanations, balance.

It reads fixed phrases of the conversation itself; what is looked for is read elsewhere, in the words left over.

    find_commands("newest first", plan, context)  # SetSort, with its position
"""

from __future__ import annotations

import re
from collections.abc import Callable

from agent.language.cues import any_of
from agent.language.span import free_of, is_free, span_of
from agent.plan.edits import (
    Edit,
    Explain,
    RemoveTerm,
    Reset,
    Reweight,
    SetMatch,
    SetSort,
    ShowMore,
    Undo,
)
from agent.plan.query_plan import QueryPlan
from agent.planners.extract.fixed_phrase import Command
from agent.planners.extract.picture_feedback import find_feedback
from agent.planners.extract.picture_references import find_pictures
from agent.planners.protocol import Context
from tools.types import Channel

_PLEASE = (
    r"(?:(?:please|ok|okay|no|oh|hmm|sorry|actually|wait)[,.!]?\s+)*(?:can you |could you |let's |lets |i want to )?"
)
_END = r"(?:\s*,?\s*(?:please|thanks|again|now))*\s*[.!?]*\s*$"
_PICTURES = rf"(?:{any_of('picture_nouns', 'result_nouns')}|ones?|of (?:them|these|those))"

_Make = Callable[[re.Match[str], QueryPlan, Context], tuple[Edit, ...]]


def _more(match: re.Match[str], _: QueryPlan, __: Context) -> tuple[Edit, ...]:
    number = re.search(r"\d+", match.group())
    return (ShowMore(count=max(1, min(200, int(number.group())))),) if number else (ShowMore(),)


def _explain_picture(match: re.Match[str], _: QueryPlan, context: Context) -> tuple[Edit, ...]:
    pictures = find_pictures(match.group(), context)
    ids = pictures[0].ids if pictures else (context.selected or context.shown)[:1]
    return (Explain(about="picture", image_id=ids[0] if ids else None),)


def _explain_count(match: re.Match[str], _: QueryPlan, __: Context) -> tuple[Edit, ...]:
    place = (match.groupdict().get("place") or "").strip(" ?.!") or None
    return (Explain(about="count", place=place),)


def _balance(leaning: Channel) -> _Make:
    def make(_: re.Match[str], plan: QueryPlan, __: Context) -> tuple[Edit, ...]:
        return tuple(Reweight(term=t.id, by=0.2 if t.channel == leaning else -0.2) for t in plan.terms if t.weight > 0)

    return make


def _always(*edits: Edit) -> _Make:
    return lambda match, plan, context: edits


def _drop_style(_: re.Match[str], plan: QueryPlan, __: Context) -> tuple[Edit, ...]:
    return tuple(RemoveTerm(term=t.id) for t in plan.terms if t.channel == "style" and t.weight > 0)


def _reversed(_: re.Match[str], plan: QueryPlan, __: Context) -> tuple[Edit, ...]:
    return (SetSort(sort="newest" if plan.sort == "oldest" else "oldest"),)


_CONTENT_WORD = r"(?:the )?(?:content|subject|motif|what is shown|what it shows)"
_STYLE_WORD = r"(?:the )?(?:style|look|technique)"
_MATTERS = r"(?:matters|counts|is) (?:much |a bit |far )?more(?: important)?"
_LEANING = r"(?:more weight (?:on|to)|focus (?:more )?on|lean towards?)"
_LESS = r"(?:matters|counts|is) less(?: important)?"
_SORT = r"\b(?:sort|order|arrang|rank)\w*(?: (?:them|these|it|the results))?(?: by)? "
_NOUNS = rf"(?:(?:ones?|{any_of('picture_nouns')}|matches) )?"
_TOP = (
    r"(?:(?:(?:are|is|be|being|to be|should be|go|goes|come|comes) )?(?:(?:placed|put|shown|sorted|listed) )?"
    r"(?:first|(?:at|on|to|up|in) (?:the )?(?:top|front)|up front|leading))"
)
_ORDER = r"(?:(?:the|that|this|its) )?(?:sort(?:ing)?(?: order)?|order(?:ing)?)"
_UNDO = (
    rf"(?:{any_of('undo_verbs')})"
    r"(?: (?:that|it|this|(?:one|a) step|the last (?:change|step|one|edit)"
    r"|to (?:what|how) (?:we had|it was)(?: before)?))?"
)
_RESET = (
    r"(?:start (?:over|again|afresh|anew|from scratch|a new search)|begin again|(?:a )?new search|from scratch"
    r"|reset(?: everything| it| all| the (?:search|plan))?|clear (?:everything|all|it all|the (?:search|plan))"
    r"|forget (?:everything|all (?:of )?(?:that|this)|it all))\b"
)
_PLAN = (
    r"(?:what(?:'s| is| was| are)? (?:the|your|my|our|this)? ?(?:current )?(?:plan|query|search|terms)"
    r"|what are (?:you|we) (?:looking|searching) for|what have (?:i|we) got so far"
    r"|(?:show|explain|tell)(?: me)? (?:the|your|my) (?:plan|query|search))\b.*$"
)
_TABLE: list[tuple[str, _Make]] = [
    (rf"^{_PLEASE}{_UNDO}{_END}", _always(Undo())),
    (rf"^{_PLEASE}never ?mind(?: that)?{_END}", _always(Undo())),
    (rf"^{_PLEASE}{_RESET}", _always(Reset())),
    (
        rf"^{_PLEASE}(?:show|give|get|load|see|display|fetch)?\s*(?:me )?(?:some |a few |\d+ )?more"
        rf"(?: {_PICTURES})?{_END}",
        _more,
    ),
    (
        rf"^{_PLEASE}(?:next page|the next (?:page|ones?|\d+)|keep going|continue|any more|what else)"
        rf"(?: {_PICTURES})?{_END}",
        _more,
    ),
    (
        r"\b(?:not|forget|drop|without|lose|remove|never mind|no longer)(?: about)?(?: in)? (?:the|that|this) "
        r"(?:style|look)(?: (?:after all|any ?more|at all|please))?\s*[.!]*$",
        _drop_style,
    ),
    (
        rf"{_SORT}(?:date|time|day|newest|most recent|latest)(?: (?:first|taken))?\b(?!.*\boldest)"
        rf"|\b(?:newest|latest|most recent) {_NOUNS}{_TOP}\b",
        _always(SetSort(sort="newest")),
    ),
    (
        rf"{_SORT}(?:date,? )?oldest(?: first)?\b|\b(?:oldest|earliest) {_NOUNS}{_TOP}\b"
        r"|\bchronological(?:ly)?(?: order)?\b",
        _always(SetSort(sort="oldest")),
    ),
    (
        rf"\b(?:now )?(?:turn|flip|reverse|invert|switch|swap) {_ORDER}(?: (?:around|round|over))?\b"
        rf"|\b(?:turn|flip) {_ORDER} (?:upside down|on its head)\b|\b(?:in )?(?:the )?reverse order\b"
        r"|\bthe other way (?:around|round)\b",
        _reversed,
    ),
    (
        rf"{_SORT}(?:distance|proximity|nearest|closest)(?: first)?\b"
        rf"|\b(?:nearest|closest) {_NOUNS}(?:(?:ones? )?to [\w' -]{{2,40}}? )?"
        rf"(?:comes? |go(?:es)? |should (?:be|come) )?{_TOP}\b",
        _always(SetSort(sort="distance")),
    ),
    (
        rf"{_SORT}(?:relevance|score|best)(?: (?:match|first))?\b|\b(?:best|most relevant) {_NOUNS}first\b",
        _always(SetSort(sort="relevance")),
    ),
    (
        r"\b(?:must|should|have to|need to) (?:have|show|contain|match|include) (?:all|both|everything)"
        r"(?: of (?:them|it|these))?\b|\b(?:match|require) (?:all|both|every)"
        r"(?: (?:of )?(?:them|terms|words|these|things))?\b|\ball (?:of them )?at once\b"
        r"|\bboth (?:of them )?(?:together|at (?:once|the same time))\b",
        _always(SetMatch(match="all")),
    ),
    (
        r"\b(?:match )?any of (?:them|these|those)(?: (?:is fine|will do|is enough))?\b|\bmatch any\b"
        r"|\beither (?:one )?(?:is fine|will do)\b",
        _always(SetMatch(match="any")),
    ),
    (
        r"^\s*(?:and )?why\b(?! not\b| don't\b).*$"
        r"|^\s*(?:explain|how come)\b.*\b(?:one|picture|photo|image|this|that|it|result)\b.*$",
        _explain_picture,
    ),
    (r"^\s*(?:and |so )?how many\b(?:.*?\b(?:from|in|at|near)\s+(?P<place>[^?.!]+))?.*$", _explain_count),
    (rf"^\s*(?:so )?{_PLAN}", _always(Explain(about="plan"))),
    (
        rf"\b{_STYLE_WORD} {_MATTERS}(?: than {_CONTENT_WORD})?\b|\b{_LEANING} {_STYLE_WORD}\b(?! of)"
        rf"|\b{_CONTENT_WORD} {_LESS}\b",
        _balance("style"),
    ),
    (
        rf"\b{_CONTENT_WORD} {_MATTERS}(?: than {_STYLE_WORD})?\b|\b{_LEANING} {_CONTENT_WORD}\b"
        rf"|\b{_STYLE_WORD} {_LESS}\b",
        _balance("content"),
    ),
]
_COMPILED = [(re.compile(pattern, re.IGNORECASE), make) for pattern, make in _TABLE]


def find_commands(message: str, plan: QueryPlan, context: Context) -> list[Command]:
    """The commands in a message, in its order; overlapping readings go to the one listed first."""
    found: list[Command] = []
    for pattern, make in _COMPILED:
        for match in pattern.finditer(message):
            if match.group() and is_free(span_of(match), found):
                found.append(Command(match.start(), match.end(), make(match, plan, context)))
    return sorted([*found, *free_of(find_feedback(message, context), found)], key=lambda c: c.start)
