"""The encoder protocols. Any pair of classes with these methods is a model set.

This module knows no network; it only defines the contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PIL.Image import Image

from tools.types import Float32


@runtime_checkable
class ContentEncoder(Protocol):
    """Encodes what a picture shows, and texts, into one space.

    `name` identifies the exact weights: vectors of two different names are never compared.
    """

    name: str
    dim: int

    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, dim), unit-norm rows. Pictures may have any mode and size; N may be 0."""
        ...

    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, dim), unit-norm rows, in the space of the pictures; T may be 0."""
        ...


@runtime_checkable
class StyleEncoder(Protocol):
    """Encodes how a picture is made (medium, technique, period, palette), and texts, into one space."""

    name: str
    dim: int

    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, dim), unit-norm rows. Pictures may have any mode and size; N may be 0."""
        ...

    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, dim), unit-norm rows, in the space of the pictures; T may be 0."""
        ...


@dataclass(frozen=True)
class Models:
    """A model set. `name` is "pocket" or "full" (or a fake's); the exact weights are in each encoder's name."""

    name: str
    content: ContentEncoder
    style: StyleEncoder
