"""Requests that repeat themselves to the longest length are read in a time that grows with their length.

Ratios of times of one run, the best of a few, because a machine that is shared stretches all of them.
"""

from __future__ import annotations

import time

import pytest

from agent import open_session

_SHAPES = """, a- a: 1- A. a; a/ a_ ( ' no_ cats,_ not_in_Paris,_ in_Paris_ Paris_ swap_a_ instead_of_ 3rd_of_May_ more_
style_of_ like_#1_ 1999_"""
SHAPES = [shape.replace("_", " ") for shape in _SHAPES.split()]
SHORT, LONG = 500, 2000


def seconds(planner: str, message: str) -> float:
    """Of processor time, the best of three. The plan is not empty, so that changes of it are looked for too."""
    best = 1e9
    for _ in range(3):
        session = open_session(None, planner=planner)
        session.say("dogs on a beach in Paris")
        started = time.process_time()
        session.say(message)
        best = min(best, time.process_time() - started)
    return best


@pytest.mark.parametrize("shape", SHAPES)
def test_a_request_four_times_as_long_takes_about_four_times_as_long(shape):
    message = shape * LONG
    short, long = (seconds("rules", message[:length]) for length in (SHORT, LONG))
    assert long < 7 * short + 0.02, f"{short * 1000:.0f} ms for {SHORT} characters, {long * 1000:.0f} for {LONG}"
