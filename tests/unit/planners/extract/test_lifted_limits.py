"""The limits to a place and to a time are lifted without naming them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planners.extract.lifted_limits import find_any_time, find_anywhere


@pytest.mark.parametrize(
    "message",
    [
        "search the whole world",
        "any country will do",
        "don't be picky about where",
        "wherever",
        "globally",
        "the country is of no importance",
        "make it international",
        "i don't want to limit it by country",
        "doesn't need to be in any one country",
        "location: any",
        "open it up to everywhere",
        "it can be anywhere",
        "i'm not fussy about the place",
        "no need to stay in one country",
        "from all over",
        "whichever country",
        "i have no preference where",
        "lift the geographic restriction",
        "every country counts",
        "take them from anywhere on the planet",
        "who cares where they were taken",
        "which country it is makes no difference",
        "where and when don't matter",
    ],
)
def test_anywhere(message: str) -> None:
    assert find_anywhere(message) is not None


@pytest.mark.parametrize(
    "message",
    [
        "anywhere near a lake",
        "a man with a globe",
        "a world map on the wall",
        "wherever there is snow",
        "the earth from above",
        "forget the city lights",
        "any city at night",
        "no cities",
        "world cup stadium",
        "whenever",
    ],
)
def test_still_there(message: str) -> None:
    assert find_anywhere(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "any year will do",
        "whenever",
        "no matter when",
        "from any time",
        "dates don't matter",
        "any decade",
        "any age of picture",
        "year's not important",
        "every decade please",
        "throughout the ages",
        "i don't care when they were taken",
        "it doesn't matter how old they are",
        "old or new, all the same to me",
        "of all time",
        "show me all years again",
        "the age of the photo is unimportant",
        "i'm not picky about the year",
        "where and when don't matter",
    ],
)
def test_any_time(message: str) -> None:
    assert find_any_time(message) is not None


@pytest.mark.parametrize(
    "message",
    [
        "a clock showing the time",
        "whenever it rains",
        "no time for losers",
        "at any time of day",
        "no people",
        "anywhere",
    ],
)
def test_still_then(message: str) -> None:
    assert find_any_time(message) is None


@given(st.text(max_size=200))
def test_positions_lie_in_the_message(message: str) -> None:
    for found in (find_anywhere(message), find_any_time(message)):
        assert found is None or 0 <= found.start < found.end <= len(message)


@pytest.mark.parametrize(
    "message",
    [
        "anywhere",
        "location doesnt matter actually",
        "the place isn't important",
        "i dont care where",
        "regardless of location",
        "where it was taken doesn't matter",
        "wherever it's from is irrelevant",
        "all countries are fine",
    ],
)
def test_anywhere_in_its_usual_wordings(message: str) -> None:
    assert find_anywhere(message) is not None


@pytest.mark.parametrize("message", ["anywhere in Spain", "matter of fact", "places of worship", "where eagles fly"])
def test_no_anywhere(message: str) -> None:
    assert find_anywhere(message) is None


def test_flowers_everywhere_lifts_no_place() -> None:
    assert find_anywhere("flowers everywhere") is None
