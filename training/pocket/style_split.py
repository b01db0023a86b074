"""The test side: artists, works and photographs that training never sees. Chosen by name, so it is stable.

side(row, COMMITTED)                       # "", "artist" or "work"
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from training.pocket.style_pictures import Row


@dataclass(frozen=True)
class Split:
    """The named `artists`, and one artist in `one_in` by name, are held out with all their works; so is one work in
    `one_in` of every other artist and one picture in `one_in` of `pacs`."""

    artists: tuple[str, ...]
    one_in: int


COMMITTED = Split(("Mikhail Vrubel", "Titian"), 10)
"""Held out from the committed weights; the side of the model card's numbers."""

WIDE = Split(("Edgar Degas", "Hieronymus Bosch", "Mikhail Vrubel", "Piet Mondrian", "Titian"), 5)
"""Twice as much held out, to choose between recipes: of the 25 artists, some similar to others (Degas, Titian) and some
distinct. Includes all that COMMITTED holds out."""


def side(row: Row, split: Split) -> str:
    """ "artist" when the whole artist is held out, "work" when only this picture is, "" when it may be trained on."""
    if row.artist in split.artists or (row.artist and zlib.crc32(row.artist.encode()) % split.one_in == 0):
        return "artist"
    if row.kind in ("artists", "wikiart", "pacs") and _number(row) % split.one_in == 0:
        return "work"
    return ""


def _number(row: Row) -> int:
    """A number from the picture's own name, which is a digest of its bytes."""
    return zlib.crc32(row.source.rsplit("/", 1)[-1].encode())
