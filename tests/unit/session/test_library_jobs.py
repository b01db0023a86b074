"""Changing a library's models beside its searches: told first, resumable, cancellable, and never mixed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from agent import open_session
from agent.plan.edits import AddTerm
from agent.replies.job_phrases import duration
from agent.session.library_jobs import LibraryJobs
from agent.session.opening import serving
from tests.unit.library.pictures import folder_of
from tools.encoders.hashing import HashEncoder, hash_models
from tools.encoders.protocols import Models
from tools.errors import BadRequest, LibraryFull, ModelBroken, ModelMissing, TooLittleMemory
from tools.library import Library, index, reembed
from tools.library.cost import ReembedCost

OLD = hash_models()
PICTURES = 40


class GatedEncoder(HashEncoder):
    """Encodes pictures only while its gate is open, so that a run can be watched in its middle."""

    def __init__(self, salt: str, gate: threading.Event) -> None:
        super().__init__(salt)
        self.gate = gate
        self.calls = 0

    def encode_images(self, images, /):
        self.calls += 1
        if self.calls > 3:  # two for the trial before anything is asked, one batch of the run
            assert self.gate.wait(30)
        return super().encode_images(images)


@pytest.fixture
def photos(tmp_path) -> Path:
    folder = tmp_path / "photos"
    folder_of(folder, PICTURES)
    return folder


@pytest.fixture
def library(tmp_path, photos):
    with Library.create(tmp_path / "library") as library:
        index(library, [photos], OLD)
        yield library


def named(content, style) -> Models:
    return Models("other", content, style)


OTHER = named(HashEncoder("newer content"), HashEncoder("newer style"))


def finding(models):
    """Finds model sets by name, as `load` does."""
    known = {"hash": OLD, "other": models}
    return lambda name: known[name]


def failing(error):
    def load(name):
        raise error

    return load


def settled(jobs) -> str:
    assert jobs.wait(60)
    return jobs.work.phase


def test_the_cost_is_told_first_and_nothing_is_begun(library):
    heard = []
    jobs = LibraryJobs(library, OLD, load_set=finding(OTHER), announce=heard.append)
    jobs.switch("other")
    assert settled(jobs) == "asking"
    assert "40 pictures from the hash to the other models" in jobs.work.text
    assert "MB of disk is needed" in jobs.work.text
    assert "less than a minute" in jobs.work.text
    assert heard == [jobs.work.text]
    assert library.reembedding is None
    assert library.models_name == "hash"
    jobs.stop()
    assert jobs.work.phase == "idle"


def test_searches_go_on_with_the_old_and_swap_without_losing_anything(library):
    gate = threading.Event()
    other = named(GatedEncoder("newer content", gate), HashEncoder("newer style"))
    jobs = LibraryJobs(library, OLD, load_set=finding(other))
    session = open_session(planner="rules", jobs=jobs)
    session.apply(AddTerm(text="cat", channel="content"))
    first = session.reply
    jobs.switch("other")
    settled(jobs)
    jobs.go_on()
    while jobs.work.done == 0:
        assert jobs.work.phase == "working", jobs.work
    assert 0 < jobs.work.done < jobs.work.total == PICTURES
    session.apply(AddTerm(text="dog", channel="content"))
    assert session.models is OLD
    assert session.library.models_name == "hash"
    with pytest.raises(BadRequest, match="Changing to the other"):
        jobs.look_for_pictures()
    gate.set()
    assert settled(jobs) == "done"
    assert jobs.work.text == "The library is of the other models now: 40 pictures."
    plan = session.plan
    after = session.apply()
    assert session.models is other
    assert after.plan == plan
    assert [term.text for term in plan.terms] == ["cat", "dog"]
    assert [h.score for h in after.hits] != [h.score for h in first.hits]
    session.undo()
    assert [term.text for term in session.plan.terms] == ["cat"]
    assert library.doctor(other, sample=99).ok


def test_cancelling_leaves_the_library_as_it_was(library):
    gate = threading.Event()
    other = named(GatedEncoder("newer content", gate), HashEncoder("newer style"))
    before, files = library.collection(), sorted((library.path / "vectors").iterdir())
    jobs = LibraryJobs(library, OLD, load_set=finding(other))
    jobs.switch("other", ask=False)
    while jobs.work.done == 0:
        assert jobs.work.phase in ("loading", "asking", "working"), jobs.work
    jobs.stop()
    assert jobs.work.phase == "stopping"
    gate.set()
    assert settled(jobs) == "done"
    assert "as it was" in jobs.work.text
    assert library.reembedding is None
    assert library.collection() is before
    assert sorted((library.path / "vectors").iterdir()) == files
    assert library.doctor(OLD, sample=99).findings == ()
    jobs.stop()
    assert jobs.work.phase == "idle"


def begun(library) -> None:
    """As a killed program leaves it: some batches of new vectors, and nobody at work."""
    stop = threading.Event()
    reembed(library, OTHER, batch=4, cancel=stop, progress=lambda step: stop.set() if step.done >= 12 else None)


def test_a_change_that_was_begun_goes_on_where_it_was(library):
    begun(library)
    counted = GatedEncoder("newer content", gate=threading.Event())
    counted.gate.set()
    jobs = LibraryJobs(library, OLD, load_set=finding(named(counted, HashEncoder("newer style"))))
    heard = []
    jobs._announce = heard.append
    jobs.resume()
    assert settled(jobs) == "done"
    assert "12 of which are done already" in heard[0]
    assert counted.calls == 2 + 1  # the trial's two, and one batch for the 28 that were left
    assert library.models_name == "other"
    assert library.doctor(OTHER, sample=99).ok


def test_a_change_that_was_begun_can_be_given_up(library):
    begun(library)
    jobs = LibraryJobs(library, OLD, load_set=failing(ModelMissing("It is gone.", remedy="Pull it.")))
    jobs.resume()
    assert settled(jobs) == "failed"
    assert jobs.work.text == (
        "It is gone. Pull it. The library stays as it was, of the hash models. What was done is kept."
    )
    jobs.stop()
    assert settled(jobs) == "done"
    assert library.reembedding is None
    assert library.doctor(OLD, sample=99).findings == ()


@pytest.mark.parametrize(
    "error",
    [
        ModelMissing("The style model is not here.", remedy="Run `docent models pull full` once."),
        ModelBroken("model.safetensors is cut off.", remedy="Pull it again."),
        TooLittleMemory("It needs 2.1 GB of memory.", remedy="Close other programs."),
    ],
)
def test_models_that_cannot_be_had_change_nothing(library, error):
    before = library.collection()
    jobs = LibraryJobs(library, OLD, load_set=failing(error))
    jobs.switch("other")
    assert settled(jobs) == "failed"
    assert jobs.work.text == f"{error} The library stays as it was, of the hash models."
    assert library.collection() is before
    assert library.reembedding is None
    session = open_session(planner="rules", jobs=jobs)
    assert session.apply().hits


class Exhausted(HashEncoder):
    """Runs out of memory in the middle of a run."""

    left = 4

    def encode_images(self, images, /):
        self.left -= 1
        if self.left < 0:
            raise TooLittleMemory("There is not enough memory.", remedy="Close other programs.")
        return super().encode_images(images)


def test_memory_that_runs_out_in_the_middle_keeps_what_was_done(library, photos):
    folder_of(photos, 60, first=PICTURES)
    index(library, [photos], OLD)
    exhausted = Exhausted("newer content")
    jobs = LibraryJobs(library, OLD, load_set=finding(named(exhausted, HashEncoder("newer style"))))
    jobs.switch("other", ask=False)
    assert settled(jobs) == "failed"
    assert "not enough memory" in jobs.work.text
    assert "What was done is kept." in jobs.work.text
    assert library.models_name == "hash"
    exhausted.left = 9
    jobs.go_on()
    assert settled(jobs) == "done"
    assert library.doctor(OTHER, sample=999).ok


def test_vectors_that_no_disk_can_hold_are_refused_and_nothing_is_begun(library):
    before, files = library.collection(), sorted((library.path / "vectors").iterdir())
    vast = named(HashEncoder("newer content", dim=10**12), HashEncoder("newer style"))
    jobs = LibraryJobs(library, OLD, load_set=finding(vast))
    jobs.switch("other")
    assert settled(jobs) == "failed"
    assert "160,000.1 GB beside the old ones" in jobs.work.text
    assert "Free some space, then try again." in jobs.work.text
    assert "stays as it was, of the hash models" in jobs.work.text
    with pytest.raises(LibraryFull):
        reembed(library, vast)
    assert library.reembedding is None
    assert library.collection() is before
    assert sorted((library.path / "vectors").iterdir()) == files


def test_too_little_room_is_refused_in_one_sentence():
    ReembedCost(pictures=10, done=0, new_bytes=10_000_000, free_bytes=100_000_000).refuse()
    with pytest.raises(LibraryFull, match="need 77 MB beside the old ones; 50 MB are free") as caught:
        ReembedCost(pictures=10, done=0, new_bytes=10_000_000, free_bytes=50_000_000).refuse()
    assert "Free some space" in caught.value.remedy


def test_the_same_set_is_no_work(library):
    jobs = LibraryJobs(library, OLD, load_set=finding(OTHER))
    jobs.switch("hash")
    assert settled(jobs) == "done"
    assert "already" in jobs.work.text


def test_a_change_made_by_another_program_is_followed(library):
    jobs = LibraryJobs(library, OLD, load_set=finding(OTHER))
    session = open_session(planner="rules", jobs=jobs)
    session.apply(AddTerm(text="cat", channel="style"))
    with Library.open(library.path) as elsewhere:
        reembed(elsewhere, OTHER)
    session.apply(AddTerm(text="dog", channel="style"))
    assert session.models is OTHER


def test_looking_for_pictures_adds_and_sweeps(library, photos):
    jobs = LibraryJobs(library, OLD, load_set=finding(OTHER))
    folder_of(photos, 2, first=70)
    sorted(photos.iterdir())[0].unlink()
    jobs.look_for_pictures()
    assert settled(jobs) == "done"
    assert jobs.work.text == "41 pictures looked through: 2 new, 1 gone."
    assert len(library) == 41


def test_a_setting_begins_a_change_and_the_same_one_does_not(library):
    jobs = LibraryJobs(library, OLD, load_set=finding(OTHER))
    for wanted in ("auto", "hash"):
        jobs.resume(wanted)
        assert jobs.work.phase == "idle"
    jobs.resume("other")
    assert settled(jobs) == "done"
    assert library.models_name == "other"


def test_an_empty_library_takes_the_set_it_is_given(tmp_path):
    with Library.create(tmp_path / "library") as library:
        jobs = LibraryJobs(library, serving(library, "pocket"), load_set=finding(OTHER))
        jobs.switch("other", ask=False)
        assert settled(jobs) == "done"
        assert library.models_name == "other"
        assert jobs.models is OTHER
        with pytest.raises(BadRequest, match="No folder"):
            jobs.look_for_pictures()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "less than a minute"),
        (60, "about 1 minute"),
        (2400, "about 40 minutes"),
        (10_000, "about 3 hours"),
        (400_000, "about 5 days"),
    ],
)
def test_times_are_no_more_exact_than_they_are(seconds, said):
    assert duration(seconds) == said


def test_a_second_click_starts_nothing_twice_and_a_closed_program_keeps_what_was_done(library):
    gate = threading.Event()
    other = named(GatedEncoder("newer content", gate), HashEncoder("newer style"))
    jobs = LibraryJobs(library, OLD, load_set=finding(other))
    jobs.switch("other")
    settled(jobs)
    jobs.go_on()
    with pytest.raises(BadRequest, match="nothing to go on with"):
        jobs.go_on()
    while jobs.work.done == 0:
        assert jobs.work.phase == "working", jobs.work
    closing = threading.Thread(target=jobs.close)
    closing.start()
    gate.set()
    closing.join(30)
    assert library.reembedding == "other"
    assert library.models_name == "hash"
    assert library.doctor(OLD, sample=99).reencoded == PICTURES
