"""A library: one folder of indexed pictures. Opening and reading.

It knows the catalogue, the vector files and the thumbnails, nothing of plans, scores or pages. Many readers may share
one object or open their own while one writer indexes; each sees a consistent snapshot.

    with Library.open(path) as library: library.collection().content @ query
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.encoders.protocols import Models
from tools.errors import LibraryError, LibraryMissing, UnknownImage, UnreadableImage
from tools.library.catalogue import Catalogue
from tools.library.catalogue_file import connect, create
from tools.library.disk_errors import REBUILD, named_storage_errors
from tools.library.doctor import DoctorReport
from tools.library.export import export_catalogue
from tools.library.fact_store import column, facts_of
from tools.library.facts import Fact
from tools.library.likeness import Likeness
from tools.library.loader import read_again
from tools.library.paths import THUMBNAILS, VECTORS, default_library_path
from tools.library.presence import absent
from tools.library.repair import check_up
from tools.library.snapshots import has_snapshots
from tools.library.thumbnails import Thumbnails
from tools.library.vectors import FlatVectors, Rows, rows_at
from tools.library.verification import Verifier
from tools.library.walk import CATALOGUE_NAME, is_speakable
from tools.library.word_search import find_words
from tools.library.writer import Writer, check_models
from tools.types import CHANNELS, Channel, Collection, Float32, ImageId, Picture, Said, Skipped

_DEFAULT_DIM = 512
_TRIES = 5


class Library:
    """An opened library. Safe to share between threads. Close it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Use `Library.open` or `Library.create`."""
        self.path = path
        self._catalogue = Catalogue(connect(path / CATALOGUE_NAME))
        self._thumbnails = Thumbnails(path / THUMBNAILS)
        self._collection: Collection | None = None
        self._collection_turn = threading.RLock()
        self._verifier = Verifier()
        self._likeness = Likeness(self._thumbnails.read)
        self._verified: Collection | None = None
        self._verifying_turn = threading.Lock()
        self._closing = threading.Event()

    @classmethod
    def open(cls, path: str | Path | None = None) -> Library:
        """Open the library at `path` (by default `default_library_path()`).

        Raises: LibraryMissing, LibraryTooNew, LibraryBusy, LibraryError.
        """
        folder = _folder(path)
        if not os.path.isfile(folder / CATALOGUE_NAME):
            _refuse_without_catalogue(folder)
            raise LibraryMissing(f"There is no library at {folder}.", remedy="Make one with: docent index FOLDER.")
        return cls(folder)

    @classmethod
    def create(cls, path: str | Path | None = None) -> Library:
        """Make a library at `path`, or open the one that is there.

        Raises: LibraryError for a folder that holds other things; LibraryFull; what `open` raises.
        """
        folder = _folder(path)
        if os.path.isfile(folder / CATALOGUE_NAME):
            return cls(folder)
        with named_storage_errors(folder):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                names = [entry.name for entry in folder.iterdir()]
            except (FileExistsError, NotADirectoryError, PermissionError) as error:
                raise LibraryError(
                    f"A library cannot be made at {folder} ({error.strerror}).",
                    remedy="Choose a folder that you may write to with --library PATH.",
                ) from error
        _refuse_without_catalogue(folder)
        if not all(name.startswith((CATALOGUE_NAME, ".")) for name in names):
            raise LibraryError(
                f"The folder {folder} holds other things and no library.",
                remedy="Choose an empty or a new folder for the library with --library PATH.",
            )
        create(folder / CATALOGUE_NAME)
        return cls(folder)

    def close(self) -> None:
        self._closing.set()
        with self._verifying_turn:  # whoever compares vectors ends first
            self._collection = self._verified = None
        self._catalogue.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def writing(self) -> Writer:
        """The one writer, to be used in a `with`. Raises on entering: LibraryBusy."""
        return Writer(self.path)

    # --- reading

    @property
    def version(self) -> int:
        """Grows whenever the library changes, also through another process."""
        return self._catalogue.version()

    @property
    def models_name(self) -> str | None:
        """The model set that made its vectors ("pocket", "full"); None before the first picture."""
        return self._catalogue.meta("models")

    @property
    def encoders(self) -> dict[str, str]:
        """The exact encoder of each channel, content first."""
        files = self._catalogue.vector_files()
        return {channel: files[channel].encoder for channel in CHANNELS if channel in files}

    @property
    def reembedding(self) -> str | None:
        """The model set that a run of `reembed` was begun towards, and neither finished nor given up."""
        return self._catalogue.meta("reembed_models") if self._catalogue.meta("reembed") is not None else None

    def require(self, models: Models) -> None:
        """Raises: WrongModels when queries encoded by `models` cannot be compared with this library's vectors."""
        check_models(self._catalogue, models, self.path)

    def __len__(self) -> int:
        """How many distinct pictures there are."""
        return int(self._catalogue.one("SELECT COUNT(DISTINCT image_id) FROM files"))

    def collection(self) -> Collection:
        """All pictures as aligned arrays; the same object until the library changes."""
        with self._collection_turn:
            if self._collection is None or self._collection.version != self.version:
                self._collection = self._read_collection()
            return self._collection

    def verified_collection(self) -> Collection:
        """The same once every vector was compared with its checksum; pictures with damaged ones are left out of it and
        of `collection()`. What was compared before is not compared again."""
        with self._verifying_turn:
            collection = self.collection()
            for _ in range(_TRIES):
                if collection is self._verified or self._closing.is_set():
                    break
                broken = self._broken(collection)
                if broken is not None:
                    self._keep_verified(collection if not len(broken) else _without(collection, broken))
                collection = self.collection()  # a writer may have gone on meanwhile: then only what is new is compared
            return collection

    def verify_in_background(self) -> None:
        """Begin to compare, so that the first search need not wait for it."""
        threading.Thread(target=self._verify_quietly, daemon=True, name="docent-verify").start()

    def _verify_quietly(self) -> None:
        with suppress(LibraryError, sqlite3.Error, OSError):  # the search that follows meets it again, and says it
            self.verified_collection()

    def _broken(self, collection: Collection) -> npt.NDArray[np.intp] | None:
        with self._catalogue.transaction(write=False):
            if self._catalogue.version() != collection.version:
                return None
            crcs = {image_id: crc for image_id, _, crc in self._catalogue.checksums()}
        return self._verifier.broken(collection, crcs, self._closing)

    def _keep_verified(self, collection: Collection) -> None:
        with self._collection_turn:
            if self._collection is not None and self._collection.version == collection.version:
                self._collection = self._verified = collection

    def _read_collection(self) -> Collection:
        for _ in range(_TRIES):
            try:
                return self._read_snapshot(strict=True)
            except FileNotFoundError:
                continue  # a writer put other vector files in place between the catalogue's answer and their opening
        return self._read_snapshot(strict=False)

    def _read_snapshot(self, *, strict: bool) -> Collection:
        """One consistent collection; without `strict`, pictures whose vector file is lost are left out."""
        with named_storage_errors(self.path), self._catalogue.transaction(write=False):
            version, encoders = self._catalogue.version(), tuple(self.encoders.values())
            stores = self._stores()
            if strict and self._catalogue.next_row():
                for store in stores.values():
                    store.path.stat()
            held = min((len(store) for store in stores.values()), default=0)
            present = self._catalogue.present()
            found = [row for row in present if row[1] < held]
            rows = np.array([row[1] for row in found], dtype=np.int64)
            content = _at(stores.get("content"), rows)
            style = _at(stores.get("style"), rows)
        return Collection(
            image_ids=tuple(row[0] for row in found),
            paths=tuple(row[2] for row in found),
            content=content,
            style=style,
            lat=np.array([row[3] for row in found], dtype=np.float64),
            lon=np.array([row[4] for row in found], dtype=np.float64),
            taken=np.array([row[5] or "NaT" for row in found], dtype="datetime64[s]"),
            cameras=tuple(row[6] or "" for row in found),
            taken_until=_until([row[5] for row in found], [row[7] for row in found]),
            read_facts=partial(column, self._catalogue),
            find_words=partial(find_words, self._catalogue),
            version=version,
            encoders=encoders,
            damaged=len(present) - len(found),
        )

    def _stores(self) -> dict[Channel, FlatVectors]:
        files = self._catalogue.vector_files()
        return {
            channel: FlatVectors(self.path / VECTORS / files[channel].file, dim=files[channel].dim)
            for channel in CHANNELS
            if channel in files
        }

    def picture(self, image_id: ImageId) -> Picture:
        """What the catalogue knows of a picture. Raises: UnknownImage."""
        picture = self._catalogue.picture(image_id) if is_speakable(image_id) else None
        if picture is None:
            raise UnknownImage(
                f"The library has no picture {image_id}.", remedy="Search again: it may have been removed."
            )
        return picture

    def facts(self, image_id: ImageId) -> dict[str, Fact]:
        """What is known of a picture, each with the source that won ("exif", "sidecar", "file name"), for showing it.

        Raises: UnknownImage.
        """
        self.picture(image_id)
        return facts_of(self._catalogue, image_id)

    def find_words(self, text: str) -> dict[ImageId, Said]:
        """Pictures whose own words (names, title, caption, keywords, people) say a text."""
        return find_words(self._catalogue, text)

    def find_path(self, path: str | Path) -> ImageId | None:
        """The picture that a file of the library holds, or None for a file outside it."""
        if not is_speakable(_absolute(path)):
            return None
        found: ImageId | None = self._catalogue.one("SELECT image_id FROM files WHERE path = ?", _absolute(path))
        return found

    def paths(self, image_id: ImageId) -> list[str]:
        """Every file that holds the picture's bytes."""
        return self._catalogue.paths(image_id)

    def away(self, image_ids: Sequence[ImageId]) -> frozenset[ImageId]:
        """Those of the pictures of which no file is there at this moment, such as on a disk that is not plugged in."""
        paths = {image_id: self.paths(image_id) for image_id in image_ids}
        gone = absent([path for each in paths.values() for path in each])
        return frozenset(image_id for image_id, each in paths.items() if gone.issuperset(each))

    def same_picture(self, first: ImageId, second: ImageId) -> bool | None:
        """Whether two are one picture, re-encoded, resized, lightly cropped or a frame later; None if unseen."""
        return self._likeness.same(first, second)

    def thumbnail(self, image_id: ImageId) -> bytes:
        """A WebP of at most 360 px; made again from the original when it is missing.

        Raises: UnknownImage; UnreadableImage when neither thumbnail nor a readable original is left.
        """
        try:
            data = self._thumbnails.read(image_id)
        except ValueError as error:
            raise UnknownImage(str(error), remedy="Image ids are 16 hexadecimal digits.") from error
        return data if data is not None else self._remake_thumbnail(image_id)

    def _remake_thumbnail(self, image_id: ImageId) -> bytes:
        self.picture(image_id)
        trouble: UnreadableImage | None = None
        for path in self.paths(image_id):
            try:
                data = read_again(path, image_id).thumbnail
            except UnreadableImage as error:
                trouble = error
                continue
            with suppress(OSError):  # it is shown all the same where nothing may, or can, be written
                self._thumbnails.write(image_id, data)
            return data
        raise trouble or UnreadableImage(f"The picture {image_id} has no file.", remedy="Index its folder again.")

    def folders(self) -> list[str]:
        """The folders that were indexed."""
        return self._catalogue.folders()

    def skipped(self) -> list[Skipped]:
        """What could not be read in the latest run over its folder, with cause and remedy."""
        return self._catalogue.skipped()

    def export(self, path: str | Path, *, format: str = "json") -> int:
        """Write the catalogue as "json" or "csv"; how many files it lists. Only an earlier export is replaced.

        Raises: BadRequest.
        """
        with self._catalogue.transaction(write=False):
            return export_catalogue(self._catalogue, Path(path).expanduser(), library=self.path, format=format)

    def doctor(self, models: Models | None = None, *, repair: bool = False, sample: int = 16) -> DoctorReport:
        """Check the library's integrity; with `repair` fix what can be fixed. See `tools.library.repair`.

        Raises: LibraryBusy when `repair` meets another writer.
        """
        return check_up(self.path, models=models, repair=repair, sample=sample)

    # --- blobs that callers keep with the library

    def get_blob(self, name: str) -> bytes | None:
        """What `set_blob` stored under that name."""
        data: bytes | None = self._catalogue.one("SELECT data FROM blobs WHERE name = ?", name)
        return data

    def set_blob(self, name: str, data: bytes) -> None:
        """Store bytes under a name, replacing what was there. Raises: LibraryFull, LibraryBusy."""
        with named_storage_errors(self.path), self._catalogue.transaction():
            self._catalogue.set_blob(name, data)


def _refuse_without_catalogue(folder: Path) -> None:
    """Raises: LibraryError for a library whose catalogue is gone: it is not to be taken for none."""
    if has_snapshots(folder):
        raise LibraryError(f"The catalogue of {folder} is gone.", remedy=REBUILD)


def _folder(path: str | Path | None) -> Path:
    return default_library_path() if path is None else Path(_absolute(path))


def _absolute(path: str | Path) -> str:
    return str(Path(path).expanduser().absolute())


def _until(taken: list[str | None], precisions: list[str | None]) -> npt.NDArray[np.datetime64] | None:
    """The last moment that each date may mean; None when all are known to the day."""
    units = {"year": "Y", "month": "M"}
    if not any(precision in units for precision in precisions):
        return None
    until = np.array([moment or "NaT" for moment in taken], dtype="datetime64[s]")
    for row, precision in enumerate(precisions):
        if precision in units:
            unit = units[precision]
            until[row] = (until[row].astype(f"datetime64[{unit}]") + 1).astype("datetime64[s]") - np.timedelta64(1, "s")
    return until


_OF_THE_WHOLE = {"kept", "version", "encoders", "damaged", "rows", "read_facts", "find_words", "_columns"}


def _without(collection: Collection, broken: npt.NDArray[np.intp]) -> Collection:
    """The collection without these rows, in memory of its own."""
    kept = np.delete(np.arange(len(collection)), broken)
    by_row: dict[str, Any] = {}
    for field in fields(collection):
        value = getattr(collection, field.name)
        if field.name not in _OF_THE_WHOLE and value is not None:
            by_row[field.name] = (
                tuple(value[row] for row in kept) if isinstance(value, tuple) else np.array(value[kept])
            )
    return replace(collection, **by_row, damaged=collection.damaged + len(broken), _columns={})


def _at(store: FlatVectors | None, rows: Rows) -> Float32:
    """float32 (N, D) of those rows; of no rows where nothing was indexed yet."""
    return np.zeros((0, _DEFAULT_DIM), dtype=np.float32) if store is None else rows_at(store, rows)
