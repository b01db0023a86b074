"""Small numbers as they are said before a unit of time.

NUMBERS["couple of"]   # 2
"""

from __future__ import annotations

NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
           "eleven": 11, "twelve": 12, "couple of": 2, "few": 3, "a": 1, "an": 1}  # fmt: skip
NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
"""Pattern of such a number, in digits too."""
