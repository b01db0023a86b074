"""Places written by hand, for which no public table of shapes is at hand: ranges, deserts, lakes, seas, islands, parks,
coasts, historic regions, continents and their parts.

The files of `handmade/` hold one place after the other; a line that begins with blanks continues the one above it:

    NAME = ALIAS; ALIAS | KIND | COUNTRY or - | SHAPE

A name that ends in "!" means the place in lower case too, although it is an English word. SHAPE is one of
    circle KM LAT LON                 everything within KM of a point
    band KM: LAT LON, LAT LON, ...    everything within KM of a line
    area KM: LAT LON, ...             a polygon and KM round it (longitudes may pass 180)
    island KM LAT LON, ...            the islands that hold these points, from the coastlines, and KM round them
    lake KM LAT LON, ...              the lakes that hold these points, and KM of their shore
    regions SELECTOR; +CODE CODE      joined divisions, see `regions.Divisions`, and countries
    countries CODE CODE               joined countries
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tools.geo.names import fold
from training.gazetteer.regions import Divisions
from training.gazetteer.rows import Row, area_km2, place_area, place_line, region_rank, with_sure
from training.gazetteer.sources import polygons_of, read_lakes, read_land, unwrapped_ring

FOLDER = Path(__file__).parent / "handmade"

BETTER_KNOWN = 1.0
"""Extra rank of a place that travellers mean although a namesake has ten times its population."""

Points = list[tuple[float, float]]


class Maker:
    """Turns the lines of the handmade files into rows."""

    def __init__(self, work: Path, divisions: Divisions, countries: list[Row]) -> None:
        self.divisions = divisions
        self.countries = {row.country: row.area for row in countries}
        self.land = np.array(shapely.get_parts(read_land(work)), dtype=object)
        self.lakes = np.array([p for lake in read_lakes(work) for p in shapely.get_parts(lake)], dtype=object)

    def rows(self) -> list[Row]:
        """All handmade places. Raises: ValueError naming each file and line that cannot be read."""
        made, faults = [], []
        for path in sorted(FOLDER.glob("*.txt")):
            if path.stem in ("not_places", "nicknames"):
                continue
            for number, line in _lines(path):
                try:
                    made.append(self._row(line))
                except (ValueError, KeyError, IndexError) as error:
                    faults.append(f"{path.name}:{number}: {line[:60]}: {error!r}")
        if faults:
            raise ValueError("\n".join(faults))
        return made

    def _row(self, line: str) -> Row:
        names, kind, country, shape = (field.strip() for field in line.split("|"))
        name, _, others = names.partition("=")
        aliases = [alias.strip() for alias in others.split(";") if alias.strip()]
        known, sure = with_sure([name.strip(), *aliases])
        row = Row(known[0], kind, 0.0, 0.0, "" if country == "-" else country, aliases=known[1:], chosen=True)  # type: ignore[arg-type]
        row.sure_names = sure
        row.fame = 50
        verb, _, rest = shape.partition(" ")
        getattr(self, f"_{verb}")(row, rest)
        extent = area_km2(row.area) if row.area is not None else 3.1 * row.radius_km**2
        row.rank = {"continent": 21.0, "region": max(region_rank(extent), 9.2)}.get(kind, 9.5)
        return row

    def _circle(self, row: Row, rest: str) -> None:
        radius, lat, lon = (float(number) for number in rest.split())
        row.lat, row.lon, row.radius_km = lat, lon, radius

    def _band(self, row: Row, rest: str) -> None:
        width, _, points = rest.partition(":")
        place_line(row, _points(points), float(width))

    def _area(self, row: Row, rest: str) -> None:
        margin, _, points = rest.partition(":")
        corners = np.array([(lon, lat) for lat, lon in _points(points)])
        row.margin_km = float(margin or 0)
        place_area(row, unwrapped_ring(np.vstack([corners, corners[:1]])))

    def _island(self, row: Row, rest: str) -> None:
        self._pieces(row, rest, self.land, 0.0015)

    def _lake(self, row: Row, rest: str) -> None:
        self._pieces(row, rest, self.lakes, 0.003)

    def _pieces(self, row: Row, rest: str, pieces: Any, tolerance: float) -> None:
        margin, _, points = rest.strip().partition(" ")
        found = [piece for lat, lon in _points(points) for piece in pieces[shapely.intersects_xy(pieces, lon, lat)]]
        if len(found) < len(_points(points)):
            raise ValueError("no piece of land or lake at one of these points")
        row.margin_km = float(margin)
        place_area(row, polygons_of(shapely.simplify(shapely.union_all(found), tolerance)))

    def _regions(self, row: Row, rest: str) -> None:
        shapes = []
        for selector in (text.strip() for text in rest.split(";")):
            if selector.startswith("+"):
                shapes += [self.countries[code] for code in selector[1:].split()]
            else:
                shapes.append(self.divisions.select(selector))
        place_area(row, polygons_of(shapely.union_all(shapes)))

    def _countries(self, row: Row, rest: str) -> None:
        place_area(row, polygons_of(shapely.union_all([self.countries[code] for code in rest.split()])))


def words_that_are_no_places() -> set[str]:
    """Names of people and of fictional countries that the tables also know as some town."""
    return {line.strip() for _, line in _lines(FOLDER / "not_places.txt")}


def add_nicknames(cities: list[Row]) -> None:
    """Give cities the names that tables lack, and the best known of several namesakes its rank.

    Raises: ValueError when a line names no city.
    """
    by_name: dict[tuple[str, str], Row] = {}
    by_population = sorted(cities, key=lambda city: city.population)
    by_name |= {(fold(name), city.country): city for city in by_population for name in city.aliases}
    by_name |= {(fold(city.name), city.country): city for city in by_population}
    faults = []
    for number, line in _lines(FOLDER / "nicknames.txt"):
        name, country, *others = (field.strip() for field in line.replace("=", "|").split("|"))
        row = by_name.get((fold(name), country))
        if row is None:
            faults.append(f"nicknames.txt:{number}: no city {name} in {country}")
            continue
        row.nicknames, row.sure_names = with_sure([o.strip() for o in ";".join(others).split(";") if o.strip()])
        row.rank += BETTER_KNOWN
    if faults:
        raise ValueError("\n".join(faults))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The entries of a file, each on one line however it was folded, with the number of its first line."""
    text = path.read_text(encoding="utf-8")
    folded = re.compile(r"\n[ \t]+(?=\S)")
    for entry in re.finditer(r"^(?!#)\S.*(?:\n[ \t]+\S.*)*", text, re.MULTILINE):
        yield text.count("\n", 0, entry.start()) + 1, folded.sub(" ", entry.group())


def _points(text: str) -> Points:
    pairs = [tuple(float(number) for number in pair.split()) for pair in re.split(r"\s*,\s*", text.strip()) if pair]
    return [(lat, lon) for lat, lon in pairs]
