"""Shared fixtures: where the evaluation data lies, if it is there at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# before any hub library is imported: tests never ask the network for anything
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pictures and cases beside the checkout; skips where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the shared evaluation data is not beside the checkout")
    return folder
