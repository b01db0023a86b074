"""First-level divisions of countries, with real borders, and what is made by joining them.

`Divisions` answers to selectors such as "US-CA" (an ISO 3166-2 code), "IT/Toscana" (a region that holds provinces),
"GB/England" (a part of a country) or "CL/Aysén" (a division by its name).
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import shapely

from tools.geo.names import fold
from training.gazetteer.coastlines import reach_out_to_sea
from training.gazetteer.rows import Row, area_km2, place_area, region_rank
from training.gazetteer.sources import polygons_of, read_admin1

NAME_FIELDS = ("name", "name_alt", "gn_name", "woe_name", "name_de", "name_es", "name_fr", "name_it", "name_nl",
               "name_pl", "name_pt", "name_sv", "name_tr", "name_hu", "name_id", "name_vi", "name_ru", "name_uk",
               "name_el", "name_ja", "name_ko", "name_zh", "name_zht", "name_ar", "name_he", "name_fa",
               "name_hi")  # fmt: skip

_TYPES = (
    "voivodeship|province|county|oblast|krai|region|governorate|prefecture|department|division|municipality|canton|kraj"
)
TYPE_BEFORE = re.compile(rf"^(?:the )?(?:{_TYPES}|provincia|kanton|canton|département) (?:of|de|di|du) ", re.IGNORECASE)
TYPE_BEHIND = re.compile(rf" (?:{_TYPES})$", re.IGNORECASE)
TOO_GENERAL = set("northern southern eastern western central north south east west capital federal national".split())

LESSER_TOWN = 2.6
"""A town this much lower in rank does not stand before its region: Donegal."""

KNOWN_ABROAD_KM2 = 20_000
"""From this size on a region is kept with its names in other scripts too."""

BIG_REGION_KM2 = 400_000
BIG_CITY = 2_000_000
"""A region this large is meant before a city inside it that is smaller than this: Quebec."""

POSTAL_COUNTRIES = {"US", "CA", "AU"}


class Divisions:
    """All first-level divisions: simplified together, so that neighbours keep one border, and reaching out to sea."""

    def __init__(self, work: Path) -> None:
        self.facts, polygons = read_admin1(work)
        simple = shapely.coverage_simplify(polygons, 0.02)
        inland = dict(enumerate(polygons_of(shape) for shape in simple))
        self.shapes = list(reach_out_to_sea(inland).values())
        self._groups: dict[str, list[int]] = {}
        for index, facts in enumerate(self.facts):
            country = str(facts.get("iso_a2"))
            names = {facts.get("name"), facts.get("name_en"), facts.get("region"), facts.get("geonunit")} - {None}
            for selector in {facts.get("iso_3166_2"), *(f"{country}/{fold(str(name))}" for name in names)}:
                self._groups.setdefault(str(selector), []).append(index)

    def select(self, selector: str) -> Any:
        """The union of what a selector names. Raises: KeyError when it names nothing."""
        country, slash, name = selector.partition("/")
        members = self._groups[f"{country}/{fold(name)}" if slash else selector]
        return shapely.union_all([self.shapes[member] for member in members])

    def rows(self) -> list[Row]:
        """One row per division that has a name."""
        return [self._row(facts, shape) for facts, shape in zip(self.facts, self.shapes, strict=True) if _named(facts)]

    def _row(self, facts: dict[str, Any], shape: Any) -> Row:
        names = [str(facts[field]) for field in NAME_FIELDS if facts.get(field)]
        names = [part.strip() for name in names for part in re.split(r"[|;]", name)]
        bare = [_bare(name) for name in (str(facts.get("name_en") or ""), *names[:4])]
        aliases = [name for name in dict.fromkeys([*names, *bare]) if len(name) > 3 or not name.isascii()]
        if area_km2(shape) < KNOWN_ABROAD_KM2:
            aliases = [name for name in aliases if name.isascii() or "LATIN" in unicodedata.name(name[0], "")]
        row = Row(_named(facts), "region", 0.0, 0.0, str(facts["iso_a2"]), aliases=aliases)
        row.fame = len(aliases)
        row.rank = region_rank(area_km2(shape))
        code = str(facts.get("iso_3166_2") or "")
        row.codes = [code]
        if row.country in POSTAL_COUNTRIES:
            row.codes.append(code.split("-")[-1])
        return place_area(row, shape)


def _named(facts: dict[str, Any]) -> str:
    """The name in English, without the word for what kind of division it is."""
    return _bare(str(facts.get("name_en") or facts.get("name") or ""))


def _bare(name: str) -> str:
    """ "Province of Siena" -> "Siena", "Lviv Oblast" -> "Lviv", but "Central Region" stays."""
    bare = TYPE_BEHIND.sub("", TYPE_BEFORE.sub("", name)).strip(" -")
    return name if fold(bare) in TOO_GENERAL or not bare else bare


def yield_to_cities(regions: list[Row], cities: list[Row]) -> None:
    """Let a city stand before the region that is named for it: New York, Salzburg, Venice; but not before Quebec."""
    by_name: dict[str, list[Row]] = {}
    for city in cities:
        for name in {city.name, *(city.aliases if city.population > BIG_CITY // 2 else ())}:
            by_name.setdefault(fold(name), []).append(city)
    for region in regions:
        keys = {fold(name) for name in (region.name, *region.aliases)}
        big = area_km2(region.area) > BIG_REGION_KM2
        own = [
            city
            for key in keys
            for city in by_name.get(key, [])
            if city.country == region.country
            and not (big and city.population < BIG_CITY)
            and city.rank > region.rank - LESSER_TOWN
            and shapely.dwithin(region.area, shapely.Point(city.lon, city.lat), 0.1)
        ]
        if own:
            region.rank = min(region.rank, max(city.rank for city in own) - 2.0)
