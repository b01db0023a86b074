"""Searching by picture: ids and files go one way, and a file from outside is an example like any other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from agent.plan.edits import Like, Reset, Unlike
from agent.plan.query_plan import QueryPlan
from agent.session.examples import ExamplePictures
from agent.session.opening import open_session
from tests.unit.library.pictures import exif, gps_of, save
from tests.unit.session.echo import Echo
from tools.encoders.hashing import HashEncoder, hash_models
from tools.encoders.protocols import Models
from tools.errors import BadRequest, UnknownImage, UnreadableImage

ROME = (41.893, 12.483)


class CountingEncoder(HashEncoder):
    """Remembers how many pictures it was given."""

    pictures = 0

    def encode_images(self, images, /):
        self.pictures += len(images)
        return super().encode_images(images)


@pytest.fixture
def ids(library):
    return library.collection().image_ids


@pytest.fixture
def stranger(tmp_path):
    """A file that the library does not hold."""
    return save(tmp_path / "stranger.jpg", 99)


def scores(reply):
    return {hit.image_id: hit.score for hit in reply.hits}


def all_similar(library, *images, **more):
    session = open_session(library, Echo(), hash_models(), page_size=100)
    return session.similar(images, **more)


def test_a_file_from_outside_is_a_reference_of_the_plan_and_undo_takes_it_back(session, stranger):
    reply = session.similar([stranger], channels=("style",))
    (reference,) = reply.plan.like
    assert reference.image_id.startswith("file:")
    assert reference.channels == ("style",)
    assert len(reply.hits) == 24
    assert all(hit.channels["like"] == pytest.approx(hit.score) and hit.terms == () for hit in reply.hits)
    assert "more like the chosen picture" in reply.text
    assert QueryPlan.model_validate_json(reply.plan.model_dump_json(by_alias=True)) == reply.plan
    assert json.loads(json.dumps(reply.as_json()))["plan"]["like"][0]["image_id"] == reference.image_id
    assert session.undo().plan.like == ()


def test_the_same_pixels_score_alike_by_id_and_from_outside(library, ids, tmp_path):
    by_id = all_similar(library, ids[5])
    with Image.open(library.picture(ids[5]).path) as opened:
        opened.save(tmp_path / "other bytes.png")
    outside = all_similar(library, tmp_path / "other bytes.png")
    assert outside.plan.like[0].image_id.startswith("file:")
    first, *others = outside.hits
    assert first.image_id == ids[5]  # other bytes are another picture, and this is the nearest to it
    assert {hit.image_id: hit.score for hit in others} == pytest.approx(scores(by_id), abs=1e-4)


def test_a_copy_of_the_file_is_the_librarys_picture(library, ids, tmp_path):
    path = library.picture(ids[5]).path
    copy = shutil.copy(path, tmp_path / "copy.jpg")
    by_id = all_similar(library, ids[5])
    for same in (path, Path(path), copy):
        reply = all_similar(library, same)
        assert reply.plan == by_id.plan
        assert scores(reply) == scores(by_id)
    assert ids[5] not in scores(by_id)
    assert len(all_similar(library, ids[5], copy, path).plan.like) == 1


def test_library_pictures_among_files_from_outside_are_left_out(library, ids, stranger):
    reply = all_similar(library, stranger, ids[3], library.picture(ids[4]).path)
    assert [ref.image_id for ref in reply.plan.like][1:] == [ids[3], ids[4]]
    assert set(scores(reply)) == set(ids) - {ids[3], ids[4]}


def test_nearby_takes_the_positions_of_ids_and_files_alike(library, ids, stranger, tmp_path):
    in_rome = save(tmp_path / "rome.jpg", 98, exif=exif(gps=gps_of(*ROME)))
    reply = all_similar(library, in_rome, nearby_km=50)
    assert reply.plan.place.mode == "only"
    assert (reply.plan.place.point.lat, reply.plan.place.point.lon) == pytest.approx(ROME, abs=1e-3)
    assert {round(hit.distance_km) for hit in reply.hits} == {0}
    assert len(reply.hits) == 10
    bern = next(i for i in ids if (point := library.picture(i).point) and round(point.lat) == 47)
    middle = all_similar(library, in_rome, bern, stranger, nearby_km=500).plan.place.point
    assert (middle.lat, middle.lon) == pytest.approx((44.5, 10.1), abs=0.1)
    with pytest.raises(BadRequest, match="where they were taken"):
        all_similar(library, stranger, nearby_km=50)


def test_a_file_is_read_and_encoded_once_and_only_on_the_channels_asked_for(library, stranger):
    content, style = CountingEncoder("content"), CountingEncoder("style")
    session = open_session(library, Echo(), Models("hash", content, style))
    session.similar([stranger], channels=("content",))
    assert (content.pictures, style.pictures) == (1, 0)
    shutil.copy(stranger, stranger.with_name("again.jpg"))
    session.similar([stranger, stranger.with_name("again.jpg")])
    stranger.unlink()  # what was read is kept
    session.apply(Like(image_id=session.plan.like[0].image_id, weight=0.2))
    assert (content.pictures, style.pictures) == (1, 1)
    assert len(session.plan.like) == 1


def test_other_encoders_encode_it_anew(stranger):
    examples = ExamplePictures(None)
    image_id = examples.identify(stranger)
    one, other = (examples.encoded([image_id, "0" * 16], HashEncoder(salt)) for salt in ("one", "other"))
    assert one.keys() == other.keys() == {image_id}
    assert abs(float(one[image_id] @ other[image_id])) < 0.3


def test_examples_that_undo_can_bring_back_are_kept_and_others_are_forgotten(session, stranger, tmp_path):
    first = session.similar([stranger])
    session.apply(Reset())
    session.similar([save(tmp_path / "second.jpg", 97)])
    second = session.plan.like[0].image_id
    session.undo()
    assert session.undo().plan.like == first.plan.like
    assert scores(session.reply) == scores(first)
    session.similar([save(tmp_path / "third.jpg", 96)])
    assert len(session.plan.like) == 2
    with pytest.raises(UnknownImage):
        session.apply(Like(image_id=second))


def test_less_like_a_file_from_outside(session, stranger):
    session.similar([stranger])
    image_id = session.plan.like[0].image_id
    session.apply(Unlike(image_id=image_id), Unlike(image_id=image_id))
    assert session.plan.like[0].weight < 0
    assert max(hit.channels["like"] for hit in session.reply.hits) <= 0


def test_what_cannot_be_searched_with_changes_nothing(session, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    with pytest.raises(UnreadableImage, match=r"bad\.jpg"):
        session.similar([tmp_path / "bad.jpg"])
    for unknown in ("no-such-picture", str(tmp_path), "x" * 5000, "a\0b", "file:" + "0" * 16):
        with pytest.raises(UnknownImage, match="neither a picture of the library nor a file"):
            session.similar([unknown])
    with pytest.raises(UnknownImage, match="has no picture 0000"):
        session.similar(["0" * 16])
    assert session.plan.like == ()


def test_without_a_library_a_file_is_an_example_too(stranger):
    session = open_session(None, Echo())
    assert session.similar([stranger]).plan.like[0].image_id.startswith("file:")
    with pytest.raises(BadRequest, match="no library"):
        session.similar(["0" * 16], nearby_km=5)
