"""The doctor finds each kind of damage, mends what can be mended, and does not cry wolf."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from tests.unit.library.pictures import folder_of
from tools.encoders.hashing import HashEncoder
from tools.encoders.protocols import Models
from tools.errors import LibraryBusy
from tools.library import Library, index
from tools.library.vectors import FlatVectors


@pytest.fixture
def filled(library, photos, models) -> Library:
    folder_of(photos, 8)
    index(library, [photos], models)
    return library


def content_file(library: Library):
    return next((library.path / "vectors").glob("content-*.f32"))


def kinds(report) -> list[str]:
    return sorted(finding.kind for finding in report.findings)


def test_a_whole_library_has_no_findings(filled, models):
    report = filled.doctor(models, sample=99)
    assert (report.ok, report.pictures, report.files, report.reencoded) == (True, 8, 8, 8)
    assert report.findings == report.notes == ()


def test_swapped_rows_are_found_by_their_checksum(filled, photos, models):
    rows = np.fromfile(content_file(filled), dtype="<f4").reshape(-1, 512)
    rows[[2, 5]] = rows[[5, 2]]
    rows.tofile(content_file(filled))
    report = filled.doctor()
    assert kinds(report) == ["vectors"]
    assert "2 pictures" in report.findings[0].message
    assert filled.doctor(repair=True).ok
    assert len(filled) == 6
    assert index(filled, [photos], models).encoded == 2
    assert filled.doctor(models, sample=99).ok


def test_vectors_of_the_wrong_picture_are_found_by_encoding_again(filled, models):
    """Rows shifted together with their checksums: only the pictures themselves can tell."""
    with filled.writing() as writer, writer.catalogue.transaction():
        entries = writer.catalogue.all("SELECT image_id, row, vectors_crc FROM pictures ORDER BY row")
        writer.catalogue.run("UPDATE pictures SET row = row + 1000")
        for position, (_, row, crc) in enumerate(entries):
            image_id = entries[(position + 1) % len(entries)][0]
            writer.catalogue.run("UPDATE pictures SET row = ?, vectors_crc = ? WHERE image_id = ?", row, crc, image_id)
    assert filled.doctor().ok
    report = filled.doctor(models, sample=99)
    assert not report.ok
    assert "8 of 8" in report.findings[0].message


@pytest.mark.parametrize("damage", ["cut", "removed"])
def test_lost_vectors_are_forgotten_and_made_again(filled, photos, models, damage):
    path = content_file(filled)
    if damage == "cut":
        FlatVectors(path, dim=512).truncate(3)
    else:
        path.unlink()
    report = filled.doctor()
    lost = 5 if damage == "cut" else 8
    assert f"{lost} pictures have lost" in report.findings[0].message
    assert len(filled.collection()) == 8 - lost  # what is whole still serves
    assert filled.doctor(repair=True).ok
    assert index(filled, [photos], models).encoded == lost
    assert filled.doctor(models, sample=99).ok
    assert len(filled.collection()) == 8


def test_thumbnails_and_leftovers_are_mended(filled):
    image_ids = filled.collection().image_ids
    files = [filled.path / "thumbnails" / i[:2] / f"{i}.webp" for i in image_ids]
    files[0].unlink()
    files[1].write_bytes(files[1].read_bytes()[:-7])
    files[2].with_name("0123456789abcdef.webp").write_bytes(b"nobody's")
    files[2].with_suffix(".77.part").write_bytes(b"half")
    (filled.path / "vectors" / "content-old.f32").write_bytes(b"")
    report = filled.doctor()
    assert kinds(report) == ["thumbnails"]
    assert "2 thumbnails" in report.findings[0].message
    assert "3 files" in report.notes[0]
    report = filled.doctor(repair=True)
    assert report.ok
    assert filled.doctor().findings == filled.doctor().notes == ()
    assert files[0].is_file()


def test_an_unfinished_batch_is_a_note_and_no_finding(filled):
    FlatVectors(content_file(filled), dim=512).append(np.ones((2, 512), dtype=np.float32))
    report = filled.doctor()
    assert report.ok
    assert "2 rows of an unfinished batch" in report.notes[0]


def test_rows_of_vanished_pictures_are_given_back(filled, photos, models):
    for path in sorted(photos.iterdir())[:3]:
        path.unlink()
    index(filled, [photos], models)
    before = {i: filled.collection().content[row].copy() for i, row in filled.collection().rows.items()}
    assert "3 vector rows" in filled.doctor().notes[0]
    mapped = filled.collection()
    report = filled.doctor(models, repair=True)
    assert report.ok
    assert sum(file.stat().st_size for file in (filled.path / "vectors").iterdir()) == 5 * 2 * 512 * 4
    after = filled.collection()
    assert set(after.rows) == set(before)
    assert all((after.content[row] == before[i]).all() for i, row in after.rows.items())
    assert all((mapped.content[row] == before[i]).all() for i, row in mapped.rows.items())
    folder_of(photos, 2, first=20)
    index(filled, [photos], models)
    assert filled.doctor(models, sample=99).ok
    assert filled.doctor().notes == ()
    filled.doctor(repair=True)  # nothing left to do
    assert len(filled) == 7


def test_a_folder_that_is_away_is_named(filled, photos):
    shutil.move(photos, photos.with_name("elsewhere"))
    report = filled.doctor()
    assert kinds(report) == ["folders"]
    assert str(photos) in report.findings[0].message


def test_other_models_are_not_compared(filled):
    other = Models("other", HashEncoder("other"), HashEncoder("style"))
    report = filled.doctor(other)
    assert report.ok
    assert report.reencoded == 0
    assert "hash" in report.notes[0]


def test_mending_waits_for_the_writer_and_looking_does_not(filled):
    with filled.writing():
        with pytest.raises(LibraryBusy):
            filled.doctor(repair=True)
        assert filled.doctor().ok
