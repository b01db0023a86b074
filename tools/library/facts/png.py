"""PNG text: titles, authors and dates in text chunks, and the blocks that old programs hid there as hexadecimal.

It knows names of chunks; Pillow reads them, and limits how far a packed one may grow.

    png_reading({"Title": "Harvest", "Creation Time": "2013:09:08 07:06:05"})

Source: PNG specification, 11.3.4 Textual information; ImageMagick's "Raw profile type ..." chunks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tools.library.facts.clean import clean_text
from tools.library.facts.model import FactValue, Reading
from tools.library.facts.moments import read_moment

_NAMES = {
    "title": ("Title",),
    "caption": ("Description", "Comment"),
    "credit": ("Author", "Artist"),
    "copyright": ("Copyright",),
    "camera": ("Source",),
}
_DATES = ("Creation Time", "exif:DateTimeOriginal", "exif:DateTimeDigitized", "xmp:CreateDate")
_NOT_SAID = ("created with gimp", "created with the gimp", "screenshot", "xv version")


def png_reading(info: Mapping[Any, Any]) -> Reading | None:
    """What the text chunks say; None when they say nothing. "date:create" and the like are the file's, not its
    picture's."""
    values: dict[str, FactValue] = {}
    for name, keys in _NAMES.items():
        text = next((said for key in keys if (said := clean_text(info.get(key)))), "")
        if text and not text.casefold().startswith(_NOT_SAID):
            values[name] = text
    moments = (read_moment(clean_text(info.get(key))) for key in _DATES)
    taken = next((moment for moment in moments if moment), None)
    if taken:
        values["taken_at"] = taken
    if "screenshot" in (clean_text(info.get(key)).casefold() for key in ("Description", "Comment", "Title")):
        values["screenshot"] = True
    return Reading("png", values) if values else None


_PROFILE = re.compile(r"\s*(\w+)\s+(\d+)\s+([0-9a-fA-F\s]+)\s*")
MOST_BYTES = 2 << 20


def raw_profile(info: Mapping[Any, Any], *names: str) -> bytes:
    """The block in a "Raw profile type NAME" chunk: a name, a length and hexadecimal lines; b"" when there is none."""
    for name in names:
        text = info.get(f"Raw profile type {name}")
        if not isinstance(text, (str, bytes)) or len(text) > 2 * MOST_BYTES:
            continue
        match = _PROFILE.fullmatch(text if isinstance(text, str) else text.decode("latin-1"))
        if match is None:
            continue
        try:
            return bytes.fromhex(match[3])[: int(match[2])]
        except ValueError:
            continue
    return b""


def photoshop_iptc(block: bytes) -> bytes:
    """The IPTC records inside a Photoshop resource block ("8BIM" 0x0404), or the block itself when it is bare."""
    at = 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        kind = int.from_bytes(block[at + 4 : at + 6], "big")
        name = block[at + 6]
        start = at + 7 + name + (1 - name % 2)
        size = int.from_bytes(block[start : start + 4], "big")
        if kind == 0x0404:
            return block[start + 4 : start + 4 + size]
        at = start + 4 + size + size % 2
    return block if block[:1] == b"\x1c" else b""
