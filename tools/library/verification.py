"""Are these the vectors that were written for these pictures? Lengths, norms and checksums.

It knows rows and numbers, nothing of files' places or of what is done about damage.

    sound = sound_rows([crc_a, crc_b], content, style)
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tools.library.vectors import FlatVectors, Rows
from tools.types import CHANNELS, Channel, Collection, Float32, ImageId

UNIT_TOLERANCE = 1e-3
_BLOCK = 4096


def vectors_crc(content: Float32, style: Float32) -> int:
    """CRC-32 of one picture's two rows: what is compared, so that a shifted or a damaged row is detected."""
    first = zlib.crc32(np.ascontiguousarray(content, dtype="<f4").data)
    return zlib.crc32(np.ascontiguousarray(style, dtype="<f4").data, first)


def sound_rows(crcs: Sequence[int], content: Float32, style: Float32) -> npt.NDArray[np.bool_]:
    """bool (N,): which rows of content and style, float32 (N, D) each, are of unit norm and have these checksums."""
    sound = np.array([vectors_crc(*rows) == crc for crc, *rows in zip(crcs, content, style, strict=True)], dtype=bool)
    for vectors in (content, style):
        with np.errstate(over="ignore", invalid="ignore"):  # what is damaged may hold any number, and none
            sound &= np.abs(np.linalg.norm(vectors, axis=1) - 1.0) <= UNIT_TOLERANCE
    return sound


def broken_pictures(
    stores: Mapping[Channel, FlatVectors], entries: Sequence[tuple[ImageId, int, int]]
) -> tuple[list[ImageId], list[ImageId]]:
    """Of (image_id, row, crc) by rising row: the pictures whose rows are gone, and those whose rows are wrong."""
    held = min(len(store) for store in stores.values()) if len(stores) == len(CHANNELS) else 0
    inside = [entry for entry in entries if entry[1] < held]
    wrong: list[ImageId] = []
    for start in range(0, len(inside), _BLOCK):
        block = inside[start : start + _BLOCK]
        places: Rows = np.array([row for _, row, _ in block], dtype=np.int64)
        content, style = (np.asarray(stores[channel].rows(held)[places]) for channel in CHANNELS)
        sound = sound_rows([crc for *_, crc in block], content, style)
        wrong += [entry[0] for entry, good in zip(block, sound, strict=True) if not good]
    return [entry[0] for entry in entries if entry[1] >= held], wrong


class Verifier:
    """Compares the vectors of one collection after the other; what was compared once is not compared again."""

    def __init__(self) -> None:
        self._sound: dict[ImageId, int] = {}
        self._of: tuple[str, ...] = ()

    def broken(
        self, collection: Collection, crcs: Mapping[ImageId, int], stop: threading.Event
    ) -> npt.NDArray[np.intp] | None:
        """Rows of the collection, rising, whose vectors are not those with these checksums; None when stopped."""
        if collection.encoders != self._of:
            self._sound, self._of = {}, collection.encoders
        rows = [row for row, image_id in enumerate(collection.image_ids) if self._sound.get(image_id) != crcs[image_id]]
        broken: list[int] = []
        for start in range(0, len(rows), _BLOCK):
            if stop.is_set():
                return None
            block = rows[start : start + _BLOCK]
            ids = [collection.image_ids[row] for row in block]
            expected = [crcs[image_id] for image_id in ids]
            sound = sound_rows(expected, collection.content[block], collection.style[block])
            self._sound.update((ids[i], expected[i]) for i in np.flatnonzero(sound))
            broken += [block[i] for i in np.flatnonzero(~sound)]
        return np.array(broken, dtype=np.intp)
