"""One writer at a time: a lock that the operating system releases when its holder dies.

It knows a file and a process number, nothing of libraries. The lock is on the open file, not on its existence, so a
file left behind by a killed process never blocks; on a file system without such locks, writing fails rather than trust
a marker that would outlive its process.

    with WriterLock(folder): ...
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from tools.errors import LibraryBusy

LOCK_NAME = "writer.lock"


class WriterLock:
    """Held between `__enter__` and `__exit__`. Raises: LibraryBusy when another holder, in any process, has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / LOCK_NAME
        self._lock = FileLock(self._file, timeout=0, thread_local=False, fallback_to_soft=False)

    def __enter__(self) -> WriterLock:
        try:
            self._lock.acquire()
        except Timeout as error:
            holder = _holder(self._file)
            raise LibraryBusy(
                f"Another process{f' ({holder})' if holder else ''} is writing to the library {self.folder}.",
                remedy="Wait until it has finished, or stop it, then run this again.",
            ) from error
        with self._file.open("r+b") as opened:
            opened.truncate(1)
            opened.seek(1)  # byte 0 is what Windows locks; the number lies behind it
            opened.write(f"{os.getpid()}\n".encode())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def is_locked(folder: Path) -> bool:
    """Whether a writer is at work right now."""
    try:
        with WriterLock(folder):
            return False
    except LibraryBusy:
        return True


def _holder(file: Path) -> str:
    with file.open("rb") as opened:
        opened.seek(1)
        return opened.read(32).decode("ascii", "replace").strip()
