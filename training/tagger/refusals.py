"""Refusals put together from parts, so that thousands of ways to say no come from some hundreds of words.

Who feels, what they feel, the order to leave out, and what is said behind the thing: the parts lie in
`phrases/refusals.txt`. It knows no plans; pieces are passed through.

    refusal(Random(0), parts, named, None)   # ["we're ", "so over", " ", <the thing>]
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

P = TypeVar("P")

_ARE = ("i'm", "i'm", "i'm", "i am", "im", "we're", "we are", "my wife is", "the kids are", "everyone's", "my boss is",
        "frankly i'm", "tbh i'm", "honestly we're", "me, i'm", "he's", "she's", "our readers are", "")  # fmt: skip
_HAVE = ("i've", "i've", "i have", "ive", "we've", "we have", "everybody has", "i think i've", "by now i've", "i")
_DO = ("i", "i", "i", "we", "i really", "i just", "i honestly", "i personally", "my kids", "you know i", "they", "")
_ADVERBS = ("", "", "", "", "really ", "a bit ", "quite ", "just ", "frankly ", "officially ", "pretty much ", "kinda ")
_PLAIN = frozenset(
    (
        "no not none nary zero nothing without anything everything all bar barring save except excepting"
        " excluding short other apart aside besides beyond in sans minus void devoid clear clean empty"
        " exempt immune innocent bereft wanting lacking light low thin free rid absolutely positively"
        " strictly categorically definitely certainly less deduct subtract"
    ).split()
)
"""Orders that say "none of it" of a thing in the plan too: these ban it, the others take it out."""


def refusal(rng: Random, parts: dict[str, list[str]], named: Sequence[P], term: object | None) -> list[str | P]:
    """Words and the pieces of what is refused, in order. With a `term` of the plan only what takes a thing out."""
    chance = rng.random()
    if chance < 0.36:
        order = rng.choice(parts["order"])
        while term is not None and order.split()[0] in _PLAIN:
            order = rng.choice(parts["order"])
        soft = rng.choice(parts["softener"]) + " " if rng.random() < 0.25 and order.split()[0] not in _PLAIN else ""
        return [f"{soft}{order} ", *named]
    if chance < 0.52:
        return [f"{rng.choice(_ARE)} {rng.choice(_ADVERBS)}{rng.choice(parts['feeling'])} ".lstrip(), *named]
    if chance < 0.60:
        return [f"{rng.choice(_HAVE)} {rng.choice(parts['had'])} ", *named]
    if chance < 0.70:
        return [f"{rng.choice(_DO)} {rng.choice(parts['verb'])} ".lstrip(), *named]
    if chance < 0.87 or term is not None:
        behind = rng.choice(parts["behind"])
        lead = rng.choice(["", "", "", "the ", "any "])
        return [lead, *named, behind if behind[0] in ":?" else f" {behind}"]
    before, _, after = rng.choice(parts["frame"]).partition("{n}")
    return [before, *named, after]
