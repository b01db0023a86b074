"""Where things of a library lie.

default_library_path()
"""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path

from tools.settings import current_settings

THUMBNAILS = "thumbnails"
VECTORS = "vectors"
SNAPSHOTS = "snapshots"


def default_library_path() -> Path:
    """`DOCENT_LIBRARY` when set, else the platform's place for an application's data."""
    return current_settings().library or user_data_path("docent", appauthor=False) / "library"
