"""A file that can be read so often and no more: what stands between a hostile block and a reader that trusts counts.

The limits count reads and bytes, not seconds, so that a file gives the same facts on a slow machine.

    exifread.process_file(Bounded(file))
"""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

READS = 20_000
"""Ten times what the busiest camera's block takes; each read is a few bytes."""

PIECE_BYTES = 1 << 16
TOTAL_BYTES = 4 << 20


class TooMuch(ValueError):
    """The block asks for more reading than any camera's does."""


class Bounded(io.RawIOBase):
    """Reads through to `file`, at most `PIECE_BYTES` at once. Raises TooMuch past `READS` or `TOTAL_BYTES`.

    A TIFF's first directory appears as its only one: the others are pages and thumbnails, thousands in some scans.
    """

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._reads = 0
        self._bytes = 0
        self._next_pointer = _next_directory_pointer(file)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        at = self._file.tell() if size == 4 else -1
        data = self._file.read(PIECE_BYTES if size < 0 else min(size, PIECE_BYTES))
        self._reads += 1
        self._bytes += len(data)
        if self._reads > READS or self._bytes > TOTAL_BYTES:
            raise TooMuch("it points at itself or asks for more reading than a camera's block does")
        return b"\0\0\0\0"[: len(data)] if at >= 0 and at == self._next_pointer else data

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


def _next_directory_pointer(file: BinaryIO) -> int:
    """Where a TIFF says where its second directory is; -1 for other files."""
    file.seek(0)
    head = file.read(8)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(head[:4])
    found = -1
    if order is not None and len(head) == 8:
        (first,) = struct.unpack(f"{order}I", head[4:])
        file.seek(first)
        count = file.read(2)
        if len(count) == 2:
            found = first + 2 + 12 * int(struct.unpack(f"{order}H", count)[0])
    file.seek(0)
    return found
