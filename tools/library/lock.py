"""One writer at a time: a lock that the operating system releases when its holder dies.

It knows a file and a process number, nothing of libraries. The lock is on the open file, not on its existence, so a
file left behind by a killed process never blocks.

    with WriterLock(folder): ...
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from tools.errors import LibraryBusy

LOCK_NAME = "writer.lock"


class WriterLock:
    """Held between `__enter__` and `__exit__`. Raises: LibraryBusy when another holder, in any process, has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._descriptor: int | None = None

    def __enter__(self) -> WriterLock:
        descriptor = os.open(self.folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor)
        except OSError as error:
            holder = os.pread(descriptor, 32, 1).decode("ascii", "replace").strip() if os.name == "posix" else ""
            os.close(descriptor)
            raise LibraryBusy(
                f"Another process{f' ({holder})' if holder else ''} is writing to the library {self.folder}.",
                remedy="Wait until it has finished, or stop it, then run this again.",
            ) from error
        self._descriptor = descriptor
        os.ftruncate(descriptor, 1)
        os.lseek(descriptor, 1, os.SEEK_SET)  # byte 0 is what Windows locks; the number lies behind it
        os.write(descriptor, f"{os.getpid()}\n".encode())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            _unlock(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(folder: Path) -> bool:
    """Whether a writer is at work right now."""
    try:
        with WriterLock(folder):
            return False
    except LibraryBusy:
        return True


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
