"""Stretches of a message: what overlaps, what is free, what is blanked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from agent.language.span import Span, apart, blanked, free_of, is_free, span_of

SPANS = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 20), st.integers(1, 10))


@dataclass(frozen=True, slots=True)
class Named(Span):
    name: str


@given(SPANS, SPANS)
def test_two_spans_overlap_when_they_share_a_character(one: Span, other: Span) -> None:
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
    assert one.covers(other) == (len(shared) == other.end - other.start)
    assert all(one.holds(position) for position in shared)


@given(st.lists(SPANS, max_size=8), st.lists(SPANS, max_size=3))
def test_what_is_free_overlaps_nothing_that_is_taken(spans: list[Span], taken: list[Span]) -> None:
    free = free_of(spans, taken)
    assert all(is_free(span, taken) for span in free)
    assert all(any(span.overlaps(other) for other in taken) for span in spans if span not in free)
    kept = apart(spans)
    assert kept[:1] == spans[:1]
    assert all(is_free(span, [other for other in kept if other is not span]) for span in kept)


def test_a_reading_is_a_span_with_what_it_found() -> None:
    message = "fog in Bern"
    found = Named(7, 11, "Bern")
    assert found.of(message) == found.name
    assert free_of([found], [Span(0, 3)]) == [found]
    match = re.search(r"in (\w+)", message)
    assert match is not None
    assert (span_of(match), span_of(match, 1)) == (Span(4, 11), Span(7, 11))


@given(st.text(max_size=40), SPANS)
def test_a_blanked_message_keeps_every_position(message: str, span: Span) -> None:
    span = Span(min(span.start, len(message)), min(span.end, len(message)))
    left = blanked(message, [span])
    assert len(left) == len(message)
    assert span.of(left).strip(" ") == ""
    assert (left[: span.start], left[span.end :]) == (message[: span.start], message[span.end :])
