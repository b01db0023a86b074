"""Dates in words -> whole ISO days, in code: "after 2020", "summer of 2012", "in the 90s", "last three years".

It knows no plans; `today` is given, so that nothing here reads a clock. A season belongs to the northern half of the
globe, and winter 2018 ends in February 2019.

    find_dates("weddings since March 2019", today=date(2026, 1, 1))  # one mention: from 2019-03-01, open end
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from agent.language.cues import any_of
from agent.language.span import Span, free_of, is_free
from agent.plan.query_plan import DateRange
from agent.planners.extract.ages import find_ages
from agent.planners.extract.periods import Period, find_periods
from agent.planners.extract.years import Frame

_ISH = re.compile(r"(?:(?<=\d)|(?<=\ds)|(?:(?<=[a-z])(?=-)))[\s-]?ish\b", re.IGNORECASE)
"""What makes a time vague: "2013ish", "the 90s-ish", "July-ish 2013"; a plan has whole days, so it is passed over."""
_SAME_BUT = re.compile(
    r"\b(?:same|those|these|this|that|it|ones)\b[^.;!?]{0,20}\bbut\s+$", re.IGNORECASE
)  # "same but 2010s"
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_JOIN = re.compile(
    r"\s*(?:(?:(?:all|right)(?:\s+the\s+way)?\s+)?(?:and|to|until|till|through|thru|up (?:to|until|through)|or)|[-–—/])"
    r"(?:\s+and\s+including)?\s*(?:(?:about|around|roughly|approximately|circa|maybe|perhaps)\s+)?"
    r"(?:the\s+)?(?:end of\s+)?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*,\s*(?:and\s+|or\s+)?", re.IGNORECASE)
_THEM = (
    rf"(?:it|that|this|them|things|everything|us|me|yourself|results|{any_of('picture_nouns')}|(?:the|your) (?:\w+))"
)
_NONE = (
    r"(?:(?:no|not|nothing|none|never|don't go|nor)"
    rf"(?: (?:any|one|of them|of those|{any_of('picture_nouns')}|ones))*"
    rf"|(?:{any_of('drop_verbs')}|skip|exclude|excluding|leave out|cut|ignore|forget|without|hide|avoid|except"
    r"|bar|barring|minus)"
    rf"(?: (?:for|anything|everything|all|the|those|the ones|{any_of('picture_nouns')}|ones|whatever|what"
    r"|that is|that are))+)"
)
_UNTIL_IT_HAPPENED = (
    r"(?: (?:we|i|he|she|they|it|you|(?:my|our|the|his|her|their) [\w'-]+)(?: [\w'-]+){1,4}?"
    r" (?:in|of|on|around|back in))?"
)
"""What happened at a date that ends or begins the time: "before | we moved in | 2011"."""
_MADE_WHEN = r"(?:(?:any|from|that|which|is|are|was|were|taken|shot|made) )*"
_CUES: list[tuple[str, str]] = [  # what stands before a period, and what it makes of it
    ("in", r"(?:(?:nothing|none|not any(?:thing)?|nowhen|no(?: other)? (?:years?|dates?|time|decades?|months?|period))"
           r"(?: else)?(?: from| in)? (?:but|except(?: for)?|besides|other than|else than|apart from|aside from"
           r"|outside(?: of)?|save(?: for)?|bar|than)(?: (?:those|the ones|ones|pictures|photos|shots))?"
           r"(?: (?:in|from|of|during|taken in))?)"),
    ("in", rf"(?:(?:limit|confin|narrow|restrict|reduc|stick|stay|keep|trim|hold|pin|cap|cut)\w*(?: {_THEM})?"
           r"(?: (?:down|strictly|only))?(?: to| with| within| inside)(?: (?:just|only))?)"),
    ("not_before", rf"(?:{_NONE} {_MADE_WHEN}(?:earlier th[ae]n|older th[ae]n|before|prior to|predating))"),
    ("not_after", rf"(?:{_NONE} {_MADE_WHEN}(?:later th[ae]n|newer th[ae]n|younger th[ae]n|more recent th[ae]n|after"
                  r"|past|beyond))"),
    ("in", r"(?:all (?:the way )?through|right through|throughout)"),
    ("until", r"(?:(?:all the way |right )?up to(?: and including)?|up until|(?:until|till)(?: and including)?|through"
              r"|older th[ae]n or from|by(?: the end of)?|before or in|in or before|(?:up )?(?:to|until) and including"
              r"|at the latest(?: in| from)?|(?:ending|stopping|finishing)(?: in| with| at| on)?"
              r"|(?:not|no) later th[ae]n)"),
    ("never", r"(?:not(?: the| those)?(?: ones?| pictures| photos| those)?"
              r"(?: (?:just|only|necessarily|limited to))?(?: (?:in|from|taken in|of))?"
              r"|but not(?: in| from)?|except(?: for)?(?: in| from)?|excluding|other than|apart from|any year but"
              rf"|(?:anything|everything|all|any time|always)(?: else)? but(?: in| from| of)?"
              rf"|{_NONE} (?:(?:that|which|is|are|was|were|taken|shot|made|dated) )*(?:from|in|of|during)"
              rf"|any year except|without|(?:{any_of('drop_verbs')}|forget|skip)(?: about)?"
              r"|(?:no longer|no need(?: for| to be)?|(?:n['’]t|not) (?:have|need) to be|needn['’]t be)"
              r"(?: just| only)?(?: (?:in|from))?)"),
    ("since", rf"(?:since{_UNTIL_IT_HAPPENED}|as of|as from|starting(?: in| from| with)?|beginning(?: in| with)?"
              r"|(?:in|from|on|at) or (?:after|since|later th[ae]n)|(?:after|since) or in|from no earlier th[ae]n"
              r"|(?:not|no) earlier th[ae]n|at the earliest(?: in| from)?)"),
    ("after", rf"(?:after{_UNTIL_IT_HAPPENED}|later th[ae]n|newer th[ae]n|more recent th[ae]n|post|past|following"
              r"|beyond)"),
    ("before", rf"(?:before{_UNTIL_IT_HAPPENED}|earlier th[ae]n|older th[ae]n|prior to|pre|predating|ahead of)"),
    ("in", r"(?:(?:taken|shot|made|dated|dating|only|just|back|all|right|somewhere|sometime|some time|strictly)\s+)*"
           r"(?:in|during|from|of|on|for|at|around|over|within|between|back in)"),
]  # fmt: skip
_OF_YEARS = r"(?:(?:years?|months?|decades?|period)\s+(?:of\s+)?)?"
_BEFORE = [
    (kind, re.compile(
        rf"(?:\b(?:taken|shot|made|dated|anything|all|only|just)\s+)*\b{cue}[\s-]+(?:the\s+)?{_OF_YEARS}(?:the\s+)?$",
        re.I))
    for kind, cue in _CUES
]  # fmt: skip
LONGEST_CUE = 100  # characters
MOST_IN_A_ROW = 12
_STRICTLY = re.compile(
    rf"\b(?:only|just|strictly|exclusively|purely|solely|specifically|nothing but)\s+(?:the\s+)?{_OF_YEARS}$", re.I
)
_ALONE = re.compile(r"\s+(?:only|exclusively|alone)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:$|[,.;:!?)–—]|(?:and|or|but|please|thanks|only|in|from|at|with|then|instead|for|this|too|also|as well|again"
    r"|now|rather|as|is|are|will|would|if|maybe|i|we|of|on|near|by)\b)", re.I)  # fmt: skip
_WISHED = re.compile(r"\s*,?\s*(?:ideally|preferably|for preference|if possible)\b", re.IGNORECASE)
_WISH = re.compile(r"\b(?:ideally|preferably)\s+(?:the\s+)?$", re.IGNORECASE)
_FIRST_OF_ALL = re.compile(r"\s*,\s*\S")
"""Behind a decade that a message begins with: "the 2010s, selfies on a bridge"."""
_AT_THE_END = re.compile(
    r"(?:[\w'’)]\s*,\s*(?:(?:so|probably|maybe|perhaps|i think|must be|around|about)\s+)*"
    r"|\b(?:it|that|this|they|these)(?:['’](?:s|d|ll))?\s+"
    r"(?:(?:i think|i guess|must|would|will|may|might|be|have|been|is|was|were|are|probably|maybe|about|in)\s+)+)"
    r"(?:the\s+)?$",
    re.IGNORECASE,
)
"""Before a decade that ends a list: "hairdressers' windows, 1980s" says when, as "1980s windows" does not."""
_ALL_OF_IT = re.compile(
    r"(?:.*[.!?]\s*)?(?:(?:from|in|ok|okay|right|then|now|well|hm+|let's say|say)[\s,]+)*(?:the\s+)?$",
    re.IGNORECASE | re.DOTALL,
)
"""Before a decade that is a sentence by itself: "Lovely. The fifties then." """
_NAMED_FOR = re.compile(r"(?:the\s+)?(?:roaring|swinging)\b", re.IGNORECASE)
_OVER = re.compile(r"\s*(?:then|please|thanks|if possible)?\s*[.!]*\s*$", re.IGNORECASE)
_TOO = re.compile(r"\s+(?:too|as well|also|instead|then)\b", re.IGNORECASE)
_LOOK = re.compile(rf"[\s-]*(?:{any_of('decade_looks')})\b", re.IGNORECASE)
"""Behind a decade, these make a look of it, whatever stands before: "in 70s style"."""
_ONWARDS = re.compile(r"\s*(?:\+|,?\s*(?:onwards?|on\b(?!\s+(?:an?|the|my|our|his|her|their|its|some|\w+days?|top|foot"
                      r"|board|stage)\b)"
                      r"|forwards?|and (?:later|after|newer|up|onwards?)"
                      r"|or (?:later|newer|after))"
                      r"|to (?:now|today|the present|date)|until (?:now|today)|till now"
                      r"|up to now)", re.IGNORECASE)  # fmt: skip
_AT_THE = re.compile(r"\s*,?\s*at (?:the )?(?:very )?(?P<bound>latest|earliest)\b", re.IGNORECASE)
_BACKWARDS = re.compile(r"\s*(?:,?\s*(?:and|or) (?:earlier|before|older))\b(?!\s+(?:the\s+)?[\w'’]*\d)", re.IGNORECASE)
_BOTH_ENDS = re.compile(r"\s*,?\s*(?:and|but|,)\s*", re.IGNORECASE)
"""Between two limits that hold together: "after 2011 and before 2014"."""


@dataclass(frozen=True, slots=True)
class DateMention(Span):
    """A stretch that limits the time to `first`..`last`, both included; None leaves that side open."""

    first: date | None
    last: date | None
    refused: bool = False
    """The time is to be left out, which a plan cannot say."""
    kind: str = ""
    """What the words before it made of it: a kind of `_CUES`, or nothing."""
    yearless: bool = False
    """No year was said, and it is that of the latest such days."""


def find_dates(message: str, *, today: date, present: DateRange | None = None) -> list[DateMention]:
    """The limits in time that a message names, in its order.

    A decade without a preposition ("1950s diners") is left alone: it speaks of a look, not of when a picture was taken.
    Where a limit in time is `present` already, one with an article is another limit: "make it the nineties".
    """
    frame = Frame(today, (present.from_, present.to) if present else None)
    standing = present is not None
    whole = message
    message = _ISH.sub(lambda match: " " * len(match.group()), message)  # positions stay
    ages = [
        DateMention(span.start, span.end, first, last, kind="age")
        for span, first, last in find_ages(message, today=today)
    ]
    periods = [
        p for p in find_periods(message, frame) if not (p.bare and _LOOK.match(message, p.end)) and is_free(p, ages)
    ]
    mentions: list[DateMention] = []
    skip_to = -1
    for index, period in enumerate(periods):
        if period.start < skip_to:
            continue
        mention = _joined(message, periods[index : index + MOST_IN_A_ROW]) or _limit(message, period, standing=standing)
        if mention is not None:
            about = _ISH.match(whole, mention.end)
            mentions.append(replace(mention, end=about.end()) if about else mention)
            skip_to = mention.end
    mentions = _together(message, mentions)
    mentions = sorted([*free_of(mentions, ages), *ages], key=lambda mention: mention.start)
    if mentions and all(mention.refused for mention in mentions):  # "not the eighties, the nineties"
        mentions += [
            DateMention(p.start, p.end, p.first, p.last)
            for p in periods
            if p.bare and p.start >= skip_to and _ARTICLE.search(message[: p.start])
        ][:1]
    return mentions


def _together(message: str, mentions: list[DateMention]) -> list[DateMention]:
    """The mentions, with a beginning and an end right behind one another as one span."""
    held: list[DateMention] = []
    for mention in mentions:
        before = held[-1] if held else None
        if before is not None and _BOTH_ENDS.fullmatch(message[before.end : mention.start]):
            opened, closed = (before, mention) if before.last is None else (mention, before)
            apart = opened.last is None and closed.first is None
            if apart and opened.first and closed.last and opened.first <= closed.last:
                held[-1] = DateMention(before.start, mention.end, opened.first, closed.last)
                continue
        held.append(mention)
    return held


def _cue(message: str, start: int) -> tuple[str, int]:
    """What the words before a period make of it, and where they begin."""
    cut = max(0, start - LONGEST_CUE)
    for kind, pattern in _BEFORE:
        cue = pattern.search(message[cut:start])
        if cue:
            return kind, cut + cue.start()
    return "", start


def _joined(message: str, periods: Sequence[Period]) -> DateMention | None:
    """Periods joined: "between 2015 and 2018", "2015-2018", "from March to June 2019", "2011, 2012 and 2013"."""
    period, count = periods[0], _row(message, periods)
    if count < 2:
        return None
    following = periods[count - 1]
    before = re.search(rf"\b(?:(?:taken|shot|only|just|anything)\s+)*(?:between|from|in|of)\s+(?:the\s+)?{_OF_YEARS}$",
                       message[max(0, period.start - LONGEST_CUE) : period.start], re.IGNORECASE)  # fmt: skip
    start = period.start - len(before.group()) if before else period.start
    kind, outer = _cue(message, start)
    first, last = min(p.first for p in periods[:count]), max(p.last for p in periods[:count])
    if period.bare and following.bare and period.first > following.last:  # "the twenties to the forties"
        first, last = period.first.replace(year=period.first.year - 100), following.last
    if kind in ("in", "never") and outer < start:
        return DateMention(outer, following.end, first, last, refused=kind == "never")
    return DateMention(start, following.end, first, last)


def _row(message: str, periods: Sequence[Period]) -> int:
    """How many periods from the first one on are joined; commas join those before an "and", an "or" or a "to"."""
    for count, (one, other) in enumerate(pairwise(periods), start=1):
        between = message[one.end : other.start]
        if _JOIN.fullmatch(between) or (count > 1 and _LISTED.fullmatch(between) and len(between.split()) > 1):
            return count + 1
        if not _LISTED.fullmatch(between):
            return 0
    return 0


def _limit(message: str, period: Period, *, standing: bool) -> DateMention | None:
    """One period with what stands around it: "after 2020", "2020 onwards", "in the 90s"."""
    onwards = _ONWARDS.match(message, period.end)
    backwards = _BACKWARDS.match(message, period.end)
    alone = _ALONE.match(message, period.end)
    kind, start = _cue(message, period.start)
    if onwards:
        return DateMention(start, onwards.end(), period.first, None, kind="since")
    if backwards:
        return DateMention(start, backwards.end(), None, period.last, kind="until")
    if bound := _AT_THE.match(message, period.end):
        if bound["bound"].lower() == "latest":
            return DateMention(start, bound.end(), None, period.last, kind="not_after")
        return DateMention(start, bound.end(), period.first, None, kind="not_before")
    end = alone.end() if alone else period.end
    if kind == "" and period.bare:
        before = message[: period.start]
        short = message[period.start] in "'’" and not re.search(r"\b(?:a|an|the|my|our)\s+$", before, re.IGNORECASE)
        said = (
            alone
            or short
            or _STRICTLY.search(before)
            or _WISH.search(before)
            or _WISHED.match(message, end)
            or (
                _OVER.match(message, end)
                and not _NAMED_FOR.match(message, period.start)
                and (_AT_THE_END.search(before) or _ALL_OF_IT.fullmatch(before))
            )
            or (_FIRST_OF_ALL.match(message, end) and (_ALL_OF_IT.fullmatch(before) or _AT_THE_END.search(before)))
            or (standing and (_ARTICLE.search(before) or _SAME_BUT.search(before) or _TOO.match(message, end)))
        )
        if not said or not (_ENDS.match(message, end) or _WISHED.match(message, end)):
            return None
    if kind == "never":
        return DateMention(start, end, period.first, period.last, refused=True, kind=kind)
    day = timedelta(days=1)
    first, last = {
        "after": (period.last + day, None),
        "not_before": (period.first, None),
        "before": (None, period.first - day),
        "not_after": (None, period.last),
        "until": (None, period.last),
        "since": (period.first, None),
    }.get(kind, (period.first, period.last))
    return DateMention(start, end, first, last, kind=kind, yearless=period.yearless and kind in ("", "in"))
