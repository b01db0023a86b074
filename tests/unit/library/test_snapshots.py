"""Damage of the catalogue is found to the bit, and there is a way back."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.library.facts.blocks import bag, xmp
from tests.unit.library.pictures import folder_of, save
from tools.errors import LibraryError
from tools.library import Library, index, rebuild
from tools.library.row_checksums import TABLES
from tools.library.snapshots import AGES, is_whole_catalogue, keep_snapshot
from tools.library.walk import CATALOGUE_NAME


@pytest.fixture
def closed(tmp_path, photos, models):
    """A library at rest, with one snapshot; one of its pictures says something, as does a sidecar."""
    folder_of(photos, 11)
    save(photos / "said.jpg", 99, xmp=xmp("", elements=bag("dc:subject", "harvest", "wine")))
    (photos / "said.jpg.xmp").write_bytes(xmp('xmp:Rating="4"'))
    with Library.create(tmp_path / "library") as library:
        index(library, [photos], models)
    return tmp_path / "library"


def ids(folder):
    with Library.open(folder) as library:
        return sorted(library.collection().image_ids)


def test_every_flipped_bit_of_the_catalogue_is_found_or_changes_nothing(closed):
    """What doctor calls clean holds the rows that were written."""
    catalogue, rng = closed / CATALOGUE_NAME, random.Random(3)
    data = catalogue.read_bytes()

    def rows():
        connection = sqlite3.connect(f"{catalogue.as_uri()}?immutable=1", uri=True)
        try:
            return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]
        finally:
            connection.close()

    before, found, harmless = rows(), 0, 0
    for _ in range(300):
        flipped = bytearray(data)
        flipped[rng.randrange(100, len(data))] ^= 1 << rng.randrange(8)
        catalogue.write_bytes(flipped)
        if is_whole_catalogue(catalogue):
            assert rows() == before
            harmless += 1
        else:
            found += 1
    assert found > 20
    assert harmless > 0  # bytes that belong to no row


def test_a_row_that_was_changed_or_went_is_told_by_doctor(closed):
    connection = sqlite3.connect(closed / CATALOGUE_NAME)
    connection.execute("UPDATE files SET size = size + 1 WHERE path = (SELECT MIN(path) FROM files)")
    connection.execute("DELETE FROM folders")
    connection.commit()
    connection.close()
    with Library.open(closed) as library:
        (finding,) = library.doctor().findings
    assert "1 rows of files" in finding.message
    assert "1 rows of folders" in finding.message
    assert "--rebuild" in finding.remedy


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE facts SET value = 1 WHERE name = 'rating'", "facts"),
        ("DELETE FROM facts WHERE name = 'keywords'", "facts"),
        ("UPDATE texts SET keywords = 'harbour' WHERE keywords != ''", "texts"),
        ("UPDATE sidecars SET readings = replace(readings, '4', '2')", "sidecars"),
        ("UPDATE pictures SET embedded = '[[' WHERE embedded != '[]'", "pictures"),
    ],
)
def test_a_changed_fact_is_told_and_comes_back_with_the_snapshot(closed, change, table):
    with Library.open(closed) as library:
        image_id = next(iter(library.find_words("harvest")))
        before = library.facts(image_id)
    assert {"keywords", "rating"} <= before.keys()
    connection = sqlite3.connect(closed / CATALOGUE_NAME)
    assert connection.execute(change).rowcount == 1
    connection.commit()
    connection.close()
    with Library.open(closed) as library:
        (finding,) = library.doctor().findings
    assert f"1 rows of {table}" in finding.message
    rebuild(closed)
    with Library.open(closed) as library:
        assert library.doctor().ok
        assert library.facts(image_id) == before
        assert image_id in library.find_words("wine")


@pytest.mark.parametrize("damage", ["gone", "empty", "zeros", "half", "rows"])
def test_a_damaged_catalogue_is_rebuilt_from_its_snapshot(closed, photos, models, damage):
    before, catalogue = ids(closed), closed / CATALOGUE_NAME
    data = catalogue.read_bytes()
    if damage == "gone":
        catalogue.unlink()
    elif damage == "rows":
        connection = sqlite3.connect(catalogue)
        connection.execute("UPDATE files SET image_id = (SELECT MIN(image_id) FROM pictures)")
        connection.commit()
        connection.close()
    else:
        catalogue.write_bytes({"empty": b"", "zeros": bytes(len(data)), "half": data[: len(data) // 2]}[damage])
    if damage not in ("rows", "half"):
        for opening in (Library.open, Library.create):
            with pytest.raises(LibraryError, match=r"gone|damaged") as raised:
                opening(closed)
            assert "--rebuild" in raised.value.remedy
    done = rebuild(closed)
    assert (done.aside is None) == (damage == "gone")
    assert ids(closed) == before
    with Library.open(closed) as library:
        assert library.doctor(models, sample=99).ok
        folder_of(photos, 2, first=50)
        assert index(library, [photos], models).encoded == 2


def test_what_came_after_the_snapshot_is_found_again(closed, photos, models):
    folder_of(photos, 3, first=20)
    with Library.open(closed) as library:
        index(library, [photos], models)
    before = ids(closed)
    (closed / CATALOGUE_NAME).write_bytes(b"")
    rebuild(closed)
    with Library.open(closed) as library:
        report = index(library, [photos], models)
        assert (report.unchanged, report.added, report.encoded) == (12, 3, 3)
        assert library.doctor(models, sample=99).ok
    assert ids(closed) == before


def test_a_damaged_snapshot_is_passed_over(closed):
    (newest,) = (closed / "snapshots").iterdir()
    older = newest.with_name("catalogue-20200101T000000Z.sqlite")
    shutil.copyfile(newest, older)
    newest.write_bytes(newest.read_bytes()[:5000])
    assert rebuild(closed).snapshot == older.name
    older.write_bytes(b"")
    with pytest.raises(LibraryError, match="no snapshot"):
        rebuild(closed)


def test_snapshots_are_kept_by_age(closed):
    connection = sqlite3.connect(closed / CATALOGUE_NAME)
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    for hour in range(0, 24 * 60, 6):
        keep_snapshot(connection, closed, now=start + timedelta(hours=hour))
        assert keep_snapshot(connection, closed, now=start + timedelta(hours=hour, minutes=30)) is None
    connection.close()
    end = start + timedelta(hours=24 * 60 - 6)
    stamps = sorted(path.name[10:25] for path in (closed / "snapshots").iterdir())
    ages = [end - datetime.strptime(stamp, "%Y%m%dT%H%M%S").replace(tzinfo=UTC) for stamp in stamps]
    assert len(ages) <= 2 * len(AGES) + 1
    for age in AGES:
        assert any(age <= one <= 2 * age + timedelta(days=1) for one in ages), (age, ages)
    assert min(ages) == timedelta(0)
