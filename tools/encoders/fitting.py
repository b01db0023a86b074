"""Fitting a model set to a library, for the sets that need it: the words of style are learned from its pictures.

It knows no library: vectors in, models and bytes to keep out. A set that needs no fitting passes through unchanged.

    models = with_fit(models, library.get_blob(FIT_BLOB))          # when a library is opened
    models, kept = fit(models, collection.content, collection.style)   # when it was indexed, and `fit_is_due`
    if kept is not None: library.set_blob(FIT_BLOB, kept)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, runtime_checkable

from tools.encoders.protocols import Models, StyleEncoder
from tools.types import Float32

FIT_BLOB = "style_words"
GROWTH = 0.25
"""Share by which a library grows or shrinks before its words are learned anew."""


@runtime_checkable
class FittedStyle(StyleEncoder, Protocol):
    """A style encoder whose words are learned from a library. Its pictures' vectors never change by that."""

    def fitted(self, content: Float32, style: Float32) -> FittedStyle | None: ...

    def to_bytes(self) -> bytes | None: ...

    def restored(self, data: bytes) -> FittedStyle | None: ...

    def fitted_on(self) -> int:
        """Pictures of the library it was fitted on; 0 before."""
        ...

    def confidence(self) -> float:
        """0..1: how far style words are to be trusted here."""
        ...

    def fit_note(self) -> str:
        """One sentence for people on that; empty when there is nothing to say."""
        ...


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
    """One sentence on how far style words are to be trusted with these models; empty when there is nothing to say."""
    return models.style.fit_note() if isinstance(models.style, FittedStyle) else ""
