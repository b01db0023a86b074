"""A stretch of a message, and what can be asked of several: do they overlap, what is left between them.

Every reading of a message is one: a word, a date, a command subclasses `Span` and adds what it found there. It knows
no messages and no meaning.

    Span(0, 4).overlaps(Span(3, 9))   # True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

SpanT = TypeVar("SpanT", bound="Span")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start`..`end` of a message, the last one excluded."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether the other lies in it from end to end."""
        return self.start <= other.start and other.end <= self.end

    def holds(self, position: int) -> bool:
        """Whether the character at this position lies in it."""
        return self.start <= position < self.end

    def of(self, message: str) -> str:
        """The characters themselves."""
        return message[self.start : self.end]


def span_of(match: re.Match[str], group: int | str = 0) -> Span:
    """Where a pattern, or one group of it, matched."""
    return Span(*match.span(group))


def is_free(span: Span, taken: Iterable[Span]) -> bool:
    """Whether a span overlaps none of those that are taken."""
    return not any(span.overlaps(other) for other in taken)


def free_of(spans: Iterable[SpanT], taken: Sequence[Span]) -> list[SpanT]:
    """Those of the spans that overlap none that is taken."""
    return [span for span in spans if is_free(span, taken)]


def apart(spans: Iterable[SpanT]) -> list[SpanT]:
    """The spans without those that overlap an earlier one."""
    kept: list[SpanT] = []
    for span in spans:
        if is_free(span, kept):
            kept.append(span)
    return kept


def blanked(message: str, spans: Iterable[Span]) -> str:
    """The message with spaces in place of these spans, so that every other character keeps its position."""
    for span in spans:
        message = message[: span.start] + " " * (span.end - span.start) + message[span.end :]
    return message
