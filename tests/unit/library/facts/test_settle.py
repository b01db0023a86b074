"""Which source wins."""

from __future__ import annotations

from datetime import datetime, timedelta

from tools.library.facts import Reading, settle


def settled(*readings: tuple[str, dict]) -> dict:
    facts = settle(Reading(source, values) for source, values in readings)
    return {name: (fact.value, fact.source) for name, fact in facts.values.items()}


def test_people_overrule_devices_where_people_write():
    found = settled(
        ("exif", {"title": "a", "camera": "X"}), ("xmp", {"title": "b", "camera": "Y"}), ("sidecar", {"title": "c"})
    )
    assert found == {"title": ("c", "sidecar"), "camera": ("X", "exif")}


def test_a_name_is_a_date_only_where_nothing_else_is():
    name = ("file name", {"taken_at": "2019-07-04"})
    assert settled(name)["taken_at"] == ("2019-07-04", "file name")
    assert settled(name, ("exif", {"taken_at": "2018-01-02T03:04:05"}))["taken_at"][1] == "exif"
    assert settled(name, ("exif-modified", {"taken_at": "2020-01-02T03:04:05"}))["taken_at"][1] == "file name"
    assert settled(("exif-modified", {"taken_at": "2020-01-02T03:04:05"}))["taken_at"][1] == "exif-modified"


def test_the_same_moment_said_more_exactly_wins():
    day, moment, zoned = "2018-01-02", "2018-01-02T03:04:05", "2018-01-02T03:04:05+02:00"
    assert settled(("sidecar", {"taken_at": moment}), ("exif", {"taken_at": zoned}))["taken_at"] == (zoned, "exif")
    assert settled(("iptc", {"taken_at": day}), ("file name", {"taken_at": moment}))["taken_at"] == (
        moment,
        "file name",
    )


def test_universal_time_becomes_the_clock_on_the_spot():
    found = settle([Reading("takeout", {"taken_at": "2022-05-28T23:45:15+00:00", "position": (45.4408, 12.3155)})])
    assert found.taken_at is not None
    assert found.taken_at.replace(tzinfo=None) == datetime(2022, 5, 29, 1, 45, 15)
    assert found.taken_at.utcoffset() == timedelta(hours=2)


def test_how_exactly_a_date_is_known():
    for said, precision in (
        ("1999", "year"),
        ("1999-08", "month"),
        ("1999-08-07", "day"),
        ("1999-08-07T01:02:03", "second"),
    ):
        facts = settle([Reading("xmp", {"taken_at": said})])
        assert facts.taken_precision == precision
        assert facts.taken_at is not None
        assert facts.taken_at.year == 1999
    assert settle([]).taken_precision is None
