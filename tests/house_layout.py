"""Where the rooms stand in the picture of the house: storeys, the order on each, the places of boxes and arrows.

Boxes are ordered so that few arrows cross (the mean of the neighbours, then swaps), and stand near what they belong
to. It knows no colours and no texts; the same house always gives the same picture.
Source: Sugiyama, Tagawa, Toda 1981, Methods for visual understanding of hierarchical system structures.

    rows = placed(arrows(), within=(312, 1180), width=lambda name: 150)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum

from tests.house import FLOORS, SOURCES, imports, module_name, room

GAP = 14  # between neighbours on a storey; half of it beside a passage
SWEEPS = 24


@dataclass(eq=False)
class Stop:
    """A box, or a place where the arrows to a room pass through a storey (`name` is then that room's)."""

    name: str
    row: int
    box: bool
    width: float
    x: float = 0.0
    above: list[Stop] = field(default_factory=list)
    below: list[Stop] = field(default_factory=list)


def arrows() -> dict[str, set[str]]:
    """The rooms that each room imports, without those it reaches through another one anyway."""
    direct: dict[str, set[str]] = {name: set() for name in FLOORS}
    for path in SOURCES:
        own = room(module_name(path))
        assert own is not None
        direct[own] |= {found for name in imports(path) if (found := room(name)) is not None} - {own}
    reach: dict[str, set[str]] = {}
    for name in FLOORS:  # from the ground up: what stands below is known already
        reach[name] = direct[name].union(*(reach[below] for below in direct[name]))
    return {
        name: {one for one in below if not any(one in reach[other] for other in below - {one})}
        for name, below in direct.items()
    }


def storeys(below: Mapping[str, set[str]]) -> list[list[str]]:
    """Rooms by storey, the top one first: side by side where neither rests on the other; an empty folder is no room."""
    levels: list[list[str]] = [[]]
    for name in FLOORS:
        if not below[name] and not any(name in others for others in below.values()):
            continue
        if _rests_on(name, levels[-1], below):
            levels.append([])
        levels[-1].append(name)
    return levels[::-1]


def _rests_on(name: str, level: Sequence[str], below: Mapping[str, set[str]]) -> bool:
    return any(one in level or _rests_on(one, level, below) for one in below[name])


def placed(
    below: Mapping[str, set[str]], *, within: tuple[float, float], width: Callable[[str], float]
) -> list[list[Stop]]:
    """Boxes and passages of every storey, ordered so that few arrows cross, and given their places."""
    rows = _linked(below, width)
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else rows[::-1]:
            _sort(row, rows, down=down)
        _swap(rows)
        if (crossings := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows], crossings
    _spread(best, within)
    return best


def _linked(below: Mapping[str, set[str]], width: Callable[[str], float]) -> list[list[Stop]]:
    levels = storeys(below)
    at = {name: row for row, level in enumerate(levels) for name in level}
    rows = [[Stop(name, row, True, width(name)) for name in level] for row, level in enumerate(levels)]
    boxes = {stop.name: stop for row in rows for stop in row}
    passages: dict[tuple[str, int], Stop] = {}
    for name in at:
        for target in sorted(below[name], key=FLOORS.__getitem__):
            here = boxes[name]
            for row in range(at[name] + 1, at[target] + 1):
                step = boxes[target] if row == at[target] else passages.get((target, row))
                if step is None:
                    step = passages[target, row] = Stop(target, row, False, 10)
                    rows[row].append(step)
                if step not in here.below:
                    here.below.append(step)
                    step.above.append(here)
                here = step
    return rows


def _sort(row: list[Stop], rows: Sequence[list[Stop]], *, down: bool) -> None:
    """By the mean place of the neighbours on the storey before."""
    place = {id(stop): n / max(1, len(other) - 1) for other in rows for n, stop in enumerate(other)}

    def mean(stop: Stop) -> float:
        near = stop.above if down else stop.below
        return fsum(place[id(one)] for one in near) / len(near) if near else place[id(stop)]

    row.sort(key=mean)


def _swap(rows: Sequence[list[Stop]]) -> None:
    """Neighbours change places where that takes crossings away."""
    for _ in range(4):
        for row in rows:
            for n in range(len(row) - 1):
                before = _crossings(rows)
                row[n], row[n + 1] = row[n + 1], row[n]
                if _crossings(rows) >= before:
                    row[n], row[n + 1] = row[n + 1], row[n]


def _crossings(rows: Sequence[list[Stop]]) -> int:
    crossed = 0
    for row, following in pairwise(rows):
        place = {id(stop): n for n, stop in enumerate(following)}
        ends = [(n, place[id(one)]) for n, stop in enumerate(row) for one in stop.below]
        crossed += sum((a - c) * (b - d) < 0 for k, (a, b) in enumerate(ends) for c, d in ends[k + 1 :])
    return crossed


def _spread(rows: Sequence[list[Stop]], within: tuple[float, float]) -> None:
    """Every stop near the mean of its neighbours, none nearer to the next than the gap, all inside the house."""
    left, right = within
    for row in rows:
        _settle(row, [left + (right - left) * (n + 0.5) / len(row) for n in range(len(row))], within)
    for sweep in range(120):
        for row in rows if sweep % 2 else rows[::-1]:
            _settle(row, [_wished(stop, (left + right) / 2) for stop in row], within)


def _wished(stop: Stop, middle: float) -> float:
    """Passages of one arrow stand under each other, and boxes lean a little to the middle."""
    near = [(one.x, 1.0 if one.box else 4.0) for one in (*stop.above, *stop.below)]
    near.append((middle, 0.3 if stop.box else 0.02))
    return fsum(x * w for x, w in near) / fsum(w for _, w in near)


def _settle(row: Sequence[Stop], wished: Sequence[float], within: tuple[float, float]) -> None:
    """The places nearest to the wished ones that keep the gaps: those that collide share the mean of their wishes."""
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + (left.width + right.width) / 2 + (GAP if left.box and right.box else GAP / 2))
    groups: list[list[float]] = []  # sum of wishes, number of stops
    for wish, offset in zip(wished, offsets, strict=True):
        groups.append([wish - offset, 1])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            total, count = groups.pop()
            groups[-1] = [groups[-1][0] + total, groups[-1][1] + count]
    starts = [total / count for total, count in groups for _ in range(int(count))]
    low = within[0] + row[0].width / 2
    high = within[1] - row[-1].width / 2 - offsets[-1]
    for stop, start, offset in zip(row, starts, offsets, strict=True):
        stop.x = min(max(start, low), high) + offset
