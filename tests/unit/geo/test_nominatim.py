"""The way out of the machine: off unless switched on, never an error, never more than the name."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

import pytest
from geopy.exc import GeocoderServiceError, GeocoderTimedOut

from tools.geo import look_up


@dataclass
class Answer:
    latitude: float = 51.0
    longitude: float = 7.0
    address: str = "Kleindorf, Westfalen, Germany"
    raw: dict[str, Any] = field(
        default_factory=lambda: {"address": {"country_code": "de"}, "boundingbox": ["50.99", "51.01", "6.98", "7.02"]}
    )


@dataclass
class AnsweringGeocoder:
    """Gives one answer, or raises one error, and remembers what it was asked."""

    answer: Answer | Exception | None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def geocode(self, query: str, **options: Any) -> Any:
        self.asked.append({"query": query, **options})
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCENT_NOMINATIM", "1")


def test_nothing_is_sent_unless_it_is_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCENT_NOMINATIM", raising=False)
    geocoder = AnsweringGeocoder(Answer())
    assert look_up("Kleindorf", geocoder) is None
    assert geocoder.asked == []


@pytest.mark.usefixtures("switched_on")
def test_an_answer_becomes_a_place() -> None:
    geocoder = AnsweringGeocoder(Answer())
    place = look_up("Kleindorf", geocoder)
    assert place is not None
    assert (place.name, place.country) == ("Kleindorf", "DE")
    assert place.contains(51.0, 7.0)
    assert not place.contains(51.5, 7.0)
    assert geocoder.asked[0]["query"] == "Kleindorf"
    assert 0 < geocoder.asked[0]["timeout"] <= 10


@pytest.mark.usefixtures("switched_on")
@pytest.mark.parametrize("error", [GeocoderTimedOut("slow"), GeocoderServiceError("down"), ConnectionError("away")])
def test_no_answer_is_a_notice_with_a_remedy(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert look_up("Kleindorf", AnsweringGeocoder(error)) is None
    assert "DOCENT_NOMINATIM" in caplog.text


@pytest.mark.usefixtures("switched_on")
@pytest.mark.parametrize("answer", [None, Answer(latitude=999.0), Answer(raw={}), Answer(raw={"boundingbox": ["x"]})])
def test_poor_answers(answer: Answer | None) -> None:
    place = look_up("Kleindorf", AnsweringGeocoder(answer))
    if answer is None or answer.latitude > 90:
        assert place is None
    else:
        assert place is not None
        assert place.radius_km == 3.0
