"""The test side: artists, works and photographs that training never sees. Names decide, so it is the same every time.

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
"""What the committed weights have not seen, and what the card's numbers are of."""

WIDE = Split(("Edgar Degas", "Hieronymus Bosch", "Mikhail Vrubel", "Piet Mondrian", "Titian"), 5)
"""Twice as much kept back, to choose between recipes: of the 25, some of what is near others (Degas, Titian) and
some of what stands alone. All that COMMITTED holds out is held out here."""


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
