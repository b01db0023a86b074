"""Hits as cards: the numbers shown add up, texts stay texts."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.page.cards import alt_text, bar, cards, day, details, distance, signed, why
from agent.plan.query_plan import PlaceClause, QueryPlan, Term
from tools.search.query import Hit, TermShare
from tools.types import GeoPoint, Picture

PLAN = QueryPlan(
    terms=(
        Term(id="fog", text="fog", channel="content", weight=0.7),
        Term(id="ink", text="ink drawing", channel="style", weight=0.5),
        Term(id="cars", text="cars", channel="content", weight=-0.6),
    ),
    place=PlaceClause(name="Bern"),
)


def hit(fog=1.2, ink=0.4, cars=-0.3, place=0.5, like=0.0, **more) -> Hit:
    channels = {"content": fog + cars, "style": ink, "place": place, "like": like}
    terms = (TermShare("fog", fog), TermShare("ink", ink), TermShare("cars", cars))
    return Hit("0123456789abcdef", "/p/a_foggy-day.jpg", sum(channels.values()), "likely", channels, terms, **more)


def test_the_reasons_add_up_to_the_score():
    one = hit()
    assert sum(row["value"] for row in why(one, PLAN)) == pytest.approx(one.score)


@given(*[st.floats(-3, 3) for _ in range(5)])
def test_the_reasons_add_up_whatever_the_shares(fog, ink, cars, place, like):
    one = hit(fog, ink, cars, place, like)
    assert sum(row["value"] for row in why(one, PLAN)) == pytest.approx(one.score, abs=2e-3)


def test_the_strongest_reason_comes_first_and_an_avoided_term_is_named_so():
    rows = why(hit(), PLAN)
    assert [row["label"] for row in rows] == ["fog", "Bern", "ink drawing", "cars"]
    assert [row["channel"] for row in rows] == ["content", "place", "style", "content"]
    assert rows[-1]["avoid"]
    assert rows[-1]["text"] == "−0.30"


def test_a_share_that_rounds_to_nothing_has_no_sign():
    assert [signed(value) for value in (0.31, -0.2, -0.001, 0.0)] == ["+0.31", "−0.20", "0.00", "0.00"]


def test_the_best_hits_positive_parts_fill_the_bar():
    one = hit(cars=0.0)
    segments = bar(one, top=one.score)
    assert sum(s["percent"] for s in segments) == pytest.approx(100, abs=0.1)
    assert [s["channel"] for s in segments] == ["content", "style", "place"]


def test_what_was_taken_off_is_shown_apart():
    one = hit(fog=0.0, cars=-0.5)
    segments = bar(one, top=2.0)
    assert segments[-1] == {"channel": "minus", "percent": 25.0}


def test_no_bar_when_nothing_was_asked_for():
    plain = Hit("0123456789abcdef", "/p/a.jpg", 0.0, "weak", {"content": 0, "style": 0, "place": 0, "like": 0})
    assert cards([plain], QueryPlan(), pictures={})[0]["bar"] == []


def test_a_card_without_facts_is_square_and_keeps_its_name():
    card = cards([hit()], PLAN, pictures={})[0]
    assert (card["ratio"], card["file"], card["alt"]) == (1.0, "a_foggy-day.jpg", "a foggy day")


def test_a_panorama_is_cropped_in_the_grid():
    wide = Picture("0123456789abcdef", "/p/a.jpg", 9000, 1000)
    assert cards([hit()], PLAN, pictures={wide.image_id: wide})[0]["ratio"] == 2.4


def test_markup_in_a_file_name_is_passed_on_as_it_is():
    path = "/p/<img src=x onerror=alert(1)>${alert(2)}{{x}}.jpg"
    card = cards([Hit("0123456789abcdef", path, 1.0, "weak", {})], PLAN, pictures={})[0]
    assert card["file"] == path.removeprefix("/p/")


@pytest.mark.parametrize(
    ("km", "words"),
    [(None, ""), (0.0, "here"), (0.42, "420 m"), (3.14, "3.1 km"), (42.4, "42 km"), (12345.6, "12,346 km")],
)
def test_distance_in_words(km, words):
    assert distance(km) == words


def test_days_and_alternative_texts():
    moment = datetime(2021, 5, 3, 7, 5)
    assert day(moment) == "3 May 2021"
    assert day(None) == ""
    assert alt_text("IMG_001.jpg", moment) == "IMG 001, 3 May 2021"


def test_details_list_only_what_is_known():
    bare = Picture("0123456789abcdef", "/p/q/a.jpg", 400, 300)
    assert [row["label"] for row in details(bare, None)] == ["File", "Folder", "Size"]
    full = Picture("0", "/p/a.jpg", 4, 3, datetime(2021, 5, 3, 7, 5), GeoPoint(46.9, 7.4), "Box", "JPEG")
    rows = {row["label"]: row["value"] for row in details(full, hit(distance_km=2.0))}
    assert rows["Taken"] == "3 May 2021, 07:05"
    assert rows["Position"] == "46.9000, 7.4000"
    assert rows["Distance"] == "2.0 km"
    assert rows["Size"] == "4 × 3 px, JPEG"
    assert details(None, None) == []


def test_a_term_that_a_pictures_own_words_say_names_where():
    plan = QueryPlan(terms=(Term(id="wedding", text="wedding"),))
    said = Hit(
        "0" * 16, "/a.jpg", 1.4, "likely", {"words": 1.4}, (TermShare("wedding", 1.4),), said={"wedding": "keywords"}
    )
    assert why(said, plan)[0]["label"] == "wedding (in its keywords)"
    assert bar(said, top=1.4) == [{"channel": "words", "percent": 100.0}]
