"""The bank of phrases: one that was taken stays as it is while others grow it, and warming ends with its block."""

from __future__ import annotations

import threading

import pytest

from agent.suggestions import phrase_bank
from agent.suggestions.phrase_bank import SLICE, bank, warm, warming
from tools.encoders.hashing import hash_models


@pytest.fixture(autouse=True)
def _empty_banks():
    phrase_bank._empty_bank.cache_clear()
    yield
    phrase_bank._empty_bank.cache_clear()


def test_a_bank_that_was_taken_does_not_grow_under_whoever_reads_it():
    models = hash_models()
    first = bank("content", models, budget_s=0.0)
    second = bank("content", models, budget_s=0.0)
    assert (len(first.ready), len(second.ready)) == (SLICE, 2 * SLICE)
    assert len(first.sharing_words("dogs")) == SLICE
    assert (second.vectors[:SLICE] == first.vectors).all()


def test_warming_encodes_all_and_stops_when_told():
    models, stop = hash_models(), threading.Event()
    warm(models, stop)
    whole = bank("content", models, budget_s=0.0)
    assert len(whole.ready) == len(whole.words)
    phrase_bank._empty_bank.cache_clear()
    stop.set()
    warm(models, stop)
    assert len(bank("content", models, budget_s=0.0).ready) == SLICE


def test_no_thread_is_left_behind_the_block():
    with warming(hash_models()):
        pass
    assert not [thread for thread in threading.enumerate() if thread.name == "docent-warm"]


def test_more_words_than_are_remembered_are_all_answered(monkeypatch):
    monkeypatch.setattr(phrase_bank, "REMEMBERED", 3)
    models = hash_models()
    words = bank("content", models, budget_s=0.0)
    texts = ["dogs", "cats", "dogs", "boats", "fog"]
    got = words.vectors_of(texts, models.content)
    assert len(got) == len(texts)
    assert (got[0] == got[2]).all()
    assert (words.vectors_of(["fog", "dogs"], models.content) == got[[4, 0]]).all()
