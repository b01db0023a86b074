"""Limits in time as people say them, in words that `dates.py` reads; all chance comes from the Random given.

said_date(Random(0))   # "in the summer of 2012"
"""

from __future__ import annotations

from random import Random

_MONTHS = "January February March April May June july august Sept october Nov December".split()
_SEASONS = "spring summer autumn fall winter".split()
_DECADES = "70s 80s 90s 1960s nineties eighties 2000s".split()


def said_date(rng: Random) -> str:
    """One limit in time."""
    year, later = rng.randint(1995, 2026), rng.randint(1, 8)
    month, season, decade = rng.choice(_MONTHS), rng.choice(_SEASONS), rng.choice(_DECADES)
    forms = [
        f"in {year}",
        f"from {year}",
        f"after {year}",
        f"before {year}",
        f"since {year}",
        f"until {year}",
        f"{year}",
        f"{year}-{year + later}",
        f"between {year} and {year + later}",
        f"from {year} to {year + later}",
        f"in {month} {year}",
        f"since {month} {year}",
        f"{month} {year}",
        f"{season} {year}",
        f"{season} of {year}",
        f"in the {season} of {year}",
        f"last {season}",
        "last year",
        "this year",
        "from last year",
        "last month",
        f"in the {decade}",
        f"from the {decade}",
        f"from {year} onwards",
        f"from {year} on",
        f"{year} or later",
        f"newer than {year}",
        f"older than {year}",
        f"no later than {year}",
        f"prior to {year}",
        f"in early {year}",
        f"in late {year}",
        f"over the last {rng.randint(2, 9)} years",
        "two years ago",
        f"on {rng.randint(1, 28)} {month} {year}",
        f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        f"around {year}",
        f"back in {year}",
        f"circa {year}",
        f"taken in {year}",
        f"shot after {year}",
        f"not before {year}",
        f"starting {year}",
        f"christmas {year}",
        f"no older than {year}",
        f"nothing before {year}",
        f"nothing newer than {year}",
        f"by {year}",
        f"the first half of {year}",
        f"{rng.choice(['two', 'three'])} {season}s ago",
        "the summer before last",
        "the year before last",
        f"{year}/{year + 1}",
        f"sometime in the {decade}",
    ]
    return rng.choice(forms)
