"""Where clauses are cut, by what each reader calls a cut."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.language.clauses import between, boundaries, clauses, cuts, opens_clause


@pytest.mark.parametrize(
    ("message", "how", "parts"),
    [
        ("fog, boats", {}, ["fog", " boats"]),
        ("fog but no boats", {}, ["fog but no boats"]),
        ("fog but no boats", {"words": ("but",)}, ["fog ", " no boats"]),
        ("butter", {"words": ("but",)}, ["butter"]),
        ("fog and boats", {"openers": ("and",)}, ["fog ", "and boats"]),
        ("fog - boats", {}, ["fog - boats"]),
        ("fog - boats", {"dashes": True}, ["fog", "boats"]),
        ("well-lit fog", {"dashes": True}, ["well-lit fog"]),
        ("we moved and now i want fog", {"requests": "i|want"}, ["we moved ", "now i want fog"]),
        ("dogs and cats", {"requests": "i|want"}, ["dogs and cats"]),
        ("fog (boats)", {"marks": "()"}, ["fog ", "boats", ""]),
    ],
)
def test_a_reader_says_by_name_what_cuts(message: str, how: dict[str, Any], parts: list[str]) -> None:
    assert [clause.of(message) for clause in between(message, cuts(message, **how))] == parts


@given(st.text("ab,. -but", max_size=40))
def test_clauses_and_cuts_are_the_whole_message(message: str) -> None:
    found = cuts(message, dashes=True, words=("but",))
    stretches = sorted([*found, *between(message, found)], key=lambda span: (span.start, span.end))
    assert "".join(span.of(message) for span in stretches) == message
    assert boundaries(message, found) == [0, *(cut.end for cut in found), len(message)]
    assert clauses(message)[-1].end == len(message)


def test_a_clause_opens_behind_nothing_a_mark_or_a_word() -> None:
    assert opens_clause("")
    assert opens_clause("fog, ")
    assert opens_clause("fog and ", words=("and",))
    assert not opens_clause("fog and ")
    assert not opens_clause("sand ", words=("and",))
