"""The catalogue, readable by other programs. Only an earlier export is ever written over.

export_catalogue(catalogue, Path("pictures.csv"), format="csv", library=folder)
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.errors import BadRequest
from tools.library.beside import written_beside
from tools.library.catalogue import Catalogue
from tools.library.fact_store import facts_of, troubles
from tools.library.facts import STORED, FactValue
from tools.library.walk import CATALOGUE_NAME

_COLUMNS = (
    "image_id",
    "path",
    "width",
    "height",
    "format",
    "size_bytes",
    "taken_at",
    "offset_minutes",
    "lat",
    "lon",
    "camera",
    "taken_precision",
)


_FACTS = tuple(name for name in STORED if name != "camera")

_MADE_BY = ("made_by", "docent export")
_BEGINNINGS = (f'{{\n "{_MADE_BY[0]}": "{_MADE_BY[1]}"', ",".join(_COLUMNS[: _COLUMNS.index("camera") + 1]))
"""How what Docent exported begins, as JSON and as CSV (also before it had facts): what a new export may replace."""


def export_catalogue(catalogue: Catalogue, path: Path, *, library: Path, format: str = "json") -> int:
    """Write one record per file (equal bytes share an image id) and the skipped ones; how many records.

    JSON: {"made_by", "models", "encoders", "folders", "pictures", "skipped", "damaged_metadata"}, each picture with its
    "facts" as {"value", "source"}; CSV: the pictures alone, a column a fact and one for the sources.

    Raises: BadRequest for another format, a place that cannot be written, a file that is no earlier export, and any
    place inside the library.
    """
    if format not in ("json", "csv"):
        raise BadRequest(f"There is no export format {format!r}.", remedy="Choose json or csv.")
    write = _write_csv if format == "csv" else _write_json
    try:
        target = path.resolve()  # what a link names is what would be replaced
        _refuse_what_is_not_ours(target, library)
        if _is_stream(target):
            return write(catalogue, target)
        with written_beside(target) as draft:
            return write(catalogue, draft)
    except OSError as error:
        raise BadRequest(
            f"The export cannot be written to {path} ({error.strerror}).", remedy="Choose another file."
        ) from error


def _refuse_what_is_not_ours(target: Path, library: Path) -> None:
    if target.is_relative_to(library.resolve()):
        raise BadRequest(
            f"{target} lies inside the library, where nothing else may be.", remedy="Choose a file elsewhere."
        )
    if target.name.startswith(CATALOGUE_NAME):  # a folder that holds one is taken for a library and left out
        raise BadRequest(f"{target.name} is the name of a library's own file.", remedy="Choose another name.")
    if target.is_dir():
        raise BadRequest(f"{target} is a folder.", remedy="Name a file in it.")
    if target.exists() and not _is_stream(target) and not _is_export(target):
        raise BadRequest(
            f"{target} is there already and is not something that Docent exported, so it is left as it is.",
            remedy="Choose another file, or move that one away first.",
        )


def _is_stream(target: Path) -> bool:
    """A terminal or a pipe, such as /dev/stdout: nothing in it can be lost."""
    return target.is_char_device() or target.is_fifo()


def _is_export(target: Path) -> bool:
    with open(target, "rb") as file:
        beginning = file.read(max(map(len, _BEGINNINGS)))
    return beginning.startswith(tuple(text.encode() for text in _BEGINNINGS))


def _records(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    yield from catalogue.all(
        "SELECT p.image_id, f.path, p.width, p.height, p.format, p.size_bytes, p.taken_at, p.offset_minutes, p.lat,"
        " p.lon, p.camera, p.taken_precision FROM files f JOIN pictures p ON p.image_id = f.image_id ORDER BY f.path"
    )


def _write_csv(catalogue: Catalogue, path: Path) -> int:
    records = list(_records(catalogue))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*_COLUMNS, *_FACTS, "sources"])
        for record in records:
            facts = facts_of(catalogue, record[0])
            values = [_flat(facts[name].value) if name in facts else None for name in _FACTS]
            sources = json.dumps({name: fact.source for name, fact in facts.items()})
            writer.writerow([_inert(value) for value in [*record, *values, sources]])
    return len(records)


def _inert(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is quoted: names in metadata come from strangers."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _flat(value: FactValue) -> Any:
    """Lists as a cell of a table."""
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value


def _write_json(catalogue: Catalogue, path: Path) -> int:
    pictures = [
        {
            **dict(zip(_COLUMNS, record, strict=True)),
            "facts": {name: asdict(fact) for name, fact in facts_of(catalogue, record[0]).items()},
        }
        for record in _records(catalogue)
    ]
    document = {
        _MADE_BY[0]: _MADE_BY[1],
        "models": catalogue.meta("models"),
        "encoders": {channel: entry.encoder for channel, entry in catalogue.vector_files().items()},
        "folders": catalogue.folders(),
        "pictures": pictures,
        "skipped": [{"path": item.path, "cause": item.cause, "remedy": item.remedy} for item in catalogue.skipped()],
        "damaged_metadata": [{"path": path, "cause": cause} for path, cause in troubles(catalogue)],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(pictures)
