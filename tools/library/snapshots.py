"""Snapshots of the catalogue, taken after runs that changed it, and the way back to one.

It knows SQLite's backup and what makes a catalogue whole, nothing of pictures. What was indexed since a snapshot is
found again by the next run; vectors that do not belong to its rows are found by their checksums.

    keep_snapshot(writer.catalogue, folder); rebuild(folder)
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.errors import LibraryError
from tools.library.beside import sync_folder, written_beside
from tools.library.catalogue_file import open_to_look
from tools.library.disk_errors import named_storage_errors
from tools.library.lock import WriterLock
from tools.library.paths import SNAPSHOTS
from tools.library.row_checksums import wrong_rows
from tools.library.walk import CATALOGUE_NAME

AT_LEAST = timedelta(hours=1)
"""Between two snapshots: a watched folder changes the catalogue many times an hour."""

AGES = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""Kept: the newest, and the newest that is older than each of these."""

_STAMP = "catalogue-%Y%m%dT%H%M%SZ.sqlite"


@dataclass(frozen=True)
class Rebuilt:
    """`snapshot` is in place now, taken at that time; `aside` is where the catalogue that was there is kept."""

    snapshot: str
    taken_at: datetime
    aside: str | None


def keep_snapshot(connection: sqlite3.Connection, folder: Path, *, now: datetime | None = None) -> Path | None:
    """Take a snapshot unless one is recent enough, and remove those that age has made superfluous.

    Raises: LibraryFull.
    """
    now = now or datetime.now(UTC)
    there = _snapshots(folder)
    if there and abs(now - there[-1][0]) < AT_LEAST:
        return None
    place = folder / SNAPSHOTS
    with named_storage_errors(folder):
        place.mkdir(exist_ok=True)
        path = place / now.strftime(_STAMP)
        with written_beside(path) as draft, closing(sqlite3.connect(draft)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
    for _, old in _superfluous(_snapshots(folder), now):
        old.unlink(missing_ok=True)
    return path


def rebuild(folder: Path) -> Rebuilt:
    """Put the newest snapshot that is whole in the catalogue's place; what was there is kept beside it.

    Raises: LibraryError when no snapshot is whole; LibraryBusy.
    """
    with named_storage_errors(folder), WriterLock(folder):
        for taken_at, path in reversed(_snapshots(folder)):
            if is_whole_catalogue(path):
                return Rebuilt(path.name, taken_at, _put_in_place(folder, path))
    raise LibraryError(
        f"The library {folder} has no snapshot of its catalogue that is whole.",
        remedy="Restore the folder from a backup, or move it away and index again.",
    )


def is_whole_catalogue(path: Path) -> bool:
    """Whether SQLite finds every page, index and reference in order, and every row is as it was written."""
    try:
        with closing(open_to_look(path)) as connection:
            pages = connection.execute("PRAGMA integrity_check(1)").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchone()
            return pages == [("ok",)] and strays is None and not wrong_rows(connection)
    except (sqlite3.Error, UnicodeDecodeError):  # the second: a damaged text
        return False


def has_snapshots(folder: Path) -> bool:
    """Whether there is something to rebuild a catalogue from."""
    return bool(_snapshots(folder))


def _put_in_place(folder: Path, snapshot: Path) -> str | None:
    catalogue = folder / CATALOGUE_NAME
    aside = catalogue.with_name(f"{CATALOGUE_NAME}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    moved = False
    for tail in ("-wal", "-shm", ""):  # a log that stayed would be replayed into the snapshot
        with suppress(FileNotFoundError):
            os.replace(f"{catalogue}{tail}", f"{aside}{tail}")
            moved = moved or not tail
    sync_folder(folder)
    with written_beside(catalogue) as draft:
        draft.write_bytes(snapshot.read_bytes())
    return str(aside) if moved else None


def _snapshots(folder: Path) -> list[tuple[datetime, Path]]:
    """By rising time."""
    found = []
    for path in (folder / SNAPSHOTS).glob("catalogue-*.sqlite"):
        with suppress(ValueError):
            found.append((datetime.strptime(path.name, _STAMP).replace(tzinfo=UTC), path))
    return sorted(found)


def _superfluous(there: list[tuple[datetime, Path]], now: datetime) -> list[tuple[datetime, Path]]:
    kept = set(there[-1:])
    for age in AGES:
        younger = [entry for entry in there if now - entry[0] <= age]
        kept |= set(younger[:1]) | set([entry for entry in there if now - entry[0] >= age][-1:])
    return [entry for entry in there if entry not in kept]
