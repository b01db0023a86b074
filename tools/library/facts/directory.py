"""One entry of a TIFF directory as raw bytes: for the few that exifread passes over (comments, XMP, IPTC).

It knows the layout of TIFF and no tags' meaning. Reads a few hundred entries at most.

    raw_entry(file, 0x02BC)                      # the XMP packet of a TIFF or DNG, or b""
    raw_entry(file, 0x9286, via=0x8769)          # the user comment in the EXIF directory

Source: TIFF 6.0, section 2.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

MOST_ENTRIES = 512
MOST_BYTES = 4 << 20

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


def raw_entry(source: BinaryIO, tag: int, *, via: int | None = None) -> bytes:
    """The bytes of a tag of the first directory, or of the one that the tag `via` points at; b"" when there is none."""
    source.seek(0)
    head = source.read(8)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        return b""
    (at,) = struct.unpack(f"{order}I", head[4:])
    if via is not None:
        pointer = _entry(source, at, via, order)
        if len(pointer) != 4:
            return b""
        (at,) = struct.unpack(f"{order}I", pointer)
    return _entry(source, at, tag, order)


def _entry(source: BinaryIO, at: int, tag: int, order: str) -> bytes:
    source.seek(at)
    head = source.read(2)
    if len(head) < 2:
        return b""
    count = min(struct.unpack(f"{order}H", head)[0], MOST_ENTRIES)
    table = source.read(12 * count)
    for start in range(0, len(table) - 11, 12):
        found, kind, values = struct.unpack_from(f"{order}HHI", table, start)
        if found != tag:
            continue
        size = _SIZES.get(kind, 0) * values
        if not 0 < size <= MOST_BYTES:
            return b""
        if size <= 4:
            return table[start + 8 : start + 8 + size]
        source.seek(struct.unpack_from(f"{order}I", table, start + 8)[0])
        return source.read(size)
    return b""
