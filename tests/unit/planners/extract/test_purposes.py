"""What pictures are for is not looked for."""

from __future__ import annotations

import pytest

from agent.planners.extract.purposes import find_purposes


def purposes(message):
    return [span.of(message) for span in find_purposes(message)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("my aunt wants photos for her hallway wall, she likes ferns", "for her hallway wall"),
        ("need images for a brochure: sheep and hills", "for a brochure"),
        ("shots for a poster of owls", "for a poster"),
        ("something we can use for the newsletter, maybe bees", "for the newsletter"),
        ("pictures for my sister's shop with lemons", "for my sister's shop"),
    ],
)
def test_found(message, expected):
    assert purposes(message) == [expected]


@pytest.mark.parametrize(
    "message",
    ["dogs waiting for the bus", "something for a winter mood", "photos for sale signs", "search for the lighthouse"],
)
def test_left_alone(message):
    assert purposes(message) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("climbers under overhangs? It's for a magazine cover, backlit", "It's for a magazine cover"),
        ("oysters and lemons, its for nine year olds so nothing bloody", "its for nine year olds"),
    ],
)
def test_a_sentence_of_its_own(message, expected):
    assert purposes(message) == [expected]
