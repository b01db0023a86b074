"""Walking: everything met once, nothing passed over in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.library.walk import CATALOGUE_NAME, Below, walk


def touch(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def names(walked) -> list[str]:
    return sorted(os.path.basename(seen.path) for seen in walked.files)


def test_pictures_by_their_names_and_the_rest_counted(tmp_path):
    for name in ("a.jpg", "b.PNG", "deep/er/c.heic", "deep/d.CR2", "notes.txt", "movie.mp4"):
        touch(tmp_path / name)
    walked = walk([tmp_path])
    assert names(walked) == ["a.jpg", "b.PNG", "c.heic", "d.CR2"]
    assert walked.other_files == 2
    assert walked.folders == [str(tmp_path)]


def test_a_loop_and_a_second_link_are_walked_once_and_named(tmp_path):
    touch(tmp_path / "in/a.jpg")
    (tmp_path / "in/loop").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "in")
    walked = walk([tmp_path])
    assert [seen.path for seen in walked.files] == [str(tmp_path / "in/a.jpg")]
    assert sorted(os.path.basename(item.path) for item in walked.left_out) == ["again", "loop"]


def test_a_linked_folder_from_elsewhere_is_walked(tmp_path):
    touch(tmp_path / "elsewhere/a.jpg")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/link").symlink_to(tmp_path / "elsewhere")
    assert names(walk([tmp_path / "photos"])) == ["a.jpg"]


def test_overlapping_folders_are_walked_once(tmp_path):
    touch(tmp_path / "a/b/x.jpg")
    walked = walk([tmp_path / "a/b", tmp_path / "a", tmp_path / "a", tmp_path / "a/b/x.jpg"])
    assert names(walked) == ["x.jpg"]
    assert walked.folders == [str(tmp_path / "a")]


def test_a_file_stands_for_itself(tmp_path):
    walked = walk([touch(tmp_path / "one.jpg")])
    assert names(walked) == ["one.jpg"]
    assert walked.folders == []


def test_hidden_and_system_folders_are_named_and_walked_when_asked_for(tmp_path):
    for name in (".cache/a.jpg", "@eaDir/b.jpg", ".c.jpg"):
        touch(tmp_path / name)
    walked = walk([tmp_path])
    assert walked.files == []
    assert sorted(os.path.basename(item.path) for item in walked.left_out) == [".c.jpg", ".cache", "@eaDir"]
    assert names(walk([tmp_path / ".cache"])) == ["a.jpg"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every folder")
def test_an_unreadable_folder_is_named_and_not_taken_for_empty(tmp_path):
    closed = touch(tmp_path / "closed/a.jpg").parent
    closed.chmod(0)
    try:
        walked = walk([tmp_path])
    finally:
        closed.chmod(0o755)
    assert [item.path for item in walked.skipped] == [str(closed)]
    assert walked.blind == [str(closed)]


def test_broken_links_missing_roots_and_unknown_formats_are_named(tmp_path):
    (tmp_path / "dead.jpg").symlink_to(tmp_path / "nowhere.jpg")
    touch(tmp_path / "new.jxl")
    walked = walk([tmp_path, tmp_path / "typo"])
    assert sorted(os.path.basename(item.path) for item in walked.skipped) == ["dead.jpg", "new.jxl"]
    assert [os.path.basename(item.path) for item in walked.missing] == ["typo"]
    assert all(item.cause.endswith(".") and item.remedy for item in walked.skipped + walked.missing)


def test_a_library_inside_the_folder_is_not_indexed(tmp_path):
    touch(tmp_path / "lib" / CATALOGUE_NAME)
    touch(tmp_path / "lib/thumbnails/00/x.webp")
    touch(tmp_path / "a.jpg")
    assert names(walk([tmp_path])) == ["a.jpg"]


@pytest.mark.skipif(os.name != "posix", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_named_and_not_stored(tmp_path):
    try:
        touch(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jpg")))
    except OSError:
        pytest.skip("this file system refuses such names")
    walked = walk([tmp_path])
    assert walked.files == []
    assert [item.cause for item in walked.skipped] == ["its name is not valid UTF-8."]
    walked.skipped[0].path.encode("utf-8")


def test_below_knows_folders_from_their_namesakes():
    assert Below(["/a/b"])("/a/b/c.jpg")
    assert Below(["/a/b"])("/a/b")
    assert Below(["/"])("/a/b")
    assert not Below(["/a/b"])("/a/bc/d.jpg")
    assert not Below([])("/a")
