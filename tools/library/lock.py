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
        _note(self._file, f"{os.getpid()}\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            _note(self._file, "")
        finally:
            self._lock.release()


def is_at_work(folder: Path) -> bool:
    """Whether a writer is at work right now, without taking the lock even for an instant: by the number that a holder
    leaves in it and whether that process lives. A number that was given again says yes wrongly, never no."""
    try:
        holder = int(_holder(folder / LOCK_NAME))
    except (OSError, ValueError):
        return False
    if os.name != "posix":
        return True  # signal 0 means something else there
    try:
        os.kill(holder, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's
    return True


def _note(file: Path, text: str) -> None:
    with file.open("r+b") as opened:
        opened.truncate(1)
        opened.seek(1)  # byte 0 is what Windows locks; the number lies behind it
        opened.write(text.encode())


def _holder(file: Path) -> str:
    with file.open("rb") as opened:
        opened.seek(1)
        return opened.read(32).decode("ascii", "replace").strip()
