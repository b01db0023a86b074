"""Where things of a library lie.

default_library_path()
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

THUMBNAILS = "thumbnails"
VECTORS = "vectors"


def default_library_path() -> Path:
    """`DOCENT_LIBRARY` when set, else the platform's place for an application's data."""
    chosen = os.environ.get("DOCENT_LIBRARY", "").strip()
    return Path(chosen).expanduser() if chosen else user_data_path("docent", appauthor=False) / "library"
