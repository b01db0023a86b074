"""Storage errors as Docent's errors: full, busy, damaged.

with named_storage_errors(folder): ...
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.errors import DocentError, LibraryBusy, LibraryError, LibraryFull, LibraryReadOnly

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SQLITE_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC"}

REBUILD = "Put its latest snapshot in place: docent doctor --rebuild."

_SPARE_BYTES = 128 * 1024
"""With less than this free SQLite cannot make the index of its log (32 kB) and a log of a few pages."""


@contextmanager
def named_storage_errors(folder: Path) -> Iterator[None]:
    """Turn what writing and reading a library raises into LibraryFull, LibraryBusy, LibraryReadOnly or
    LibraryError."""
    try:
        yield
    except DocentError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise _full(folder) from error
        if error.errno == errno.EROFS:
            raise read_only_error(folder) from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise _not_opened(folder, error) from error
        raise
    except UnicodeDecodeError as error:  # a text of the catalogue that is none
        raise _damaged(folder, error) from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name in _SQLITE_FULL or (name.startswith("SQLITE_IOERR") and _is_full(folder)):
            raise _full(folder) from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise LibraryBusy(
                f"The library {folder} is in use by another process.", remedy="Wait until it has finished, then retry."
            ) from error
        if name.startswith("SQLITE_READONLY"):
            raise read_only_error(folder) from error
        if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise _not_opened(folder, error) from error
        if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_IOERR")):
            raise _damaged(folder, error) from error
        if "decode to UTF-8" in str(error):
            raise _damaged(folder, error) from error
        raise


def _is_full(folder: Path) -> bool:
    """SQLite names few of the calls that fail for want of space: its log's index is one that it does not."""
    try:
        return shutil.disk_usage(folder).free < _SPARE_BYTES
    except OSError:
        return False


def read_only_error(folder: Path) -> LibraryReadOnly:
    """What is said of a library that may be searched and not changed."""
    return LibraryReadOnly(
        f"The library {folder} may only be read.",
        remedy="Ask its owner to index, or make one of your own with --library PATH.",
    )


def _damaged(folder: Path, error: Exception) -> LibraryError:
    return LibraryError(f"The catalogue of {folder} is damaged ({error}).", remedy=REBUILD)


def _not_opened(folder: Path, error: Exception) -> LibraryError:
    return LibraryError(
        f"The library {folder} cannot be opened or written ({error}).",
        remedy="Check the folder's permissions and that its disk is mounted.",
    )


def _full(folder: Path) -> LibraryFull:
    return LibraryFull(
        f"There is no space left for the library {folder}; what was indexed before is kept.",
        remedy="Free some space, or move the library and point to it with --library PATH; then index again.",
    )
