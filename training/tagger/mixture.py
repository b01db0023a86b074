"""What the tagger learns from, put together: the generator's messages, people's conversations, captions, bare acts.

mixture(words, captions=[], things=[], count=60_000, seed=1, side="train")   # list[Example]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from agent.plan.query_plan import QueryPlan
from training.acts.utterances import examples as bare_acts
from training.tagger.conversations import Example, Span, Talker
from training.tagger.sources import Side, Words
from training.tagger.written import HERE, read_written

CAPTIONS = 2500
HELD_EVERY, HELD = 10, 7
"""Of ten written conversations one, the eighth, belongs to the test side."""
LOWER_EVERY = 2
"""So many written messages come in lower case once more, as from a telephone."""
_ARTICLES = frozenset("a an the some".split())


def mixture(
    words: Words, *, captions: Sequence[str], things: Sequence[str], count: int, seed: int, side: Side
) -> list[Example]:
    """`count` generated messages and everything else once; `side` "all" holds nothing back."""
    rng = Random(seed)
    talker = Talker(words, seed=seed)
    found = [talker.example() for _ in range(count)]
    plans = [example.plan for example in found if not example.plan.empty] or [QueryPlan()]
    found += map(as_caption, rng.sample(list(captions), min(CAPTIONS, len(captions))))
    for said in bare_acts(rng, captions=[], things=list(things), side="all"):
        plan = rng.choice(plans) if said.asked else QueryPlan()
        found.append(Example(said.text, (), plan, act=said.label, source="act"))
    written = [example for talk in written_talks(side=side) for example in talk]
    return [*found, *written, *_in_lower_case(written)]


def as_caption(caption: str) -> Example:
    """A caption said as a request: all of it is one scene, but for the article that it begins with."""
    text = caption.strip()
    body = text.rstrip(" .")
    first, _, rest = body.partition(" ")
    start = len(first) + 1 if first.lower() in _ARTICLES and rest else 0
    return Example(text, (Span(start, len(body), "add", "content"),), QueryPlan(), act="search", source="written")


def written_talks(*, side: Side, folder: Path = HERE) -> Iterator[list[Example]]:
    """The conversations of all written files that belong to a side."""
    for path in sorted(folder.glob("*.txt")):
        for number, talk in enumerate(_talks(read_written(path))):
            if side == "all" or (number % HELD_EVERY == HELD) == (side == "test"):
                yield talk


def _talks(examples: Sequence[Example]) -> Iterator[list[Example]]:
    talk: list[Example] = []
    for example in examples:
        if example.plan.empty and talk:
            yield talk
            talk = []
        talk.append(example)
    if talk:
        yield talk


def _in_lower_case(examples: Sequence[Example]) -> Iterator[Example]:
    mixed = (e for e in examples if e.text != e.text.lower() and len(e.text) == len(e.text.lower()))
    for number, example in enumerate(mixed):
        if number % LOWER_EVERY == 0:
            yield replace(example, text=example.text.lower())
