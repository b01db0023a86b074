"""Indexing: added, unchanged, changed, moved, copied, vanished, bad; each counted and none of it twice encoded."""

from __future__ import annotations

import os
import shutil
import threading

import numpy as np
import pytest

from tests.unit.library.pictures import folder_of, save
from tools.encoders.hashing import HashEncoder, hash_models
from tools.encoders.protocols import Models
from tools.errors import BadRequest, LibraryBusy, ModelBroken, WrongModels
from tools.library import Library, index
from tools.library.loader import content_id_of
from tools.library.walk import SeenFile

NO_VECTORS = np.zeros((0, 512), np.float32)


class CountingEncoder(HashEncoder):
    """A HashEncoder that knows how many pictures it was shown."""

    def __init__(self, salt: str) -> None:
        super().__init__(salt)
        self.shown = 0

    def encode_images(self, images, /):
        self.shown += len(images)
        return super().encode_images(images)


@pytest.fixture
def counting() -> Models:
    return Models("hash", CountingEncoder("content"), CountingEncoder("style"))


def vectors(library: Library) -> dict[str, bytes]:
    seen = library.collection()
    return {path: seen.content[row].tobytes() + seen.style[row].tobytes() for row, path in enumerate(seen.paths)}


def test_a_folder_becomes_a_library(library, photos, models):
    folder_of(photos, 5)
    report = index(library, [photos], models, batch=2)
    assert (report.found, report.added, report.encoded, report.skipped) == (5, 5, 5, ())
    collection = library.collection()
    assert len(collection) == len(library) == 5
    assert collection.content.shape == collection.style.shape == (5, 512)
    assert np.allclose(np.linalg.norm(collection.content, axis=1), 1, atol=1e-5)
    assert library.folders() == [str(photos)]
    assert library.models_name == "hash"
    assert library.doctor(models, sample=99).ok


def test_the_second_run_encodes_nothing(library, photos, counting):
    folder_of(photos, 4)
    index(library, [photos], counting)
    version = library.version
    report = index(library, [photos], counting)
    assert (report.unchanged, report.added, report.encoded) == (4, 0, 0)
    assert counting.content.shown == 4
    assert library.version == version


def test_a_touched_file_is_read_but_not_encoded_again(library, photos, counting):
    path = folder_of(photos, 1)[0]
    index(library, [photos], counting)
    os.utime(path, ns=(1, 1))
    assert index(library, [photos], counting).unchanged == 1
    assert counting.content.shown == 1
    assert index(library, [photos], counting).unchanged == 1


def test_a_changed_file_gets_new_vectors(library, photos, models):
    path = folder_of(photos, 2)[0]
    index(library, [photos], models)
    before = vectors(library)
    save(path, 99)
    report = index(library, [photos], models)
    after = vectors(library)
    assert (report.updated, report.unchanged, report.encoded) == (1, 1, 1)
    assert before[str(path)] != after[str(path)]
    assert len(library) == 2


def swap(first, second):
    aside = first.with_name("aside")
    first.rename(aside)
    second.rename(first)
    aside.rename(second)


def replace_at_the_same_time(first, second):
    times = first.stat().st_atime_ns, first.stat().st_mtime_ns
    shutil.copyfile(second, first.with_name("new"))
    os.utime(first.with_name("new"), ns=times)
    first.with_name("new").rename(first)


def rewrite_in_place(first, second):
    times = first.stat().st_atime_ns, first.stat().st_mtime_ns
    first.write_bytes(second.read_bytes())  # the same inode; what `exiftool -P` does to size and times
    os.utime(first, ns=times)


@pytest.mark.parametrize("change", [swap, replace_at_the_same_time, rewrite_in_place])
def test_a_file_that_changed_at_equal_size_and_time_is_seen(library, photos, models, change):
    first, second = save(photos / "a.bmp", 1), save(photos / "b.bmp", 2)
    os.utime(first, ns=(5, 10**18 + 5))
    os.utime(second, ns=(5, 10**18 + 5))
    index(library, [photos], models)
    change(first, second)
    report = index(library, [photos], models)
    assert report.updated == (2 if change is swap else 1)
    for path in (first, second):
        assert library.find_path(path) == content_id_of(str(path))
    assert library.doctor(models, sample=99).ok


def test_verifying_compares_every_content(library, photos, counting):
    first, _ = save(photos / "a.bmp", 1), save(photos / "b.bmp", 2)
    index(library, [photos], counting)
    first.write_bytes(save(photos / "c.txt", 3, format="BMP").read_bytes())
    with library.writing() as writer:  # as if nothing but the content showed it
        seen = SeenFile.of(str(first), first.stat())
        writer.commit([], content=NO_VECTORS, style=NO_VECTORS, files=[(seen, library.find_path(first))])
    assert index(library, [photos], counting).unchanged == 2
    report = index(library, [photos], counting, verify=True)
    assert (report.updated, report.unchanged, report.encoded) == (1, 1, 1)
    assert library.find_path(first) == content_id_of(str(first))
    assert index(library, [photos], counting, verify=True).unchanged == 2
    assert counting.content.shown == 3


def test_a_library_from_before_ctimes_compares_contents_once(library, photos, counting):
    folder_of(photos, 2)
    index(library, [photos], counting)
    with library.writing() as writer, writer.catalogue.transaction():
        writer.catalogue.run("UPDATE files SET ctime_ns = 0")
    for _ in range(2):
        assert index(library, [photos], counting).unchanged == 2
    assert {file.ctime_ns > 0 for file in library._catalogue.known_files().values()} == {True}
    assert counting.content.shown == 2


def test_a_moved_folder_is_not_read_again(library, photos, counting):
    folder_of(photos / "a", 3)
    index(library, [photos], counting)
    (photos / "a").rename(photos / "b")
    for path in (photos / "b").iterdir():
        seen = SeenFile.of(str(path), path.stat())
        assert seen.stat in {file.stat for file in library._catalogue.known_files().values()}
    report = index(library, [photos], counting)
    assert (report.moved, report.removed, report.encoded) == (3, 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX")
def test_a_pipe_that_is_named_like_a_picture_stops_nothing(library, photos, models):
    os.mkfifo(photos / "a.jpg")
    save(photos / "b.jpg", 1)
    report = index(library, [photos], models)
    assert report.added == 1
    assert "no file" in report.skipped[0].cause


@pytest.mark.parametrize("by", ["rename", "copy and delete"])
def test_a_moved_file_keeps_its_vectors(library, photos, counting, by):
    path = folder_of(photos, 3)[0]
    index(library, [photos], counting)
    before = vectors(library)[str(path)]
    moved = photos / "sub" / "renamed.jpg"
    moved.parent.mkdir()
    if by == "rename":
        path.rename(moved)
    else:
        shutil.copyfile(path, moved)
        path.unlink()
    report = index(library, [photos], counting)
    assert (report.moved, report.removed, report.added, report.encoded) == (1, 0, 0, 0)
    assert vectors(library)[str(moved)] == before
    assert str(path) not in vectors(library)
    assert counting.content.shown == 3


def test_equal_bytes_are_one_picture(library, photos, counting):
    path = folder_of(photos, 2)[0]
    shutil.copyfile(path, photos / "copy.jpg")
    report = index(library, [photos], counting)
    assert (report.added, report.encoded, len(library)) == (3, 2, 2)
    image_id = library.find_path(path)
    assert image_id == library.find_path(photos / "copy.jpg")
    assert library.paths(image_id) == [str(path), str(photos / "copy.jpg")]
    path.unlink()
    report = index(library, [photos], counting)
    assert (report.removed, len(library)) == (1, 2)
    assert library.picture(image_id).path == str(photos / "copy.jpg")


def test_a_vanished_file_is_swept_and_comes_back_without_encoding(library, photos, counting):
    paths = folder_of(photos, 3)
    index(library, [photos], counting)
    image_id = library.find_path(paths[1])
    kept = paths[1].read_bytes()
    paths[1].unlink()
    report = index(library, [photos], counting)
    assert (report.removed, report.unchanged, len(library)) == (1, 2, 2)
    assert image_id not in library.collection().rows
    assert library.doctor().ok
    paths[1].write_bytes(kept)
    assert index(library, [photos], counting).encoded == 0
    assert image_id in library.collection().rows
    assert library.doctor(counting, sample=99).ok  # its thumbnail is back too
    assert library.thumbnail(image_id)[:4] == b"RIFF"


def test_other_folders_are_not_swept(library, tmp_path, models):
    folder_of(tmp_path / "a", 2)
    folder_of(tmp_path / "ab", 2, first=2)
    index(library, [tmp_path / "a", tmp_path / "ab"], models)
    shutil.rmtree(tmp_path / "ab")
    report = index(library, [tmp_path / "a"], models)
    assert (report.removed, len(library)) == (0, 4)


def test_a_missing_folder_among_others_is_named_and_not_swept(library, tmp_path, models):
    folder_of(tmp_path / "a", 1)
    folder_of(tmp_path / "b", 1, first=1)
    index(library, [tmp_path / "a", tmp_path / "b"], models)
    shutil.rmtree(tmp_path / "b")
    report = index(library, [tmp_path / "a", tmp_path / "b"], models)
    assert (report.removed, len(library)) == (0, 2)
    assert [item.path for item in report.skipped] == [str(tmp_path / "b")]


def test_no_folder_at_all_and_no_pictures(library, tmp_path, models):
    with pytest.raises(BadRequest):
        index(library, [], models)
    with pytest.raises(BadRequest, match="typo"):
        index(library, [tmp_path / "typo"], models)
    (tmp_path / "empty").mkdir()
    report = index(library, [tmp_path / "empty"], models)
    assert (report.found, len(library.collection())) == (0, 0)
    assert library.collection().content.shape == (0, 512)


def test_bad_files_are_named_and_the_rest_goes_in(library, photos, models):
    folder_of(photos, 3)
    (photos / "text.jpg").write_text("no picture")
    (photos / "empty.png").touch()
    (photos / "cut.jpg").write_bytes((photos / "0000.jpg").read_bytes()[:400])
    report = index(library, [photos], models)
    assert report.added == 3
    assert sorted(os.path.basename(item.path) for item in report.skipped) == ["cut.jpg", "empty.png", "text.jpg"]
    assert library.skipped() == sorted(report.skipped, key=lambda item: item.path)
    version = library.version
    assert len(index(library, [photos], models).skipped) == 3
    assert library.version == version  # the same complaints are no change
    save(photos / "text.jpg", 50)
    (photos / "empty.png").unlink()
    report = index(library, [photos], models)
    assert report.added == 1
    assert [os.path.basename(item.path) for item in library.skipped()] == ["cut.jpg"]


def test_a_good_file_that_turns_bad_leaves_the_collection(library, photos, models):
    path = folder_of(photos, 2)[0]
    index(library, [photos], models)
    path.write_bytes(b"overwritten by something else")
    report = index(library, [photos], models)
    assert [item.path for item in report.skipped] == [str(path)]
    assert len(library) == 1


def test_one_file_as_a_folder(library, photos, models):
    path = folder_of(photos, 2)[0]
    report = index(library, [path], models)
    assert (report.added, len(library), library.folders()) == (1, 1, [])


def test_progress_counts_to_the_end(library, photos, models):
    folder_of(photos, 5)
    (photos / "bad.jpg").write_text("bad")
    seen = []
    index(library, [photos], models, progress=seen.append, batch=2)
    assert [step.done for step in seen] == [1, 2, 3, 4, 5, 6]
    assert {step.total for step in seen} == {6}
    assert seen[-1].skipped == 1


def test_cancelling_keeps_what_is_done_and_the_next_run_finishes(library, photos, models):
    folder_of(photos, 12)
    stop = threading.Event()
    report = index(
        library, [photos], models, batch=3, cancel=stop, progress=lambda step: stop.set() if step.done == 5 else None
    )
    assert report.cancelled
    assert 3 <= len(library) < 12
    assert library.doctor(models, sample=99).ok
    report = index(library, [photos], models)
    assert not report.cancelled
    assert len(library) == 12
    assert library.doctor(models, sample=99).ok


def test_a_cancelled_run_sweeps_nothing(library, photos, models):
    paths = folder_of(photos, 6)
    index(library, [photos], models)
    paths[0].unlink()
    folder_of(photos, 4, first=10)
    stop = threading.Event()
    stop.set()
    assert index(library, [photos], models, cancel=stop, batch=1).cancelled
    assert library.find_path(paths[0]) is not None


def test_other_models_are_refused(library, photos, models):
    folder_of(photos, 1)
    index(library, [photos], models)
    other = Models("other", HashEncoder("other"), models.style)
    with pytest.raises(WrongModels, match="hash-content") as raised:
        index(library, [photos], other)
    assert "--reembed" in raised.value.remedy
    with pytest.raises(WrongModels):
        library.require(other)
    library.require(hash_models())


def test_a_second_writer_waits_outside(library, photos, models):
    folder_of(photos, 1)
    with library.writing(), pytest.raises(LibraryBusy):
        index(library, [photos], models)


class PickyEncoder(HashEncoder):
    """Fails on pictures wider than `limit` px and answers NaN for square ones."""

    def encode_images(self, images, /):
        if any(image.width > 60 for image in images):
            raise RuntimeError("too wide for me")
        rows = super().encode_images(images)
        for position, image in enumerate(images):
            if image.width == image.height:
                rows[position] = np.nan
        return rows


def test_a_picture_that_the_encoder_cannot_take_costs_itself_alone(library, photos):
    folder_of(photos, 3)
    save(photos / "wide.png", 7, size=(80, 32))
    save(photos / "square.png", 8, size=(32, 32))
    models = Models("hash", PickyEncoder("content"), HashEncoder("style"))
    report = index(library, [photos], models)
    causes = {os.path.basename(item.path): item.cause for item in report.skipped}
    assert report.encoded == len(library) == 3
    assert "too wide for me" in causes["wide.png"]
    assert "no usable vector" in causes["square.png"]
    assert library.doctor(models, sample=99).ok


def test_an_encoder_that_fails_on_everything_is_the_encoders_fault(library, photos):
    for seed in range(3):
        save(photos / f"{seed}.png", seed, size=(80, 32))
    with pytest.raises(ModelBroken):
        index(library, [photos], Models("hash", PickyEncoder("content"), HashEncoder("style")))
    assert len(library) == 0
