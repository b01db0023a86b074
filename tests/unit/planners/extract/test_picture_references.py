"""Pictures pointed at: by place on the page, by selection, by "this"."""

from __future__ import annotations

import pytest

from agent.planners.extract.picture_references import find_pictures
from agent.planners.protocol import Context

SHOWN = tuple("abcdefgh")


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        ("more like the second one", "b"),
        ("like the 3rd picture", "c"),
        ("like the last picture", "h"),
        ("like the first two", "ab"),
        ("like the last three photos", "fgh"),
        ("like the second to last one", "g"),
        ("like the first and third ones", "ac"),
        ("like number 4", "d"),
        ("like #5", "e"),
        ("like number three", "c"),
        ("number six is dull", "f"),
        ("like picture two", "b"),
        ("like nr 3", "c"),
        ("like nr. seven", "g"),
        ("like no. 8", "h"),
        ("like # 2", "b"),
        ("a door with the number seven painted in red", None),
        ("like picture 6", "f"),
        ("like the twelfth one", ""),
        ("like this one", "a"),
        ("the fifth isn't what i'm after", "e"),
        ("the third is lovely", "c"),
    ],
)
def test_points_at(message: str, ids: str | None) -> None:
    found = find_pictures(message, Context(shown=SHOWN))
    assert [m.ids for m in found] == ([] if ids is None else [tuple(ids)])


def test_these_are_the_selected_ones() -> None:
    assert find_pictures("like these two", Context(shown=SHOWN, selected=("c", "e")))[0].ids == ("c", "e")


def test_this_is_the_one_explained_last() -> None:
    assert find_pictures("less of that one", Context(shown=SHOWN, explained="d"))[0].ids == ("d",)


@pytest.mark.parametrize(
    "message",
    ["two dogs", "last year", "first snow", "the first snow of the year", "top hats", "a second chance at 3 pm"],
)
def test_leaves_alone(message: str) -> None:
    assert find_pictures(message, Context(shown=SHOWN)) == []
