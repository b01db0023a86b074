"""Small numbers as they are said: before a unit of time ("two months"), and as a place in a row ("the fourth").

number_of("couple of")   # 2
ORDINALS["twenty-first"]   # 21
"""

from __future__ import annotations

_SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
NUMBERS = {word: n for n, word in enumerate([*_SMALL, "seventeen", "eighteen", "nineteen", "twenty"], start=1)} | {
    "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "couple of": 2, "couple": 2, "few": 3, "several": 3,
    "half a dozen": 6, "dozen": 12, "a": 1, "an": 1}  # fmt: skip
NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
"""Pattern of such a number, in digits too."""

_FIRST = "first second third fourth fifth sixth seventh eighth ninth".split()
ORDINALS = (
    {word: n for n, word in enumerate([*_FIRST, "tenth", "eleventh", "twelfth"], start=1)}
    | {f"{word}th": n for word, n in NUMBERS.items() if 13 <= n <= 19}
    | {"twentieth": 20, "thirtieth": 30, "thirty-first": 31}
    | {f"twenty-{word}": n + 20 for n, word in enumerate(_FIRST, start=1)}
)
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True)).replace("-", r"[\s-]")
"""Pattern of a day of the month in words, without a group."""


def number_of(said: str | None) -> int:
    """The number that was said, in words or digits; one where none was."""
    said = (said or "a").lower()
    return int(said) if said.isdigit() else NUMBERS.get(said, 1)
