"""A checksum of each row of the catalogue, kept by triggers: a flipped bit that still reads as a row is found.

It knows tables by their names and asks SQLite for their columns, so that a later column is covered too. The triggers
are the connection's own, and so is the function that they call.

    keep_checksums(connection); wrong_rows(connection)   # {"files": 1}
"""

from __future__ import annotations

import sqlite3
import zlib

TABLES = {"pictures": "image_id", "files": "path", "folders": "path", "vectors": "channel", "meta": "key"}
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
                row = f"'{table}', {key}, row_crc({_columns(connection, table)})"
                connection.execute(f"INSERT OR REPLACE INTO checksums SELECT {row} FROM {table}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    for table, key in TABLES.items():
        new = f"'{table}', NEW.{key}, row_crc({_columns(connection, table, of='NEW.')})"
        forget = f"DELETE FROM checksums WHERE owner = '{table}' AND key = OLD.{key};"
        remember = f"INSERT OR REPLACE INTO checksums VALUES ({new});"
        for event, does in (("INSERT", remember), ("UPDATE", forget + remember), ("DELETE", forget)):
            name = f"{table}_{event.lower()}"
            connection.execute(f"CREATE TEMP TRIGGER {name} AFTER {event} ON main.{table} BEGIN {does} END")


def wrong_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """By table: how many rows are not as they were written, or are gone without having been deleted."""
    found: dict[str, int] = {}
    for table, key in TABLES.items():
        changed = connection.execute(
            f"SELECT COUNT(*) FROM {table} t LEFT JOIN checksums c ON c.owner = ? AND c.key = t.{key}"
            f" WHERE c.crc IS NULL OR c.crc != row_crc({_columns(connection, table, of='t.')})",
            (table,),
        ).fetchone()[0]
        gone = connection.execute(
            f"SELECT COUNT(*) FROM checksums WHERE owner = ? AND key NOT IN (SELECT {key} FROM {table})", (table,)
        ).fetchone()[0]
        if changed or gone:
            found[table] = changed + gone
    return found


def _columns(connection: sqlite3.Connection, table: str, *, of: str = "") -> str:
    return ", ".join(f"{of}{row[1]}" for row in connection.execute(f"PRAGMA table_info({table})"))


def _row_crc(*values: object) -> int:
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))
