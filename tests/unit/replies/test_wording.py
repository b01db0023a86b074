"""Plurals, lists, dates and emphasis."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.replies.wording import bold, counted, distance, joined, sentence, sentences, span


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 pictures"), (1, "1 picture"), (2, "2 pictures"), (12_345, "12,345 pictures")]
)
def test_plurals(number, words):
    assert counted(number, "picture") == words


def test_irregular_plurals_are_given():
    assert counted(2, "match", "matches") == "2 matches"
    assert counted(1, "match", "matches") == "1 match"


@pytest.mark.parametrize(
    ("items", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(items, words):
    assert joined(items) == words


def test_bold_cannot_be_ended_from_inside():
    assert bold("a ** b\nc") == "**a b c**"


@pytest.mark.parametrize(
    ("text", "done"), [("", ""), ("fog", "Fog."), ("**fog** it is", "**fog** it is."), ("why?", "Why?")]
)
def test_sentences_begin_and_end(text, done):
    assert sentence(text) == done


def test_a_sentence_is_said_once():
    assert sentences(["fog", "Fog.", "", "rain"]) == "Fog. Rain."


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), "in 2019"),
        (date(1990, 1, 1), date(1999, 12, 31), "from 1990 to 1999"),
        (date(2019, 5, 1), date(2019, 5, 31), "in May 2019"),
        (date(2018, 12, 1), date(2019, 2, 28), "from December 2018 to February 2019"),
        (date(2019, 6, 1), date(2019, 8, 31), "from June to August 2019"),
        (date(2019, 5, 3), date(2019, 5, 3), "on 3 May 2019"),
        (date(2020, 1, 1), None, "from 2020 on"),
        (date(2020, 3, 2), None, "from 2 March 2020 on"),
        (None, date(2009, 12, 31), "until 2009"),
        (None, date(2009, 6, 30), "until 30 June 2009"),
        (date(9999, 12, 1), date.max, "in December 9999"),
        (None, None, ""),
    ],
)
def test_spans_read_as_people_say_them(first, last, words):
    assert span(first, last) == words


@pytest.mark.parametrize(
    ("km", "words"), [(0.001, "50 m"), (0.06, "50 m"), (0.42, "400 m"), (3.21, "3.2 km"), (1204.4, "1,204 km")]
)
def test_distances(km, words):
    assert distance(km) == words


@given(st.dates(), st.dates())
def test_every_closed_span_names_both_years(one, other):
    first, last = sorted((one, other))
    text = span(first, last)
    assert str(first.year) in text
    assert str(last.year) in text
