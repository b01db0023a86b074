"""Facts in the catalogue: settled from what was read, kept with the source that won, given back by picture or by name.

It knows tables and readings, no files. Everything that changes them runs inside the writer's transaction.

    settle_pictures(catalogue, ["0123456789abcdef"]); facts_of(catalogue, "0123456789abcdef")["title"].source
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from tools.library.catalogue import Catalogue, columns_of
from tools.library.facts import FLAGS, LISTS, VERSION, Fact, Facts, FactValue, Reading, name_readings, settle
from tools.library.facts.model import from_json, to_json
from tools.types import ImageId

_SHOWN_FIRST = ("taken_at", "position", "camera", "title", "caption", "keywords", "people")


def settle_pictures(catalogue: Catalogue, image_ids: Iterable[ImageId]) -> None:
    """Settle those pictures' facts anew: from their own blocks, their files' sidecars and names.

    A picture whose blocks no version has read yet keeps what the first format knew of it.
    """
    for image_id in image_ids:
        found = catalogue.all("SELECT embedded FROM pictures WHERE image_id = ? AND facts_version > 0", image_id)
        if found:
            paths = catalogue.paths(image_id)
            readings = [*from_json(found[0][0]), *_around(catalogue, paths)]
            _put(catalogue, image_id, settle(readings), paths)


def _around(catalogue: Catalogue, paths: Iterable[str]) -> list[Reading]:
    """What sidecars and names say, of each file that holds the bytes in turn."""
    readings: list[Reading] = []
    for path in paths:
        beside = catalogue.one("SELECT readings FROM sidecars WHERE path = ?", path)
        readings += from_json(beside) if beside else ()
        readings += name_readings(path)
    return readings


def _put(catalogue: Catalogue, image_id: ImageId, facts: Facts, paths: list[str]) -> None:
    catalogue.run(
        "UPDATE pictures SET taken_at = ?, offset_minutes = ?, lat = ?, lon = ?, camera = ?, taken_precision = ?"
        " WHERE image_id = ?",
        *columns_of(facts),
        image_id,
    )
    catalogue.run("DELETE FROM facts WHERE image_id = ?", image_id)
    rows = [(name, image_id, _stored(fact.value), fact.source) for name, fact in facts.values.items()]
    catalogue.run_many("INSERT INTO facts VALUES (?, ?, ?, ?)", rows)
    catalogue.run("DELETE FROM texts WHERE image_id = ?", image_id)
    words = [_names(paths), *(_words(facts, name) for name in ("title", "caption", "keywords", "people"))]
    catalogue.run(
        "INSERT INTO texts (image_id, names, title, caption, keywords, people) VALUES (?, ?, ?, ?, ?, ?)",
        image_id,
        *words,
    )


def _names(paths: list[str]) -> str:
    """File names without their suffix, and names of their folders, each once."""
    stems = (os.path.splitext(path)[0] for path in paths)
    parts = (part for stem in stems for part in (os.path.basename(stem), os.path.basename(os.path.dirname(stem))))
    return "\n".join(dict.fromkeys(parts))


def _words(facts: Facts, name: str) -> str:
    fact = facts.values.get(name)
    if fact is None:
        return ""
    return "\n".join(map(str, fact.value)) if isinstance(fact.value, tuple) else str(fact.value)


def _stored(value: FactValue) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value


def _given(name: str, value: Any) -> FactValue:
    """As it was settled: lists are JSON, flags numbers."""
    if name in (*LISTS, "position"):
        return tuple(json.loads(value))
    found: FactValue = bool(value) if name in FLAGS else value
    return found


def facts_of(catalogue: Catalogue, image_id: ImageId) -> dict[str, Fact]:
    """Every fact of a picture with the source that won, the most asked for first."""
    rows = catalogue.all("SELECT name, value, source FROM facts WHERE image_id = ?", image_id)
    found = {name: Fact(_given(name, value), source) for name, value, source in rows}
    order = [*_SHOWN_FIRST, *sorted(found.keys() - set(_SHOWN_FIRST))]
    return {name: found[name] for name in order if name in found}


def values_of(catalogue: Catalogue, name: str) -> dict[ImageId, FactValue]:
    """One fact of every picture that has it."""
    rows = catalogue.all("SELECT image_id, value FROM facts WHERE name = ?", name)
    return {image_id: _given(name, value) for image_id, value in rows}


_OF_PICTURES = {"width": "width", "height": "height", "bytes": "size_bytes", "kind": "format"}


def column(catalogue: Catalogue, name: str) -> Mapping[ImageId, Any]:
    """One fact of every picture that has it, also those that the catalogue keeps elsewhere: `width`, `height`,
    `bytes`, `kind`, `taken_precision` and `paths` (every file of a picture with several)."""
    if name in _OF_PICTURES:
        return dict(catalogue.all(f"SELECT image_id, {_OF_PICTURES[name]} FROM pictures"))
    if name == "taken_precision":
        return dict(catalogue.all("SELECT image_id, taken_precision FROM pictures WHERE taken_precision IS NOT NULL"))
    if name == "paths":
        found: dict[ImageId, tuple[str, ...]] = {}
        rows = catalogue.all(
            "SELECT image_id, path FROM files WHERE image_id IN"
            " (SELECT image_id FROM files GROUP BY image_id HAVING COUNT(*) > 1) ORDER BY path"
        )
        for image_id, path in rows:
            found[image_id] = (*found.get(image_id, ()), path)
        return found
    return values_of(catalogue, name)


# --- what is read again


def stale(catalogue: Catalogue) -> set[ImageId]:
    """Pictures whose own blocks were read by an older version, or never."""
    rows = catalogue.all("SELECT image_id FROM pictures WHERE facts_version < ?", VERSION)
    return {row[0] for row in rows}


def put_embedded(catalogue: Catalogue, image_id: ImageId, readings: Iterable[Reading]) -> None:
    """Keep what a picture's own blocks say."""
    catalogue.run(
        "UPDATE pictures SET embedded = ?, facts_version = ? WHERE image_id = ?", to_json(readings), VERSION, image_id
    )


def stamps(catalogue: Catalogue) -> dict[str, str]:
    """By the path of a picture's file: which sidecars were read for it."""
    return dict(catalogue.all("SELECT path, stamp FROM sidecars"))


def put_sidecars(catalogue: Catalogue, path: str, stamp: str, readings: Iterable[Reading]) -> None:
    """Keep what a file's sidecars say; an empty stamp forgets them."""
    catalogue.run("DELETE FROM sidecars WHERE path = ?", path)
    if stamp:
        catalogue.run("INSERT INTO sidecars VALUES (?, ?, ?)", path, stamp, to_json(readings))


def troubles(catalogue: Catalogue) -> list[tuple[str, str]]:
    """(file, cause) of every block and sidecar that could not be read."""
    found: list[tuple[str, str]] = []
    rows = catalogue.all(
        "SELECT MIN(f.path), p.embedded FROM pictures p JOIN files f ON f.image_id = p.image_id"
        " WHERE p.embedded LIKE '%.\"]%' GROUP BY p.image_id"
    )
    rows += catalogue.all("SELECT path, readings FROM sidecars WHERE readings LIKE '%.\"]%'")
    for path, text in rows:
        found += [(path, reading.trouble) for reading in from_json(text) if reading.trouble]
    return sorted(found)
