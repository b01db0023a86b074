"""The catalogue's tables, as numbered migrations.

It knows SQLite and no pictures. `PRAGMA user_version` is the number of migrations applied, `PRAGMA application_id` says
whose file it is.

    migrate(connection, Path("library/catalogue.sqlite"))
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tools.errors import LibraryTooNew

APPLICATION_ID = int.from_bytes(b"Dcnt")
"""In the file's header; `file catalogue.sqlite` shows it."""

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
    """
    ALTER TABLE files ADD COLUMN ctime_ns INTEGER NOT NULL DEFAULT 0;  -- 0: unknown, so the content is compared
    """,
    """
    CREATE TABLE checksums (owner TEXT, key TEXT, crc INTEGER NOT NULL, PRIMARY KEY (owner, key)) WITHOUT ROWID;
    """,
)


def schema_version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has had."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether every migration was applied."""
    return schema_version(connection) == len(MIGRATIONS)


def refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Raises: LibraryTooNew for a catalogue of a later version."""
    found = schema_version(connection)
    if found > len(MIGRATIONS):
        raise LibraryTooNew(
            f"The library {path.parent} was written by a newer Docent (format {found}, this one reads up to"
            f" {len(MIGRATIONS)}).",
            remedy="Update Docent, or choose another library with --library PATH.",
        )


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply the migrations that are missing, all or none, and mark the file as Docent's. Raises: LibraryTooNew."""
    if is_current(connection) and _is_marked(connection):
        return
    connection.execute("BEGIN IMMEDIATE")  # two openers at once: the second waits here and finds it done
    try:
        refuse_newer(connection, path)
        found = schema_version(connection)
        for number, script in enumerate(MIGRATIONS[found:], start=found + 1):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        if not _is_marked(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _is_marked(connection: sqlite3.Connection) -> bool:
    return int(connection.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID


def _statements(script: str) -> list[str]:
    """The script's statements one by one: `executescript` would commit the transaction around them."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
