"""How well a tagger reads messages whose phrases, artists, places and things it has not been trained on.

measure(tagger_spans, examples)   # Measured(messages=..., right=..., words=...)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch

from agent.language.lexicon import filler
from agent.language.tokens import Word
from agent.planners.acts.labels import LABELS, LOOKING, ActLabel
from agent.planners.tagger.features import FEATURES
from agent.planners.tagger.network import Tagger
from agent.planners.tagger.roles import Role
from agent.planners.tagger.tag_decoding import TaggedSpan
from training.tagger.conversations import Example
from training.tagger.fit import BATCH, Encoded, collate

TAKEN, PUNCTUATION = FEATURES.index("taken"), FEATURES.index("punctuation")

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
    read: Callable[[Example], tuple[list[TaggedSpan], list[Word], ActLabel]], examples: Sequence[Example]
) -> Measured:
    """Reads every example; filler and punctuation do not count."""
    result = Measured()
    for example in examples:
        spans, words, act = read(example)
        expected, got = roles_expected(example, words), roles_read(spans, words)
        faults = [
            (e, g)
            for e, g, w in zip(expected, got, words, strict=True)
            if e != g and w.is_word and w.lower not in filler()
        ]
        if example.act is not None and act != example.act and (act in LOOKING) != (example.act in LOOKING):
            faults.append((example.act, act))
        elif example.act not in (*LOOKING, "reset", None):
            faults = []  # words of a command are not looked for
        result.messages += 1
        result.right += not faults
        result.faults.update(faults)
        if faults:
            result.wrong.append((example.text, ", ".join(f"{e or '-'}>{g or '-'}" for e, g in faults)))
    return result


@torch.inference_mode()
def acts_line(tagger: Tagger, told: Sequence[Encoded]) -> str:
    """How people's conversations are read: acts right, looking told from everything else, messages tagged whole."""
    right = looks = whole = looking = 0
    confused: Counter[tuple[str, str]] = Counter()
    for at in range(0, len(told), BATCH):
        batch = told[at : at + BATCH]
        states, mask, owner, rows, *_ = collate(batch)
        scores, _, acts = tagger(states, mask, owner, rows)
        for n, example in enumerate(batch):
            wanted, got = LABELS[example.act], LABELS[int(acts[n].argmax())]
            right += wanted == got
            looks += (wanted in LOOKING) == (got in LOOKING)
            confused.update([(wanted, got)] if wanted != got else [])
            if wanted in LOOKING:
                looking += 1
                found = scores[n].argmax(dim=1).tolist()
                free = [w for w, row in enumerate(example.rows) if not row[TAKEN] and not row[PUNCTUATION]]
                whole += all(found[w] == example.tags[w] for w in free)
    listed = ", ".join(f"{a} as {b} {n}" for (a, b), n in confused.most_common(10))
    share = f"{right} of {len(told)} acts right, {looks} looking or not, {whole} of {looking} tagged whole"
    return f"written test side: {share}; {listed}"
