"""The bytes that are hashed are the bytes that are decoded, whoever writes to the file meanwhile."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from tests.unit.library.pictures import save
from tools.errors import UnreadableImage
from tools.library import index
from tools.library.loader import prepare, prepare_opened, read_again
from tools.library.walk import SeenFile


class Rewritten(io.BytesIO):
    """A file that another program writes to once its content was read to the end."""

    def __init__(self, before: bytes, after: bytes) -> None:
        super().__init__(before)
        self._after = after
        self.changed = False

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if self.tell() == len(self.getbuffer()) and not self.changed:
            self.changed = True
            place = self.tell()
            self.seek(0)
            self.write(self._after)
            self.seek(place)
        return data


def opened(photos):
    before, after = save(photos / "a.bmp", 1).read_bytes(), save(photos / "b.bmp", 2).read_bytes()
    return before, Rewritten(before, after), SeenFile("a.bmp", len(before), 1, 1, 1)


def test_a_file_that_is_rewritten_after_hashing_gives_the_picture_that_was_hashed(photos):
    before, file, seen = opened(photos)
    prepared = prepare_opened(file, seen, known=frozenset())
    assert file.changed
    assert prepared.image_id == hashlib.sha256(before).hexdigest()[:16]
    with Image.open(io.BytesIO(before)) as image:
        assert (np.asarray(prepared.decoded.image) == np.asarray(image.convert("RGB"))).all()


def test_a_file_too_large_to_be_held_is_refused_when_it_changed(photos):
    before, file, seen = opened(photos)
    with pytest.raises(UnreadableImage, match="written to while it was read"):
        prepare_opened(file, seen, known=frozenset(), whole_bytes=10)
    calm = prepare_opened(io.BytesIO(before), seen, known=frozenset(), whole_bytes=10)
    assert calm.image_id == hashlib.sha256(before).hexdigest()[:16]
    assert calm.decoded is not None


def test_what_is_remembered_of_a_file_is_its_state_when_it_was_opened(photos):
    path = save(photos / "a.bmp", 1)
    walked = SeenFile.of(str(path), path.stat())
    save(path, 2, size=(64, 64))
    assert prepare(walked, known=frozenset()).seen.stat == SeenFile.of(str(path), path.stat()).stat


def test_no_other_pictures_thumbnail_is_put_in_place(library, photos, models):
    path = save(photos / "a.bmp", 1)
    index(library, [photos], models)
    image_id = library.find_path(path)
    assert read_again(str(path), image_id).thumbnail == library.thumbnail(image_id)
    for thumbnail in (library.path / "thumbnails").rglob("*.webp"):
        thumbnail.unlink()
    save(path, 2)
    with pytest.raises(UnreadableImage, match="another picture"):
        library.thumbnail(image_id)
    assert not any((library.path / "thumbnails").rglob("*.webp"))
    assert not library.doctor(repair=True).ok
