"""Fits a model set to a library, for sets that need it: style words are learned from the library's pictures.

It knows vectors, and of a library only that it stores bytes. A set that needs no fitting passes through unchanged.

    models = keep_fitted(models, library)      # when a library is opened, and after it was indexed
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np

from tools.encoders.protocols import Models, StyleEncoder
from tools.errors import LibraryError
from tools.types import Collection, Float32

FIT_BLOB = "style_words"
GROWTH = 0.25
"""Relative growth or shrinkage of a library after which its words are fitted anew."""
DOUBTFUL = 0.6
"""Words below this confidence are marked as uncertain."""


@runtime_checkable
class FittedStyle(StyleEncoder, Protocol):
    """A style encoder whose words are fitted to a library. The vectors of pictures do not change."""

    def fitted(self, content: Float32, style: Float32) -> FittedStyle | None: ...

    def to_bytes(self) -> bytes | None: ...

    def restored(self, data: bytes) -> FittedStyle | None: ...

    def fitted_on(self) -> int:
        """Pictures of the library it was fitted on; 0 before."""
        ...

    def confidence(self, texts: Sequence[str], /) -> Float32:
        """float32 (T,), 0..1: confidence of each of these words in this library."""
        ...

    def fit_note(self) -> str:
        """One sentence for users on style words as a whole; empty when they are reliable."""
        ...

    def fit_numbers(self) -> str:
        """The same as numbers; empty before it was fitted."""
        ...


class FitStore(Protocol):
    """What a fit needs of a library: vectors, and a place to store bytes."""

    def collection(self) -> Collection: ...

    def get_blob(self, name: str) -> bytes | None: ...

    def set_blob(self, name: str, data: bytes) -> None: ...


def keep_fitted(models: Models, library: FitStore) -> Models:
    """The models with the words that the library stores, fitted anew (and stored) when due.

    When the library cannot be written to, the fit lasts for this process only.
    """
    if not isinstance(models.style, FittedStyle):
        return models
    models = with_fit(models, library.get_blob(FIT_BLOB))
    collection = library.collection()
    if not fit_is_due(models, len(collection)):
        return models
    models, kept = fit(models, collection.content, collection.style)
    if kept is not None:
        with suppress(LibraryError):  # busy or full: the next opening tries again
            library.set_blob(FIT_BLOB, kept)
    return models


def fit(models: Models, content: Float32, style: Float32) -> tuple[Models, bytes | None]:
    """The models with their words fitted on these vectors, and what the library is to keep.

    `content`, `style`: float32 (N, D) of the same N pictures. Unchanged, and None, when the set needs no fit or there
    are too few pictures.
    """
    if not isinstance(models.style, FittedStyle):
        return models, None
    fitted = models.style.fitted(content, style)
    if fitted is None:
        return models, None
    return replace(models, style=fitted), fitted.to_bytes()


def with_fit(models: Models, kept: bytes | None) -> Models:
    """The models with the words that a library kept; unchanged when it kept none, or kept another model's."""
    if kept is None or not isinstance(models.style, FittedStyle):
        return models
    restored = models.style.restored(kept)
    return models if restored is None else replace(models, style=restored)


def fit_is_due(models: Models, pictures: int) -> bool:
    """Whether a library of so many pictures should be fitted (again): never fitted, or grown by a quarter."""
    if not isinstance(models.style, FittedStyle):
        return False
    before = models.style.fitted_on()
    return abs(pictures - before) > GROWTH * before if before else pictures > 0


def fit_note(models: Models) -> str:
    """One sentence on how reliable style words are with these models; empty when they are reliable."""
    return models.style.fit_note() if isinstance(models.style, FittedStyle) else ""


def fit_hint(models: Models) -> str:
    """The same with its numbers, as the status shows it."""
    note = fit_note(models)
    numbers = models.style.fit_numbers() if note and isinstance(models.style, FittedStyle) else ""
    return f"{note} ({numbers})" if numbers else note


def confidence(encoder: StyleEncoder, texts: Sequence[str]) -> Float32:
    """float32 (T,), 0..1: the encoder's confidence in these words here; 1 for an encoder without confidences."""
    if not texts or not isinstance(encoder, FittedStyle):
        return np.ones(len(texts), dtype=np.float32)
    return np.clip(encoder.confidence(texts), 0.0, 1.0).astype(np.float32)


def doubt(models: Models, text: str, *, sure: float | None = None) -> str:
    """One sentence on why a style word is unreliable with these models; empty when it is reliable.

    `sure` is its confidence if known already: computing it costs a pass through a text encoder.
    """
    if note := fit_note(models):
        return note
    if (confidence(models.style, [text])[0] if sure is None else sure) >= DOUBTFUL:
        return ""
    return "Few of your pictures share this style, so it counts less. Choosing examples works better."


def words_name(encoder: StyleEncoder) -> str:
    """Cache key of text vectors: the encoder's name, and the library that its words were fitted to."""
    return f"{encoder.name}, words of {encoder.fitted_on()}" if isinstance(encoder, FittedStyle) else encoder.name
