"""Model sets on this machine: location and size. It opens no weights and uses no network.

for state in list_sets(): print(state.name, state.present, state.about)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.encoders.full.folders import content_part, models_folder, style_part
from tools.encoders.full.pull import partial_bytes
from tools.errors import BadRequest, ModelMissing

POCKET_FOLDER = Path(__file__).resolve().parent.parent / "pocket" / "weights"


@dataclass(frozen=True)
class SetState:
    """`folders` hold it, `size_bytes` in all; `about` is text for users: what is missing, and the remedy."""

    name: str
    present: bool
    folders: tuple[Path, ...]
    size_bytes: int
    about: str

    @property
    def size_mb(self) -> float:
        """In millions of bytes."""
        return self.size_bytes / 1e6

    @property
    def path(self) -> str:
        """Its location, for users."""
        return " and ".join(str(folder) for folder in self.folders)

    def as_json(self) -> dict[str, Any]:
        """Plain values, sizes in bytes."""
        return {
            "name": self.name,
            "present": self.present,
            "folders": [str(folder) for folder in self.folders],
            "size_bytes": self.size_bytes,
            "about": self.about,
        }


def list_sets() -> tuple[SetState, ...]:
    """Pocket and full, as the settings (`DOCENT_MODELS` and its like) see them now."""
    return _pocket(), _full()


def _pocket() -> SetState:
    size = _bytes_in(POCKET_FOLDER, "*.safetensors")
    return SetState("pocket", size > 0, (POCKET_FOLDER,), size, "In the box.")


def _full() -> SetState:
    found: list[Path] = []
    missing: list[str] = []
    size = 0
    finders: tuple[Callable[[], Path], ...] = (_content_folder, style_part)
    for find in finders:
        try:
            folder = find()
        except (ModelMissing, BadRequest) as error:
            missing.append(str(error))
            continue
        found.append(folder)
        size += _bytes_in(folder, "**/*")
    note = " ".join(dict.fromkeys(missing)) or f"In {models_folder()}."
    if missing and (waiting := partial_bytes()):
        note += f" A pull that was stopped has brought {waiting / 1e6:,.0f} MB; pulling goes on from there."
    return SetState("full", not missing, tuple(found), size, note)


def _content_folder() -> Path:
    part = content_part()
    return part.folder or part.weights.parent


def _bytes_in(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())
