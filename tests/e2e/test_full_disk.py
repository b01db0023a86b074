"""A disk that fills up in the middle: one clear error, the library whole, and the next run goes on.

The limit on file size that POSIX offers stands in for the full disk: writes fail in the same places. Where a small file
system of its own can be mounted (as root), that is filled for real too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.library.pictures import folder_of
from tools.encoders.hashing import hash_models
from tools.library import Library, index

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX limits")

ROOT = Path(__file__).resolve().parents[2]

LIMITED = """
import resource, sys
from tools.encoders.hashing import hash_models
from tools.errors import LibraryFull
from tools.library import Library, index
with Library.create(sys.argv[1]) as library:
    if int(sys.argv[3]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        index(library, [sys.argv[2]], hash_models(), batch=4)
    except LibraryFull as error:
        print("FULL", error)
        print("HELD", len(library), len(library.collection()))
"""


def run_limited(place: Path, photos: Path, limit_bytes: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(place), str(photos), str(limit_bytes)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("limit_bytes", [9_000, 60_000, 77_777, 100_000, 140_000])
def test_a_write_that_fails_costs_the_batch_and_nothing_else(tmp_path, limit_bytes):
    models = hash_models()
    photos, place = tmp_path / "photos", tmp_path / "library"
    folder_of(photos, 80)
    Library.create(place).close()
    lines = run_limited(place, photos, limit_bytes)
    assert lines[0].startswith("FULL")
    assert "no space left" in lines[0]
    assert "Free some space" in lines[0]
    print(limit_bytes, lines[1])
    with Library.open(place) as library:
        checked = library.doctor(models, sample=99)
        assert checked.findings == ()
        assert checked.reencoded == len(library)
        assert index(library, [photos], models).found == 80
        checked = library.doctor(models, sample=99)
        assert checked.ok
        assert checked.reencoded == 80


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser may mount")
def test_a_disk_that_is_really_full(tmp_path):
    models = hash_models()
    photos, disk = tmp_path / "photos", tmp_path / "disk"
    folder_of(photos, 200)
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        lines = run_limited(disk / "library", photos, 0)
        assert lines[0].startswith("FULL"), lines
        print(lines[1])
        with Library.open(disk / "library") as library:
            held = len(library)
            assert held > 0
            checked = library.doctor(models, sample=999)
            assert checked.findings == ()
            assert checked.reencoded == held
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        with Library.open(disk / "library") as library:
            assert index(library, [photos], models).unchanged == held
            assert len(library) == 200
            assert library.doctor(models, sample=999).ok
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
