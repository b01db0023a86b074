"""What the plan has and a message names again: one term is one thing, and two names beside "out" and "in" are a swap.

The tagger decides word by word, so that a term of the plan may fall apart, and takes a lone "in" for a word of place.
It knows no networks.

    exchange("braque out, leger in", words, spans, plan)   # braque "old", leger "new"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.language.lexicon import artists, filler, is_style, normal
from agent.language.tokens import Word, overlap, stems
from agent.plan.query_plan import QueryPlan, Term
from agent.planners.tagger.tag_decoding import TaggedSpan

LONGEST = 16  # words and signs of a message that is nothing but a swap
_AND = r"\b\W*(?:and |then |but )?(?:the )?"
_SWAP = re.compile(
    r"^\W*(?:(?:ok|okay|so|and|now|please|the|with|right|actually|no|wait)[,:]?\s+"
    r"|(?:i )?(?:have |['’]ve )?changed my mind\W+(?:the )?|on second thoughts?\W+)*"
    rf"(?:(?P<old>[^,;]+?) out{_AND}(?P<new>[^,;]+?) in|(?P<new2>[^,;]+?) in{_AND}(?P<old2>[^,;]+?) out)"
    r"(?: (?:please|now|then|instead))*\W*$",
    re.IGNORECASE,
)

_BE = r"(?:is|are|looks?|seems?|feels?|['’]s|['’]re)"
_TOO = re.compile(
    r"^(?:.*[.!?,;]\s*|(?:[\w' ]+ )?(?:thinks?|says?|finds?|reckons?|feels?) (?:that )?)?(?:the )?"
    rf"(?P<old>[\w' -]+?) {_BE} (?:(?:a bit|a little|rather|far|way|just|much|all) )*too [\w-]+\s*[,.;:!–—-]+\s*"
    r"(?:(?:so|then|maybe|perhaps|try|make it|let['’]s (?:have|go with|try)|how about|go for"
    r"|i['’]d (?:rather|prefer)(?: have)?)\s+)*(?!(?:more|less|fewer|no|not|drop|remove|lose|keep)\b)"
    rf"(?P<new>\w[\w' -]*?)(?:,? (?:will do|would do|then|instead|please|{_BE} (?:fine|better)|might be better))*\W*$",
    re.IGNORECASE,
)
"""One thing is too much of something, and another is named: "velvet is too fancy, linen will do"."""

_SAME = re.compile(
    r"^\W*(?:\w+[,\s]+)?(?:the )?(?:same|that)(?: (?:thing|again|one|search|idea|scene|picture|plan|but|please))*,? "
    r"(?:but )?with (?:the |a |an |some )?(?P<new>\w[\w' -]*?)(?: (?:please|now|then|instead))*\W*$",
    re.IGNORECASE,
)
"""Another thing in the place of the one that was asked for: "same thing with foxes"."""


def exchange(message: str, words: Sequence[Word], spans: Sequence[TaggedSpan], plan: QueryPlan) -> list[TaggedSpan]:
    """The spans, or where the whole message is such a swap of a term that the plan has, the two that it names."""
    same = _SAME.match(message) if len(words) <= LONGEST and _one_thing(plan) else None
    things = all((span.role, span.channel) == ("add", "content") for span in spans)
    if same is not None and things and (come := _covering(words, *same.span("new"))):
        return [TaggedSpan(come[0], come[-1], "new", "content")]
    match = (_SWAP.match(message) or _TOO.match(message)) if len(words) <= LONGEST else None
    if match is None:
        return list(spans)
    old, new = ("old", "new") if match["old"] else ("old2", "new2")
    term = _named(match[old], plan)
    gone, come = (_covering(words, *match.span(group)) for group in (old, new))
    if term is None or not gone or not come:
        return list(spans)
    listed = is_style(match[new]) or normal(match[new]) in artists()
    channel = "style" if listed else term.channel
    return sorted(
        [TaggedSpan(gone[0], gone[-1], "old", term.channel), TaggedSpan(come[0], come[-1], "new", channel)],
        key=lambda span: span.first,
    )


def _one_thing(plan: QueryPlan) -> bool:
    return sum(term.channel == "content" and term.weight > 0 for term in plan.terms) == 1


def _named(text: str, plan: QueryPlan) -> Term | None:
    """The wanted term that has all these words, and only where no place is called so."""
    own = stems(text, filler())
    if plan.place is not None and overlap(own, stems(plan.place.name)) >= 0.95:
        return None
    return next((t for t in plan.terms if t.weight > 0 and own and set(own) <= set(stems(t.text))), None)


def _covering(words: Sequence[Word], start: int, end: int) -> list[int]:
    """The words that lie in this part of the message."""
    return [n for n, word in enumerate(words) if word.is_word and start <= word.start < end]
