"""Other models: the old vectors serve until the new are complete; a stopped run goes on; nothing is mixed."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from tests.unit.library.pictures import folder_of, save
from tools.encoders.hashing import HashEncoder
from tools.encoders.library_fit import FIT_BLOB
from tools.encoders.protocols import Models
from tools.library import Library, give_up, index, reembed, reembed_cost

OTHER = Models("other", HashEncoder("newer content"), HashEncoder("newer style"))
NEW_STYLE = Models("half", HashEncoder("content"), HashEncoder("newer style"))


@pytest.fixture
def filled(library, photos, models) -> Library:
    folder_of(photos, 10)
    index(library, [photos], models)
    return library


@pytest.mark.parametrize("target", [OTHER, NEW_STYLE], ids=["both channels", "one channel"])
def test_every_vector_is_made_again(filled, models, target):
    before = filled.collection()
    report = reembed(filled, target, batch=4)
    assert (report.total, report.done, report.lost, report.cancelled) == (10, 10, (), False)
    after = filled.collection()
    assert after.image_ids == before.image_ids
    assert filled.models_name == target.name
    filled.require(target)
    checked = filled.doctor(target, sample=99)
    assert checked.ok
    assert checked.reencoded == 10
    assert (after.content == before.content).all() == (target is NEW_STYLE)
    assert not (after.style == before.style).any()
    assert len(list((filled.path / "vectors").iterdir())) == 2


def stopped_at(filled: Library, done: int) -> None:
    stop = threading.Event()
    report = reembed(
        filled, OTHER, batch=2, cancel=stop, progress=lambda step: stop.set() if step.done >= done else None
    )
    assert report.cancelled


def test_a_stopped_run_serves_the_old_and_goes_on(filled, models):
    before = filled.collection()
    stopped_at(filled, 4)
    assert filled.models_name == "hash"
    assert filled.version == before.version
    filled.require(models)
    looked = filled.doctor(models, sample=99)
    assert [finding.kind for finding in looked.findings] == ["models"]
    seen = []
    report = reembed(filled, OTHER, progress=lambda step: seen.append(step.done))
    assert report.done == 10
    assert seen[0] > 4
    assert filled.doctor(OTHER, sample=99).ok


def test_pictures_that_come_and_go_in_between(filled, photos, models):
    paths = sorted(photos.iterdir())
    paths[1].unlink()
    index(filled, [photos], models)
    stopped_at(filled, 4)
    folder_of(photos, 3, first=30)
    paths[0].unlink()
    paths[7].unlink()
    index(filled, [photos], models)
    report = reembed(filled, OTHER)
    assert not report.cancelled
    assert len(filled) == len(filled.collection()) == 10
    assert filled.doctor(OTHER, sample=99).ok
    folder_of(photos, 1, first=40)
    index(filled, [photos], OTHER)
    assert filled.doctor(OTHER, sample=99).ok


def test_a_picture_that_returns_after_its_turn_is_taken_in_again(filled, photos, models):
    path = sorted(photos.iterdir())[0]
    kept = path.read_bytes()
    path.unlink()
    index(filled, [photos], models)
    stopped_at(filled, 4)
    path.write_bytes(kept)
    index(filled, [photos], models)
    report = reembed(filled, OTHER)
    assert [item.path for item in report.lost] == [str(path)]
    assert index(filled, [photos], OTHER).encoded == 1
    assert filled.doctor(OTHER, sample=99).ok
    assert len(filled) == 10


def test_an_absent_original_is_made_from_its_thumbnail(filled, photos):
    path = sorted(photos.iterdir())[3]
    path.unlink()
    report = reembed(filled, OTHER)
    assert (report.done, report.from_thumbnail, report.lost) == (10, 1, ())
    assert len(filled.collection()) == 10


def test_a_picture_with_nothing_left_is_named(filled, photos):
    path = sorted(photos.iterdir())[3]
    image_id = filled.find_path(path)
    (filled.path / "thumbnails" / image_id[:2] / f"{image_id}.webp").unlink()
    save(path, 77)  # the file holds other bytes now
    report = reembed(filled, OTHER)
    assert [item.path for item in report.lost] == [str(path)]
    assert filled.skipped() == list(report.lost)
    assert len(filled.collection()) == 9
    assert index(filled, [photos], OTHER).added == 1
    assert filled.skipped() == []
    assert filled.doctor(OTHER, sample=99).ok


def test_a_change_of_mind_starts_over(filled):
    stopped_at(filled, 4)
    third = Models("third", HashEncoder("third content"), HashEncoder("third style"))
    assert reembed(filled, third).done == 10
    assert filled.doctor(third, sample=99).findings == ()


def test_the_cost_is_told_and_less_of_it_is_left_of_a_run_that_was_begun(filled, models):
    cost = reembed_cost(filled, OTHER)
    assert (cost.pictures, cost.done, cost.new_bytes) == (10, 0, 10 * 2 * 512 * 4)
    assert cost.free_bytes > 0
    assert reembed_cost(filled, NEW_STYLE).new_bytes == 10 * 512 * 4
    assert reembed_cost(filled, models).new_bytes == 0
    stopped_at(filled, 4)
    left = reembed_cost(filled, OTHER)
    assert left.done >= 4
    assert left.new_bytes == (10 - left.done) * 2 * 512 * 4
    assert filled.reembedding == "other"


def test_a_run_that_was_begun_can_be_given_up(filled, models):
    assert not give_up(filled)
    before = filled.collection()
    stopped_at(filled, 4)
    assert give_up(filled)
    assert filled.reembedding is None
    assert filled.collection() is before
    assert filled.doctor(models, sample=99).findings == ()
    assert len(list((filled.path / "vectors").iterdir())) == 2


def test_a_collection_says_which_encoders_made_it(filled, library):
    assert filled.collection().encoders == ("hash-content", "hash-style")
    reembed(filled, NEW_STYLE)
    assert filled.collection().encoders == ("hash-content", "hash-newer style")


class Fitted(HashEncoder):
    """Learns its words from a library: it remembers how many pictures that had."""

    pictures = 0

    def fitted(self, content, style):
        assert len(content) == len(style)
        other = Fitted(self.salt)
        other.pictures = len(style)
        return other

    def to_bytes(self):
        return str(self.pictures).encode()

    def restored(self, data):
        other = Fitted(self.salt)
        other.pictures = int(data)
        return other

    def fitted_on(self):
        return self.pictures

    def confidence(self, texts, /):
        return np.ones(len(texts), dtype=np.float32)

    def fit_note(self):
        return ""

    def fit_numbers(self):
        return ""


def test_words_are_learned_before_the_new_vectors_serve_and_again_as_the_library_grows(filled, photos):
    fitting = Models("other", HashEncoder("newer content"), Fitted("newer style"))
    reembed(filled, fitting)
    assert filled.get_blob(FIT_BLOB) == b"10"
    folder_of(photos, 2, first=60)
    index(filled, [photos], fitting)
    assert filled.get_blob(FIT_BLOB) == b"10"  # grown by less than a quarter
    folder_of(photos, 5, first=70)
    index(filled, [photos], fitting)
    assert filled.get_blob(FIT_BLOB) == b"17"


def test_the_same_models_change_nothing(filled, models):
    version = filled.version
    assert reembed(filled, models).done == 10
    assert filled.version == version


def test_indexing_may_do_it_in_one_go(filled, photos):
    folder_of(photos, 2, first=50)
    report = index(filled, [photos], OTHER, reembed=True)
    assert (report.added, report.unchanged) == (2, 10)
    assert filled.doctor(OTHER, sample=99).ok
