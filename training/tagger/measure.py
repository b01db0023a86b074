"""How well a tagger reads messages whose phrases, artists, places and things it has not been trained on.

measure(tagger_spans, examples)   # Measured(messages=..., right=..., words=...)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.language.lexicon import filler
from agent.language.tokens import Word
from agent.planners.tagger.roles import Intent, Role
from agent.planners.tagger.tag_decoding import TaggedSpan
from training.tagger.conversations import Example

_SAME: dict[Role, Role] = {"more": "add", "new": "add"}  # beyond the plan's own words these ask for the same edit


@dataclass
class Measured:
    """`right` of `messages` were read without a fault; `faults` counts (expected, read) of wrong words."""

    messages: int = 0
    right: int = 0
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Share of messages without a fault."""
        return self.right / max(1, self.messages)


def roles_expected(example: Example, words: Sequence[Word]) -> list[str]:
    """For each word "role/channel", or "" for one that carries nothing."""
    found = [""] * len(words)
    for span in example.spans:
        for n, word in enumerate(words):
            if word.start >= span.start and word.start < span.end:
                found[n] = _name(span.role, span.channel == "style")
    return found


def roles_read(spans: Sequence[TaggedSpan], words: Sequence[Word]) -> list[str]:
    """The same for what the tagger found."""
    found = [""] * len(words)
    for span in spans:
        for n in range(span.first, span.last + 1):
            found[n] = _name(span.role, span.channel == "style")
    return found


def _name(role: Role, style: bool) -> str:
    if role in ("add", "avoid", "new", "more"):
        return f"{_SAME.get(role, role)}/{'style' if style else 'content'}"
    return role


def measure(
    read: Callable[[Example], tuple[list[TaggedSpan], list[Word], Intent]], examples: Sequence[Example]
) -> Measured:
    """Reads every example; filler and punctuation do not count."""
    result = Measured()
    for example in examples:
        spans, words, intent = read(example)
        expected, got = roles_expected(example, words), roles_read(spans, words)
        faults = [
            (e, g)
            for e, g, w in zip(expected, got, words, strict=True)
            if e != g and w.is_word and w.lower not in filler()
        ]
        if intent != example.intent:
            faults.append((example.intent, intent))
        elif intent not in ("look", "reset"):
            faults = []  # words of a command are not looked for
        result.messages += 1
        result.right += not faults
        result.faults.update(faults)
        if faults:
            result.wrong.append((example.text, ", ".join(f"{e or '-'}>{g or '-'}" for e, g in faults)))
    return result
