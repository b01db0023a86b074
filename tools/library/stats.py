"""A library in numbers.

count_up(catalogue, folder).pictures
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.library.catalogue import Catalogue
from tools.library.paths import THUMBNAILS, VECTORS
from tools.library.thumbnails import Thumbnails
from tools.library.walk import CATALOGUE_NAME


@dataclass(frozen=True)
class LibraryStats:
    """`pictures` are distinct contents that a file holds; `resting` have vectors and no file. `first_taken` and
    `last_taken` are local wall-clock times in ISO 8601. Sizes in bytes on disk."""

    pictures: int
    files: int
    folders: int
    skipped: int
    resting: int
    with_place: int
    with_time: int
    first_taken: str | None
    last_taken: str | None
    formats: dict[str, int]
    models_name: str | None
    encoders: dict[str, str]
    catalogue_bytes: int
    vectors_bytes: int
    thumbnails_bytes: int


def count_up(catalogue: Catalogue, folder: Path) -> LibraryStats:
    """Count in one snapshot."""
    with catalogue.transaction(write=False):
        held = "FROM pictures WHERE image_id IN (SELECT image_id FROM files)"
        counts = catalogue.all(f"SELECT COUNT(*), COUNT(lat), COUNT(taken_at), MIN(taken_at), MAX(taken_at) {held}")[0]
        return LibraryStats(
            pictures=counts[0],
            files=catalogue.one("SELECT COUNT(*) FROM files"),
            folders=catalogue.one("SELECT COUNT(*) FROM folders"),
            skipped=catalogue.one("SELECT COUNT(*) FROM skipped"),
            resting=catalogue.one("SELECT COUNT(*) FROM pictures") - counts[0],
            with_place=counts[1],
            with_time=counts[2],
            first_taken=counts[3],
            last_taken=counts[4],
            formats=dict(catalogue.all(f"SELECT format, COUNT(*) {held} GROUP BY format ORDER BY 2 DESC")),
            models_name=catalogue.meta("models"),
            encoders={channel: entry.encoder for channel, entry in catalogue.vector_files().items()},
            catalogue_bytes=_bytes(folder.glob(f"{CATALOGUE_NAME}*")),
            vectors_bytes=_bytes((folder / VECTORS).glob("*")),
            thumbnails_bytes=_bytes(Thumbnails(folder / THUMBNAILS).files()),
        )


def _bytes(paths: Iterable[Path]) -> int:
    total = 0
    for path in paths:
        try:
            total += os.stat(path).st_size
        except FileNotFoundError:
            continue  # a writer finished or swept it meanwhile
    return total
