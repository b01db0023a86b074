"""The months and the days of the week by their English names, whole and abbreviated, and the seasons.

MONTHS["sept"]   # 9
"""

from __future__ import annotations

import calendar

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month that a season begins with, in the northern half of the globe."""


def _either(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


MONTH = f"(?P<month>{_either(MONTHS)})" + r"\.?"
WEEKDAY = f"(?P<weekday>{_either(WEEKDAYS)})"
SEASON = f"(?P<season>{_either(SEASONS)})"
