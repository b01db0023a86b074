"""The months by their English names, whole and abbreviated.

MONTHS["sept"]   # 9
"""

from __future__ import annotations

import calendar

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
