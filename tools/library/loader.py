"""Reading ahead: files hashed, decoded and thumbnailed by threads while the encoders work on what came before.

It knows files and pictures, nothing of the catalogue; which contents are known already is a set that it only asks.

    for item in ahead(lambda seen: prepare(seen, known=ids), files, workers=2, depth=64): ...
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BufferedReader
from typing import TypeVar

from tools.errors import UnreadableImage
from tools.library.decode import COPY_AGAIN, Decoded, decode, named_trouble, unreadable
from tools.library.thumbnails import thumbnail_bytes
from tools.library.walk import SeenFile
from tools.types import ImageId, Skipped

ID_DIGITS = 16


@dataclass(frozen=True)
class Prepared:
    """A file made ready. `decoded` is None when its content is known already; `trouble` says why there is neither."""

    seen: SeenFile
    image_id: ImageId = ""
    decoded: Decoded | None = None
    thumbnail: bytes = b""
    trouble: Skipped | None = None


def prepare(seen: SeenFile, *, known: AbstractSet[ImageId], thumbnail: bool = True) -> Prepared:
    """Hash a file and, unless its content is known, decode it and make its thumbnail (a third of the work, left out
    where it is there already). Never raises for a bad file."""
    if seen.size == 0:
        return Prepared(seen, trouble=Skipped(seen.path, "the file is empty.", COPY_AGAIN))
    try:
        with open(seen.path, "rb") as file:
            image_id = _content_id(file)
            if image_id in known:
                return Prepared(seen, image_id)
            file.seek(0)
            decoded = decode(file, seen.path)
        return Prepared(seen, image_id, decoded, thumbnail_bytes(decoded.image) if thumbnail else b"")
    except UnreadableImage as error:
        return Prepared(seen, trouble=Skipped(seen.path, error.message, error.remedy))
    except OSError as error:
        known_cause = unreadable(error)
        return Prepared(seen, trouble=Skipped(seen.path, known_cause.message, known_cause.remedy))


def content_id_of(path: str) -> ImageId:
    """The id that a file's picture has, or would have, in a library. Raises: UnreadableImage when it cannot be read."""
    with named_trouble(path), open(path, "rb") as file:
        return _content_id(file)


def _content_id(file: BufferedReader) -> ImageId:
    return hashlib.file_digest(file, "sha256").hexdigest()[:ID_DIGITS]


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
