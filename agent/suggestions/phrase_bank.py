"""A bank of phrases in one model's space, and how each one scores over a library: what suggestions are read from.

Phrases are encoded once in a process for each model, a slice at a time when the encoder is slow; the library's mean
and spread are kept until its version changes. It knows nothing of plans.

    bank("content", models, budget_s=2.0).contrast(collection, rows)
"""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from agent.language.tokens import root, stems
from agent.suggestions.vocabulary import Vocabulary, phrases
from tools.encoders.library_fit import words_name
from tools.encoders.protocols import Models, StyleEncoder
from tools.types import CHANNELS, Channel, Collection, Float32

SLICE = 32
"""Phrases encoded at a time: small enough that a time budget is kept, large enough for a batch."""
SAMPLE = 2000
"""Pictures that stand for the library: the error of a mean over 2,000 is 0.022 of its spread."""
HELD = 3
"""A phrase speaks of a picture when it is among the picture's first three."""
COVERED = 12
"""Phrases that say what a library holds: twice what is shown, since some are in the plan already."""
REMEMBERED = 500
"""Vectors of other words kept: a long conversation has some dozens."""
SMALL_WORDS = frozenset(
    {"a", "an", "the", "of", "in", "on", "at", "with", "and", "to", "from", "art", "style", "picture"}
)


@dataclass(frozen=True)
class Spread:
    """How M phrases score over the library. `mean`, `std`: float32 (M,).

    `coverage`: float32 (M,), the share of the pictures that a phrase speaks for, once better phrases have had theirs;
    0 but for the first dozen.
    """

    mean: Float32
    std: Float32
    coverage: Float32


@dataclass
class PhraseBank:
    """Phrases of one channel with their vectors, float32 (M, D), unit-norm rows; M grows as they are encoded."""

    channel: Channel
    words: tuple[str, ...]
    vectors: Float32 = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    _roots: tuple[frozenset[str], ...] = field(init=False, repr=False)
    _middle_of: tuple[int, Float32] = field(default=(-1, np.zeros(0, dtype=np.float32)), repr=False)
    _others: dict[str, Float32] = field(default_factory=dict, repr=False)
    _spreads: dict[tuple[int, int, int], Spread] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._roots = tuple(_roots(phrase) for phrase in self.words)

    def grow(self, encoder: StyleEncoder, *, budget_s: float) -> None:
        """Encode further phrases until all are there or the time is spent; at least one slice each time."""
        with self._lock:
            until = time.monotonic() + budget_s
            while len(self.vectors) < len(self.words):
                new = encoder.encode_texts(self.words[len(self.vectors) : len(self.vectors) + SLICE])
                self.vectors = np.concatenate([self.vectors, new]) if len(self.vectors) else new
                if time.monotonic() > until:
                    return

    @property
    def ready(self) -> tuple[str, ...]:
        """The phrases whose vectors are there, aligned with `vectors`."""
        return self.words[: len(self.vectors)]

    def spread(self, collection: Collection) -> Spread:
        """Scores of every phrase over (a fixed sample of) the library, kept until either changes."""
        key = (collection.version, len(collection), len(self.vectors))
        with self._lock:
            if key not in self._spreads:
                self._spreads.clear()
                pictures = collection.vectors(self.channel)[_sample_rows(len(collection))]
                scores = np.asarray(pictures, dtype=np.float32) @ self.vectors.T  # (n, D) @ (D, M)
                mean, std = scores.mean(axis=0), np.maximum(scores.std(axis=0), 1e-6)
                self._spreads[key] = Spread(mean, std, _coverage(scores - mean))
            return self._spreads[key]

    def contrast(self, collection: Collection, rows: Sequence[int]) -> Float32:
        """float32 (M,): mean score over these rows minus the library's, in units of its spread."""
        spread = self.spread(collection)
        chosen = np.asarray(collection.vectors(self.channel)[np.asarray(rows)], dtype=np.float32)
        contrast: Float32 = ((chosen @ self.vectors.T).mean(axis=0) - spread.mean) / spread.std
        return contrast

    def vectors_of(self, texts: Sequence[str], encoder: StyleEncoder) -> Float32:
        """float32 (K, D): vectors of any words, remembered for the next turn."""
        known = {text: self._others.get(text) for text in texts}  # another thread may clear them meanwhile
        new = [text for text, vector in known.items() if vector is None]
        if new:
            known |= zip(new, encoder.encode_texts(new), strict=True)
            if len(self._others) + len(new) > REMEMBERED:
                self._others.clear()
            self._others.update((text, vector) for text, vector in known.items() if vector is not None)
        found = [vector for text in texts if (vector := known[text]) is not None]
        return np.stack(found) if found else np.zeros((0, encoder.dim), np.float32)

    def coverage(self, collection: Collection) -> Float32:
        """float32 (M,): how much of the library each phrase speaks for, see `Spread`."""
        return self.spread(collection).coverage

    @staticmethod
    def sampled(collection: Collection) -> int:
        """How many pictures stand for the library in `spread`; at least 1."""
        return max(1, min(len(collection), SAMPLE))

    def centred(self, others: Float32) -> Float32:
        """float32 (K, D): unit rows of any vectors once the bank's middle is taken away.

        Text encoders hold all phrases in a narrow cone; only without its axis does a cosine tell synonyms.
        """
        moved = others - self._middle()
        unit: Float32 = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        return unit

    def _middle(self) -> Float32:
        if self._middle_of[0] != len(self.vectors):
            self._middle_of = (len(self.vectors), self.vectors.mean(axis=0))
        return self._middle_of[1]

    def sharing_words(self, text: str) -> npt.NDArray[np.bool_]:
        """bool (M,): the phrase has a word in common with this text (endings ignored)."""
        wanted = _roots(text)
        return np.fromiter((bool(wanted & own) for own in self._roots[: len(self.vectors)]), bool, len(self.vectors))


@lru_cache(maxsize=12)
def _empty_bank(vocabulary: Vocabulary, words_of: str) -> PhraseBank:
    return PhraseBank("style" if vocabulary == "style" else "content", phrases(vocabulary))


def bank(vocabulary: Vocabulary, models: Models, *, budget_s: float) -> PhraseBank:
    """The bank of a channel, or of answers, for this model set, grown by as much as the budget allows.

    It stays as long as it is now, whatever other threads encode meanwhile: a mask made of it fits its scores.
    """
    encoder: StyleEncoder = models.style if vocabulary == "style" else models.content
    found = _empty_bank(vocabulary, words_name(encoder))
    found.grow(encoder, budget_s=budget_s)
    return copy.copy(found)  # what was computed is shared; `grow` gives the original another array


def _coverage(rise: Float32) -> Float32:
    """float32 (M,) from the rise of M phrases over their own means in n pictures, float32 (n, M).

    A phrase speaks of a picture when it is among the three that rise most there. Not in units of its spread: a look
    that half the library has spreads widely, and would lose to chance. Phrases are taken greedily by how many pictures
    they add, so that the first few cover the library and do not repeat each other.
    """
    held = min(HELD, rise.shape[1])
    speaks = rise >= np.partition(rise, -held, axis=1)[:, -held, None]
    left = np.ones(len(speaks), dtype=bool)
    shares = np.zeros(rise.shape[1], dtype=np.float32)
    for _ in range(min(COVERED, rise.shape[1])):
        gain = np.where(shares > 0, 0, speaks[left].sum(axis=0))
        best = int(gain.argmax())
        if gain[best] == 0:
            break
        shares[best] = gain[best] / len(speaks)
        left &= ~speaks[:, best]
    return shares


def _sample_rows(size: int) -> npt.NDArray[np.int64]:
    """Rows spread evenly over the library: pictures of one folder lie together, and each gets its share."""
    return np.unique(np.linspace(0, size - 1, min(size, SAMPLE)).round().astype(np.int64))


def _roots(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in stems(text, SMALL_WORDS))


def warm(models: Models, stop: threading.Event | None = None) -> None:
    """Encode all phrases, a slice at a time so that turns in between need not wait; meant for a thread of its own."""
    vocabularies: tuple[Vocabulary, ...] = ("answers", *CHANNELS)  # the shortest first: it is asked from at once
    for vocabulary in vocabularies:
        while stop is None or not stop.is_set():
            found = bank(vocabulary, models, budget_s=0.0)
            if len(found.ready) == len(found.words):
                break


@contextmanager
def warming(models: Models) -> Iterator[None]:
    """`warm` in the background. It ends with the block: a process that ends amid native code of a thread crashes."""
    stop = threading.Event()
    thread = threading.Thread(target=warm, args=(models, stop), daemon=True, name="docent-warm")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
