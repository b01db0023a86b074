"""Names as people write them: which place is meant, and which words are no place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.geo import Place, resolve
from tools.geo.names import fold, is_capitalised, without_lead

unhurried = settings(deadline=None)  # a busy machine is no fault of the code


def found(name: str) -> Place:
    place = resolve(name)
    assert place is not None, name
    return place


@pytest.mark.parametrize(
    ("name", "meant", "country"),
    [
        ("UK", "United Kingdom", "GB"),
        ("uk", "United Kingdom", "GB"),
        ("the USA", "United States", "US"),
        ("Schweiz", "Switzerland", "CH"),
        ("日本", "Japan", "JP"),
        ("in the Netherlands", "Netherlands", "NL"),
        ("münchen", "Munich", "DE"),
        ("Muenchen", "Munich", "DE"),
        ("NYC", "New York City", "US"),
        ("paris", "Paris", "FR"),
        ("Paris, Texas", "Paris", "US"),
        ("paris texas", "Paris", "US"),
        ("Cambridge (Massachusetts)", "Cambridge", "US"),
        ("Portland, ME", "Portland", "US"),
        ("London, Ontario", "London", "CA"),
        ("Nice", "Nice", "FR"),
        ("nice, france", "Nice", "FR"),
        ("Lac Léman", "Lake Geneva", None),
        ("THE DOLOMITES", "Dolomites", "IT"),
        ("state of Bavaria", "Bavaria", "DE"),
        ("Garda lake", "Lake Garda", "IT"),
    ],
)
def test_names_as_people_write_them(name: str, meant: str, country: str | None) -> None:
    place = found(name)
    assert (place.name, place.country) == (meant, country)


WORDS = """
    nice bath reading mobile orange split cork of sandwich hope rose snow beach paradise moon Monet Atlantis the in dog
    flowers Christmas Rembrandt sunset
""".split()
PHRASES = ["", "   ", "a red car", "the dog", "black and white", "x" * 10_000, "12345", "?!", "\x00", "a, b, c, d"]


@pytest.mark.parametrize("word", [*WORDS, *PHRASES])
def test_words_that_are_no_place(word: str) -> None:
    assert resolve(word) is None


@pytest.mark.parametrize("word", ["Nice", "Bath", "Split", "Cork", "Reading", "Mobile"])
def test_a_capital_makes_a_place_of_a_word_and_says_so(word: str) -> None:
    assert found(word).common_word


def test_an_open_name_shows_its_other_readings() -> None:
    georgia = found("Georgia")
    assert georgia.kind == "country"
    assert any(other.kind == "region" and other.country == "US" for other in georgia.alternatives)
    cambridge = found("Cambridge")
    assert [cambridge.country, cambridge.alternatives[0].country] == ["GB", "US"]
    assert found("Zermatt").alternatives == ()


def test_a_country_is_no_rectangle() -> None:
    france, switzerland = found("France"), found("Switzerland")
    assert france.contains(44.84, -0.58)
    assert not france.contains(46.2, 6.145)
    assert switzerland.contains(46.0, 8.95)
    assert not switzerland.contains(45.46, 9.19)
    assert 30 < switzerland.distance_km(45.46, 9.19) < 60


def test_parts_by_the_compass() -> None:
    north = found("northern Germany")
    assert north.name == "northern Germany"
    assert north.contains(53.55, 9.99)
    assert not north.contains(48.14, 11.58)
    assert found("central Japan").contains(35.7, 138.2)


@unhurried
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    place = resolve(text)
    assert place is None or place.radius_km >= 1


@unhurried
@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_what_folding_brings_together() -> None:
    assert fold("Val-d'Isère") == fold("VAL D’ISERE") == "val disere"
    assert fold("St. Moritz") == fold("saint moritz")
    assert fold("U.S.A.") == "usa"
    assert without_lead("somewhere in the Alps") == "Alps"
    assert is_capitalised("東京")
    assert not is_capitalised("new york")


def test_letters_in_circles_are_letters() -> None:
    assert fold("Ⓑern") == "bern"
    assert fold("🄐") == "a"
