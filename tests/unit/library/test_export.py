"""What an export may write over: an earlier export, and nothing else."""

from __future__ import annotations

import os
import threading

import pytest

from tests.unit.library.pictures import folder_of, save
from tools.errors import BadRequest
from tools.library import Library, index
from tools.library.export import export_catalogue


def bytes_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("format", ["json", "csv"])
def test_an_earlier_export_is_replaced(library, photos, models, tmp_path, format):
    folder_of(photos, 1)
    index(library, [photos], models)
    out = tmp_path / "out"
    assert library.export(out, format=format) == 1
    out.chmod(0o640)
    folder_of(photos, 1, first=1)
    index(library, [photos], models)
    assert library.export(out, format=format) == 2
    assert out.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["library", "out", "photos"]  # no draft is left


@pytest.mark.parametrize("content", [b"", b'{"models": 1}', b"image_id,mine\n", b"\x00" * 5000])
@pytest.mark.parametrize("format", ["json", "csv"])
def test_what_docent_did_not_make_is_left_as_it_is(library, photos, models, tmp_path, format, content):
    index(library, [save(photos / "a.jpg", 1)], models)
    (tmp_path / "mine").write_bytes(content)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    before = bytes_below(tmp_path)
    for target in ("mine", "link", "photos/a.jpg", "photos"):
        with pytest.raises(BadRequest):
            library.export(tmp_path / target, format=format)
    assert bytes_below(tmp_path) == before


def test_nothing_is_exported_into_a_library_or_under_its_names(library, photos, models, tmp_path):
    folder_of(photos, 2)
    index(library, [photos], models)
    vectors = next((library.path / "vectors").iterdir())
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    (tmp_path / "way").symlink_to(library.path)
    for target in (
        library.path / "catalogue.sqlite",
        library.path / "new.json",
        library.path / "thumbnails" / "new.json",
        tmp_path / "way" / "new.json",
        vectors,
        photos / "catalogue.sqlite",
        photos / "catalogue.sqlite-wal",
    ):
        with pytest.raises(BadRequest):
            library.export(target)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    with Library.open(library.path) as again:
        assert again.doctor().ok


def test_an_export_that_fails_half_way_leaves_the_earlier_one(library, photos, models, tmp_path):
    folder_of(photos, 2)
    index(library, [photos], models)
    library.export(tmp_path / "out.csv", format="csv")
    before = (tmp_path / "out.csv").read_bytes()

    class Broken:
        """A catalogue whose second record cannot be read."""

        def all(self, query):
            yield from library._catalogue.all(query)[:1]
            raise OSError(5, "Input/output error")

    with pytest.raises(BadRequest, match="Input/output error"):
        export_catalogue(Broken(), tmp_path / "out.csv", library=library.path, format="csv")
    assert (tmp_path / "out.csv").read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["library", "out.csv", "photos"]


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX")
def test_a_pipe_is_written_to_and_stays(library, photos, models, tmp_path):
    folder_of(photos, 1)
    index(library, [photos], models)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    library.export(pipe, format="csv")
    reader.join()
    assert read[0].count("\n") == 2
    assert pipe.is_fifo()
