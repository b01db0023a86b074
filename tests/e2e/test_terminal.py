"""Names of files cannot command the terminal, and no text, encoding or small disk ends in a traceback: every verb."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.library.pictures import folder_of, save

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "a\x1b[31mred\nnew\x9b1m\u202egnp\x07.png"
OBEYED = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


@pytest.fixture
def journey(tmp_path):
    """The command over a folder with a hostile name in it, in a locale of the test's choice."""
    if os.name != "posix":
        pytest.skip("such names are POSIX")
    photos = tmp_path / "photos"
    save(photos / HOSTILE, 1)
    (photos / f"broken{HOSTILE}").write_bytes(b"no picture")
    (photos / ".hidden\x1b[2J").mkdir()

    def run(*words, **variables):
        done = subprocess.run(
            [sys.executable, "-m", "agent", *words],
            cwd=ROOT,
            env={**os.environ, "DOCENT_LIBRARY": str(tmp_path / "library"), "DOCENT_PLANNER": "rules", **variables},
            capture_output=True,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        shown = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
        assert not OBEYED & set(shown) - {"\n"}, shown
        return done

    assert run("--models", "pocket", "index", str(photos)).returncode == 1
    return run, photos


def test_every_verb_shows_names_escaped(journey, tmp_path):
    run, photos = journey
    name = str(photos / HOSTILE)
    for words in (
        ("index", str(photos), "--json"),
        ("search", "red"),
        ("search", "red", "--json"),
        ("search", "red\x1b[31m\udcff"),
        ("plan", "red\x1b[31m\udcff", "--json"),
        ("similar", name, "--json"),
        ("similar", name + "\udcff"),
        ("doctor",),
        ("doctor", "--json"),
        ("export", str(tmp_path / f"out{HOSTILE}")),
        ("export", name),
        ("search", "x", "--\x1b[31m"),
    ):
        run(*words)
    assert rb"a\x1b[31mred\nnew\x9b1m\u202egnp\x07.png" in run("search", "red", "-k", "1").stdout.replace(b"\n", b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_any_encoding(journey, encoding):
    run, _ = journey
    request = "caf\u00e9 \u96ea"
    run("plan", request, PYTHONIOENCODING=encoding)
    done = run("plan", request, "--json", PYTHONIOENCODING=encoding)
    assert request in json.dumps(json.loads(done.stdout.decode(encoding)), ensure_ascii=False)


def test_a_root_whose_name_is_no_utf8_is_named(journey, tmp_path):
    run, _ = journey
    root = os.fsencode(tmp_path) + b"/r\xff"
    os.mkdir(root)
    (tmp_path / os.fsdecode(b"r\xff") / "a.jpg").write_bytes(b"x")
    assert b"not valid UTF-8" in run("index", os.fsdecode(root)).stdout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser may mount")
@pytest.mark.parametrize("size", ["12k", "60k", "100k", "160k"])
def test_a_disk_too_small_for_a_library(journey, tmp_path, size):
    run, photos = journey
    folder_of(photos, 3)
    (tmp_path / "disk").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(tmp_path / "disk")]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        done = run("--models", "pocket", "--library", str(tmp_path / "disk" / "library"), "index", str(photos))
        assert done.returncode == 1
        assert b"no space left" in done.stderr or b"new" in done.stdout
    finally:
        subprocess.run(["umount", str(tmp_path / "disk")], check=False)
