"""The catalogue's format: migrated forward, refused when newer, named when damaged."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.library.pictures import folder_of
from tools.errors import LibraryError, LibraryMissing, LibraryTooNew
from tools.library import Library, index
from tools.library.catalogue_file import connect, create
from tools.library.schema import APPLICATION_ID, MIGRATIONS, schema_version
from tools.library.walk import CATALOGUE_NAME


def test_a_new_catalogue_has_every_migration(tmp_path):
    create(tmp_path / "c.sqlite")
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


def test_many_makers_of_a_new_library_make_one(tmp_path):
    def opened(number):
        path = tmp_path / "c.sqlite"
        create(path)
        connection = connect(path)
        connection.execute("INSERT INTO folders VALUES (?)", (f"/{number}",))
        return connection

    with ThreadPoolExecutor(8) as pool:
        for connection in list(pool.map(opened, range(8))):
            assert schema_version(connection) == len(MIGRATIONS)
            assert connection.execute("SELECT COUNT(*) FROM folders").fetchone() == (8,)
            connection.close()


def test_a_file_that_is_no_catalogue_is_named(tmp_path):
    (tmp_path / CATALOGUE_NAME).write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(LibraryError, match="damaged"):
        Library.open(tmp_path)


def test_an_empty_catalogue_is_damage_and_no_new_library(tmp_path):
    Library.create(tmp_path / "lib").close()
    (tmp_path / "lib" / CATALOGUE_NAME).write_bytes(b"")
    for opening in (Library.open, Library.create):
        with pytest.raises(LibraryError, match="damaged"):
            opening(tmp_path / "lib")
    assert (tmp_path / "lib" / CATALOGUE_NAME).read_bytes() == b""


@pytest.mark.parametrize("application_id", [0, 7])
@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_another_programs_database_is_not_written_to(tmp_path, application_id, journal):
    path = tmp_path / CATALOGUE_NAME
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {application_id}")
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("CREATE TABLE files (path TEXT)")
    connection.close()
    before = path.read_bytes(), sorted(os.listdir(tmp_path))
    for opening in (Library.open, Library.create):
        with pytest.raises(LibraryError, match="another program's"):
            opening(tmp_path)
    assert (path.read_bytes(), sorted(os.listdir(tmp_path))) == before


def test_a_catalogue_from_before_application_ids_is_known_by_its_tables_and_marked(tmp_path):
    Library.create(tmp_path / "lib").close()
    path = tmp_path / "lib" / CATALOGUE_NAME
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 0")
    connection.close()
    Library.open(tmp_path / "lib").close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    connection.close()


def test_a_catalogue_that_went_away_is_not_made_anew(tmp_path, models, photos):
    folder_of(photos, 1)
    with Library.create(tmp_path / "lib") as library:
        for path in library.path.glob(f"{CATALOGUE_NAME}*"):
            path.unlink()
        with pytest.raises(LibraryMissing):
            index(library, [photos], models)
    assert not (tmp_path / "lib" / CATALOGUE_NAME).exists()
