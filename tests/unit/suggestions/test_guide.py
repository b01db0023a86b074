"""The guide's question: it parts what was found, and is not asked where nothing is to be gained.

The encoder is planted: a picture's vector is the sum of the vectors of what it shows.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.suggestions.guide import LEAST_RESULTS, LOUD, _belief, _gain, ask
from agent.suggestions.vocabulary import phrases
from tests.unit.suggestions.test_suggestions import collection, found, looking_for, planted

asked_of = partial(ask, asked=frozenset(), budget_s=60)
DOGS = [["dog", "in the snow"]] * 6 + [["dog", "on a beach"]] * 6
OTHERS = [["castle"], ["pizza"], ["bridge"], ["violin"]] * 20


@pytest.fixture(scope="module")
def models():
    return planted("guide")


@pytest.fixture(scope="module")
def pictures(models):
    return collection(models, DOGS + OTHERS)


def test_it_asks_for_what_parts_the_results(models, pictures):
    question = asked_of(looking_for("dog"), found(pictures, range(12)), pictures, models)
    assert {"in the snow", "on a beach"} & {answer.text for answer in question.answers}
    assert 2 <= len(question.answers) <= 3
    assert all(f"**{answer.text}**" in question.text for answer in question.answers)
    assert all(0 < answer.edit().weight <= LOUD * 0.7 for answer in question.answers)


def test_it_does_not_ask_for_what_all_or_none_show(models):
    same = collection(models, [["dog", "in the snow"]] * 12 + OTHERS)
    question = asked_of(looking_for("dog"), found(same, range(12)), same, models)
    assert question is None or "in the snow" not in {answer.text for answer in question.answers}


def test_nothing_is_asked_twice_nor_what_was_just_said(models, pictures):
    first = asked_of(looking_for("dog"), found(pictures, range(12)), pictures, models)
    offered = {answer.text for answer in first.answers}
    again = ask(looking_for("dog"), found(pictures, range(12)), pictures, models, asked=offered, budget_s=60)
    assert again is None or not offered & {answer.text for answer in again.answers}
    said = asked_of(looking_for("dog in snow"), found(pictures, range(12)), pictures, models)
    assert said is None or "in the snow" not in {answer.text for answer in said.answers}


@pytest.mark.parametrize("rows", [[], range(LEAST_RESULTS - 1)])
def test_few_results_are_looked_at_without_a_question(models, pictures, rows):
    assert asked_of(looking_for("dog"), found(pictures, rows), pictures, models) is None


def test_one_clear_winner_ends_the_questions(models, pictures):
    results = found(pictures, range(12))
    best, *rest = results.hits
    clear = type(results)((type(best)(**{**vars(best), "score": 9.0}), *rest), results.available, results.counts)
    assert asked_of(looking_for("dog"), clear, pictures, models) is None


def test_without_anything_looked_for_there_is_no_question(models, pictures):
    assert asked_of(looking_for(), found(pictures, range(12)), pictures, models) is None
    assert asked_of(looking_for("dog"), found(pictures, range(12)), None, None) is None


def test_answers_are_few_and_each_once():
    assert 40 <= len(phrases("answers")) <= 100
    assert len(set(phrases("answers"))) == len(phrases("answers"))


@given(st.integers(2, 12), st.integers(1, 3), st.integers(0, 1000))
def test_an_answer_never_tells_more_than_there_is_to_know(pictures, answers, seed):
    rng = np.random.default_rng(seed)
    belief = _belief(rng.normal(size=pictures))
    odds = np.exp(2 * rng.normal(size=(pictures, 5, answers)))
    gain = _gain(odds, belief)
    entropy = -(belief * np.log(belief)).sum()
    assert belief.sum() == pytest.approx(1)
    # without the share of "none of them" a gain may be a little below nothing, never above the whole
    assert (gain <= entropy + 1e-9).all()
    assert _gain(np.ones_like(odds), belief) == pytest.approx(0, abs=1e-9)
