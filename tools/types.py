"""Shared types: small immutable values without behaviour.

They know nothing of files, models or plans. Shapes: N images, T terms, D dimensions, K results.

    GeoPoint(46.95, 7.45)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Float32: TypeAlias = npt.NDArray[np.float32]
"""A float32 array; the docstring at its use gives the shape."""

Float64: TypeAlias = npt.NDArray[np.float64]

Channel: TypeAlias = Literal["content", "style"]
"""The channel of a term: what a picture shows, or how it is made."""

TermChannel: TypeAlias = Literal["content", "style", "words"]
"""Where a term looks: in the picture by one of its vectors, or in the picture's own words alone."""

ImageId: TypeAlias = str
"""Opaque, stable name of a picture: the first 16 hex digits of its content's SHA-256. Equal bytes share one id."""

Band: TypeAlias = Literal["likely", "maybe", "weak"]

CHANNELS: tuple[Channel, ...] = ("content", "style")


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A point on the WGS-84 globe: `lat` in -90..90, `lon` in -180..180, both in degrees.

    Raises: ValueError when a coordinate is out of range or not finite.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90.0 <= self.lat <= 90.0 and -180.0 <= self.lon <= 180.0):
            raise ValueError(f"not a point on the globe: {self.lat}, {self.lon}")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as the catalogue knows it. `path` is the first of the files that hold these bytes."""

    image_id: ImageId
    path: str
    width: int
    height: int
    taken_at: datetime | None = None
    point: GeoPoint | None = None
    camera: str | None = None
    format: str = ""
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """That a picture's own words say something: in which `field` ("keywords"), and how sure a sign that is, 0..1."""

    field: str
    evidence: float


@dataclass(frozen=True)
class Collection:
    """A snapshot of a library, as aligned arrays: row i of each is the same picture.

    `content`, `style`: float32 (N, D), unit-norm rows. `lat`, `lon`: float64 (N,), degrees, NaN without GPS.
    `taken`: datetime64[s] (N,), local wall-clock time, NaT when unknown. `cameras`: "" when unknown.
    `version` changes whenever the library does, so that derived values can be cached. `encoders` are the names
    of those that made `content` and `style`; empty when nothing was indexed yet. `damaged` pictures are left out: their
    vectors are gone, or are not the ones that were written. `taken_until`: the last moment that a date known only to
    the month or year may mean; None where all are known to the day. `read_facts` gives one fact of the library's
    pictures by its name; `find_words` the pictures whose own words say a text. `kept` is what was
    derived from this snapshot, by whom.
    """

    image_ids: tuple[ImageId, ...]
    paths: tuple[str, ...]
    content: Float32
    style: Float32
    lat: Float64
    lon: Float64
    taken: npt.NDArray[np.datetime64]
    cameras: tuple[str, ...] = ()
    version: int = 0
    encoders: tuple[str, ...] = ()
    damaged: int = 0
    taken_until: npt.NDArray[np.datetime64] | None = None
    read_facts: Callable[[str], Mapping[ImageId, Any]] | None = field(default=None, repr=False, compare=False)
    find_words: Callable[[str], Mapping[ImageId, Said]] | None = field(default=None, repr=False, compare=False)
    rows: dict[ImageId, int] = field(default_factory=dict, repr=False)
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _columns: dict[str, npt.NDArray[Any]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", {image_id: row for row, image_id in enumerate(self.image_ids)})

    def fact(self, name: str) -> npt.NDArray[Any]:
        """What each picture says of one fact, object (N,), None where it says nothing; read when first asked for."""
        if name not in self._columns:
            said = self.read_facts(name) if self.read_facts is not None else {}
            column = np.empty(len(self), dtype=object)
            for row, image_id in enumerate(self.image_ids):
                column[row] = said.get(image_id)
            self._columns[name] = column
        return self._columns[name]

    def __len__(self) -> int:
        return len(self.image_ids)

    def vectors(self, channel: Channel) -> Float32:
        """float32 (N, D), unit-norm rows of one channel."""
        return self.content if channel == "content" else self.style


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out of a run: why, and what to do about it."""

    path: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days from `first` to `last`, both included; None leaves that side open."""

    first: date | None = None
    last: date | None = None
