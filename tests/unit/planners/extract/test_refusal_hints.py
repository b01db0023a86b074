"""Which texts hold a word that can refuse."""

from __future__ import annotations

import pytest

from agent.planners.extract.refusal_hints import may_negate


@pytest.mark.parametrize("message", ["spare me the crowds", "fjords -boats", "dont show cars", "ramen, hold the egg"])
def test_words_that_can_refuse(message: str) -> None:
    assert may_negate(message)


def test_a_plain_request_refuses_nothing() -> None:
    assert not may_negate("i'd dearly love to see the old dockyard with the cranes, in sepia")
