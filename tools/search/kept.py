"""What is kept with one version of a library, so that a moved slider and the next page compute nothing anew.

It knows arrays and keys, nothing of scores or conditions. The values go with their collection; the oldest go first
once they take too much memory.

    distances = kept_with(collection).get(("away", region), lambda: region.distances_km(collection.lat, collection.lon))
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from tools.null_texts import NullTexts
from tools.types import Channel, Collection, Float32, Float64

KEPT_BYTES = 256 * 2**20
"""At a million pictures some sixty columns of cosines."""

_BLOCK = 512
"""Rows that stay in a core's cache while all vectors pass over them, and too few for BLAS to wake its threads for."""

Value = TypeVar("Value")


class Kept:
    """Arrays, or tuples of them, by key. Safe between threads; two may compute the same value, and either serves."""

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made when it is not there; for a key that cannot be hashed it is made each time."""
        try:
            found = self.find(key)
        except TypeError:
            return make()
        if found is None:
            found = make()
            self.put(key, found)
        value: Value = found
        return value

    def find(self, key: Hashable) -> Any:
        """The value of a key, None where there is none. Raises: TypeError for a key that cannot be hashed."""
        with self._turn:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Hashable, value: object) -> None:
        """Keep a value; the ones longest unused make room for it. What is kept is never written to."""
        for part in _arrays(value):
            part.flags.writeable = False
        with self._turn:
            self._bytes -= _size(self._values.pop(key, None))
            self._values[key] = value
            self._bytes += _size(value)
            while self._bytes > self._most and len(self._values) > 1:
                self._bytes -= _size(self._values.popitem(last=False)[1])


def _arrays(value: object) -> list[np.ndarray[Any, Any]]:
    parts = value if isinstance(value, tuple) else (value,)
    return [part for part in parts if isinstance(part, np.ndarray)]


def _size(value: object) -> int:
    parts = value if isinstance(value, tuple) else (value,)
    return sum(getattr(part, "nbytes", 0) for part in parts)


def kept_with(collection: Collection) -> Kept:
    """What is kept with this collection."""
    kept: Kept = collection.kept.setdefault("search", Kept())
    return kept


class Column(NamedTuple):
    """A vector's inner products with all pictures, float32 (N,), with their mean and deviation."""

    cosines: Float32
    mean: float
    spread: float


def columns(collection: Collection, channel: Channel, vectors: Iterable[Float32]) -> list[Column]:
    """One column a vector, float32 (D,); those asked for before are kept, the others cost one product together."""
    kept, wanted = kept_with(collection), [np.ascontiguousarray(v, dtype=np.float32) for v in vectors]
    keys = [(channel, vector.tobytes()) for vector in wanted]
    held: dict[tuple[Channel, bytes], Column] = {}
    new: dict[tuple[Channel, bytes], Float32] = {}
    for key, vector in zip(keys, wanted, strict=True):
        column = kept.find(key)
        if column is None:
            new[key] = vector
        else:
            held[key] = column
    for key, cosines in zip(new, _products(collection.vectors(channel), list(new.values())), strict=True):
        held[key] = Column(cosines, float(cosines.mean(dtype=np.float64)), float(cosines.std(dtype=np.float64)))
        kept.put(key, held[key])
    return [held[key] for key in keys]


def _products(rows: Float32, vectors: list[Float32]) -> list[Float32]:
    """Block by block, so that rows come from memory once however many vectors there are."""
    if len(vectors) == 1:
        return [np.asarray(rows @ vectors[0])]
    out = [np.empty(len(rows), dtype=np.float32) for _ in vectors]
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        for vector, column in zip(vectors, out, strict=True):
            np.dot(block, vector, out=column[start : start + len(block)])
    return out


def mean_vector(collection: Collection, channel: Channel) -> Float64:
    """The mean of all rows, float64 (D,): sums of blocks, so that rounding does not grow with the library."""

    def make() -> Float64:
        rows = collection.vectors(channel)
        total = np.zeros(rows.shape[1], dtype=np.float64)
        for start in range(0, len(rows), _BLOCK):
            total += rows[start : start + _BLOCK].sum(axis=0)
        return total / len(rows)

    return kept_with(collection).get(("mean", channel), make)


class NullsSeen:
    """Means and deviations of the null texts over a library's pictures, computed for each when it is first judged."""

    def __init__(self, nulls: NullTexts, vectors: Float32) -> None:
        self._nulls, self._vectors = nulls, vectors
        self._mean, self._spread = np.full(len(vectors), np.nan), np.full(len(vectors), np.nan)
        self.nbytes = self._mean.nbytes + self._spread.nbytes

    def over(self, rows: npt.NDArray[np.intp]) -> tuple[Float64, Float64]:
        """float64 (K,) each, of `rows` (K,)."""
        new = rows[np.isnan(self._mean[rows])]
        if len(new):
            mean, spread = self._nulls.over(self._vectors[new])
            self._spread[new] = spread  # first: whoever finds a mean finds its deviation
            self._mean[new] = mean
        return self._mean[rows], self._spread[rows]


def nulls_seen(collection: Collection, channel: Channel, nulls: NullTexts) -> NullsSeen:
    """What is known of one channel's null texts over this collection; the texts are told apart by identity."""
    vectors = collection.vectors(channel)
    # the kept value holds the texts, so that their id is not given to others
    return kept_with(collection).get(("nulls", channel, id(nulls)), lambda: NullsSeen(nulls, vectors))
