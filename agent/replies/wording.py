"""Small words: plurals, lists, dates and emphasis, so that every sentence of Docent reads as one voice.

It knows nothing of plans or pictures.

    joined(["fog", "rain", "snow"])  # "fog, rain and snow"
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
LONGEST_FRACTION = 0.3  # seconds


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 picture", "1,204 pictures"; `many` for plurals that are not just an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(items: Iterable[str], *, last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; empty for nothing."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def bold(text: str) -> str:
    """The user's own words, made to stand out; asterisks in them are dropped so that they cannot end the bold."""
    return f"**{' '.join(text.replace('*', ' ').split())}**"


def sentence(text: str) -> str:
    """One sentence: a capital in front, a full stop behind; empty for nothing."""
    text = text.strip()
    if not text:
        return ""
    at = 2 if text.startswith("**") else 0
    if not text[:at]:
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".?!…" else f"{text}."


def sentences(parts: Sequence[str]) -> str:
    """Several sentences, each once, in order."""
    return " ".join(dict.fromkeys(done for part in parts if (done := sentence(part))))


def day(value: date | datetime) -> str:
    """ "3 May 2019"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(first: date | None, last: date | None) -> str:
    """A range of days as people say it: "in 2019", "in May 2019", "on 3 May 2019", "from 2020 on", "until 2009"."""
    if first and last:
        return _closed(first, last)
    if first:
        return f"from {first.year if (first.month, first.day) == (1, 1) else day(first)} on"
    if last:
        return f"until {last.year if (last.month, last.day) == (12, 31) else day(last)}"
    return ""


def fraction(value: float) -> str | None:
    """ "1/250" for what is well below a second; None for what is said as it is."""
    return f"1/{round(1 / value)}" if 0 < value < LONGEST_FRACTION else None


def _closed(first: date, last: date) -> str:
    if first == last:
        return f"on {day(first)}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"in {first.year}" if first.year == last.year else f"from {first.year} to {last.year}"
    ends_month = date.fromordinal(last.toordinal() + 1).day == 1 if last < date.max else True
    if first.day == 1 and ends_month:
        if (first.year, first.month) == (last.year, last.month):
            return f"in {MONTHS[first.month - 1]} {first.year}"
        start = MONTHS[first.month - 1] + ("" if first.year == last.year else f" {first.year}")
        return f"from {start} to {MONTHS[last.month - 1]} {last.year}"
    return f"from {day(first)} to {day(last)}"


def distance(km: float) -> str:
    """A distance as people say it: "400 m", "3.2 km", "1,204 km"."""
    if km < 1:
        return f"{max(50, round(km * 20) * 50)} m"
    return f"{km:.1f} km" if km < 10 else f"{round(km):,} km"
