"""Progress and result of an indexing run.

report = index(library, ["~/Pictures"], models, progress=lambda p: print(p.done, p.total))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.types import Skipped


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` files are dealt with, `skipped` of them named as bad; `path` is the latest."""

    done: int
    total: int
    path: str
    skipped: int


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True)
class IndexReport:
    """One run in numbers. found = added + updated + unchanged + moved + skipped pictures (when not cancelled).

    `added`: files new to the library; `updated`: files whose bytes changed; `moved`: files whose bytes came from a path
    that is gone, or touched without change of bytes (`unchanged`). `removed`: files swept because they vanished;
    `away`: files kept although they are not there, because their whole folder is not.
    `encoded`: distinct contents that went through the encoders; `restored` of them because the vectors that the library
    had of them were lost or damaged. `skipped`: files and folders that could not be read.
    `left_out`: folders and files passed over on purpose (hidden, linked twice, a library). `other_files`: no pictures.
    """

    found: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    moved: int = 0
    removed: int = 0
    away: int = 0
    encoded: int = 0
    restored: int = 0
    skipped: tuple[Skipped, ...] = ()
    left_out: tuple[Skipped, ...] = ()
    other_files: int = 0
    seconds: float = 0.0
    cancelled: bool = False

    @property
    def pictures_per_second(self) -> float:
        """Distinct pictures encoded per second of the whole run, walking included."""
        return self.encoded / self.seconds if self.seconds > 0 else 0.0
