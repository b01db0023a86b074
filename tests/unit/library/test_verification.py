"""What is served was verified: damaged vectors are left out and said, and made again at the next run."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import open_session
from tests.unit.library.facts.blocks import bag, xmp
from tests.unit.library.pictures import folder_of, save
from tools.library import Library, index
from tools.library.vectors import FlatVectors
from tools.library.verification import sound_rows, vectors_crc

ROW_BYTES = 512 * 4


@pytest.fixture
def filled(library, photos, models) -> Library:
    folder_of(photos, 8)
    index(library, [photos], models)
    return library


def file_of(library, channel):
    return next((library.path / "vectors").glob(f"{channel}-*.f32"))


def flip_a_bit(library, channel):
    with open(file_of(library, channel), "r+b") as file:
        file.seek(3 * ROW_BYTES + 700)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    return 1


def write_nan(library, channel):
    rows = np.memmap(file_of(library, channel), dtype="<f4", mode="r+").reshape(-1, 512)
    rows[2:4, 17] = np.nan
    rows.flush()
    return 2


def shift(library, channel):
    data = file_of(library, channel).read_bytes()
    file_of(library, channel).write_bytes(data[ROW_BYTES:] + data[:ROW_BYTES])
    return 8


def halve(library, channel):
    FlatVectors(file_of(library, channel), dim=512).truncate(4)
    return 4


def cut_within_a_row(library, channel):
    with open(file_of(library, channel), "r+b") as file:
        file.truncate(5 * ROW_BYTES + 9)
    return 3


def delete(library, channel):
    file_of(library, channel).unlink()
    return 8


DAMAGES = [flip_a_bit, write_nan, shift, halve, cut_within_a_row, delete]


@pytest.mark.parametrize("channel", ["content", "style"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_vectors_are_left_out_said_and_made_again(filled, photos, models, damage, channel):
    truth = {i: filled.collection().content[row].copy() for i, row in filled.collection().rows.items()}
    lost = damage(filled, channel)
    with Library.open(filled.path) as library:
        whole = library.verified_collection()
        assert (len(whole), whole.damaged) == (8 - lost, lost)
        assert library.collection() is whole
        assert all((whole.content[row] == truth[i]).all() for i, row in whole.rows.items())
        session = open_session(library, planner="rules", models=models)
        reply = session.say("dogs")
        assert len(reply.hits) == 8 - lost
        assert all(np.isfinite(hit.score) for hit in reply.hits)
        assert (reply.counts.total, reply.counts.damaged) == (8 - lost, lost)
        assert "no pictures yet" not in reply.text
        assert f"{lost} of 8 pictures cannot be searched" in reply.text
        assert any(f"{lost} of 8" in hint for hint in session.status().hints)
    report = index(filled, [photos], models)
    assert (report.unchanged, report.encoded, report.restored) == (8, lost, lost)
    assert filled.doctor(models, sample=99).ok
    whole = filled.verified_collection()
    assert (len(whole), whole.damaged) == (8, 0)
    assert all((whole.content[row] == truth[i]).all() for i, row in whole.rows.items())
    assert index(filled, [photos], models).restored == 0


def test_a_whole_library_is_mapped_and_compared_once(filled, photos, models):
    whole = filled.verified_collection()
    assert isinstance(whole.content, np.memmap)
    flip_a_bit(filled, "content")
    assert filled.verified_collection() is whole  # once a version
    folder_of(photos, 1, first=20)
    index(filled, [photos], models)
    assert len(filled.verified_collection()) == 9


def test_what_cannot_be_made_again_stays_out(filled, photos, models):
    paths = sorted(photos.iterdir())
    image_ids = [filled.find_path(path) for path in paths]
    rows = {i: filled.collection().rows[i] for i in image_ids}
    victim = next(i for i in image_ids if rows[i] == 3)
    path = filled.picture(victim).path
    flip_a_bit(filled, "style")
    with open(path, "wb") as file:
        file.write(b"no picture any more")
    report = index(filled, [photos], models)
    assert [item.path for item in report.skipped] == [path]
    assert len(filled.verified_collection()) == 7
    assert filled.verified_collection().damaged == 0


def test_verifying_in_the_background_ends_with_the_library(filled):
    filled.verify_in_background()
    filled.close()
    for thread in threading.enumerate():
        if thread.name == "docent-verify":
            thread.join()


@settings(max_examples=60)
@given(row=st.integers(0, 4), column=st.integers(0, 15), bit=st.integers(0, 31), style=st.booleans())
def test_every_flipped_bit_is_found(row, column, bit, style):
    rng = np.random.default_rng(5)
    vectors = [rng.standard_normal((5, 16)).astype(np.float32) for _ in range(2)]
    vectors = [v / np.linalg.norm(v, axis=1, keepdims=True) for v in vectors]
    crcs = [vectors_crc(a, b) for a, b in zip(*vectors, strict=True)]
    assert sound_rows(crcs, *vectors).all()
    vectors[style].view(np.uint32)[row, column] ^= np.uint32(1 << bit)
    assert np.flatnonzero(~sound_rows(crcs, *vectors)).tolist() == [row]


def test_facts_stay_with_their_pictures_when_damaged_ones_are_left_out(library, photos, models):
    """Rows move up; each keeps its own facts, words and dates, also after the next run has made the vectors again."""
    for number in range(6):
        words = bag("dc:subject", f"word{number}")
        save(photos / f"19{90 + number}-08.jpg", number, xmp=xmp(f'xmp:Rating="{number % 6}"', elements=words))
    index(library, [photos], models)
    whole = library.verified_collection()
    ratings = dict(zip(whole.paths, whole.fact("rating"), strict=True))
    until = dict(zip(whole.paths, whole.taken_until, strict=True))
    assert len(set(until.values())) == 6
    write_nan(library, "content")
    with Library.open(library.path) as again:
        found = again.verified_collection()
        assert (len(found), found.damaged) == (4, 2)
        assert dict(zip(found.paths, found.fact("rating"), strict=True)) == {
            path: ratings[path] for path in found.paths
        }
        assert dict(zip(found.paths, found.taken_until, strict=True)) == {path: until[path] for path in found.paths}
        lost = next(path for path in whole.paths if path not in found.paths)
        word = again.facts(again.find_path(lost))["keywords"]
        assert index(again, [photos], models).restored == 2
        assert again.verified_collection().damaged == 0
        assert again.facts(again.find_path(lost))["keywords"] == word
        assert again.doctor(models, sample=99).ok
