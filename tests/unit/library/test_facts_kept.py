"""Facts in the catalogue: settled with their sources, brought up to date without encoding, exported and checked."""

from __future__ import annotations

import csv
import json
import os
import sqlite3

import pytest

from tests.unit.library.facts.blocks import bag, xmp
from tests.unit.library.pictures import exif, save
from tools.library import Library, index
from tools.library.catalogue_file import connect
from tools.library.fact_store import settle_pictures
from tools.library.schema import MIGRATIONS, _statements, schema_version
from tools.library.walk import CATALOGUE_NAME

HARVEST = xmp('xmp:Rating="4"', elements=bag("dc:subject", "harvest", "wine") + bag("dc:title", "Vintage", kind="Alt"))


def facts(library: Library, path) -> dict:
    image_id = library.find_path(path)
    assert image_id is not None
    return {name: (fact.value, fact.source) for name, fact in library.facts(image_id).items()}


def test_facts_are_kept_with_their_sources(library, photos, models):
    path = save(photos / "IMG_20190704_183005.jpg", 1, exif=exif(image={0x010F: "Canon"}), xmp=HARVEST)
    index(library, [photos], models)
    assert facts(library, path) == {
        "taken_at": ("2019-07-04T18:30:05", "file name"),
        "camera": ("Canon", "exif"),
        "title": ("Vintage", "xmp"),
        "keywords": (("harvest", "wine"), "xmp"),
        "rating": (4.0, "xmp"),
    }
    assert str(library.collection().taken[0]) == "2019-07-04T18:30:05"


def test_a_sidecar_that_comes_changes_and_goes_is_picked_up(library, photos, models):
    path = save(photos / "a.jpg", 1, xmp=HARVEST)
    sidecar = photos / "a.jpg.xmp"
    index(library, [photos], models)
    before = library.version
    sidecar.write_bytes(xmp('xmp:Rating="2"'))
    report = index(library, [photos], models)
    assert (report.encoded, report.unchanged, report.other_files) == (0, 1, 0)
    assert library.version > before
    assert facts(library, path)["rating"] == (2.0, "sidecar")
    sidecar.write_bytes(xmp('xmp:Rating="5" exif:DateTimeOriginal="2009-09-09T09:09:09"'))
    index(library, [path], models)  # given by itself, its sidecar counts too
    assert facts(library, path)["rating"] == (5.0, "sidecar")
    assert str(library.collection().taken[0]) == "2009-09-09T09:09:09"
    version = library.version
    index(library, [photos], models)
    assert library.version == version
    sidecar.unlink()
    index(library, [photos], models)
    assert facts(library, path)["rating"] == (4.0, "xmp")
    assert "taken_at" not in facts(library, path)


def test_a_new_name_is_read_again(library, photos, models):
    path = save(photos / "IMG_20190704.jpg", 1)
    index(library, [photos], models)
    assert facts(library, path)["taken_at"] == ("2019-07-04", "file name")
    moved = path.rename(photos / "1999-08.jpg")
    report = index(library, [photos], models)
    assert (report.moved, report.encoded) == (1, 0)
    assert facts(library, moved)["taken_at"] == ("1999-08", "file name")


def test_equal_files_share_what_their_names_and_sidecars_say(library, photos, models):
    first = save(photos / "a.jpg", 1)
    second = photos / "IMG_20190704.jpg"
    second.write_bytes(first.read_bytes())
    (photos / "a.xmp").write_bytes(xmp('xmp:Rating="2"'))
    index(library, [photos], models)
    assert facts(library, first) == {"taken_at": ("2019-07-04", "file name"), "rating": (2.0, "sidecar")}
    second.unlink()
    index(library, [photos], models)
    assert facts(library, first) == {"rating": (2.0, "sidecar")}


def test_a_library_of_an_older_version_is_read_again_without_encoding(library, photos, models):
    path = save(photos / "a.jpg", 1, xmp=HARVEST)
    index(library, [photos], models)
    connection = connect(library.path / CATALOGUE_NAME)  # ours, so that the rows' checksums follow
    connection.execute("UPDATE pictures SET facts_version = 0, embedded = '[]'")
    connection.execute("DELETE FROM facts")
    connection.close()
    assert any("older Docent" in note for note in library.doctor().notes)
    report = index(library, [photos], models)
    assert (report.encoded, report.unchanged) == (0, 1)
    assert facts(library, path)["title"] == ("Vintage", "xmp")


def test_a_catalogue_of_the_first_format_is_carried_over(tmp_path):
    path = tmp_path / CATALOGUE_NAME
    connection = sqlite3.connect(path)
    for statement in _statements(MIGRATIONS[0]):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO pictures VALUES ('0123456789abcdef',0,0,1,2,3,'JPEG',1,'2019-07-04T18:30:05',60,1,2,'X')"
    )
    connection.execute("INSERT INTO files VALUES ('/a/b.jpg', 1, 2, 3, '0123456789abcdef')")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    connect(path).close()
    with Library.open(tmp_path) as library:
        picture = library.picture("0123456789abcdef")
        assert (picture.camera, picture.taken_at is not None) == ("X", True)
        assert library.facts("0123456789abcdef") == {}
        settle_pictures(library._catalogue, ["0123456789abcdef"])  # a renamed file: nothing is forgotten
        assert library.picture("0123456789abcdef") == picture
    migrated = connect(path)
    assert schema_version(migrated) == len(MIGRATIONS)
    assert migrated.execute("SELECT facts_version FROM pictures").fetchall() == [(0,)]
    migrated.close()


def test_the_files_own_time_is_no_date(library, photos, models):
    path = save(photos / "a.jpg", 1)
    os.utime(path, (1e9, 1e9))
    index(library, [photos], models)
    assert facts(library, path) == {}


def test_export_names_values_and_sources(library, photos, models, tmp_path):
    save(photos / "a.jpg", 1, xmp=xmp("", elements=bag("dc:title", "=1+1", kind="Alt") + bag("dc:subject", "wine")))
    save(photos / "b.jpg", 2, xmp=b"<x:xmpmeta")
    index(library, [photos], models)
    library.export(tmp_path / "out.json")
    document = json.loads((tmp_path / "out.json").read_text())
    assert document["pictures"][0]["facts"] == {
        "title": {"value": "=1+1", "source": "xmp"},
        "keywords": {"value": ["wine"], "source": "xmp"},
    }
    assert [entry["path"] for entry in document["damaged_metadata"]] == [str(photos / "b.jpg")]
    library.export(tmp_path / "out.csv", format="csv")
    with open(tmp_path / "out.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["title"] == "'=1+1"  # no spreadsheet runs it
    assert rows[0]["keywords"] == "wine"
    assert json.loads(rows[0]["sources"]) == {"title": "xmp", "keywords": "xmp"}


def test_the_doctor_counts_sources_and_names_damage(library, photos, models):
    save(photos / "IMG_20190704.jpg", 1)
    save(photos / "b.jpg", 2, xmp=b"<x:xmpmeta", exif=exif(photo={0x9003: "2019:07:04 18:30:05"}))
    (photos / "b.jpg.xmp").write_bytes(b"<broken")
    index(library, [photos], models)
    report = library.doctor()
    assert report.ok
    assert "Dates: 1 from exif, 1 from file name." in report.notes
    damage = [note for note in report.notes if note.startswith("Metadata of")]
    assert len(damage) == 2
    assert all("damaged" in note and str(photos / "b.jpg") in note for note in damage)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "'; DROP TABLE facts; --", "\u202e\u0007x"])
def test_text_of_strangers_stays_text(library, photos, models, title):
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace("\u0007", "")
    path = save(photos / "a.jpg", 1, xmp=xmp("", elements=bag("dc:title", escaped, kind="Alt")))
    index(library, [photos], models)
    assert facts(library, path)["title"][0] == title.replace("\u202e", "").replace("\u0007", "")
