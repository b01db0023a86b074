"""Rows of unit vectors in a flat file, searched exactly.

It knows rows and numbers, nothing of pictures. A file holds little-endian float32 rows and nothing else, so that it
only grows at its end and a truncated tail is found by arithmetic. Reading maps it into memory; FAISS computes the inner
products over the mapped rows (what IndexFlatIP does, without a second copy).

    store = FlatVectors(Path("content.f32"), dim=512); first = store.append(vectors); scores, rows = store.search(q, 10)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
import numpy.typing as npt

from tools.types import Float32

Rows = npt.NDArray[np.int64]

_ITEM_BYTES = 4


class VectorStore(Protocol):
    """Unit vectors by row number. Rows are only ever added; a row never changes."""

    dim: int

    def __len__(self) -> int:
        """How many rows there are."""
        ...

    def append(self, vectors: Float32) -> int:
        """Add float32 (N, dim) rows durably; the row number of the first."""
        ...

    def rows(self, count: int | None = None) -> Float32:
        """float32 (count, dim): the first `count` rows (all by default), read-only."""
        ...

    def search(self, queries: Float32, k: int, *, among: Rows | None = None) -> tuple[Float32, Rows]:
        """The K best rows per query by inner product: scores float32 (Q, K) falling, rows int64 (Q, K).

        `among` limits the search to those rows. K is cut to the number of rows there are.
        """
        ...


class FlatVectors:
    """The VectorStore over one file."""

    def __init__(self, path: Path, *, dim: int) -> None:
        self.path = path
        self.dim = dim

    @property
    def row_bytes(self) -> int:
        return self.dim * _ITEM_BYTES

    def __len__(self) -> int:
        """Whole rows in the file; 0 when it is not there yet."""
        return self.path.stat().st_size // self.row_bytes if self.path.exists() else 0

    def append(self, vectors: Float32) -> int:
        """Write, flush and fsync; a write that fails leaves the file as it was. Raises: OSError."""
        if vectors.ndim != 2 or vectors.shape[1] != self.dim:
            raise ValueError(f"expected (N, {self.dim}) vectors, got {vectors.shape}")
        first = len(self)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "ab", buffering=0) as file:
            file.truncate(first * self.row_bytes)
            try:
                data = np.ascontiguousarray(vectors, dtype="<f4").tobytes()
                written = 0
                while written < len(data):
                    written += file.write(data[written:])
                os.fsync(file.fileno())
            except OSError:
                file.truncate(first * self.row_bytes)
                raise
        return first

    def truncate(self, count: int) -> int:
        """Cut the file to `count` rows; how many bytes went. It never grows."""
        size = self.path.stat().st_size if self.path.exists() else 0
        surplus = size - count * self.row_bytes
        if surplus > 0:
            os.truncate(self.path, count * self.row_bytes)
        return max(0, surplus)

    def rows(self, count: int | None = None) -> Float32:
        have = len(self)
        count = have if count is None else count
        if count > have:
            raise ValueError(f"{self.path.name} holds {have} rows, {count} were expected")
        if count == 0:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.memmap(self.path, dtype="<f4", mode="r", shape=(count, self.dim))

    def search(self, queries: Float32, k: int, *, among: Rows | None = None) -> tuple[Float32, Rows]:
        rows = self.rows()
        found, order = best_rows(queries, rows if among is None else rows[among], k)
        return found, order if among is None else among[order]


def best_rows(queries: Float32, rows: Float32, k: int) -> tuple[Float32, Rows]:
    """Exact top K of `rows` (N, D) for `queries` (Q, D) by inner product, through FAISS: scores and rows, (Q, K)."""
    k = max(0, min(k, len(rows)))
    if k == 0 or len(queries) == 0:
        return np.zeros((len(queries), k), dtype=np.float32), np.zeros((len(queries), k), dtype=np.int64)
    scores, order = faiss.knn(
        np.ascontiguousarray(queries, dtype=np.float32),
        np.ascontiguousarray(rows, dtype=np.float32),
        k,
        metric=faiss.METRIC_INNER_PRODUCT,
    )
    return scores, order.astype(np.int64)


def rows_at(store: VectorStore, rows: Rows) -> Float32:
    """float32 (N, D) of rising rows: mapped where they follow one another, else gathered."""
    if len(rows) == 0:
        return np.zeros((0, store.dim), dtype=np.float32)
    mapped = store.rows(int(rows[-1]) + 1)
    if int(rows[-1]) - int(rows[0]) + 1 == len(rows):
        return mapped[int(rows[0]) :]
    return np.ascontiguousarray(mapped[rows])
