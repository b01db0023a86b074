"""Whether a HEIF container rotates its pictures.

By the standard only the container's `irot` and `imir` boxes rotate a HEIF picture, and its EXIF orientation repeats
them. Some editors drop those boxes and leave the EXIF value: readers that follow the standard alone show such a picture
on its side.

    turns_itself(file)
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_MOST_BYTES = 8 * 2**20
"""Far more than a `meta` box holds; a file that claims more is damaged."""


def turns_itself(file: BinaryIO) -> bool:
    """Whether the `meta` box contains a rotation or a mirror; False for a file without one.

    Source: ISO/IEC 23008-12 (HEIF), 6.5.10 image rotation and 6.5.12 image mirror.
    """
    position = 0
    while True:
        file.seek(position)
        head = file.read(16)
        if len(head) < 8:
            return False
        size, kind = struct.unpack(">I4s", head[:8])
        begins = 8
        if size == 1 and len(head) == 16:
            size, begins = struct.unpack(">Q", head[8:])[0], 16
        if kind == b"meta":
            file.seek(position + begins)
            body = file.read(min(_MOST_BYTES, size - begins if size else _MOST_BYTES))
            return b"irot" in body or b"imir" in body
        if size < begins:  # 0 means "to the end of the file"; less than its own head is damage
            return False
        position += size
