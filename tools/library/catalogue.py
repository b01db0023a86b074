"""The catalogue: pictures and files in SQLite, behind typed queries.

It knows rows of tables, nothing of pixels, encoders or vector files. Changes happen inside `transaction()`.

    catalogue = Catalogue(connect(path)); catalogue.picture("0123456789abcdef")
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tools.library.disk_errors import named_storage_errors
from tools.library.facts import VERSION, Facts
from tools.library.facts.model import to_json
from tools.library.row_checksums import wrong_rows
from tools.library.snapshots import keep_snapshot
from tools.library.walk import SeenFile
from tools.types import GeoPoint, ImageId, Picture, Skipped


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One distinct content as it is stored. `row` is that of its vectors."""

    image_id: ImageId
    row: int
    vectors_crc: int
    size_bytes: int
    width: int
    height: int
    format: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of the last run: its size, times and content."""

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int
    image_id: ImageId

    @property
    def stat(self) -> tuple[int, int, int, int]:
        """What says that a file is unchanged. Size and mtime alone do not: files swap names, tools set times back."""
        return self.size, self.mtime_ns, self.inode, self.ctime_ns


@dataclass(frozen=True, slots=True)
class VectorFileRow:
    """Which encoder filled which vector file of a channel."""

    channel: str
    encoder: str
    dim: int
    file: str


class Catalogue:
    """One connection's view of the tables. Safe to share between threads: calls take turns.

    Each raises, for what storage does: LibraryFull, LibraryBusy, LibraryReadOnly, LibraryError.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._turn = threading.RLock()
        self._folder = Path(connection.execute("PRAGMA database_list").fetchone()[2]).parent

    def close(self) -> None:
        with self._turn:
            self._connection.close()

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """All or nothing; with `write=False` a snapshot that no writer disturbs."""
        with self._turn, named_storage_errors(self._folder):
            self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._turn, named_storage_errors(self._folder):
            return self._connection.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        with self._turn, named_storage_errors(self._folder):
            row = self._connection.execute(query, values).fetchone()
        return None if row is None else row[0]

    def run(self, query: str, *values: Any) -> int:
        """Execute a change; the number of rows it touched."""
        with self._turn, named_storage_errors(self._folder):
            return self._connection.execute(query, values).rowcount

    def run_many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self._turn, named_storage_errors(self._folder):
            self._connection.executemany(query, rows)

    def snapshot(self, folder: Path) -> Path | None:
        """Keep a snapshot of it, unless one is recent enough."""
        with self._turn:
            return keep_snapshot(self._connection, folder)

    def wrong_rows(self) -> dict[str, int]:
        """By table: how many rows are not as they were written."""
        with self._turn, named_storage_errors(self._folder):
            return wrong_rows(self._connection)

    # --- meta

    def meta(self, key: str) -> str | None:
        value: str | None = self.one("SELECT value FROM meta WHERE key = ?", key)
        return value

    def set_meta(self, key: str, value: str | None) -> None:
        if value is None:
            self.run("DELETE FROM meta WHERE key = ?", key)
        else:
            self.run("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value)

    def version(self) -> int:
        """Grows with every change that a reader could see."""
        return int(self.meta("version") or 0)

    def bump_version(self) -> None:
        self.run("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'version'")

    def next_row(self) -> int:
        """The row that the next vectors get: every committed row lies below it, and none is used twice."""
        return int(self.meta("next_row") or 0)

    def vector_files(self) -> dict[str, VectorFileRow]:
        return {row[0]: VectorFileRow(*row) for row in self.all("SELECT channel, encoder, dim, file FROM vectors")}

    def set_vector_file(self, entry: VectorFileRow) -> None:
        self.run("DELETE FROM vectors WHERE channel = ?", entry.channel)
        self.run("INSERT INTO vectors VALUES (?, ?, ?, ?)", entry.channel, entry.encoder, entry.dim, entry.file)

    def set_blob(self, name: str, data: bytes) -> None:
        """Bytes that callers keep with the library, with the version at which they were made."""
        self.run("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?)", name, self.version(), data)

    # --- pictures and files

    def image_ids(self) -> set[ImageId]:
        """Every content that has vectors, whether a file still holds it or not."""
        return {row[0] for row in self.all("SELECT image_id FROM pictures")}

    def known_files(self) -> dict[str, KnownFile]:
        rows = self.all("SELECT path, size, mtime_ns, inode, ctime_ns, image_id FROM files")
        return {row[0]: KnownFile(*row[1:]) for row in rows}

    def put_pictures(self, pictures: Iterable[PictureRow]) -> None:
        """Add pictures; one that is there already gets the new row of vectors and what its blocks said just now."""
        marks = ", ".join("?" * 16)
        self.run_many(
            f"INSERT INTO pictures VALUES ({marks}) ON CONFLICT (image_id) DO UPDATE"
            " SET row = excluded.row, vectors_crc = excluded.vectors_crc,"
            " facts_version = excluded.facts_version, embedded = excluded.embedded",
            map(_picture_values, pictures),
        )

    def checksums(self) -> list[tuple[ImageId, int, int]]:
        """(image_id, row, vectors_crc) of every content, by rising row."""
        return [tuple(row) for row in self.all("SELECT image_id, row, vectors_crc FROM pictures ORDER BY row")]

    def put_files(self, files: Iterable[tuple[SeenFile, ImageId]]) -> None:
        """Add or replace files; they are no longer among the skipped."""
        rows = [(seen.path, *seen.stat, image_id) for seen, image_id in files]
        columns = "path, size, mtime_ns, inode, ctime_ns, image_id"
        self.run_many(f"INSERT OR REPLACE INTO files ({columns}) VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.run_many("DELETE FROM skipped WHERE path = ?", [(row[0],) for row in rows])

    def remove_files(self, paths: Iterable[str]) -> None:
        self.run_many("DELETE FROM files WHERE path = ?", [(path,) for path in paths])

    def picture(self, image_id: ImageId) -> Picture | None:
        """A picture that at least one file holds, or None."""
        found = self.all(f"SELECT {_PICTURE_COLUMNS} FROM pictures WHERE image_id = ?", image_id)
        paths = self.paths(image_id)
        return _picture(found[0], paths) if found and paths else None

    def paths(self, image_id: ImageId) -> list[str]:
        """Every file that holds those bytes, in order."""
        return [row[0] for row in self.all("SELECT path FROM files WHERE image_id = ? ORDER BY path", image_id)]

    def held_by(self, paths: Iterable[str]) -> set[ImageId]:
        """The pictures that these files hold."""
        found = (self.one("SELECT image_id FROM files WHERE path = ?", path) for path in paths)
        return {image_id for image_id in found if image_id is not None}

    def present(self) -> list[tuple[Any, ...]]:
        """(image_id, row, path, lat, lon, taken_at, camera, taken_precision) of each picture that a file holds, by
        rising row."""
        return self.all(
            "SELECT p.image_id, p.row, MIN(f.path), p.lat, p.lon, p.taken_at, p.camera, p.taken_precision"
            " FROM pictures p JOIN files f ON f.image_id = p.image_id GROUP BY p.image_id ORDER BY p.row"
        )

    def resting(self) -> list[ImageId]:
        """Contents that no file holds any more; their vectors wait for the file to come back."""
        query = "SELECT image_id FROM pictures WHERE image_id NOT IN (SELECT image_id FROM files) ORDER BY row"
        return [row[0] for row in self.all(query)]

    # --- skipped and folders

    def skipped(self) -> list[Skipped]:
        return [Skipped(*row) for row in self.all("SELECT path, cause, remedy FROM skipped ORDER BY path")]

    def put_skipped(self, skipped: Iterable[Skipped]) -> None:
        rows = [(item.path, item.cause, item.remedy) for item in skipped]
        self.run_many("INSERT OR REPLACE INTO skipped VALUES (?, ?, ?)", rows)

    def folders(self) -> list[str]:
        return [row[0] for row in self.all("SELECT path FROM folders ORDER BY path")]

    def add_folder(self, path: str) -> None:
        """Remember a folder; one inside it or around it is not remembered twice."""
        known = self.folders()
        if any(path == other or path.startswith(other.rstrip(os.sep) + os.sep) for other in known):
            return
        inside = [other for other in known if other.startswith(path.rstrip(os.sep) + os.sep)]
        self.run_many("DELETE FROM folders WHERE path = ?", [(other,) for other in inside])
        self.run("INSERT INTO folders VALUES (?)", path)


_PICTURE_COLUMNS = "image_id, width, height, format, taken_at, offset_minutes, lat, lon, camera"


def _picture_values(picture: PictureRow) -> tuple[Any, ...]:
    facts = picture.facts
    return (
        picture.image_id,
        picture.row,
        picture.vectors_crc,
        picture.size_bytes,
        picture.width,
        picture.height,
        picture.format,
        facts.orientation,
        *columns_of(facts)[:5],
        VERSION,
        to_json(facts.readings),
        facts.taken_precision,
    )


def columns_of(facts: Facts) -> tuple[Any, ...]:
    """taken_at, offset_minutes, lat, lon, camera and taken_precision, as the table of pictures has them."""
    taken, point = facts.taken_at, facts.point
    offset = taken.utcoffset() if taken else None
    return (
        taken.replace(tzinfo=None).isoformat(timespec="seconds") if taken else None,
        None if offset is None else round(offset.total_seconds() / 60),
        point.lat if point else None,
        point.lon if point else None,
        facts.camera,
        facts.taken_precision,
    )


def _picture(row: tuple[Any, ...], paths: list[str]) -> Picture:
    image_id, width, height, format_name, taken_at, offset_minutes, lat, lon, camera = row
    taken = datetime.fromisoformat(taken_at) if taken_at else None
    if taken is not None and offset_minutes is not None:
        taken = taken.replace(tzinfo=timezone(timedelta(minutes=offset_minutes)))
    point = GeoPoint(lat, lon) if lat is not None and lon is not None else None
    folders = tuple(dict.fromkeys(os.path.dirname(path) for path in paths))
    return Picture(image_id, paths[0], width, height, taken, point, camera, format_name, folders)
