"""A batch through both encoders, with every vector checked before it is kept.

It knows encoders and arrays, nothing of files. One picture that an encoder cannot take costs itself, not its batch.

    encoded = encode_batch(models, images); encoded.content, encoded.kept, encoded.refused
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL.Image import Image

from tools.encoders.protocols import ContentEncoder, Models, StyleEncoder
from tools.errors import DocentError, ModelBroken
from tools.types import Float32

_UNIT_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Encoded:
    """`content`, `style`: float32 (K, D), unit-norm rows of the pictures at the positions `kept`; `refused`: position
    to cause."""

    content: Float32
    style: Float32
    kept: list[int]
    refused: dict[int, str]


def encode_batch(models: Models, images: Sequence[Image]) -> Encoded:
    """Encode N pictures in both channels.

    Raises: ModelBroken when an encoder answers in a wrong shape or fails on every picture; its own DocentError.
    """
    content, content_refused = encode_channel(models.content, images)
    style, style_refused = encode_channel(models.style, images)
    refused = {**content_refused, **style_refused}
    kept = [position for position in range(len(images)) if position not in refused]
    return Encoded(content[kept], style[kept], kept, refused)


def encode_channel(encoder: ContentEncoder | StyleEncoder, images: Sequence[Image]) -> tuple[Float32, dict[int, str]]:
    """Vectors float32 (N, D), unit-norm rows, zero where refused; and the refused positions with their cause.

    Raises: as `encode_batch`.
    """
    if not images:
        return np.zeros((0, encoder.dim), dtype=np.float32), {}
    try:
        vectors = _checked(encoder, encoder.encode_images(images), len(images))
        refused: dict[int, str] = {}
    except DocentError:
        raise
    except Exception as error:  # whatever a model's library raises: find out which picture it was
        vectors, refused = _one_by_one(encoder, images, error)
    norms = np.linalg.norm(vectors, axis=1)
    for position in np.flatnonzero(~(np.abs(norms - 1.0) <= _UNIT_TOLERANCE)).tolist():
        refused.setdefault(position, f"the encoder {encoder.name} made no usable vector of it.")
        vectors[position] = 0.0
    return vectors, refused


def _one_by_one(
    encoder: ContentEncoder | StyleEncoder, images: Sequence[Image], first: Exception
) -> tuple[Float32, dict[int, str]]:
    vectors = np.zeros((len(images), encoder.dim), dtype=np.float32)
    refused: dict[int, str] = {}
    for position, image in enumerate(images):
        try:
            vectors[position] = _checked(encoder, encoder.encode_images([image]), 1)[0]
        except DocentError:
            raise
        except Exception as error:  # named in the skipped list with this cause
            refused[position] = f"the encoder {encoder.name} failed on it ({type(error).__name__}: {str(error)[:120]})."
    if len(refused) == len(images) and len(images) > 1:
        raise ModelBroken(
            f"The encoder {encoder.name} fails on every picture ({type(first).__name__}: {first}).",
            remedy="Check the models with: docent models list.",
        ) from first
    return vectors, refused


def _checked(encoder: ContentEncoder | StyleEncoder, vectors: Float32, count: int) -> Float32:
    if vectors.shape != (count, encoder.dim):
        raise ModelBroken(
            f"The encoder {encoder.name} answered {vectors.shape} for {count} pictures of {encoder.dim} dimensions.",
            remedy="Check the models with: docent models list.",
        )
    return np.array(vectors, dtype=np.float32)
