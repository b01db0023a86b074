""" "Braque out, Léger in": one name before "out", another before "in", and the second takes the first one's place.

The tagger takes the lone "in" for a word of place. It knows no networks.

    exchange("braque out, leger in", words, spans, plan)   # braque "old", leger "new"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.plan import QueryPlan, Term
from agent.planners.embedded.decode import TaggedSpan
from agent.planners.lexicon import artists, filler, is_style, normal
from agent.planners.words import Word, overlap, stems

LONGEST = 16  # words and signs of a message that is nothing but a swap
_AND = r"\b\W*(?:and |then |but )?(?:the )?"
_SWAP = re.compile(
    r"^\W*(?:(?:ok|okay|so|and|now|please|the|with|right|actually|no|wait)[,:]?\s+"
    r"|(?:i )?(?:have |['’]ve )?changed my mind\W+(?:the )?|on second thoughts?\W+)*"
    rf"(?:(?P<old>[^,;]+?) out{_AND}(?P<new>[^,;]+?) in|(?P<new2>[^,;]+?) in{_AND}(?P<old2>[^,;]+?) out)"
    r"(?: (?:please|now|then|instead))*\W*$",
    re.IGNORECASE,
)


def exchange(message: str, words: Sequence[Word], spans: Sequence[TaggedSpan], plan: QueryPlan) -> list[TaggedSpan]:
    """The spans, or where the whole message is such a swap of a term that the plan has, the two that it names."""
    match = _SWAP.match(message) if len(words) <= LONGEST else None
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


def _named(text: str, plan: QueryPlan) -> Term | None:
    """The wanted term that has all these words, and only where no place is called so."""
    own = stems(text, filler())
    if plan.place is not None and overlap(own, stems(plan.place.name)) >= 0.95:
        return None
    return next((t for t in plan.terms if t.weight > 0 and own and set(own) <= set(stems(t.text))), None)


def _covering(words: Sequence[Word], start: int, end: int) -> list[int]:
    """The words that lie in this part of the message."""
    return [n for n, word in enumerate(words) if word.is_word and start <= word.start < end]
