"""Killing the indexing process at any moment loses at most the batch in flight and never shifts a vector.

The victim is a real process that is sent SIGKILL, again and again, at moments that spread over its whole work; after
each death the library must open, prove itself by encoding every picture again, and take up where it was.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.library.pictures import folder_of
from tools.encoders.hashing import HashEncoder, hash_models
from tools.encoders.protocols import Models
from tools.library import Library, index, reembed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")

ROOT = Path(__file__).resolve().parents[2]
PICTURES = 160
BATCH = 4
KILLS = 12

INDEX = """
import sys
from tools.encoders.hashing import hash_models
from tools.library import Library, index
with Library.create(sys.argv[1]) as library:
    index(library, [sys.argv[2]], hash_models(), batch=int(sys.argv[3]), progress=lambda step: print(flush=True))
"""

REEMBED = """
import sys
from tools.encoders.hashing import HashEncoder
from tools.encoders.protocols import Models
from tools.library import Library, reembed
other = Models("other", HashEncoder("newer content"), HashEncoder("newer style"))
with Library.open(sys.argv[1]) as library:
    reembed(library, other, batch=int(sys.argv[3]), progress=lambda step: print(flush=True))
"""

OTHER = Models("other", HashEncoder("newer content"), HashEncoder("newer style"))


def killed_after(code: str, steps: int, seconds: float, *arguments: str) -> bool:
    """Run the code and kill it so long after that many steps of its progress; whether it was still at work."""
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as output:
        for _ in range(steps):
            output.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    return process.returncode == -signal.SIGKILL


def test_an_indexing_killed_again_and_again(tmp_path):
    models = hash_models()
    photos, place = tmp_path / "photos", tmp_path / "library"
    folder_of(photos, PICTURES)
    rng = random.Random(1)
    deaths, sizes = 0, []
    for round_ in range(KILLS):
        steps = (sizes[-1] if sizes else 0) + rng.randint(0, 24)  # what is there already is stepped over at once
        deaths += killed_after(INDEX, steps, rng.uniform(0.0, 0.03), str(place), str(photos), str(BATCH))
        if not (place / "catalogue.sqlite").is_file():
            continue
        with Library.create(place) as library:
            report = library.doctor(models, sample=PICTURES)
            assert report.ok, (round_, report.findings)
            assert report.reencoded == len(library) == len(library.collection())
            sizes.append(len(library))
    print(f"{deaths} kills, pictures after each: {sizes}")
    assert deaths >= 3, "the kills came too late to prove anything"
    assert max(sizes) > 0, "the kills came too early to prove anything"
    assert sizes == sorted(sizes), "something committed was lost"
    with Library.create(place) as library:
        report = index(library, [photos], models, batch=BATCH)
        assert report.added + report.unchanged == PICTURES
        assert report.encoded <= PICTURES - sizes[-1], "what was committed was encoded again"
        checked = library.doctor(models, sample=PICTURES)
        assert checked.ok
        assert checked.reencoded == len(library) == PICTURES
        assert library.doctor(models, repair=True).ok
        assert library.doctor(models).findings == ()


@pytest.mark.parametrize("surplus", [(1000, 0), (4096, 0), (4096, 4096)], ids=["torn", "one channel", "both channels"])
def test_every_instant_between_vectors_and_rows(tmp_path, surplus):
    """The states that a kill can leave on disk, made exactly."""
    models = hash_models()
    photos, place = tmp_path / "photos", tmp_path / "library"
    folder_of(photos, 6)
    with Library.create(place) as library:
        index(library, [photos], models)
        stores = sorted((place / "vectors").iterdir())
        for path, count in zip(stores, surplus, strict=True):
            with open(path, "ab") as file:
                file.write(b"\x55" * count)
        assert library.doctor(models, sample=99).ok
        folder_of(photos, 3, first=6)
        index(library, [photos], models)
        checked = library.doctor(models, sample=99)
        assert checked.ok
        assert checked.reencoded == 9
        assert {path.stat().st_size for path in stores} == {9 * 512 * 4}


def test_making_vectors_again_killed_again_and_again(tmp_path):
    models = hash_models()
    photos, place = tmp_path / "photos", tmp_path / "library"
    folder_of(photos, PICTURES)
    with Library.create(place) as library:
        index(library, [photos], models)
    rng = random.Random(2)
    deaths = 0
    for round_ in range(8):
        deaths += killed_after(REEMBED, rng.randint(0, 8), rng.uniform(0.0, 0.03), str(place), str(photos), str(BATCH))
        with Library.open(place) as library:
            serving = OTHER if library.models_name == "other" else models
            checked = library.doctor(serving, sample=PICTURES)
            damaged = [finding for finding in checked.findings if finding.kind == "vectors"]
            assert damaged == [], round_
            assert checked.reencoded == len(library) == PICTURES
            if serving is OTHER:
                break
    print(f"{deaths} kills")
    assert deaths >= 2, "the kills came too late to prove anything"
    with Library.open(place) as library:
        assert reembed(library, OTHER).done == PICTURES
        checked = library.doctor(OTHER, sample=PICTURES)
        assert checked.ok
        assert checked.reencoded == PICTURES


def test_ctrl_c_ends_in_good_order(tmp_path):
    photos, place = tmp_path / "photos", tmp_path / "library"
    folder_of(photos, PICTURES)
    code = INDEX.replace("    index(", "    report = index(") + "    print('cancelled', report.cancelled, flush=True)\n"
    command = [sys.executable, "-c", code, str(place), str(photos), "2"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(9):
        process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err.decode()
    assert err == b""
    assert out.strip() == b"cancelled True"
    with Library.open(place) as library:
        assert 0 < len(library) < PICTURES
        assert library.doctor(hash_models(), sample=PICTURES).ok
