"""Cost of re-embedding a library, computed before it starts; refused when the disk is too small.

It counts rows and bytes; `trial.py` measures the time.

    cost = reembed_cost(library, load("full")); cost.new_bytes, cost.free_bytes
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.encoders.protocols import Models
from tools.errors import LibraryFull
from tools.library.catalogue import Catalogue, VectorFileRow
from tools.library.catalogue_file import connect
from tools.library.library import Library
from tools.library.walk import CATALOGUE_NAME
from tools.library.writer import vector_file_name
from tools.types import CHANNELS, Channel

_ITEM_BYTES = 4
SPARE_BYTES = 64 * 2**20
"""Kept free beside the vectors: the catalogue's journal, and whatever else this disk is for."""


@dataclass(frozen=True)
class ReembedCost:
    """`done` of `pictures` have new vectors already, from a run that was begun. `new_bytes` are still to be written;
    the old vectors stay until the end, and go then."""

    pictures: int
    done: int
    new_bytes: int
    free_bytes: int

    def refuse(self) -> None:
        """Raises: LibraryFull when the new vectors would not fit beside the old ones."""
        if self.new_bytes + SPARE_BYTES > self.free_bytes:
            raise LibraryFull(
                f"The new vectors need {megabytes(self.new_bytes + SPARE_BYTES)} beside the old ones;"
                f" {megabytes(self.free_bytes)} are free.",
                remedy="Free some space, then try again.",
            )


def megabytes(count: int) -> str:
    """A size in words, such as "12 MB" or "3.4 GB" (in powers of ten)."""
    if count < 1_000_000:
        return "less than 1 MB"
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def reembed_cost(library: Library, models: Models) -> ReembedCost:
    """What `reembed(library, models)` would cost now. Nothing is changed by asking."""
    catalogue = Catalogue(connect(library.path / CATALOGUE_NAME))
    try:
        with catalogue.transaction(write=False):
            return cost_of(catalogue, targets_of(catalogue, models), library.path)
    finally:
        catalogue.close()


def targets_of(catalogue: Catalogue, models: Models) -> dict[Channel, VectorFileRow]:
    """The channels whose encoder changes, with their new files; none when the library is of these models already."""
    current = catalogue.vector_files()
    targets: dict[Channel, VectorFileRow] = {}
    for channel in CHANNELS:
        encoder = getattr(models, channel)
        if channel in current and current[channel].encoder != encoder.name:
            name = vector_file_name(channel, encoder.name)
            targets[channel] = VectorFileRow(channel, encoder.name, encoder.dim, name)
    return targets


def plan_of(targets: dict[Channel, VectorFileRow]) -> str:
    """Key of a run towards these files in the catalogue."""
    return json.dumps({channel: [entry.encoder, entry.file] for channel, entry in sorted(targets.items())})


def cost_of(catalogue: Catalogue, targets: dict[Channel, VectorFileRow], folder: Path) -> ReembedCost:
    """The cost of filling these files, less what a run towards the same ones has done."""
    begun = bool(targets) and catalogue.meta("reembed") == plan_of(targets)
    start = int(catalogue.meta("reembed_next") or 0) if begun else 0
    rows = [row[1] for row in catalogue.present()]
    wide = sum(entry.dim for entry in targets.values()) * _ITEM_BYTES
    return ReembedCost(
        pictures=len(rows),
        done=sum(row < start for row in rows),
        new_bytes=(catalogue.next_row() - start) * wide,
        free_bytes=shutil.disk_usage(folder).free,
    )
