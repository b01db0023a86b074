"""Compaction: releases the space of pictures that no file holds any more.

Vector rows are never overwritten, so removed pictures leave gaps. The files are rewritten without them and swapped in
one step; readers that mapped the old ones keep them.

    with library.writing() as writer: compact(writer)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.library.disk_errors import named_storage_errors
from tools.library.paths import VECTORS
from tools.library.vectors import FlatVectors
from tools.library.writer import Writer, vector_file_name
from tools.types import CHANNELS, Channel

_BLOCK = 8192


def compact(writer: Writer) -> int:
    """Delete every content without a file and close the gaps; returns how many rows were removed. Does nothing during a
    re-embedding.

    Raises: LibraryFull; the library is then as it was.
    """
    catalogue = writer.catalogue
    if catalogue.meta("reembed") is not None or not writer.stores:
        return 0
    kept = [(row[0], row[1]) for row in catalogue.present()]
    holes = catalogue.next_row() - len(kept)
    if holes == 0:
        return 0
    old_rows = np.array([row for _, row in kept], dtype=np.int64)
    with named_storage_errors(writer.folder):
        renamed = {channel: _rewrite(writer, channel, old_rows) for channel in CHANNELS}
        before = catalogue.vector_files()
        with catalogue.transaction():
            resting = catalogue.resting()
            catalogue.run_many("DELETE FROM pictures WHERE image_id = ?", [(image_id,) for image_id in resting])
            # rising order: each row moves down into a place that is free by then
            moves = [(new, image_id) for new, (image_id, _) in enumerate(kept)]
            catalogue.run_many("UPDATE pictures SET row = ? WHERE image_id = ?", moves)
            for channel in CHANNELS:
                catalogue.set_vector_file(replace(before[channel], file=renamed[channel]))
            catalogue.set_meta("next_row", str(len(kept)))
            catalogue.bump_version()
        for image_id in resting:
            writer.thumbnails.remove(image_id)
    remove_vector_files(writer, [entry.file for entry in before.values()])
    writer.open_stores()
    return holes


def _rewrite(writer: Writer, channel: Channel, rows: np.ndarray) -> str:
    """Write the given rows of a channel to a new file; its name."""
    entry = writer.catalogue.vector_files()[channel]
    generation = int(writer.catalogue.meta("generation") or 0) + 1
    name = vector_file_name(channel, entry.encoder, generation=generation)
    target = FlatVectors(writer.folder / VECTORS / name, dim=entry.dim)
    target.path.unlink(missing_ok=True)
    source = writer.stores[channel].rows()
    for start in range(0, len(rows), _BLOCK):
        target.append(source[rows[start : start + _BLOCK]])
    if channel == CHANNELS[-1]:
        writer.catalogue.set_meta("generation", str(generation))
    return name


def remove_vector_files(writer: Writer, names: list[str]) -> None:
    """Delete vector files that the catalogue no longer refers to."""
    used = {entry.file for entry in writer.catalogue.vector_files().values()}
    for name in set(names) - used:
        try:
            (writer.folder / VECTORS / name).unlink(missing_ok=True)
        except PermissionError:
            continue  # Windows keeps a mapped file; doctor removes it when nobody reads it any more
