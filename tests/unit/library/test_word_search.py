"""Pictures by their own words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.library.facts.blocks import bag, xmp
from tests.unit.library.pictures import save
from tools.library import index
from tools.types import Said


@pytest.fixture
def told(library, photos, models):
    """Three pictures that say something, and one that says nothing."""
    wedding = bag("dc:subject", "wedding", "Zoë") + bag("dc:title", "Cutting the cake", kind="Alt")
    after = bag("dc:description", "After the weddings, by the lake", kind="Alt")
    save(photos / "a.jpg", 1, xmp=xmp("", elements=wedding))
    save(photos / "b.jpg", 2, xmp=xmp("", elements=after))
    save(photos / "Norway 2018" / "DSC_3551.jpg", 3)
    save(photos / "d.jpg", 4)
    index(library, [photos], models)
    return library


def names(library, text: str) -> dict[str, Said]:
    return {library.picture(i).path.rsplit("/", 1)[-1]: said for i, said in library.find_words(text).items()}


def test_the_surest_field_counts(told):
    assert names(told, "wedding") == {"a.jpg": Said("keywords", 1.0), "b.jpg": Said("caption", 0.8)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Weddings", {"a.jpg", "b.jpg"}),
        ("zoe", {"a.jpg"}),
        ("DSC_3551", {"DSC_3551.jpg"}),
        ("norway", {"DSC_3551.jpg"}),
        ("the wedding of Zoe", {"a.jpg"}),
        ("DSC_3551.jpg", {"DSC_3551.jpg"}),
        ("jpg", set()),
        ("a cake and a man on the beach in June", set()),
        ('"cutting the cake"', {"a.jpg"}),
        ('"the cake cutting"', set()),
        ("“by the lake”", {"b.jpg"}),
        ("the", {"a.jpg", "b.jpg"}),
        ("", set()),
        ("***", set()),
        ('keywords : "wedding" OR', set()),
        ('" OR wedding*', {"a.jpg", "b.jpg"}),
    ],
)
def test_what_is_found(told, text, found):
    assert set(names(told, text)) == found


def test_words_that_are_taken_away_are_not_found(told, photos, models):
    save(photos / "a.jpg", 1)
    index(told, [photos], models)
    assert set(names(told, "wedding")) == {"b.jpg"}
    (photos / "b.jpg.xmp").write_bytes(xmp("", elements=bag("dc:subject", "party")))
    index(told, [photos], models)
    assert set(names(told, "party")) == {"b.jpg"}
    assert told.doctor().ok


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_no_text_is_a_command(told, text):
    told.find_words(text)
    told.find_words(f'"{text}"')
