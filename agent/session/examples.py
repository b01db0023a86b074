"""The example pictures of one session: pictures of the library, and files from outside it, both by an id.

A file from outside is read when it is first named, encoded once by each encoder, and kept as "file:" with the digits
that the library would give it. A file whose bytes the library holds, wherever it lies, is that picture of the library.
It changes no plan and searches nothing.

    examples = ExamplePictures(library); examples.identify("~/photo.jpg")  # "file:0123456789abcdef"
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tools.encoders.protocols import ContentEncoder, StyleEncoder
from tools.errors import BadRequest, UnknownImage, UnreadableImage
from tools.library import Library
from tools.library.decode import Decoded, read_picture
from tools.library.encoding import encode_channel
from tools.library.loader import content_id_of
from tools.types import Float32, GeoPoint, ImageId

OUTSIDE = "file:"
_LIBRARY_ID = re.compile(r"[0-9a-f]{16}")


@dataclass
class _File:
    """A picture from outside: its path as it was given, its pixels, and its vectors by their encoder's name."""

    path: str
    picture: Decoded
    vectors: dict[str, Float32] = field(default_factory=dict)


class ExamplePictures:
    """Which pictures may stand in a plan as examples, where they were taken, and the vectors of those from outside."""

    def __init__(self, library: Library | None) -> None:
        self._library = library
        self._files: dict[ImageId, _File] = {}

    def identify(self, image: ImageId | os.PathLike[str]) -> ImageId:
        """The id of what was named: a picture of the library, or a file, which is read if it is new.

        Raises: UnknownImage for what is neither; UnreadableImage.
        """
        name = os.path.expanduser(os.fspath(image))
        if name in self._files:
            return name
        if not os.path.isfile(name):
            if self._library is not None and _LIBRARY_ID.fullmatch(name) is None:
                raise UnknownImage(
                    f"{name} is neither a picture of the library nor a file.",
                    remedy="Give an image id or a file's path.",
                )
            self.require(name)
            return name
        known = self._library.find_path(name) if self._library is not None else None
        return known or self._read(name)

    def _read(self, path: str) -> ImageId:
        content = content_id_of(path)
        if self._library is not None and content in self._library.collection().rows:
            return content
        image_id = OUTSIDE + content
        if image_id not in self._files:
            self._files[image_id] = _File(path, read_picture(path))
        return image_id

    def require(self, image_id: ImageId) -> None:
        """Raises: UnknownImage when it is neither a picture of the library nor a file that was read; without a library
        any id will do."""
        if image_id not in self._files and self._library is not None:
            self._library.picture(image_id)

    def points(self, image_ids: Iterable[ImageId]) -> list[GeoPoint]:
        """Where these were taken, as far as it is known. Raises: UnknownImage; BadRequest without a library."""
        found = []
        for image_id in image_ids:
            if image_id in self._files:
                point = self._files[image_id].picture.facts.point
            elif self._library is None:
                raise BadRequest("There is no library to look in.", remedy="Index a folder first: docent index FOLDER.")
            else:
                point = self._library.picture(image_id).point
            found += [point] if point is not None else []
        return found

    def encoded(
        self, image_ids: Sequence[ImageId], encoder: ContentEncoder | StyleEncoder, *, strict: bool = False
    ) -> dict[ImageId, Float32]:
        """The vectors, float32 (D,), unit-norm, of those among these pictures that are files from outside.

        One that the encoder cannot take is left out. Raises: UnreadableImage for it when `strict`.
        """
        files = {image_id: self._files[image_id] for image_id in image_ids if image_id in self._files}
        new = [file for file in files.values() if encoder.name not in file.vectors]
        vectors, refused = encode_channel(encoder, [file.picture.image for file in new])
        for position, file in enumerate(new):
            if position not in refused:
                file.vectors[encoder.name] = vectors[position]
            elif strict:
                raise UnreadableImage(
                    f"Cannot search with {file.path}: {refused[position]}", remedy="Save it again as JPEG or PNG."
                )
        return {key: file.vectors[encoder.name] for key, file in files.items() if encoder.name in file.vectors}

    def keep(self, image_ids: AbstractSet[ImageId]) -> None:
        """Forget the files from outside that are not among these."""
        self._files = {image_id: file for image_id, file in self._files.items() if image_id in image_ids}
