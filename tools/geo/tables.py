"""The gazetteer's two files, read once and looked up by folded name: places and their shapes.

Knows nothing of which of several namesakes is meant. Source and licences: `data/README.md`.

    tables().rows_of("paris")      # [(row, role), ...], best first
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from tools.geo.measures import city_radius_km, city_rank
from tools.geo.places import KINDS, Place
from tools.geo.shapes import Area, Band, Circle, Shape
from tools.types import Float64, GeoPoint

FOLDER = Path(__file__).parent / "data"

DEGREE = 10_000
"""Units of a degree in which points are kept: 11 m."""

COMMON, ORDINARY, NAMED_PERSON, NO_PLACE = 1, 2, 4, 8
"""Flags of a name: one of the commonest English words, any English word, a personal name, only that."""

ALIAS, CHOSEN, CODE, SURE = 1, 2, 4, 8
"""How a name belongs to a place: another name for it; written by hand; a code such as a state's two letters; by hand
and meant in lower case too, although it is a word."""

SHAPE_COLUMNS = ("degree", "lon", "lat", "margin", "ring_roles", "ring_counts", "ring_lengths")

OPEN_SEA_KM = 25.0
"""A point farther than this from every country is in none."""


@dataclass(frozen=True)
class Names:
    """What the tables know of one folded name: its marks, and (row, role) pairs, best first."""

    marks: int
    rows: tuple[tuple[int, int], ...]


class Tables:
    """The places and shapes of one folder."""

    def __init__(self, folder: Path) -> None:
        """Raises: FileNotFoundError when the folder has no tables."""
        self._folder = folder
        self._stored = zipfile.ZipFile(folder / "places.npz")
        self._keys = self._column("keys").tobytes()
        self._key_ends = np.cumsum(self._column("key_lengths"), dtype=np.int64)
        self._row_ends = np.cumsum(self._column("key_counts"), dtype=np.int64)
        self._key_flags = self._column("key_flags")
        self._key_rows = self._column("key_rows")
        self._key_roles = self._column("key_roles")
        self.kind: npt.NDArray[np.uint8] = self._column("kind")
        self.population: npt.NDArray[np.int32] = self._column("population")
        self.fame: npt.NDArray[np.uint8] = self._column("fame")

    def _column(self, name: str) -> npt.NDArray[Any]:
        return read_column(self._stored, name)

    @cached_property
    def lat(self) -> Float64:
        return self._column("lat") / DEGREE

    @cached_property
    def lon(self) -> Float64:
        return self._column("lon") / DEGREE

    @cached_property
    def _given(self) -> dict[int, tuple[float, float]]:
        """(rank, radius) of the rows whose rank or radius does not follow from people and fame."""
        measures = zip(self._column("given_rank").tolist(), self._column("given_radius").tolist(), strict=True)
        return dict(zip(self._column("given").tolist(), measures, strict=True))

    def rank(self, row: int) -> float:
        """The higher of two places of one name is meant."""
        if row in self._given:
            return self._given[row][0]
        return float(city_rank(float(self.population[row]), float(self.fame[row])))

    def _radius_km(self, row: int) -> float:
        known = self._given.get(row)
        return max(1.0, known[1] if known else city_radius_km(float(self.population[row]), self.country(row)))

    @cached_property
    def _shape(self) -> npt.NDArray[np.int16]:
        return self._column("shape")

    @cached_property
    def _name_ends(self) -> npt.NDArray[np.int64]:
        return np.cumsum(self._column("name_lengths"), dtype=np.int64)

    @cached_property
    def _names(self) -> bytes:
        return self._column("names").tobytes()

    @cached_property
    def _country(self) -> npt.NDArray[np.int16]:
        return self._column("country")

    @cached_property
    def _countries(self) -> list[str]:
        return [str(code) for code in self._column("countries")]

    @cached_property
    def _region(self) -> npt.NDArray[np.int16]:
        return self._column("region")

    @cached_property
    def _regions(self) -> list[str]:
        return self._column("regions").tobytes().decode().split("\n")

    def rows_of(self, key: str) -> Names | None:
        """What is known of a folded name."""
        wanted = key.encode()
        low, high = 0, len(self._key_ends)
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self._key_ends) or self._key(low) != wanted:
            return None
        span = slice(int(self._row_ends[low - 1]) if low else 0, int(self._row_ends[low]))
        rows = zip(self._key_rows[span].tolist(), self._key_roles[span].tolist(), strict=True)
        return Names(int(self._key_flags[low]), tuple(rows))

    def _key(self, index: int) -> bytes:
        return self._keys[int(self._key_ends[index - 1]) if index else 0 : int(self._key_ends[index])]

    def country(self, row: int) -> str:
        """ISO code, "" where there is none."""
        return str(self._countries[self._country[row]])

    def region(self, row: int) -> str:
        """The name of the first-level division a town lies in, "" where unknown."""
        return str(self._regions[self._region[row]])

    def name(self, row: int) -> str:
        return self._names[int(self._name_ends[row - 1]) if row else 0 : int(self._name_ends[row])].decode()

    def country_name(self, code: str) -> str:
        """The English name of a country by its code; the code itself where the tables have none."""
        found = self.rows_of(f"@{code.lower()}")
        rows = [row for row, _ in found.rows if KINDS[self.kind[row]] == "country"] if found else []
        return self.name(rows[0]) if rows else code

    @lru_cache(maxsize=4096)  # noqa: B019  the one table lives as long as the process
    def place(self, row: int) -> Place:
        """The place of a row; its border is not read yet."""
        kind, code = KINDS[self.kind[row]], self.country(row)
        parts = [self.name(row)]
        if kind in ("city", "town") and self.region(row) and self.region(row) != parts[0]:
            parts.append(self.region(row))
        if code and kind != "country":
            parts.append(self.country_name(code))
        center = GeoPoint(float(self.lat[row]), float(self.lon[row]))
        return Place(
            name=self.name(row),
            kind=kind,
            center=center,
            radius_km=self._radius_km(row),
            country=code or None,
            label=", ".join(parts),
            load_shape=lambda: self.shape(row),
            population=int(self.population[row]),
        )

    @lru_cache(maxsize=512)  # noqa: B019  see above
    def shape(self, row: int) -> Shape:
        """What a row's place covers."""
        number = int(self._shape[row])
        center = GeoPoint(float(self.lat[row]), float(self.lon[row]))
        if number < 0:
            return Circle(center, self._radius_km(row))
        return self._shapes.read(number)

    @cached_property
    def _shapes(self) -> StoredShapes:
        return StoredShapes(self._folder / "shapes.npz")


def read_column(stored: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    """One array of an .npz file, read whole: several times faster than through `numpy.load`."""
    column: npt.NDArray[Any] = np.load(io.BytesIO(stored.read(f"{name}.npy")), allow_pickle=False)
    return column


class StoredShapes:
    """The borders of one file, in differences of ten-thousandths of a degree."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as stored:
            columns = {name: read_column(stored, name) for name in SHAPE_COLUMNS}
        self._degree = int(columns["degree"])
        self._lon = np.cumsum(columns["lon"], dtype=np.int32)
        self._lat = np.cumsum(columns["lat"], dtype=np.int32)
        self._margin = columns["margin"]
        self._roles = columns["ring_roles"]
        self._first_ring = np.r_[0, np.cumsum(columns["ring_counts"], dtype=np.int64)]
        self._first_point = np.r_[0, np.cumsum(columns["ring_lengths"], dtype=np.int64)]

    def read(self, number: int) -> Shape:
        """One shape by its number."""
        margin = float(self._margin[number])
        rings = range(int(self._first_ring[number]), int(self._first_ring[number + 1]))
        if self._roles[rings[0]] == 2:
            return Band(tuple(GeoPoint(float(lat), float(lon)) for lon, lat in self._ring(rings[0])), margin)
        polygons: list[list[Any]] = []
        for ring in rings:
            if self._roles[ring] == 0:
                polygons.append([self._ring(ring)])
            else:
                polygons[-1].append(self._ring(ring))
        whole = [shapely.Polygon(shell, holes) for shell, *holes in polygons]
        area = shapely.MultiPolygon(whole)
        # rounding may make a ring touch itself
        return Area(area if area.is_valid else area.buffer(0), margin_km=margin)

    def _ring(self, ring: int) -> Float64:
        span = slice(int(self._first_point[ring]), int(self._first_point[ring + 1]))
        return np.stack([self._lon[span], self._lat[span]], axis=1) / self._degree


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The gazetteer in the box, read at the first call."""
    return Tables(FOLDER)
