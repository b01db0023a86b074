"""Captions are told from requests for a change."""

from __future__ import annotations

import pytest

from agent.language.descriptions import describes
from agent.language.tokens import split


@pytest.mark.parametrize(
    "text",
    [
        "A brown dog is running through the grass",
        "and two girls on a swing in the garden",
        "people walking down a city street",
        "Dogs with muzzles are racing around a track",
        "a little girl dressed in a blue coat is dancing",
    ],
)
def test_captions(text: str) -> None:
    assert describes(split(text))


@pytest.mark.parametrize(
    "text",
    [
        "two dogs",
        "a bit heavier on the linocut",
        "shrines in place of the temples",
        "the rococo is a little strong",
        "glaciers in Patagonia, kayaks banned",
        "show a dog on the beach",
        "people are fine after all",
        "",
    ],
)
def test_requests(text: str) -> None:
    assert not describes(split(text))
