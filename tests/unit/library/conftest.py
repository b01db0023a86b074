"""A library of its own for each test, with the deterministic encoders."""

from __future__ import annotations

import pytest

from tools.encoders.hashing import hash_models
from tools.library import Library


@pytest.fixture
def models():
    return hash_models()


@pytest.fixture
def library(tmp_path):
    with Library.create(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder
