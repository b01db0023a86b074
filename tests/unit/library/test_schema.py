"""The catalogue's format: migrated forward, refused when newer, named when damaged."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tools.errors import LibraryError, LibraryTooNew
from tools.library import Library
from tools.library.schema import MIGRATIONS, connect, schema_version
from tools.library.walk import CATALOGUE_NAME


def test_a_new_catalogue_has_every_migration(tmp_path):
    connection = connect(tmp_path / "c.sqlite")
    assert schema_version(connection) == len(MIGRATIONS)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    connection.close()


def test_a_newer_one_is_refused_and_left_alone(tmp_path):
    Library.create(tmp_path / "lib").close()
    path = tmp_path / "lib" / CATALOGUE_NAME
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LibraryTooNew) as raised:
        Library.open(tmp_path / "lib")
    assert "Update Docent" in raised.value.remedy
    connection = sqlite3.connect(path)
    assert schema_version(connection) == len(MIGRATIONS) + 1
    connection.close()


def test_many_openers_of_a_new_library_migrate_it_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for connection in pool.map(lambda _: connect(tmp_path / "c.sqlite"), range(8)):
            assert schema_version(connection) == len(MIGRATIONS)
            connection.close()


def test_a_file_that_is_no_catalogue_is_named(tmp_path):
    (tmp_path / CATALOGUE_NAME).write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(LibraryError, match="damaged"):
        Library.open(tmp_path)
