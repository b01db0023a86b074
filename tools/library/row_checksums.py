"""A checksum of each row of the catalogue, kept by triggers: a flipped bit that still reads as a row is found.

It knows tables by their names and asks SQLite for their columns, so that a later column is covered too. The triggers
are the connection's own, and so is the function that they call.

    keep_checksums(connection); wrong_rows(connection)   # {"files": 1}
"""

from __future__ import annotations

import sqlite3
import zlib

TABLES = {
    "pictures": ("image_id",),
    "files": ("path",),
    "folders": ("path",),
    "vectors": ("channel",),
    "meta": ("key",),
    "sidecars": ("path",),
    "facts": ("name", "image_id"),
    "texts": ("id",),
}
"""By what each row is known. A migration that adds a table here, or a column to one, must delete the row
`row_checksums` of `meta`: the next writer then computes all anew."""

_KEPT = "row_checksums"


def offer_checksum(connection: sqlite3.Connection) -> None:
    """Give a connection the function that computes a row's checksum."""
    connection.create_function("row_crc", -1, _row_crc, deterministic=True)


def keep_checksums(connection: sqlite3.Connection) -> None:
    """From now on each row that this connection writes has its checksum; those that have none yet get one."""
    if connection.execute("SELECT 1 FROM meta WHERE key = ?", (_KEPT,)).fetchone() is None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute("INSERT OR IGNORE INTO meta VALUES (?, '1')", (_KEPT,))
            for table, key in TABLES.items():
                row = f"'{table}', {_named(key)}, row_crc({_columns(connection, table)})"
                connection.execute(f"INSERT OR REPLACE INTO checksums SELECT {row} FROM {table}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    for table, key in TABLES.items():
        new = f"'{table}', {_named(key, of='NEW.')}, row_crc({_columns(connection, table, of='NEW.')})"
        forget = f"DELETE FROM checksums WHERE owner = '{table}' AND key = {_named(key, of='OLD.')};"
        remember = f"INSERT OR REPLACE INTO checksums VALUES ({new});"
        for event, does in (("INSERT", remember), ("UPDATE", forget + remember), ("DELETE", forget)):
            name = f"{table}_{event.lower()}"
            connection.execute(f"CREATE TEMP TRIGGER {name} AFTER {event} ON main.{table} BEGIN {does} END")


def wrong_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """By table: how many rows are not as they were written, or are gone without having been deleted."""
    found: dict[str, int] = {}
    marked = "SELECT 1 FROM meta WHERE key = ? UNION ALL SELECT 1 FROM checksums LIMIT 1"
    if connection.execute(marked, (_KEPT,)).fetchone() is None:
        return found  # written by a Docent that kept none, and only read since
    for table, key in TABLES.items():
        changed = connection.execute(
            f"SELECT COUNT(*) FROM {table} t LEFT JOIN checksums c ON c.owner = ? AND c.key = {_named(key, of='t.')}"
            f" WHERE c.crc IS NULL OR c.crc != row_crc({_columns(connection, table, of='t.')})",
            (table,),
        ).fetchone()[0]
        gone = connection.execute(
            f"SELECT COUNT(*) FROM checksums WHERE owner = ? AND key NOT IN (SELECT {_named(key)} FROM {table})",
            (table,),
        ).fetchone()[0]
        if changed or gone:
            found[table] = changed + gone
    return found


def _named(key: tuple[str, ...], *, of: str = "") -> str:
    """As text, whatever the columns hold: keys of all tables share one column."""
    return " || '/' || ".join(f"CAST({of}{column} AS TEXT)" for column in key)


def _columns(connection: sqlite3.Connection, table: str, *, of: str = "") -> str:
    return ", ".join(f"{of}{row[1]}" for row in connection.execute(f"PRAGMA table_info({table})"))


def _row_crc(*values: object) -> int:
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))
