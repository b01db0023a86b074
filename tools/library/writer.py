"""The single writer of a library: commits batches so that a kill at any instant loses at most the batch in flight.

It knows the order of things on disk (thumbnails, then vectors with fsync, then rows in one transaction), nothing of
how pictures are found or encoded. Rows that a killed writer left behind the last committed one are
truncated before the next write.

    with Writer(folder) as writer: writer.use(models); writer.commit(pictures, content=c, style=s, files=files)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType

import numpy as np

from tools.encoders.protocols import Models
from tools.errors import LibraryError, WrongModels
from tools.library.catalogue import Catalogue, PictureRow, VectorFileRow
from tools.library.catalogue_file import connect, require_writable
from tools.library.disk_errors import named_storage_errors
from tools.library.fact_store import settle_pictures
from tools.library.facts import Facts
from tools.library.lock import WriterLock
from tools.library.paths import THUMBNAILS, VECTORS
from tools.library.thumbnails import Thumbnails
from tools.library.vectors import FlatVectors
from tools.library.verification import vectors_crc
from tools.library.walk import CATALOGUE_NAME, SeenFile
from tools.types import CHANNELS, Channel, Float32, ImageId, Skipped


@dataclass(frozen=True)
class NewPicture:
    """A content to be added: everything about it but its vectors."""

    image_id: ImageId
    size_bytes: int
    width: int
    height: int
    format: str
    facts: Facts
    thumbnail: bytes

    def at_row(self, row: int, crc: int) -> PictureRow:
        """Its catalogue record once its vectors lie at `row`."""
        return PictureRow(self.image_id, row, crc, self.size_bytes, self.width, self.height, self.format, self.facts)


def vector_file_name(channel: Channel, encoder: str, *, generation: int = 0) -> str:
    """A file name that tells encoders apart, whatever characters their names hold."""
    slug = re.sub(r"[^a-zA-Z0-9]+", "-", encoder).strip("-")[:40]
    tail = f".{generation}" if generation else ""
    return f"{channel}-{slug}-{hashlib.sha256(encoder.encode()).hexdigest()[:8]}{tail}.f32"


def fill_up(stores: Iterable[FlatVectors], count: int) -> None:
    """Lengthen vector files to `count` rows with zeros: rows that no picture uses."""
    for store in stores:
        missing = count - len(store)
        if missing > 0:
            store.append(np.zeros((missing, store.dim), dtype=np.float32))


class Writer:
    """Holds the lock between `__enter__` and `__exit__`.

    Raises: LibraryBusy, LibraryReadOnly, LibraryFull, LibraryTooNew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = WriterLock(folder)
        self.catalogue: Catalogue
        self.thumbnails = Thumbnails(folder / THUMBNAILS)
        self.stores: dict[Channel, FlatVectors] = {}

    def __enter__(self) -> Writer:
        require_writable(self.folder / CATALOGUE_NAME)
        with named_storage_errors(self.folder):
            self._lock.__enter__()
        try:
            self.catalogue = Catalogue(connect(self.folder / CATALOGUE_NAME))
            self.open_stores()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.catalogue.close()
        self._lock.__exit__(kind, error, trace)

    def open_stores(self) -> None:
        """The vector files in use, cut to the rows that the catalogue speaks of."""
        files = self.catalogue.vector_files()
        self.stores = {
            channel: FlatVectors(self.folder / VECTORS / files[channel].file, dim=files[channel].dim)
            for channel in CHANNELS
            if channel in files
        }
        self.cut_tails()

    def cut_tails(self) -> int:
        """Cut what a killed or failed write left behind the last committed row; how many bytes went."""
        next_row = self.catalogue.next_row()
        return sum(store.truncate(next_row) for store in self.stores.values())

    def holes(self) -> int:
        """Rows of the vector files that no picture which is here uses."""
        return self.catalogue.next_row() - int(self.catalogue.one("SELECT COUNT(DISTINCT image_id) FROM files"))

    def fill_up(self) -> None:
        """Lengthen vector files that lost their end with zero rows, so that new rows get their own numbers."""
        fill_up(self.stores.values(), self.catalogue.next_row())

    def use(self, models: Models) -> None:
        """Set the library's models on the first write, or check them. Raises: WrongModels."""
        files = self.catalogue.vector_files()
        wanted = {channel: getattr(models, channel) for channel in CHANNELS}
        if not files:
            with self.catalogue.transaction():
                for channel in CHANNELS:
                    encoder = wanted[channel]
                    name = vector_file_name(channel, encoder.name)
                    self.catalogue.set_vector_file(VectorFileRow(channel, encoder.name, encoder.dim, name))
                self.catalogue.set_meta("models", models.name)
                self.catalogue.bump_version()
            self.open_stores()
        check_models(self.catalogue, models, self.folder)

    def commit(
        self,
        pictures: Sequence[NewPicture],
        *,
        content: Float32,
        style: Float32,
        files: Sequence[tuple[SeenFile, ImageId]] = (),
        gone: Sequence[str] = (),
        skipped: Sequence[Skipped] = (),
        thumbnails: Mapping[ImageId, bytes] = MappingProxyType({}),
    ) -> None:
        """Add pictures with their vectors, float32 (N, D) each, and the files that hold them, durably and at once. A
        picture that is there already gets these vectors in place of its own;
        `thumbnails` of pictures that are there already come with them.

        Raises: LibraryFull; the library then is as it was before the call.
        """
        with named_storage_errors(self.folder):
            self.cut_tails()
            for picture in pictures:
                self.thumbnails.write(picture.image_id, picture.thumbnail)
            for image_id, thumbnail in thumbnails.items():
                self.thumbnails.write(image_id, thumbnail)
            first = self.catalogue.next_row()
            if pictures:
                self._append(first, content=content, style=style)
            crcs = map(vectors_crc, content, style)
            rows = [
                picture.at_row(first + offset, crc)
                for offset, (picture, crc) in enumerate(zip(pictures, crcs, strict=True))
            ]
            with self.catalogue.transaction():
                self.catalogue.put_pictures(rows)
                self.catalogue.set_meta("next_row", str(first + len(rows)))
                before = self.catalogue.held_by([*gone, *(seen.path for seen, _ in files)])
                self.catalogue.remove_files(gone)
                self.catalogue.put_files(files)
                self.catalogue.put_skipped(skipped)
                settle_pictures(self.catalogue, before | {image_id for _, image_id in files})
                if rows or files or gone:
                    self.catalogue.bump_version()

    def _append(self, first: int, *, content: Float32, style: Float32) -> None:
        for channel, vectors in (("content", content), ("style", style)):
            store = self.stores[channel]  # type: ignore[index]
            if len(store) != first:
                raise LibraryError(
                    f"The {channel} vectors of {self.folder} are shorter than the catalogue says.",
                    remedy="Run: docent doctor --repair",
                )
            store.append(vectors)


def check_models(catalogue: Catalogue, models: Models, folder: Path) -> None:
    """Raises: WrongModels when the library's vectors come from other encoders than these."""
    for channel, entry in catalogue.vector_files().items():
        encoder = getattr(models, channel)
        if entry.encoder != encoder.name:
            made_with = catalogue.meta("models")
            raise WrongModels(
                f"The library {folder} was made with the {made_with} models ({channel}: {entry.encoder}), not with"
                f" {models.name} ({encoder.name}).",
                remedy=f"Use --models {made_with}, or make its vectors again with: docent index --reembed FOLDER.",
            )
