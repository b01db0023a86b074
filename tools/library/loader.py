"""Reading ahead: files hashed, decoded and thumbnailed by threads while the encoders work on what came before.

It knows files and pictures, nothing of the catalogue; which contents are known already is a set that it only asks.

    for item in ahead(lambda seen: prepare(seen, known=ids), files, workers=2, depth=64): ...
"""

from __future__ import annotations

import hashlib
import io
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from tools.errors import UnreadableImage
from tools.library.decode import COPY_AGAIN, Decoded, decode, named_trouble, unreadable
from tools.library.decoder_warnings import quiet_decoders
from tools.library.thumbnails import thumbnail_bytes
from tools.library.walk import SeenFile
from tools.types import ImageId, Skipped

ID_DIGITS = 16

WHOLE_BYTES = 64 << 20
"""Files up to this size are read once, into memory; larger ones are hashed before and after they are decoded."""


@dataclass(frozen=True)
class Prepared:
    """A file made ready. `decoded` is None when its content is known already; `trouble` says why there is neither.
    `seen` is the file as it was when it was opened, which may be later than the walk."""

    seen: SeenFile
    image_id: ImageId = ""
    decoded: Decoded | None = None
    thumbnail: bytes = b""
    trouble: Skipped | None = None


def prepare(
    seen: SeenFile,
    *,
    known: AbstractSet[ImageId],
    lacking: AbstractSet[ImageId] = frozenset(),
    thumbnail: bool = True,
) -> Prepared:
    """Hash a file and, unless its content is known, decode it and make its thumbnail (a third of the work, left out
    where it is there already). Of a known content only the thumbnail is made, where it is `lacking`.

    The bytes that are hashed are the bytes that are decoded, whoever writes to the file meanwhile. Never raises for a
    bad file.
    """
    try:
        with open(seen.path, "rb") as file:
            seen = SeenFile.of(seen.path, os.fstat(file.fileno()))
            return prepare_opened(file, seen, known=known, lacking=lacking, thumbnail=thumbnail)
    except UnreadableImage as error:
        return Prepared(seen, trouble=Skipped(seen.path, error.message, error.remedy))
    except OSError as error:
        known_cause = unreadable(error)
        return Prepared(seen, trouble=Skipped(seen.path, known_cause.message, known_cause.remedy))


def prepare_opened(
    file: BinaryIO,
    seen: SeenFile,
    *,
    known: AbstractSet[ImageId],
    lacking: AbstractSet[ImageId] = frozenset(),
    thumbnail: bool = True,
    whole_bytes: int = WHOLE_BYTES,
) -> Prepared:
    """`prepare` for a file that is open. Raises: UnreadableImage, OSError."""
    if seen.size == 0:
        raise UnreadableImage("the file is empty.", remedy=COPY_AGAIN)
    source: BinaryIO = io.BytesIO(file.read()) if seen.size <= whole_bytes else file
    image_id = _content_id(source)
    if image_id in known and image_id not in lacking:
        return Prepared(seen, image_id)
    source.seek(0)
    decoded = decode(source, seen.path)
    if source is file and _content_id(file) != image_id:
        raise UnreadableImage(
            "it was written to while it was read.", remedy="Index again when the other program has finished."
        )
    small = thumbnail_bytes(decoded.image) if thumbnail else b""
    return Prepared(seen, image_id, None if image_id in known else decoded, small)


def read_again(path: str, image_id: ImageId, *, thumbnail: bool = True) -> Prepared:
    """A file of the library, decoded (and its thumbnail made) if it still holds that picture's bytes.

    Raises: UnreadableImage when it does not, or cannot be read.
    """
    with quiet_decoders():
        prepared = prepare(SeenFile(path, 1, 0, 0), known=frozenset(), thumbnail=thumbnail)
    if prepared.trouble is not None:
        raise UnreadableImage(f"Cannot read {path}: {prepared.trouble.cause}", remedy=prepared.trouble.remedy)
    if prepared.image_id != image_id:
        raise UnreadableImage(f"{path} holds another picture now.", remedy="Index its folder again.")
    return prepared


def content_id_of(path: str) -> ImageId:
    """The id that a file's picture has, or would have, in a library. Raises: UnreadableImage when it cannot be read."""
    with named_trouble(path), open(path, "rb") as file:
        return _content_id(file)


def _content_id(file: BinaryIO) -> ImageId:
    """Of the whole file, wherever it stands."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()[:ID_DIGITS]


Item = TypeVar("Item")
Result = TypeVar("Result")


def ahead(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int, depth: int
) -> Generator[Result, None, None]:
    """`map` by threads, in order, with at most `depth` results made or being made before they are asked for."""
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="docent-decode")
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= depth:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
