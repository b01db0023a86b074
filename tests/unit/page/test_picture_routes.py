"""Pictures leave by opaque id only, small, as WebP and without metadata."""

from __future__ import annotations

import io

import numpy as np
import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from agent.page.picture_routes import PREVIEW_LONG_PX, picture_routes, render
from agent.page.privacy import StayHome
from tests.unit.page.fakes import GeneratedLibrary
from tools.errors import UnreadableImage
from tools.types import Picture


class OneOriginal(GeneratedLibrary):
    """The first picture has a real file behind it."""

    def __init__(self, path):
        super().__init__(3)
        self.path = str(path)
        self.image_id = self.collection().image_ids[0]

    def picture(self, image_id, /):
        known = super().picture(image_id)
        return Picture(known.image_id, self.path if image_id == self.image_id else known.path, 2400, 1200)


@pytest.fixture
def photo(tmp_path):
    """A large photograph that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    pixels = np.random.default_rng(0).integers(0, 255, (30, 60, 3), dtype=np.uint8)
    path = tmp_path / "sea.jpg"
    Image.fromarray(pixels).resize((2400, 1200)).save(path, exif=exif)
    return path


@pytest.fixture
def library(photo):
    return OneOriginal(photo)


@pytest.fixture
def client(library):
    app = FastAPI()
    app.include_router(picture_routes(lambda: library))
    app.add_middleware(StayHome)
    return TestClient(app)


def test_a_thumbnail_by_its_id(client, library):
    answer = client.get(f"/thumb/{library.image_id}")
    assert answer.status_code == 200
    assert answer.content == library.thumbnail(library.image_id)
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_it_is_not_sent_twice(client, library):
    tag = client.get(f"/thumb/{library.image_id}").headers["etag"]
    again = client.get(f"/thumb/{library.image_id}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("kind", ["thumb", "preview"])
@pytest.mark.parametrize(
    "image_id", ["f" * 16, "0" * 15, "F" * 16, "..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "a.jpg", "%00", "-1"]
)
def test_any_other_id_is_not_found(client, kind, image_id):
    answer = client.get(f"/{kind}/{image_id}")
    assert answer.status_code == 404
    assert answer.content == b"" or b"Not Found" in answer.content


def test_no_library_no_pictures(library):
    app = FastAPI()
    app.include_router(picture_routes(lambda: None))
    assert TestClient(app).get(f"/thumb/{library.image_id}").status_code == 404


def test_a_larger_view_is_upright_small_and_bare(client, library):
    answer = client.get(f"/preview/{library.image_id}")
    assert answer.status_code == 200
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.format == "WEBP"
        assert image.size == (PREVIEW_LONG_PX // 2, PREVIEW_LONG_PX)
        assert not image.getexif()
    assert b"Secret" not in answer.content
    assert b"EXIF" not in answer.content


def test_a_vanished_original_leaves_the_thumbnail(client, library, photo):
    photo.unlink()
    assert client.get(f"/preview/{library.image_id}").content == library.thumbnail(library.image_id)


def test_a_small_picture_is_not_blown_up(tmp_path):
    path = tmp_path / "small.png"
    Image.new("LA", (40, 20), (255, 0)).save(path)
    with Image.open(io.BytesIO(render(str(path)))) as image:
        assert image.size == (40, 20)
        assert image.getpixel((3, 3)) == (255, 255, 255)  # transparent is white


@pytest.mark.parametrize(
    ("mode", "name"), [("I;16", "deep.tif"), ("CMYK", "print.jpg"), ("P", "few.gif"), ("1", "fax.png")]
)
def test_other_kinds_of_pixels(tmp_path, mode, name):
    path = tmp_path / name
    Image.new(mode, (1200, 900)).save(path)
    with Image.open(io.BytesIO(render(str(path)))) as image:
        assert max(image.size) <= 1200


def test_what_is_no_picture_is_told(tmp_path):
    path = tmp_path / "not.jpg"
    path.write_bytes(b"hello")
    with pytest.raises(UnreadableImage):
        render(str(path))


def test_the_browser_is_told_to_stay_here(client, library):
    policy = client.get(f"/thumb/{library.image_id}").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
