"""The sample collection, built and indexed once through the real command, with the real pocket models; a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """A command's outcome."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Docent:
    """The `docent` command with a library of its own."""

    library: Path
    pictures: Path

    def __call__(self, *words: object, seconds: float = 300, stdin: str = "", **variables: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "agent", *map(str, words)],
            cwd=ROOT,
            env={
                **os.environ,
                "DOCENT_LIBRARY": str(self.library),
                "DOCENT_PLANNER": "embedded",
                "CI": "1",
                **variables,
            },
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def docent(tmp_path_factory: pytest.TempPathFactory) -> Docent:
    base = tmp_path_factory.mktemp("docent")
    pictures = base / "pictures"
    subprocess.run([sys.executable, "-m", "tools.sample", str(pictures)], cwd=ROOT, check=True, capture_output=True)
    command = Docent(base / "library", pictures)
    ran = command("--models", "pocket", "index", pictures)
    assert ran.code == 0, ran.err
    return command


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the modules that look at the page."""
    from playwright.sync_api import sync_playwright  # those modules are skipped where it is not installed

    from tests.e2e.visitor import ARGUMENTS, CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
