"""The GGUF file of the language model in the process: where it is, and how it is fetched when somebody asks for it.

Nothing here opens a connection but `pull`, and only the user calls that.

    find("")     # the file that was pulled, or PlannerFailed with the remedy
    pull(print)  # fetches it: 1.1 GB
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from platformdirs import user_data_path

from tools.errors import ModelNotPulled, PlannerFailed

MAGIC = b"GGUF"


@dataclass(frozen=True)
class Weights:
    """A model file on the hub. Its hash is pinned: what was measured (docs/decisions/0012) is what is used."""

    repository: str
    file: str
    size_bytes: int
    sha256: str


CODER = Weights(
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size_bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)


def folder() -> Path:
    """Where a pulled language model lies."""
    return Path(user_data_path("docent", appauthor=False)) / "models" / "llm"


def find(setting: str, *, under: Path | None = None, weights: Weights = CODER) -> Path:
    """The model file: what the setting names, else the one that was pulled. Checked to be a GGUF file.

    Raises: PlannerFailed when there is none, or it cannot be read.
    """
    path = Path(setting).expanduser() if setting else (under or folder()) / weights.file
    if not setting and not path.is_file():
        raise PlannerFailed("No language model is set.", remedy="Set DOCENT_LLM to the path of a GGUF file.")
    try:
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as error:
        why = error.strerror or "unreadable"
        raise PlannerFailed(f"{path} cannot be read ({why}).", remedy="Set DOCENT_LLM to a GGUF file.") from error
    if magic != MAGIC:
        raise PlannerFailed(f"{path} is no GGUF file.", remedy="Set DOCENT_LLM to one, such as a Q4_K_M of 1 to 4 B.")
    return path


def pull(
    progress: Callable[[int], None] = lambda _: None,
    *,
    under: Path | None = None,
    weights: Weights = CODER,
    client: httpx.Client | None = None,
    cancel: threading.Event | None = None,
) -> Path:
    """Fetch the model file (resumed where it broke off) and return its path. `progress` hears the bytes that are here.

    Raises: ModelNotPulled when the hub does not give it, or gives another file than the one that was measured.
    """
    from tools.encoders.full.hub import fetch, list_files, open_client  # beside networks that take seconds to import

    target = (under or folder()) / weights.file
    with client or open_client() as hub:
        listed = list_files(hub, weights.repository).get(weights.file)
        if listed is None or listed.sha256 != weights.sha256:
            raise ModelNotPulled(
                f"{weights.repository} has no {weights.file} with the expected hash.",
                remedy="Download a GGUF file by hand and set DOCENT_LLM to its path.",
            )
        fetch(hub, listed, target, progress=progress, cancel=cancel)
    return target
