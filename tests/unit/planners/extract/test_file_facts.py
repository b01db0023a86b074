"""Facts of files in words: what is asked for, its opposite, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from agent.planners.extract.file_facts import find_facts


def told(message: str) -> list[tuple[str, object, bool]]:
    return [(f.fact, f.value if f.value is not None else (f.least, f.most), f.negated) for f in find_facts(message)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("only with GPS", [("gps", True, False)]),
        ("pictures without a location", [("gps", False, False)]),
        ("in the folder holidays/2019", [("folder", "holidays/2019", False)]),
        ('in the "Old Scans" folder', [("folder", "Old Scans", False)]),
        ("taken with my Nikon D750", [("camera", "Nikon D750", False)]),
        ("shot on a ricoh gr", [("camera", "ricoh", False)]),
        ("only PNG", [("kind", "PNG", False)]),
        ("harbours, no gifs and no webp", [("kind", "GIF", True), ("kind", "WEBP", True)]),
        ("NEF exclusively", [("kind", "RAW", False)]),
        ("DSC_3551", [("file_name", "DSC_3551", False)]),
        ("P1010042", [("file_name", "P1010042", False)]),
        ("IMG_1234.jpg", [("file_name", "IMG_1234.jpg", False)]),
        ("not in the folder Holidays", [("folder", "Holidays", True)]),
        ("stick to the folder autumn-line", [("folder", "autumn-line", False)]),
        ("dogs not shot on Canon", [("camera", "Canon", True)]),
        ("Leica shots only though", [("camera", "Leica", False)]),
        ("D850 files", [("camera", "D850", False)]),
        ("larger than 12 megapixels", [("megapixels", (12.0, None), False)]),
        ("at least 4000 pixels wide", [("width", (4000.0, None), False)]),
        ("taller than 3,000 px", [("height", (3000.0, None), False)]),
        ("ISO 800 to 1600", [("iso", (800.0, 1600.0), False)]),
        ("under 2 MB", [("bytes", (None, 2e6), False)]),
        ("four stars and up", [("rating", (4.0, None), False)]),
        ("rated three or lower", [("rating", (None, 3.0), False)]),
        ("unrated ones", [("rated", False, False)]),
        ("brides shot before 11 am", [("hour", (None, 11.0), False)]),
        ("between 5 and 7 pm", [("hour", (17.0, 19.0), False)]),
        ("at 1/500 s", [("exposure", (0.002, 0.002), False)]),
        ("higher than 2000 m", [("altitude", (2000.0, None), False)]),
        ("upright ones only", [("orientation", "portrait", False)]),
        ("not in square format", [("orientation", "square", True)]),
        ("no screenshots", [("screenshot", False, False)]),
        ("records carrying GPS coordinates", [("gps", True, False)]),
        ("without coordinates", [("gps", False, False)]),
        ("undated ones", [("dated", False, False)]),
        ("on Mondays", [("weekday", "monday", False)]),
        ("tagged harvest", [("keywords", "harvest", False)]),
        ("credited to AFP", [("credit", "AFP", False)]),
    ],
)
def test_a_fact_is_read_as_it_is_meant(message: str, expected: list[tuple[str, object, bool]]) -> None:
    assert told(message) == expected


def test_a_condition_is_taken_back() -> None:
    assert [(f.fact, f.lifts) for f in find_facts("any camera will do")] == [("camera", True)]


@pytest.mark.parametrize(
    "message",
    [
        "raw meat on a board",
        "a canon firing over the harbour",
        "a galaxy over a lake",
        "35mm film",
        "two stars above a barn",
        "a five star hotel",
        "cakes taller than they're wide",
        "a red label on a wine bottle",
        "portrait of a man in a hat",
        "a 100 m race",
    ],
)
def test_what_only_sounds_like_a_fact_stays_in_the_scene(message: str) -> None:
    assert find_facts(message) == []


@pytest.mark.parametrize("shape", ["no ", "folder ", "a-", "on my ", "canon ", "9 ", "at least ", "1/"])
def test_hostile_shapes_are_read_in_linear_time(shape: str) -> None:
    def seconds(length: int) -> float:
        text = (shape * length)[:length]
        started = time.perf_counter()
        find_facts(text)
        return time.perf_counter() - started

    seconds(200)
    short, long = min(seconds(500) for _ in range(3)), min(seconds(2000) for _ in range(3))
    assert long < 0.2 or long < 12 * short
