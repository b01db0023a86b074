"""The places that are named from a position on."""

from __future__ import annotations

import pytest

from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.extract.place_lists import name_at, names_from

GAZETTEER = ListGazetteer(frozenset({"rome", "bari", "naples", "new york", "york", "greece", "china"}))


@pytest.mark.parametrize(
    ("message", "listing", "names"),
    [
        ("Rome, Naples and Bari", True, ("Rome", "Naples", "Bari")),
        ("Greece, Rome", False, ("Greece",)),  # a comma alone goes on only in a list
        ("Rome and Bari", False, ("Rome", "Bari")),
        ("Greece ponies", False, ()),
        ("Atlantis", True, ()),
    ],
)
def test_a_list_of_names(message: str, listing: bool, names: tuple[str, ...]) -> None:
    found, end = names_from(message, 0, GAZETTEER, sure=False, listing=listing)
    assert found == names
    assert end == (message.index(names[-1]) + len(names[-1]) if names else 0)


def test_the_longest_name_is_read_where_a_word_begins() -> None:
    message = "taxis in New York"
    found = name_at(message, 9, GAZETTEER, sure=True)
    assert found is not None
    assert found.of(message) == "New York"
    assert name_at(message, 10, GAZETTEER, sure=True) is None


def test_an_ordinary_word_is_no_place_behind_no_alone() -> None:
    assert name_at("china", 0, GAZETTEER, sure=False) is None
    assert name_at("China", 0, GAZETTEER, sure=False) is not None
