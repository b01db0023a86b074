"""An amount of time and what lies that much earlier or later: "two months", "a season", "another decade".

It is calendar alone; it knows no message.

    Step(2, "month").move(date(2020, 2, 29), 1)   # date(2020, 4, 30): the end of a month stays one
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agent.planners.extract.calendar_days import of_month

_UNITS = {
    "day": relativedelta(days=1), "week": relativedelta(weeks=1), "weekend": relativedelta(weeks=1),
    "fortnight": relativedelta(weeks=2), "month": relativedelta(months=1), "year": relativedelta(years=1),
    "decade": relativedelta(years=10),
}  # fmt: skip


def length_of(count: int, unit: str) -> relativedelta:
    """So many of a unit of time; a season is the year until it comes again."""
    return _UNITS.get(unit, _UNITS["year"]) * count


def moved(day: date, count: int, unit: str) -> date:
    """The day so much later, or earlier where `count` is below 0; the last of a month stays one."""
    length = length_of(count, unit)
    there: date = day + length
    ended = day == of_month(day.year, day.month)[1]
    return there if length.days or not ended else of_month(there.year, there.month)[1]


@dataclass(frozen=True, slots=True)
class Step:
    """An amount of time: `count` of a unit. A season counts as the year until it comes again."""

    count: int
    unit: str

    def move(self, day: date | None, way: int) -> date | None:
        """The day so much later (`way` 1) or earlier (-1); the last of a month stays one."""
        return None if day is None else moved(day, way * self.count, self.unit)

    def longer_than(self, first: date, last: date) -> bool:
        """Whether one such step is longer than this span."""
        end = self.move(first, 1)
        return end is not None and not length_of(1, self.unit).days and end - timedelta(days=1) > last

    def whole(self, first: date, last: date, way: int) -> tuple[date | None, date | None]:
        """What "the year before" is of a span shorter than that: last summer's span; of one year, the decade before."""
        if self.unit == "decade" and self.count == 1:
            year = first.year // 10 * 10 + 10 * way
            return date(year, 1, 1), date(year + 9, 12, 31)
        return self.move(first, way), self.move(last, way)
