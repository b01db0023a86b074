"""A deterministic fake model: unit vectors drawn from a hash of the input.

It does not know what a picture shows. Equal pixels (or equal words) give equal vectors, any other pixels give
nearly orthogonal ones, so a library built with it can be checked vector by vector without weights.

    models = hash_models(); models.content.encode_images([picture])
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from PIL.Image import Image

from tools.encoders.protocols import Models
from tools.types import Channel, Float32

HASH_DIM = 512


class HashEncoder:
    """Satisfies both encoder protocols. `salt` keeps the two channels apart."""

    def __init__(self, salt: str = "", *, dim: int = HASH_DIM) -> None:
        self.salt = salt
        self.dim = dim
        self.name = f"hash-{salt}" if salt else "hash"

    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, dim), unit-norm rows, one per picture's pixels as RGB."""
        return self._vectors(self._picture_bytes(image) for image in images)

    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, dim), unit-norm rows; a text lies near no picture."""
        return self._vectors(b"text:" + text.encode("utf-8", "backslashreplace") for text in texts)

    @staticmethod
    def _picture_bytes(image: Image) -> bytes:
        return f"image:{image.size}:".encode() + image.convert("RGB").tobytes()

    def _vectors(self, keys: Iterable[bytes]) -> Float32:
        rows = [self._vector(key) for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self.dim), dtype=np.float32)

    def _vector(self, key: bytes) -> Float32:
        digest = hashlib.blake2b(self.salt.encode() + b"\0" + key, digest_size=16).digest()
        draw = np.random.default_rng(int.from_bytes(digest, "big")).standard_normal(self.dim)
        return (draw / np.linalg.norm(draw)).astype(np.float32)


def hash_models(channels: tuple[Channel, Channel] = ("content", "style")) -> Models:
    """A model set named "hash" with two independent encoders."""
    content, style = channels
    return Models(name="hash", content=HashEncoder(content), style=HashEncoder(style))
