"""What follows from the chances of acts, whatever network gave them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan.edits import Reset, Respond, ShowMore, Undo
from agent.planners import acts
from agent.planners.acts.labels import LABELS, LOOKING, ActLabel
from agent.planners.acts.reading import ActReading, reading_of


def reading(**chances: float) -> ActReading:
    rest = (1 - sum(chances.values())) / (len(LABELS) - len(chances))
    return reading_of(np.array([chances.get(label, rest) for label in LABELS], dtype=np.float32))


@pytest.mark.parametrize("label", [label for label in LABELS if label in LOOKING])
def test_looking_goes_on_to_the_planners(label: ActLabel) -> None:
    assert acts.decide("owls", reading(**{label: 0.9})) is None


def test_looking_in_sum_is_looking() -> None:
    assert acts.decide("owls", reading(cannot=0.4, refine=0.3, search=0.25)) is None


def test_a_sure_command_is_carried_out_and_an_unsure_one_is_read() -> None:
    assert isinstance(acts.decide("as you were", reading(undo=0.95)), Undo)
    assert isinstance(acts.decide("next tray", reading(more=0.95)), ShowMore)
    assert acts.decide("snow out", reading(undo=0.6)) is None
    assert isinstance(acts.reconsider("snow out", reading(undo=0.6)), Undo)


def test_a_reset_may_be_followed_by_a_wish() -> None:
    assert acts.decide("clean slate: owls", reading(reset=0.99)) is None
    assert isinstance(acts.reconsider("clean slate", reading(reset=0.99)), Reset)


def test_a_date_that_was_read_is_no_small_talk() -> None:
    assert acts.decide("2012", reading(nonsense=0.9), asked=True) is None
    answer = acts.decide("print the 2012 ones", reading(cannot=0.9), asked=True)
    assert isinstance(answer, Respond)
    assert answer.act == "cannot"


@given(st.lists(st.floats(0, 1), min_size=len(LABELS), max_size=len(LABELS)), st.booleans())
def test_what_is_decided_changes_no_plan_by_itself(chances: list[float], asked: bool) -> None:
    decided = acts.decide("owls", reading_of(np.array(chances, dtype=np.float32)), asked=asked)
    assert decided is None or isinstance(decided, (Respond, Undo, ShowMore))
