"""Names stay whole, whatever single words were tagged: artists, suffixes, possessives, countries; and settings."""

from __future__ import annotations

import pytest

from agent.language.tokens import split
from agent.planners.tagger.name_spans import (
    with_countries,
    with_makers,
    with_manners,
    with_possessives,
    with_wares,
    with_whole_names,
)
from agent.planners.tagger.tag_decoding import TaggedSpan


def said(message: str, spans: list[TaggedSpan]) -> list[tuple[str, str, str]]:
    words = split(message)
    return [(" ".join(w.text for w in words[s.first : s.last + 1]), s.role, s.channel) for s in spans]


def look(first: int, last: int) -> TaggedSpan:
    return TaggedSpan(first, last, "add", "style")


def thing(first: int, last: int) -> TaggedSpan:
    return TaggedSpan(first, last, "add", "content")


def place(first: int, last: int) -> TaggedSpan:
    return TaggedSpan(first, last, "place", "content")


@pytest.mark.parametrize("parts", [[look(0, 1), thing(2, 2), thing(3, 3)], [look(0, 0), place(1, 2), thing(3, 3)]])
def test_an_artist_parted_by_the_tags_is_one_style(parts: list[TaggedSpan]) -> None:
    message = "piero della francesca horses"
    got = said(message, with_whole_names(split(message), parts))
    assert got == [("piero della francesca", "add", "style"), ("horses", "add", "content")]


def test_a_name_is_no_place_and_a_refusal_stays_one() -> None:
    assert with_whole_names(split("ma yuan pines"), [place(0, 1), thing(2, 2)]) == [look(0, 1), thing(2, 2)]
    avoided = [TaggedSpan(1, 1, "avoid", "style"), TaggedSpan(2, 2, "avoid", "content")]
    assert with_whole_names(split("no wes anderson"), avoided) == [TaggedSpan(1, 2, "avoid", "style")]


def test_who_is_shown_and_what_one_span_holds_stay_as_they_were_read() -> None:
    shown = [thing(0, 0), thing(2, 3)]
    assert with_whole_names(split("portrait of grandma moses"), shown) == shown
    parted = [thing(0, 0), thing(2, 2), thing(3, 3)]
    assert with_whole_names(split("portrait of grandma moses"), parted) == parted


def test_an_artist_who_owns_a_thing_is_a_look_of_it() -> None:
    assert with_possessives(split("hockney's pools"), [thing(0, 1)], taken=[]) == [look(0, 0), thing(1, 1)]
    passed_over = with_possessives(split("boats, turner's light"), [thing(0, 0), thing(2, 2)], taken=[])
    assert passed_over == [thing(0, 0), look(2, 2), thing(3, 3)]
    assert with_possessives(split("brother's dog"), [thing(0, 1)], taken=[]) == [thing(0, 1)]
    shown = [thing(0, 0), thing(2, 3)]
    assert with_possessives(split("portrait of turner's wife"), shown, taken=[]) == shown


def test_a_country_before_a_thing_is_the_place() -> None:
    assert with_countries(split("norway wooden churches"), [thing(0, 2)]) == [place(0, 0), thing(1, 2)]
    assert with_countries(split("mexico markets"), [thing(0, 0), thing(1, 1)]) == [place(0, 0), thing(1, 1)]
    assert with_countries(split("sri lanka trains"), [thing(0, 2)]) == [place(0, 1), thing(2, 2)]
    for message in ("china cups", "turkey sandwiches", "wooden churches"):
        assert with_countries(split(message), [thing(0, 1)]) == [thing(0, 1)]


def test_whoever_has_a_manner_is_a_look():
    words = split("housing blocks in Archigram's manner")
    found = with_manners(words, [TaggedSpan(0, 1, "add", "content")])
    assert found == [TaggedSpan(0, 1, "add", "content"), TaggedSpan(3, 3, "add", "style")]
    words = split("groves in joaquin sorolla's style")
    found = with_manners(words, [TaggedSpan(0, 0, "add", "content"), TaggedSpan(2, 3, "place", "content")])
    assert found[1] == TaggedSpan(2, 3, "add", "style")
    words = split("my dog's style of sleeping")
    assert with_manners(words, []) == []


def test_a_country_that_is_a_ware_is_part_of_the_thing() -> None:
    words = split("china teacups on lace")
    assert with_wares(words, [place(0, 0), thing(1, 1), thing(3, 3)]) == [thing(0, 1), thing(3, 3)]
    named = [place(0, 0), thing(1, 1)]
    assert with_wares(split("China teacups"), named) == named
    assert with_wares(split("iceland ponies"), named) == named
    apart = [place(0, 0), thing(2, 2)]
    assert with_wares(split("china , teacups"), apart) == apart


def test_a_makers_name_is_part_of_what_is_made() -> None:
    look = TaggedSpan(0, 0, "add", "style")
    assert with_makers(split("Scania lorries"), [look, thing(1, 1)]) == [thing(0, 1)]
    for message in ("Sorrola beaches", "Hiroshige trains", "cubist cars", "scania lorries"):
        assert with_makers(split(message), [look, thing(1, 1)]) == [look, thing(1, 1)], message
