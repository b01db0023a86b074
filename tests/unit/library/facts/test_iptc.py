"""IPTC records, whole and broken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.library.facts.blocks import facts_of, iptc, picture, values_of, with_iptc
from tools.library.facts.iptc import iptc_reading


def test_what_an_agency_fills_in():
    block = iptc(
        (5, b"Vintage"), (25, b"harvest"), (25, b"wine"), (55, b"19840602"), (60, b"101500+0200"), (80, b"A. Person"),
        (110, b"AFP"), (116, b"(c) AFP"), (120, "Pickers in Rüdesheim".encode("latin-1")),
    )  # fmt: skip
    assert values_of(facts_of(with_iptc(picture(), block))) == {
        "title": "Vintage",
        "keywords": ("harvest", "wine"),
        "taken_at": "1984-06-02T10:15:00+02:00",
        "credit": "AFP",
        "copyright": "(c) AFP",
        "caption": "Pickers in Rüdesheim",
    }


def test_a_declared_character_set_is_used():
    block = b"\x1c\x01\x5a\0\x03\x1b%G" + iptc((120, "Rüdesheim".encode()))
    assert iptc_reading(block).values["caption"] == "Rüdesheim"


def test_midnight_of_programs_without_a_clock_is_no_hour():
    assert iptc_reading(iptc((55, b"19840602"), (60, b"000000+0000"))).values["taken_at"] == "1984-06-02"


def test_a_damaged_record_costs_what_follows():
    reading = iptc_reading(iptc((5, b"Vintage")) + b"\x1c\x63\xff\xff\xff" + iptc((25, b"lost")))
    assert dict(reading.values) == {"title": "Vintage"}
    assert "damaged" in reading.trouble


@given(st.binary(max_size=200))
def test_no_bytes_harm(data):
    iptc_reading(data)
    iptc_reading(iptc((5, b"Vintage")) + data)
