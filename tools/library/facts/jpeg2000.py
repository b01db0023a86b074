"""JPEG 2000: the EXIF and XMP blocks in the boxes beside the picture.

blocks = metadata_boxes(file); blocks.get("exif"), blocks.get("xmp")

Source: ISO/IEC 15444-1, annex I; the UUIDs of "JpgTiffExif->JP2" and of XMP specification part 3, 1.1.4.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

MOST_BOXES = 200
MOST_BYTES = 2 << 20

_KINDS = {
    b"JpgTiffExif->JP2": "exif",
    bytes.fromhex("0537cdab9d0c4431a72afa561f2a113e"): "exif",
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): "xmp",
}


def metadata_boxes(file: BinaryIO) -> dict[str, bytes]:
    """The blocks by kind; of several of one kind the first."""
    found: dict[str, bytes] = {}
    position = 0
    for _ in range(MOST_BOXES):
        file.seek(position)
        head = file.read(16)
        if len(head) < 8:
            break
        size, kind = struct.unpack(">I4s", head[:8])
        begins = 8
        if size == 1 and len(head) == 16:
            size, begins = struct.unpack(">Q", head[8:])[0], 16
        if kind == b"uuid" and size >= begins + 16 and size - begins <= MOST_BYTES:
            file.seek(position + begins)
            body = file.read(size - begins)
            if body[:16] in _KINDS:
                found.setdefault(_KINDS[body[:16]], body[16:])
        if size < begins:  # 0 means "to the end of the file"; less than its own head is damage
            break
        position += size
    return found
