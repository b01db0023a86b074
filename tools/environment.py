"""Environment variables that model libraries would add, set once before there is a second thread.

The libraries add variables while they are imported, and the full models are imported by a thread of a running page.
*Adding* a variable reallocates the table that another thread's native code may be reading (glibc's getenv has no lock),
and the process crashes. Overwriting an existing name is harmless.

    settle_environment()   # first thing in main
"""

from __future__ import annotations

import os
import tempfile

OFFLINE_SETTINGS: dict[str, str] = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_XET": "1",
    "DISABLE_TELEMETRY": "YES",
    "DO_NOT_TRACK": "1",
}
"""Read by huggingface_hub, transformers and diffusers when they are imported."""

ADDED_LATER: dict[str, str] = {
    "OPENBLAS_MAIN_FREE": "1",  # numpy
    "TOKENIZERS_PARALLELISM": "false",  # open_clip
    "TORCHINDUCTOR_CACHE_DIR": os.path.join(tempfile.gettempdir(), "torchinductor"),  # torch; nothing is compiled here
}
"""Variables that the libraries would add."""


def settle_environment() -> None:
    """Forbid hub requests and telemetry in this process, and leave libraries no name to add."""
    os.environ.update(OFFLINE_SETTINGS)
    for name, value in ADDED_LATER.items():
        os.environ.setdefault(name, value)
