"""A library that may only be read is searched, explained, exported and examined; writing is refused in a sentence.

The reader is a process without the right to write. Root has that right everywhere, so it is taken from it first.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.library.pictures import folder_of
from tools.library import Library, index
from tools.library.schema import MIGRATIONS
from tools.library.walk import CATALOGUE_NAME

ROOT = Path(__file__).resolve().parents[3]
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if IS_ROOT else []

pytestmark = pytest.mark.skipif(
    os.name != "posix" or (IS_ROOT and shutil.which("setpriv") is None), reason="needs a process that may not write"
)

READER = """
import sys
from pathlib import Path
from tools.encoders.hashing import hash_models
from tools.errors import LibraryReadOnly
from tools.library import Library, index

path, photos, out = sys.argv[1:]
with Library.open(path) as library:
    collection = library.collection()
    picture = library.picture(collection.image_ids[0])
    assert collection.content.shape == (3, 512), collection.content.shape
    assert library.thumbnail(picture.image_id)
    report = library.doctor(hash_models())
    assert report.ok or [f.kind for f in report.findings] == ["thumbnails"], report
    assert library.export(out) == 3
    for writing in (
        lambda: index(library, [photos], hash_models()),
        lambda: library.doctor(repair=True),
        lambda: library.set_blob("a", b"b"),
    ):
        try:
            writing()
        except LibraryReadOnly as error:
            assert "may only be read" in error.message
        else:
            raise AssertionError("it was written to")
with Library.create(path) as library:
    assert len(library) == 3
    print(len(library.skipped()))
"""


@pytest.fixture
def indexed(tmp_path, photos, models):
    folder_of(photos, 3)
    with Library.create(tmp_path / "library") as library:
        index(library, [photos], models)
        image_id = library.collection().image_ids[0]
    (tmp_path / "library" / "thumbnails" / image_id[:2] / f"{image_id}.webp").unlink()
    return tmp_path / "library"


def read(library: Path, photos: Path) -> str:
    """Read it as somebody who may not write, and see that nothing in it changed; what was printed."""
    lock(library, photos, writable=False)
    try:
        before = {path: path.read_bytes() for path in sorted(library.rglob("*")) if path.is_file()}
        done = subprocess.run(
            [*POWERLESS, sys.executable, "-c", READER, str(library), str(photos), str(photos.parent / "out.json")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert {path: path.read_bytes() for path in sorted(library.rglob("*")) if path.is_file()} == before
        return done.stdout
    finally:
        lock(library, photos, writable=True)


def lock(*folders: Path, writable: bool) -> None:
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            path.chmod((0o755 if writable else 0o555) if path.is_dir() else (0o644 if writable else 0o444))


def test_at_rest(indexed, photos):
    read(indexed, photos)


def test_with_a_log_that_nobody_has_written_back(indexed, photos, tmp_path):
    """As a writer leaves it that was killed: its last batch is in the log alone, whose index is gone."""
    connection = sqlite3.connect(indexed / CATALOGUE_NAME)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("INSERT INTO skipped VALUES ('/from', 'the', 'log')")
    connection.commit()
    copy = tmp_path / "copy"
    shutil.copytree(indexed, copy)
    connection.close()
    (copy / f"{CATALOGUE_NAME}-shm").unlink()
    assert (copy / f"{CATALOGUE_NAME}-wal").stat().st_size
    assert read(copy, photos) == "1\n"


def test_while_its_owner_has_it_open(indexed, photos):
    with Library.open(indexed) as library:
        library.set_blob("before", b"it was closed")
        read(indexed, photos)


def test_of_an_older_version(indexed, photos):
    connection = sqlite3.connect(indexed / CATALOGUE_NAME)
    connection.execute("PRAGMA application_id = 0")
    connection.close()
    read(indexed, photos)


def test_of_the_first_format(indexed, photos):
    """Made before facts and checksums: it is read from a migrated copy, and nothing in it is called damage."""
    connection = sqlite3.connect(indexed / CATALOGUE_NAME)
    rows = {table: connection.execute(f"SELECT {columns} FROM {table}").fetchall() for table, columns in FIRST.items()}
    connection.close()
    for path in indexed.glob(f"{CATALOGUE_NAME}*"):
        path.unlink()
    connection = sqlite3.connect(indexed / CATALOGUE_NAME)
    connection.executescript(MIGRATIONS[0])
    connection.execute("DELETE FROM meta")
    for table, found in rows.items():
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found)
    connection.execute("DELETE FROM meta WHERE key = 'row_checksums'")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    read(indexed, photos)
    with Library.open(indexed) as library:  # by one who may write: each row has its checksum from now on
        assert [finding.kind for finding in library.doctor().findings] == ["thumbnails"]


FIRST = {
    "meta": "*",
    "vectors": "*",
    "pictures": "image_id, row, vectors_crc, size_bytes, width, height, format, orientation, taken_at, offset_minutes,"
    " lat, lon, camera",
    "files": "path, size, mtime_ns, inode, image_id",
    "folders": "*",
}
