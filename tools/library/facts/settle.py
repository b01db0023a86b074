"""Facts settled from ranked sources: for each the first that knows it wins, and is remembered.

It reads no files. The order is in docs/decisions/0032-facts-from-ranked-sources.md.

    settle([Reading("xmp", {"rating": 4}), Reading("exif", {"rating": 2})]).values["rating"]   # 4, from "xmp"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tools.library.facts.model import Fact, FactValue, Reading
from tools.library.facts.moments import parse
from tools.library.facts.zones import local
from tools.types import GeoPoint

_EDITED = ("sidecar", "xmp", "iptc", "exif", "png", "takeout", "file name", "container")
"""What people write: the newest hand first. A sidecar is where programs write that leave originals alone."""

_MEASURED = ("exif", "xmp", "sidecar", "png", "takeout", "container")
"""What devices write: nearest to the device first."""

_RANKS: Mapping[str, Sequence[str]] = {
    "taken_at": (
        "sidecar", "exif", "xmp", "iptc", "png", "takeout", "file name", "folder name", "exif-modified",
    ),
    "position": ("sidecar", "exif", "xmp", "takeout"),
    "altitude": ("sidecar", "exif", "xmp", "takeout"),
}  # fmt: skip

_UNIVERSAL = ("takeout", "file name")
"""Sources that say the time at Greenwich where they say an offset of zero; cameras write it without having asked."""

_BY_DEVICES = frozenset("camera lens focal_length aperture iso exposure screenshot animated motion_photo".split())


@dataclass(frozen=True)
class Facts:
    """What is known of a picture. `orientation` is EXIF's 1..8; `readings` are what its own blocks said."""

    values: Mapping[str, Fact] = field(default_factory=dict)
    orientation: int = 1
    readings: tuple[Reading, ...] = ()

    @property
    def taken_at(self) -> datetime | None:
        """The camera's wall clock, aware when the offset is known; the first moment of what is known of it."""
        said = self._value("taken_at")
        return parse(said) if isinstance(said, str) else None

    @property
    def taken_precision(self) -> str | None:
        """How exactly it is known: "year", "month", "day" or "second"; None without a date."""
        said = self._value("taken_at")
        return _PRECISIONS.get(len(said), "second") if isinstance(said, str) else None

    @property
    def point(self) -> GeoPoint | None:
        said = self._value("position")
        return GeoPoint(float(said[0]), float(said[1])) if isinstance(said, tuple) and len(said) == 2 else None

    @property
    def camera(self) -> str | None:
        said = self._value("camera")
        return said if isinstance(said, str) else None

    def _value(self, name: str) -> FactValue | None:
        fact = self.values.get(name)
        return None if fact is None else fact.value


_PRECISIONS = {4: "year", 7: "month", 10: "day"}


def settle(readings: Iterable[Reading], *, orientation: int = 1, embedded: Sequence[Reading] = ()) -> Facts:
    """One value a fact. Of several readings of one source (two files of the same bytes) the first that knows it."""
    found: dict[str, dict[str, FactValue]] = {}
    for reading in readings:
        for name, value in reading.values.items():
            found.setdefault(name, {}).setdefault(reading.source, value)
    values: dict[str, Fact] = {}
    for name, by_source in found.items():
        ranks = _RANKS.get(name) or (_MEASURED if name in _BY_DEVICES else _EDITED)
        order = sorted(by_source, key=lambda source, ranks=ranks: _rank(source, ranks))  # type: ignore[misc]
        winner = order[0]
        if name == "taken_at":
            winner = _most_exact(order, by_source)
        values[name] = Fact(by_source[winner], winner)
    where, when = values.get("position"), values.get("taken_at")
    if where is not None and when is not None and when.source in _UNIVERSAL:
        values["taken_at"] = Fact(_on_the_spot(str(when.value), where.value), when.source)
    return Facts(values, orientation, tuple(embedded))


def _rank(source: str, ranks: Sequence[str]) -> int:
    return ranks.index(source) if source in ranks else len(ranks)


def _most_exact(order: Sequence[str], by_source: Mapping[str, FactValue]) -> str:
    """The winner, or the next that says the same moment more exactly (with an hour, with an offset)."""
    winner = order[0]
    for source in order[1:]:
        if source != "exif-modified" and str(by_source[source]).startswith(str(by_source[winner])):
            winner = source
    return winner


def _on_the_spot(said: str, where: FactValue) -> str:
    """A moment in universal time, as the clocks at that place showed it."""
    if not said.endswith("+00:00") or not isinstance(where, tuple):
        return said
    return local(parse(said), GeoPoint(float(where[0]), float(where[1]))).isoformat(timespec="seconds")
