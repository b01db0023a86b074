"""The reading side: snapshots, thumbnails, blobs, and what is said when something is not there."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest
from PIL import Image

from tests.unit.library.pictures import exif, folder_of, gps_of, save
from tools.errors import BadRequest, LibraryError, LibraryMissing, UnknownImage, UnreadableImage
from tools.library import Library, default_library_path, index
from tools.types import GeoPoint


def test_the_default_place_and_its_setting(setting, tmp_path):
    setting("DOCENT_LIBRARY", tmp_path / "mine")
    assert default_library_path() == tmp_path / "mine"
    setting("DOCENT_LIBRARY", None)
    assert default_library_path().parts[-2:] == ("docent", "library")


def test_opening_what_is_not_there(tmp_path):
    with pytest.raises(LibraryMissing) as raised:
        Library.open(tmp_path / "nothing")
    assert "docent index" in raised.value.remedy


def test_making_one_where_other_things_are(tmp_path, photos):
    folder_of(photos, 1)
    with pytest.raises(LibraryError, match="other things"):
        Library.create(photos)
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError):
        Library.create(tmp_path / "file")


def test_making_it_twice_opens_it(tmp_path, photos, models):
    folder_of(photos, 2)
    with Library.create(tmp_path / "lib") as library:
        index(library, [photos], models)
    with Library.create(tmp_path / "lib") as library:
        assert len(library) == 2
    with Library.open(tmp_path / "lib") as library:
        assert len(library.collection()) == 2


def test_facts_reach_the_picture_and_the_collection(library, photos, models):
    block = exif(
        gps=gps_of(46.95, 7.45),
        image={0x010F: "Canon", 0x0110: "Canon EOS 5D"},
        photo={0x9003: "2019:07:04 18:30:05", 0x9011: "+02:00"},
    )
    path = save(photos / "a.jpg", 1, exif=block)
    save(photos / "b.png", 2)
    index(library, [photos], models)
    collection = library.collection()
    row = collection.paths.index(str(path))
    picture = library.picture(collection.image_ids[row])
    assert picture.point == GeoPoint(46.95, 7.45)
    assert picture.taken_at is not None
    assert picture.taken_at.isoformat() == "2019-07-04T18:30:05+02:00"
    assert (picture.camera, picture.format, picture.folders) == ("Canon EOS 5D", "JPEG", (str(photos),))
    assert collection.lat[row] == pytest.approx(46.95)
    assert collection.taken[row] == np.datetime64(datetime(2019, 7, 4, 18, 30, 5), "s")
    assert np.isnan(collection.lat[1 - row])
    assert np.isnat(collection.taken[1 - row])
    assert collection.cameras[1 - row] == ""


def test_the_collection_is_mapped_and_kept_until_the_library_changes(library, photos, models):
    folder_of(photos, 3)
    index(library, [photos], models)
    first = library.collection()
    assert isinstance(first.content, np.memmap)
    assert library.collection() is first
    folder_of(photos, 1, first=10)
    index(library, [photos], models)
    assert library.collection() is not first
    assert len(first) == 3
    assert len(library.collection()) == 4


def test_readers_see_whole_batches_while_a_writer_appends(library, photos, models):
    """Each snapshot's vectors belong to its ids, at whatever moment it is taken."""
    paths = folder_of(photos, 60)
    truth = {}
    index(library, [photos], models)
    whole = library.collection()
    for row, image_id in enumerate(whole.image_ids):
        truth[image_id] = whole.content[row].copy()
    with Library.create(library.path.parent / "second") as second:
        sizes, wrong, over = [], [], threading.Event()

        def read() -> None:
            while not over.is_set():
                seen = second.collection()
                sizes.append(len(seen))
                wrong.extend(i for row, i in enumerate(seen.image_ids) if (seen.content[row] != truth[i]).any())

        reader = threading.Thread(target=read)
        reader.start()
        index(second, [photos], models, batch=4)
        over.set()
        reader.join()
        assert wrong == []
        assert sizes == sorted(sizes)
        assert len(second.collection()) == len(paths)


def test_readers_are_not_disturbed_while_vector_files_are_exchanged(library, photos, models):
    paths = folder_of(photos, 30)
    index(library, [photos], models)
    truth = {i: library.collection().content[row].copy() for i, row in library.collection().rows.items()}
    sizes, wrong, over = [], [], threading.Event()

    def read() -> None:
        with Library.open(library.path) as other:
            while not over.is_set():
                seen = other.collection()
                sizes.append(len(seen))
                wrong.extend(i for row, i in enumerate(seen.image_ids) if (seen.content[row] != truth[i]).any())

    reader = threading.Thread(target=read)
    reader.start()
    for path in paths[:5]:
        path.unlink()
        index(library, [photos], models)
        assert library.doctor(repair=True).ok
    over.set()
    reader.join()
    assert wrong == []
    assert sizes[0] == 30
    assert min(sizes) >= 25
    assert len(library.collection()) == 25


class InterruptedReader(Library):
    """A reader that lets something happen between the catalogue's answer and the opening of the vector files."""

    interruption: Callable[[], object] | None = None

    def _stores(self):
        stores = super()._stores()
        if self.interruption is not None:
            happening, self.interruption = self.interruption, None
            happening()
        return stores


def test_files_exchanged_at_the_worst_moment_cost_no_picture(library, photos, models):
    paths = folder_of(photos, 6)
    index(library, [photos], models)
    paths[0].unlink()
    index(library, [photos], models)
    with InterruptedReader.open(library.path) as reader:
        reader.interruption = lambda: library.doctor(repair=True)
        seen = reader.collection()
    assert len(seen) == 5
    assert (np.asarray(seen.content) == np.asarray(library.collection().content)).all()


def test_a_thumbnail_is_small_webp_and_made_again_when_missing(library, photos, models):
    path = save(photos / "a.png", 1, size=(800, 500))
    index(library, [photos], models)
    image_id = library.find_path(path)
    data = library.thumbnail(image_id)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("WEBP", (360, 225))
    file = library.path / "thumbnails" / image_id[:2] / f"{image_id}.webp"
    file.write_bytes(data[:50])  # cut off by a power failure
    assert library.thumbnail(image_id) == data
    file.unlink()
    assert library.thumbnail(image_id) == data
    file.unlink()
    path.unlink()
    with pytest.raises(UnreadableImage):
        library.thumbnail(image_id)


@pytest.mark.parametrize("image_id", ["0" * 16, "../../../etc/passwd", "", "0123456789ABCDEF"])
def test_unknown_pictures(library, image_id):
    with pytest.raises(UnknownImage):
        library.picture(image_id)
    with pytest.raises(UnknownImage):
        library.thumbnail(image_id)


def test_a_blob_is_kept_and_replaced(library):
    assert library.get_blob("style-map") is None
    library.set_blob("style-map", b"\x00\x01")
    library.set_blob("style-map", b"\x02")
    assert library.get_blob("style-map") == b"\x02"


def test_export_in_both_formats(library, photos, models, tmp_path):
    import csv
    import json

    save(photos / "a.jpg", 1, exif=exif(image={0x0110: "=HYPERLINK(1)"}))
    save(photos / "b.jpg", 1)
    (photos / "bad.jpg").write_text("bad")
    index(library, [photos], models)
    assert library.export(tmp_path / "out.json") == 2
    document = json.loads((tmp_path / "out.json").read_text())
    assert [record["path"] for record in document["pictures"]] == [str(photos / "a.jpg"), str(photos / "b.jpg")]
    assert document["skipped"][0]["path"] == str(photos / "bad.jpg")
    assert document["models"] == "hash"
    assert library.export(tmp_path / "out.csv", format="csv") == 2
    with open(tmp_path / "out.csv", newline="") as file:
        records = list(csv.DictReader(file))
    assert [record["path"] for record in records] == [str(photos / "a.jpg"), str(photos / "b.jpg")]
    assert all(not record["camera"].startswith("=") for record in records)
    with pytest.raises(BadRequest):
        library.export(tmp_path / "out.xml", format="xml")
    with pytest.raises(BadRequest):
        library.export(tmp_path / "no" / "such" / "folder.csv", format="csv")
