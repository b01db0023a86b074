"""The README stays true: its commands run, its links lead somewhere, its targets exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess

import pytest

from tests.e2e.conftest import ROOT, Docent

README = (ROOT / "README.md").read_text("utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines() if line.strip()]
COMMANDS = [line for line in LINES if line.startswith("docent ")]


def test_there_are_commands_to_run():
    assert len(COMMANDS) >= 6


@pytest.fixture(scope="module")
def mine(docent, tmp_path_factory):
    """A copy of the sample library, since some commands add to it."""
    base = tmp_path_factory.mktemp("readme")
    shutil.copytree(docent.library, base / "library")
    return Docent(base / "library", docent.pictures)


@pytest.mark.parametrize("line", COMMANDS)
def test_command(mine, tmp_path, line):
    words = shlex.split(line)[1:]
    own = {"~/Pictures": mine.pictures / "sepia", "photo.jpg": mine.pictures / "photograph" / "lion on a rock.jpg"}
    words = [str(own.get(word, tmp_path / word if word.endswith(".csv") else word)) for word in words]
    ran = mine(*words)
    assert ran.code == 0, f"{line}\n{ran.out}{ran.err}"
    assert ran.out.strip() or ran.err.strip()


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_make_targets_exist(line):
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    done = subprocess.run(["make", "--dry-run", *shlex.split(line)[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)", README))
def test_links_lead_somewhere(link):
    assert (ROOT / link).exists()
