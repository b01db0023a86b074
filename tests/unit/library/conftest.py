"""A library of its own for each test, with the deterministic encoders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.encoders.hashing import hash_models
from tools.encoders.protocols import Models
from tools.library import Library


@pytest.fixture
def models() -> Models:
    return hash_models()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder
