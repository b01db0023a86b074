"""A folder that is suddenly gone or empty is an absent disk: nothing of it is swept, and that is said."""

from __future__ import annotations

import os
import shutil
import threading
import time

import pytest

from agent import open_session
from tests.unit.library.pictures import folder_of
from tools.errors import BadRequest
from tools.library import index
from tools.library.presence import absent
from tools.library.walk import Below, count_below


@pytest.fixture
def disk(tmp_path):
    folder_of(tmp_path / "disk" / "2019", 3)
    return tmp_path / "disk"


def take_away(disk, how):
    if how == "gone":
        disk.rename(disk.with_name("elsewhere"))
    else:  # a mount point without its disk
        shutil.copytree(disk, disk.with_name("elsewhere"), copy_function=shutil.copy2)
        shutil.rmtree(disk)
        disk.mkdir()
        (disk / "README.txt").write_text("no disk here")


def bring_back(disk):
    shutil.rmtree(disk, ignore_errors=True)
    disk.with_name("elsewhere").rename(disk)


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_an_absent_disk_costs_nothing_and_is_said(library, disk, photos, models, how):
    folder_of(photos, 2, first=10)
    index(library, [disk, photos], models)
    ids = set(library.collection().image_ids)
    take_away(disk, how)
    for _ in range(2):
        report = index(library, library.folders(), models)
        assert (report.removed, report.away, report.unchanged) == (0, 3, 2)
        assert any(item.path == str(disk) and "--sweep" in item.remedy for item in report.skipped)
        assert set(library.collection().image_ids) == ids
    reply = open_session(library, planner="rules", models=models).say("dogs")
    assert sorted(hit.away for hit in reply.hits) == [False, False, True, True, True]
    assert {hit.image_id for hit in reply.hits if not hit.away} == {
        library.find_path(path) for path in photos.iterdir()
    }
    assert "3 of those shown are not here now" in reply.text
    assert all(library.thumbnail(image_id) for image_id in ids)
    bring_back(disk)
    report = index(library, library.folders(), models)
    assert (report.removed, report.away, report.encoded, report.skipped) == (0, 0, 0, ())
    assert library.doctor(models).ok
    assert library.skipped() == []
    assert library.away(list(ids)) == frozenset()


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_sweeping_takes_an_explicit_word(library, disk, photos, models, how):
    folder_of(photos, 2, first=10)
    index(library, [disk, photos], models)
    take_away(disk, how)
    report = index(library, library.folders(), models, sweep=True)
    assert (report.removed, report.away, report.skipped) == (3, 0, ())
    assert len(library) == 2
    assert library.folders() == ([str(disk), str(photos)] if how == "empty" else [str(photos)])
    assert library.doctor(models).ok


def test_an_absent_disk_alone(library, disk, models):
    index(library, [disk], models)
    take_away(disk, "gone")
    with pytest.raises(BadRequest, match="no folder"):
        index(library, [disk], models)
    assert len(library) == 3
    assert index(library, [disk], models, sweep=True).removed == 3
    assert len(library) == 0


def test_an_absent_disk_inside_a_folder_that_is_there(library, tmp_path, disk, models):
    """The disk was given by itself, beside the folder that it lies in."""
    folder_of(tmp_path / "pictures", 2, first=10)
    shutil.move(disk, tmp_path / "pictures" / "disk")
    disk = tmp_path / "pictures" / "disk"
    index(library, [tmp_path / "pictures", disk], models)
    shutil.rmtree(disk / "2019")
    assert index(library, [disk], models).away == 3
    assert index(library, [tmp_path / "pictures"], models).removed == 3  # a folder emptied in one that is there


def test_pictures_that_moved_to_another_folder_are_moved_when_told_so(library, disk, tmp_path, models):
    index(library, [disk], models)
    disk.rename(tmp_path / "new")
    report = index(library, [disk, tmp_path / "new"], models, sweep=True)
    assert (report.moved, report.removed, report.encoded) == (3, 0, 0)
    assert library.folders() == [str(tmp_path / "new")]


def test_paths_below_a_folder_are_counted_as_they_lie():
    paths = sorted(["/a", "/a b/x", "/a/x", "/a/y/z", "/a-b/x", "/a0", "/b/x"])
    for root in ("/a", "/a/y", "/b", "/c", "/", "/a/x"):
        assert count_below(root, paths) == sum(map(Below([root]), paths)), root


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX")
def test_a_disk_that_does_not_answer_is_not_waited_for(tmp_path):
    class Dead(os.PathLike):
        """A path that is not resolved before the test ends, as on a network disk that is gone."""

        def __fspath__(self):
            over.wait()
            return str(tmp_path / "x")

    over = threading.Event()
    started = time.monotonic()
    assert absent([str(tmp_path / "gone"), Dead(), str(tmp_path / "later")], within_s=0.1) == {str(tmp_path / "gone")}
    assert time.monotonic() - started < 5
    over.set()
