"""The catalogue as a file: made in one step, recognised before anything is written to it, opened also where nothing may
be written.

It knows SQLite's files and no tables but their names. SQLite itself does all the looking: closing another handle on the
file would drop the locks that this process has on it.

    create(Path("library/catalogue.sqlite")); connection = connect(Path("library/catalogue.sqlite"))
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from tools.errors import LibraryError, LibraryMissing
from tools.library.beside import sync_folder
from tools.library.disk_errors import REBUILD, named_storage_errors, read_only_error
from tools.library.row_checksums import keep_checksums, offer_checksum
from tools.library.schema import APPLICATION_ID, is_current, migrate, refuse_newer

_BUSY_MS = 10_000
_OWN_TABLES = {"meta", "vectors", "pictures", "files", "folders", "skipped", "blobs"}
"""By these a catalogue is known that was made before it carried an application id."""


def create(path: Path) -> None:
    """A new, empty catalogue at `path`, there as a whole or not at all; what is there already stays.

    Raises: LibraryFull, LibraryReadOnly or LibraryError.
    """
    with (
        named_storage_errors(path.parent),
        tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent, ignore_cleanup_errors=True) as folder,
    ):
        draft = Path(folder, path.name)
        with closing(_opened(draft, "rwc")) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, draft)
        try:
            os.link(draft, path)  # unlike a rename it never replaces what another process made meanwhile
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            if not path.exists():
                draft.rename(path)
        sync_folder(path.parent)


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, usable from any thread, migrated to the newest schema.

    Where nothing may be written it answers queries only: from the file itself, or from a copy if SQLite would have to
    write to read it.

    Raises: LibraryMissing, LibraryTooNew, LibraryBusy, LibraryFull or LibraryError; the last for a file that is no
    catalogue of Docent's, which is left as it is.
    """
    with named_storage_errors(path.parent):
        _recognise(path)
        if not may_write(path.parent, path):
            return _read_only(path)
        connection = _opened(path, "rw")
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # FULL, because a batch holds seconds of work and one more fsync costs milliseconds
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            keep_checksums(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that reads a catalogue at rest, such as a snapshot, and makes no file beside it."""
    return _opened(path, "ro", options="&immutable=1")


def may_write(*paths: Path) -> bool:
    """Whether this process may write to all of these."""
    return all(os.access(path, os.W_OK) for path in paths)


def require_writable(path: Path) -> None:
    """Raises: LibraryReadOnly when the catalogue or its folder may only be read."""
    if path.exists() and not may_write(path.parent, path):
        raise read_only_error(path.parent)


class _Copy(sqlite3.Connection):
    """A connection to a copy, which goes with it."""

    folder: Path | None = None

    def close(self) -> None:
        super().close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def _opened(
    path: Path, mode: str, *, options: str = "", factory: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}{options}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_BUSY_MS / 1000,
        factory=factory,
    )
    offer_checksum(connection)
    return connection


def _recognise(path: Path) -> None:
    """Raises: LibraryMissing; LibraryError unless it is Docent's catalogue; LibraryTooNew for one of a later version.

    `immutable` makes SQLite look without taking locks, replaying logs or making files.
    """
    if not path.exists():
        raise LibraryMissing(f"There is no library at {path.parent}.", remedy="Make one with: docent index FOLDER.")
    if path.stat().st_size == 0:
        raise LibraryError(
            f"The catalogue of {path.parent} is damaged: it is empty, 0 bytes long.",
            remedy=REBUILD,
        )
    try:
        with closing(open_to_look(path)) as connection:
            _refuse_strangers(connection, path)
    except sqlite3.DatabaseError:  # such as a file that a full disk kept from growing: its log holds the rest
        with closing(_opened(path, "ro")) as connection:
            _refuse_strangers(connection, path)


def _refuse_strangers(connection: sqlite3.Connection, path: Path) -> None:
    known = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if known == 0:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        known = APPLICATION_ID if names >= _OWN_TABLES else 0
    if known != APPLICATION_ID:
        raise LibraryError(
            f"{path} is another program's database, so nothing was written to it.",
            remedy="Choose another folder for the library with --library PATH.",
        )
    refuse_newer(connection, path)


def _read_only(path: Path) -> sqlite3.Connection:
    """In place where SQLite can, else from a copy: a log without its index, or an older schema, needs writing."""
    options = "&immutable=1" if _never_changes(path) else ""
    connection = _opened(path, "ro", options=options)
    with suppress(sqlite3.OperationalError):
        if is_current(connection):
            connection.execute("PRAGMA query_only = ON")
            return connection
    connection.close()
    return _copied(path)


def _never_changes(path: Path) -> bool:
    """On a medium mounted for reading, with no log beside the catalogue that would have to be replayed."""
    statvfs = getattr(os, "statvfs", None)
    mounted_to_read = statvfs is not None and bool(statvfs(path).f_flag & os.ST_RDONLY)
    return mounted_to_read and not _log_bytes(path)


def _copied(path: Path) -> sqlite3.Connection:
    folder = Path(tempfile.mkdtemp(prefix="docent-read-"))
    try:
        before = None
        while before != (before := (path.stat().st_mtime_ns, _log_bytes(path))):  # its owner may be writing just now
            for name in (path.name, f"{path.name}-wal"):
                with suppress(FileNotFoundError):
                    shutil.copyfile(path.with_name(name), folder / name)
        connection = _opened(folder / path.name, "rw", factory=_Copy)
        assert isinstance(connection, _Copy)
        connection.folder = folder
        try:
            migrate(connection, path)
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return connection


def _log_bytes(path: Path) -> int:
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except FileNotFoundError:
        return 0
