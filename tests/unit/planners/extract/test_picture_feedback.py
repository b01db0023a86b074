"""What is said of pictures on the page, before and behind the words that point at them."""

from __future__ import annotations

import pytest

from agent.plan.edits import Edit, Like, Unlike
from agent.planners.extract.picture_feedback import find_feedback
from agent.planners.protocol import Context

CONTEXT = Context(shown=("a", "b", "c", "d"))


def edits(message: str) -> list[Edit]:
    return [edit for command in find_feedback(message, CONTEXT) for edit in command.edits]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("the third isn't what i'm after", [Unlike(image_id="c")]),
        ("i'm not that fond of number two", [Unlike(image_id="b")]),
        ("not a fan of the third one", [Unlike(image_id="c")]),
        ("the second one doesn't fit", [Unlike(image_id="b")]),
        ("the first and third ones are lovely", [Like(image_id="a"), Like(image_id="c")]),
        ("the fourth is no good", [Unlike(image_id="d")]),
    ],
)
def test_pictures_are_judged_by_what_stands_behind_them(message: str, expected: list[Edit]) -> None:
    assert edits(message) == expected


def test_a_judgement_takes_its_words_although_no_such_picture_is_shown() -> None:
    (command,) = find_feedback("the ninth isn't what i'm after", CONTEXT)
    assert command.edits == ()
    assert (command.start, command.end) == (0, len("the ninth isn't what i'm after"))


def test_a_picture_may_be_liked_for_one_channel() -> None:
    assert edits("the same style as the first one") == [Like(image_id="a", channels=("style",))]
    assert edits("something like it") == [Like(image_id="a")]
    assert edits("i like it") == []
