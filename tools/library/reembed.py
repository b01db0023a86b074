"""Re-embedding: new vectors of a library with other models, while the old ones stay in use.

New vector files fill beside the old ones, row by row, and are swapped in one step when complete. A run that was stopped
or killed resumes after its last committed batch.

    reembed(library, load("full"), progress=bar)
"""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from tools.encoders.library_fit import FIT_BLOB, fit
from tools.encoders.protocols import Models
from tools.library.catalogue import Catalogue, VectorFileRow
from tools.library.compact import remove_vector_files
from tools.library.cost import cost_of, plan_of, targets_of
from tools.library.decoder_warnings import quiet_decoders
from tools.library.disk_errors import named_storage_errors
from tools.library.encoding import encode_batch
from tools.library.library import Library
from tools.library.loader import Prepared, ahead, prepare
from tools.library.paths import VECTORS
from tools.library.report import Progress, ProgressCallback
from tools.library.vectors import FlatVectors, rows_at
from tools.library.verification import vectors_crc
from tools.library.walk import SeenFile
from tools.library.writer import Writer, fill_up
from tools.types import CHANNELS, Channel, Float32, ImageId, Skipped


@dataclass(frozen=True)
class ReembedReport:
    """`done` pictures have new vectors (this run and those before it), `from_thumbnail` of this run's from their
    thumbnail because the original is away; `lost` could not be encoded at all and must be indexed again."""

    total: int
    done: int
    from_thumbnail: int
    lost: tuple[Skipped, ...]
    seconds: float
    cancelled: bool


def reembed(
    library: Library,
    models: Models,
    *,
    progress: ProgressCallback | None = None,
    batch: int = 32,
    workers: int = 2,
    cancel: threading.Event | None = None,
) -> ReembedReport:
    """Give every picture vectors of `models`. Resumable; until it is complete the library stays one of its old models.

    Raises: LibraryFull before it starts when the new files would not fit; LibraryBusy; what the encoders raise.
    """
    started = time.monotonic()
    with library.writing() as writer, quiet_decoders(), named_storage_errors(library.path):
        targets = targets_of(writer.catalogue, models)
        if not targets:
            writer.use(models)
            return ReembedReport(len(library), len(library), 0, (), time.monotonic() - started, False)
        run = _Reembedding(writer, models, targets, progress=progress)
        run.begin()
        stop = cancel or threading.Event()
        cancelled = run.fill(batch=batch, workers=workers, cancel=stop)
        if not cancelled:
            words = run.learn_words()
            cancelled = stop.is_set()  # the last moment for it
        if not cancelled:
            run.switch(words)
        return ReembedReport(
            run.total, run.done, run.from_thumbnail, tuple(run.lost), time.monotonic() - started, cancelled
        )


class _Reembedding:
    """The state of one run. Rows below `next` have their new vectors on disk and are committed as such."""

    def __init__(
        self,
        writer: Writer,
        models: Models,
        targets: dict[Channel, VectorFileRow],
        *,
        progress: ProgressCallback | None,
    ) -> None:
        self.writer = writer
        self.catalogue = writer.catalogue
        self.models = models
        self.targets = targets
        self.progress = progress
        self.stores = {
            channel: FlatVectors(writer.folder / VECTORS / entry.file, dim=entry.dim)
            for channel, entry in targets.items()
        }
        self.pictures = [(row[0], row[1]) for row in self.catalogue.present()]
        self.total = len(self.pictures)
        self.next = 0
        self.done = 0
        self.from_thumbnail = 0
        self.refused = 0
        self.lost: list[Skipped] = []

    def begin(self) -> None:
        """Resume a run towards the same models, or start one and discard any other."""
        plan = plan_of(self.targets)
        if self.catalogue.meta("reembed") != plan:
            forget_reembedding(self.writer)
        cost_of(self.catalogue, self.targets, self.writer.folder).refuse()
        with self.catalogue.transaction():
            self.catalogue.set_meta("reembed", plan)
            self.catalogue.set_meta("reembed_models", self.models.name)
            self.catalogue.set_meta("reembed_next", self.catalogue.meta("reembed_next") or "0")
        self.next = int(self.catalogue.meta("reembed_next") or 0)
        for store in self.stores.values():
            store.truncate(self.next)
        self.done = sum(1 for _, row in self.pictures if row < self.next)

    def fill(self, *, batch: int, workers: int, cancel: threading.Event) -> bool:
        """Encode what is left; whether it was cancelled."""
        left = [(image_id, row) for image_id, row in self.pictures if row >= self.next]
        results = ahead(self._prepared, left, workers=workers, depth=2 * batch)
        waiting: list[tuple[ImageId, int, Image.Image | None]] = []
        with closing(results):
            for item in results:
                waiting.append(item)
                if len(waiting) >= batch:
                    self._commit(waiting)
                    waiting = []
                if cancel.is_set():
                    break
        self._commit(waiting)
        return cancel.is_set()

    def _prepared(self, item: tuple[ImageId, int]) -> tuple[ImageId, int, Image.Image | None]:
        """The picture from its original if one still holds those bytes, else from its thumbnail, else None."""
        image_id, row = item
        for path in self.catalogue.paths(image_id):
            found = _read(path)
            if found is not None and found.image_id == image_id and found.decoded is not None:
                return image_id, row, found.decoded.image
        data = self.writer.thumbnails.read(image_id)
        if data is None:
            return image_id, row, None
        self.from_thumbnail += 1
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            return image_id, row, image.convert("RGB")

    def _commit(self, waiting: Sequence[tuple[ImageId, int, Image.Image | None]]) -> None:
        if not waiting:
            return
        ready = [(row, image) for _, row, image in waiting if image is not None]
        encoded = encode_batch(self.models, [image for _, image in ready])
        rows = [ready[position][0] for position in encoded.kept]
        made = dict(zip(rows, range(len(rows)), strict=True))
        vectors: dict[Channel, Float32] = {"content": encoded.content, "style": encoded.style}
        end = waiting[-1][1] + 1
        for channel, store in self.stores.items():
            block = np.zeros((end - self.next, store.dim), dtype=np.float32)
            block[np.array(rows, dtype=np.int64) - self.next] = vectors[channel]
            store.append(block)
        crcs = [(row, self._crc(row, position, vectors)) for row, position in made.items()]
        with self.catalogue.transaction():
            self.catalogue.run_many("INSERT OR REPLACE INTO reembedded VALUES (?, ?)", crcs)
            self.catalogue.set_meta("reembed_next", str(end))
        self.next = end
        self.done += len(waiting)
        self.refused += len(waiting) - len(made)
        if self.progress is not None:
            path = (self.catalogue.paths(waiting[-1][0]) or [""])[0]
            self.progress(Progress(self.done, self.total, path, self.refused))

    def _crc(self, row: int, position: int, made: dict[Channel, Float32]) -> int:
        """Over both channels as they will lie on disk: a channel whose encoder stays keeps its old row."""
        rows: dict[str, Any] = {
            channel: made[channel][position] if channel in self.targets else self.writer.stores[channel].rows()[row]
            for channel in CHANNELS
        }
        return vectors_crc(rows["content"], rows["style"])

    def _without_vectors(self) -> list[Skipped]:
        """Files whose picture has no new vectors: neither original nor thumbnail could be read."""
        cause = "it could not be read when its vectors were made again."
        rows = self.catalogue.all(
            "SELECT f.path FROM files f JOIN pictures p ON p.image_id = f.image_id"
            " WHERE p.row NOT IN (SELECT row FROM reembedded) ORDER BY f.path"
        )
        return [Skipped(path, cause, "Index its folder again.") for (path,) in rows]

    def learn_words(self) -> bytes | None:
        """The style words learned from the new vectors, before anybody searches with them; None for a set that learns
        none."""
        fill_up(self.stores.values(), self.catalogue.next_row())
        made = {row[0] for row in self.catalogue.all("SELECT row FROM reembedded")}
        rows = np.array([row for _, row in self.pictures if row in made], dtype=np.int64)
        stores = {channel: self.stores.get(channel, self.writer.stores[channel]) for channel in CHANNELS}
        return fit(self.models, rows_at(stores["content"], rows), rows_at(stores["style"], rows))[1]

    def switch(self, words: bytes | None) -> None:
        """Put the new files in place of the old ones, in one transaction, with the words that belong to them."""
        old = [entry.file for entry in self.catalogue.vector_files().values()]
        self.lost = self._without_vectors()
        with self.catalogue.transaction():
            for entry in self.targets.values():
                self.catalogue.set_vector_file(entry)
            self.catalogue.run(
                "UPDATE pictures SET vectors_crc = (SELECT r.vectors_crc FROM reembedded r WHERE r.row = pictures.row)"
                " WHERE row IN (SELECT row FROM reembedded)"
            )
            self.catalogue.run(
                "DELETE FROM files WHERE image_id IN"
                " (SELECT image_id FROM pictures WHERE row NOT IN (SELECT row FROM reembedded))"
            )
            self.catalogue.run("DELETE FROM pictures WHERE row NOT IN (SELECT row FROM reembedded)")
            self.catalogue.put_skipped(self.lost)
            _forget_plan(self.catalogue)
            self.catalogue.set_meta("models", self.models.name)
            self.catalogue.bump_version()
            if words is not None:
                self.catalogue.set_blob(FIT_BLOB, words)
        self.writer.open_stores()
        remove_vector_files(self.writer, old)


def _read(path: str) -> Prepared | None:
    try:
        return prepare(SeenFile(path, 1, 0, 0), known=frozenset(), thumbnail=False)
    except OSError:
        return None


def give_up(library: Library) -> bool:
    """Forget a run that was begun, whoever began it; whether there was one. The library is then as it was before.

    Raises: LibraryBusy while that run, or any other writer, is at work.
    """
    with library.writing() as writer, named_storage_errors(library.path):
        begun = writer.catalogue.meta("reembed") is not None
        forget_reembedding(writer)
    return begun


def forget_reembedding(writer: Writer) -> None:
    """Discard a run that was begun: its files are deleted, the old vectors stay."""
    plan = writer.catalogue.meta("reembed")
    if plan is None:
        return
    with writer.catalogue.transaction():
        _forget_plan(writer.catalogue)
    remove_vector_files(writer, [file for _, file in json.loads(plan).values()])


def _forget_plan(catalogue: Catalogue) -> None:
    catalogue.run("DELETE FROM reembedded")
    for key in ("reembed", "reembed_models", "reembed_next"):
        catalogue.set_meta(key, None)
