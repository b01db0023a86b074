"""The catalogue's tables, as numbered migrations, and how a connection to them is made.

It knows SQLite and no pictures. `PRAGMA user_version` is the number of migrations applied.

    connection = connect(Path("library/catalogue.sqlite"))
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tools.errors import LibraryTooNew
from tools.library.disk_errors import named_storage_errors

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('version', '0'), ('next_row', '0');

    CREATE TABLE vectors (
        channel TEXT PRIMARY KEY, encoder TEXT NOT NULL, dim INTEGER NOT NULL, file TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE pictures (              -- one row per distinct content, whether a file still holds it or not
        image_id TEXT PRIMARY KEY,       -- first 16 hex digits of the content's SHA-256
        row INTEGER NOT NULL UNIQUE,     -- of its vectors, the same in each vector file
        vectors_crc INTEGER NOT NULL,    -- CRC-32 over its vectors' bytes, content then style
        size_bytes INTEGER NOT NULL,
        width INTEGER NOT NULL, height INTEGER NOT NULL,
        format TEXT NOT NULL,
        orientation INTEGER NOT NULL,
        taken_at TEXT,                   -- local wall clock, ISO 8601 without offset
        offset_minutes INTEGER,          -- of that clock from UTC, when known
        lat REAL, lon REAL,
        camera TEXT
    ) WITHOUT ROWID;

    CREATE TABLE files (
        path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
        image_id TEXT NOT NULL REFERENCES pictures(image_id)
    ) WITHOUT ROWID;
    CREATE INDEX files_by_image ON files(image_id);

    CREATE TABLE folders (path TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE skipped (path TEXT PRIMARY KEY, cause TEXT NOT NULL, remedy TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE blobs (name TEXT PRIMARY KEY, version INTEGER NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;

    CREATE TABLE reembedded (row INTEGER PRIMARY KEY, vectors_crc INTEGER NOT NULL);
    """,
    """
    ALTER TABLE pictures ADD COLUMN facts_version INTEGER NOT NULL DEFAULT 0;  -- of what read `embedded`
    ALTER TABLE pictures ADD COLUMN embedded TEXT NOT NULL DEFAULT '[]';       -- JSON: what its own blocks say
    ALTER TABLE pictures ADD COLUMN taken_precision TEXT;                      -- "year", "month", "day", "second"

    CREATE TABLE sidecars (              -- what the files beside a picture's file say
        path TEXT PRIMARY KEY,           -- of the picture's file
        stamp TEXT NOT NULL,             -- names, sizes and times of the sidecars
        readings TEXT NOT NULL           -- JSON
    ) WITHOUT ROWID;

    CREATE TABLE facts (                 -- settled: one value each, and the source that won
        name TEXT NOT NULL,
        image_id TEXT NOT NULL REFERENCES pictures(image_id) ON DELETE CASCADE,
        value NOT NULL,                  -- a number, text, or JSON for lists
        source TEXT NOT NULL,
        PRIMARY KEY (name, image_id)
    ) WITHOUT ROWID;
    CREATE INDEX facts_by_picture ON facts(image_id);

    CREATE TABLE texts (                 -- a picture's own words
        id INTEGER PRIMARY KEY,
        image_id TEXT NOT NULL UNIQUE REFERENCES pictures(image_id) ON DELETE CASCADE,
        names TEXT NOT NULL, title TEXT NOT NULL, caption TEXT NOT NULL, keywords TEXT NOT NULL, people TEXT NOT NULL
    );
    CREATE VIRTUAL TABLE words USING fts5(
        names, title, caption, keywords, people,
        content='texts', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
    );
    CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
        INSERT INTO words(rowid, names, title, caption, keywords, people)
        VALUES (new.id, new.names, new.title, new.caption, new.keywords, new.people);
    END;
    CREATE TRIGGER texts_removed AFTER DELETE ON texts BEGIN
        INSERT INTO words(words, rowid, names, title, caption, keywords, people)
        VALUES ('delete', old.id, old.names, old.title, old.caption, old.keywords, old.people);
    END;
    """,
)

_BUSY_MS = 10_000


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, usable from any thread, migrated to the newest schema.

    Raises: LibraryTooNew, LibraryBusy, LibraryFull or LibraryError.
    """
    with named_storage_errors(path.parent):
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # FULL, because a batch holds seconds of work and one more fsync costs milliseconds
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
    return connection


def schema_version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has had."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if schema_version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")  # two openers at once: the second waits here and finds it done
    try:
        found = schema_version(connection)
        if found > len(MIGRATIONS):
            raise LibraryTooNew(
                f"The library {path.parent} was written by a newer Docent (format {found}, this one reads up to"
                f" {len(MIGRATIONS)}).",
                remedy="Update Docent, or choose another library with --library PATH.",
            )
        for number, script in enumerate(MIGRATIONS[found:], start=found + 1):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """The script's statements one by one: `executescript` would commit the transaction around them."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
