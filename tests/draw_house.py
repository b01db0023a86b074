"""Draws the house: rooms as boxes on their storeys, the imports between them as arrows, the way of a message beside it.

The arrows are read from the source. One that follows from others is left out: where a room imports a second and that
one a third, an arrow from the first to the third would say nothing new. All arrows into a room run together.

    python -m tests.draw_house > docs/architecture.svg
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from math import fsum

from tests.house import FLOORS, SOURCES, imports, module_name, room

CAPTIONS = {
    "tools.errors": "all errors, one tree",
    "tools.types": "shared values",
    "tools.choices": "what may be chosen",
    "tools.environment": "libraries' variables",
    "tools.settings": "every variable, once",
    "tools.encoders.protocols": "what an encoder is",
    "tools.encoders.pocket": "encoders in the box",
    "tools.encoders.full": "CLIP, Stable Diffusion",
    "tools.encoders": "pictures, words → vectors",
    "tools.geo": "names → places",
    "tools.library": "catalogue, vectors",
    "tools.search": "query → hits",
    "tools.sample": "a small collection",
    "prompts": "prompt files",
    "agent.language": "tokens, spans",
    "agent.language.lexicon": "words as data",
    "agent.plan": "the plan and its edits",
    "agent.planners.protocol": "what a planner is",
    "agent.planners.extract": "places, dates, pictures",
    "agent.planners.build": "what was read → edits",
    "agent.planners.tagger": "the embedded planner",
    "agent.planners.llm": "large models",
    "agent.planners.llm.ollama": "large models, served",
    "agent.planners": "rules, fallback",
    "agent.replies": "what is said back",
    "agent.suggestions.vocabulary": "words to offer",
    "agent.suggestions": "what to add next",
    "agent.session": "turns, undo, jobs",
    "agent.page": "what the page draws",
    "ui": "layout, server",
    "agent.cli": "the docent command",
    "agent": "open_session",
    "training.gazetteer": "makes the places",
    "training.pocket": "makes the encoders",
    "training.tagger": "makes the tagger",
}
"""What a room holds, in a few words."""

WAY = (
    ("message", "words, a click, a slider", "agent.page", ["“foggy harbours, no people,", "near Bergen”"]),
    ("utterance", "what code reads in it", "agent.planners.extract", ["near Bergen: a place"]),
    ("edits", "what changes in the plan", "agent.planners.build", ["+ foggy harbours   − people", "place: Bergen"]),
    ("plan", "what is looked for", "agent.plan", ["two terms with weights,", "one place; undo goes back"]),
    ("query", "the plan in numbers", "agent.session", ["two unit vectors, a region,", "hard conditions"]),
    ("hits", "pictures with their reasons", "tools.search", ["score = +1.9 harbours", "− 0.0 people + 1.4 Bergen"]),
    ("reply", "the answer in words", "agent.replies", ["“Looking for foggy harbours,", "in Bergen, avoiding people.”"]),
    ("page", "cards, controls, conversation", "ui", []),
)
"""The way of a message: what it is at each step, the room that makes it so, and an example."""

COLOURS = {  # of a box: fill, edge; of the arrows that lead to it
    "agent": ("#e3edf7", "#3b6ea5", "#7ea1c6"),
    "ui": ("#fbe6e4", "#b3564c", "#d39a93"),
    "prompts": ("#fbf0d3", "#a67c1c", "#cfb16c"),
    "tools": ("#e2f1e8", "#3c8061", "#83b59d"),
    "training": ("#eee7f6", "#7a5ba6", "#ab95c9"),
}
FONT = "'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
INK, QUIET, PAPER, LINE = "#1d2733", "#51606f", "#fdfcf9", "#e7e3d8"

WIDTH = 1200
LEFT, RIGHT = 312, 1180  # of the house
ROW, BOX = 72, 42  # heights, of a storey and of a box
TOP = 118
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
        if not below[name] and not any(name in others for others in below.values()) and name not in CAPTIONS:
            continue
        if _rests_on(name, levels[-1], below):
            levels.append([])
        levels[-1].append(name)
    return levels[::-1]


def _rests_on(name: str, level: Sequence[str], below: Mapping[str, set[str]]) -> bool:
    return any(one in level or _rests_on(one, level, below) for one in below[name])


def placed(below: Mapping[str, set[str]]) -> list[list[Stop]]:
    """Boxes and passages of every storey, ordered so that few arrows cross, and given their places."""
    rows = _linked(below)
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else rows[::-1]:
            _sort(row, rows, down=down)
        _swap(rows)
        if (crossings := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows], crossings
    _spread(best)
    return best


def _linked(below: Mapping[str, set[str]]) -> list[list[Stop]]:
    levels = storeys(below)
    at = {name: row for row, level in enumerate(levels) for name in level}
    rows = [[Stop(name, row, True, _box_width(name)) for name in level] for row, level in enumerate(levels)]
    boxes = {stop.name: stop for row in rows for stop in row}
    passages: dict[tuple[str, int], Stop] = {}
    for name in at:
        for target in sorted(below[name], key=FLOORS.__getitem__):
            here = boxes[name]
            for row in range(at[name] + 1, at[target] + 1):
                if row == at[target]:
                    step = boxes[target]
                elif (step := passages.get((target, row))) is None:
                    step = passages[target, row] = Stop(target, row, False, 10)
                    rows[row].append(step)
                if step not in here.below:
                    here.below.append(step)
                    step.above.append(here)
                here = step
    return rows


def _box_width(name: str) -> float:
    """Estimated: text is measured by the browser, which nobody asks here."""
    return max(8.2 * len(_label(name)), 6.3 * len(CAPTIONS.get(name, ""))) + 20


def _label(name: str) -> str:
    return name.removeprefix("agent.").removeprefix("tools.").removeprefix("training.")


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


def _spread(rows: Sequence[list[Stop]]) -> None:
    """Every stop near the mean of its neighbours, none nearer to the next than the gap, all inside the house."""
    for row in rows:
        _settle(row, [LEFT + (RIGHT - LEFT) * (n + 0.5) / len(row) for n in range(len(row))])
    for sweep in range(120):
        for row in rows if sweep % 2 else rows[::-1]:
            _settle(row, [_wished(stop) for stop in row])


def _wished(stop: Stop) -> float:
    """Passages of one arrow stand under each other, and boxes lean a little to the middle."""
    near = [(one.x, 1.0 if one.box else 4.0) for one in (*stop.above, *stop.below)]
    near.append(((LEFT + RIGHT) / 2, 0.3 if stop.box else 0.02))
    return fsum(x * w for x, w in near) / fsum(w for _, w in near)


def _settle(row: Sequence[Stop], wished: Sequence[float]) -> None:
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
    low = LEFT + 14 + row[0].width / 2
    high = RIGHT - 14 - row[-1].width / 2 - offsets[-1]
    for stop, start, offset in zip(row, starts, offsets, strict=True):
        stop.x = min(max(start, low), high) + offset


# -- drawing --------------------------------------------------------------------------------------------------


def picture() -> str:
    """The whole picture as SVG."""
    rows = placed(arrows())
    ground = TOP + ROW * len(rows)
    height = ground + 64
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="{FONT}" fill="{INK}">',
        "<title>The rooms of Docent, the imports between them, and the way of a message</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        *_shell(len(rows), ground),
        *(line for row in rows for stop in row for line in _lines(stop)),
        *(line for row in rows for stop in row if stop.box for line in _box(stop)),
        *_way(ground),
        *_legend(ground),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _shell(count: int, ground: int) -> Iterator[str]:
    """Roof, walls, the ground, and a line under each storey."""
    middle, eaves = (LEFT + RIGHT) // 2, TOP - 14
    yield (
        f'<path d="M{LEFT - 16} {eaves} L{middle} 22 L{RIGHT + 16} {eaves} Z" fill="#f3eee2" stroke="#b9ae97"'
        ' stroke-width="1.5" stroke-linejoin="round"/>'
    )
    yield _text(middle, 70, "Docent", size=22, weight=600, anchor="middle")
    yield _text(middle, 90, "an arrow is an import, and points down", size=12.5, fill=QUIET, anchor="middle")
    yield (
        f'<rect x="{LEFT}" y="{eaves}" width="{RIGHT - LEFT}" height="{ground - eaves}" fill="#ffffff"'
        ' stroke="#b9ae97" stroke-width="1.5"/>'
    )
    for n in range(1, count):
        y = TOP + n * ROW - 10
        yield f'<path d="M{LEFT} {y} H{RIGHT}" stroke="{LINE}"/>'
    yield f'<path d="M{LEFT - 16} {ground} H{RIGHT + 16}" stroke="#8d836d" stroke-width="3" stroke-linecap="round"/>'


def _lines(stop: Stop) -> Iterator[str]:
    """The arrows from a stop to those it leads to on the storey below."""
    for one in stop.below:
        colour = COLOURS[one.name.partition(".")[0]][2]
        x0, y0 = _port(stop, one), _bottom(stop)
        x1, y1 = one.x, _top(one) - (5 if one.box else 0)
        bend = (y1 - y0) * 0.55
        yield (
            f'<path d="M{x0:.0f} {y0:.0f} C{x0:.0f} {y0 + bend:.0f} {x1:.0f} {y1 - bend:.0f} {x1:.0f} {y1:.0f}"'
            f' fill="none" stroke="{colour}" stroke-width="1.6"/>'
        )
        if one.box:
            yield f'<path d="M{x1 - 4.5:.1f} {y1 - 3:.0f} h9 L{x1:.1f} {y1 + 5:.0f} Z" fill="{colour}"/>'
    if not stop.box:
        colour = COLOURS[stop.name.partition(".")[0]][2]
        yield (f'<path d="M{stop.x:.0f} {_top(stop):.0f} V{_bottom(stop):.0f}" stroke="{colour}" stroke-width="1.6"/>')


def _port(stop: Stop, to: Stop) -> float:
    """Where an arrow leaves: side by side under a box, in the order of where they go."""
    if not stop.box:
        return stop.x
    order = sorted(stop.below, key=lambda one: one.x)
    step = min(22.0, (stop.width - 24) / max(1, len(order)))
    return stop.x + (order.index(to) - (len(order) - 1) / 2) * step


def _top(stop: Stop) -> float:
    return TOP + stop.row * ROW + (ROW - BOX) / 2 - 10


def _bottom(stop: Stop) -> float:
    return _top(stop) + BOX


def _box(stop: Stop) -> Iterator[str]:
    fill, edge, _ = COLOURS[stop.name.partition(".")[0]]
    x, y = stop.x - stop.width / 2, _top(stop)
    yield (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{stop.width:.0f}" height="{BOX}" rx="6" fill="{fill}" stroke="{edge}"'
        ' stroke-width="1.3"/>'
    )
    caption = CAPTIONS.get(stop.name)
    yield _text(stop.x, y + (18 if caption else 26), _label(stop.name), size=13.5, weight=600, anchor="middle")
    if caption:
        yield _text(stop.x, y + 34, caption, size=11.5, fill=QUIET, anchor="middle")
    steps = [n for n, (_, _, where, _) in enumerate(WAY, start=1) if where == stop.name]
    for k, n in enumerate(steps):
        yield from _badge(x + 2 + 22 * k, y, n)


def _badge(x: float, y: float, n: int) -> Iterator[str]:
    yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="9.5" fill="#c8642b" stroke="#ffffff" stroke-width="1.5"/>'
    yield _text(x, y + 4, str(n), size=11.5, weight=700, fill="#ffffff", anchor="middle")


def _way(ground: int) -> Iterator[str]:
    """The steps of a message, one under the other, numbered as in the rooms where they are taken."""
    left, width, high = 24, 244, 66
    pitch = (ground - TOP - high) / (len(WAY) - 1)
    yield _text(left, 62, "The way of a message", size=19, weight=600)
    yield _text(left, 84, "numbers: the room that takes the step", size=12.5, fill=QUIET)
    for n, (name, caption, where, example) in enumerate(WAY, start=1):
        y = TOP + (n - 1) * pitch
        if n < len(WAY):
            end = y + pitch
            yield (
                f'<path d="M{left + 22} {y + high:.0f} V{end - 10:.0f}" stroke="#c8642b" stroke-width="2.2"/>'
                f'<path d="M{left + 15} {end - 12:.0f} h14 l-7 11 Z" fill="#c8642b"/>'
            )
            middle = y + (high + pitch) / 2 + 4 - 8.5 * (len(example) - 1)
            for k, line in enumerate(example):
                yield _text(left + 44, middle + 17 * k, line, size=12.5, fill="#8f4317", style="italic")
        yield (
            f'<rect x="{left}" y="{y:.0f}" width="{width}" height="{high}" rx="10" fill="#fdf1e7" stroke="#c8642b"'
            ' stroke-width="1.3"/>'
        )
        yield from _badge(left + 22, y + high / 2, n)
        yield _text(left + 44, y + 22, name, size=15.5, weight=600)
        yield _text(left + 44, y + 40, caption, size=12)
        yield _text(left + 44, y + 56, where, size=11.5, fill=QUIET)


def _legend(ground: int) -> Iterator[str]:
    x = float(LEFT)
    for name, (fill, edge, _) in COLOURS.items():
        said = {"training": "training (not in the wheel)", "ui": "ui.py"}.get(name, f"{name}/")
        yield f'<rect x="{x:.0f}" y="{ground + 24}" width="18" height="14" rx="3" fill="{fill}" stroke="{edge}"/>'
        yield _text(x + 26, ground + 36, said, size=12.5)
        x += 58 + 7.2 * len(said)


def _text(
    x: float,
    y: float,
    said: str,
    *,
    size: float,
    weight: int = 400,
    fill: str = INK,
    anchor: str = "start",
    style: str = "normal",
) -> str:
    slant = ' font-style="italic"' if style == "italic" else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
        f' text-anchor="{anchor}"{slant}>{escape(said)}</text>'
    )


if __name__ == "__main__":
    print(picture(), end="")
