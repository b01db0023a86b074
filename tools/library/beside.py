"""A file written beside its place, made durable and put there in one step: readers see the old one or the new one.

It knows files and folders, nothing of libraries.

    with written_beside(Path("out.json")) as draft: draft.write_text("[]")
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A draft in the same folder; it replaces `path` when the block ends well and is removed when it does not."""
    number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    os.close(number)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.chmod(_mode(path))
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system knows how to: a renamed file lives in its folder's block."""
    with suppress(OSError):  # Windows opens no folders, and some network file systems sync none
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, else those that a new file gets."""
    with suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
