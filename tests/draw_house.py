"""Draws the house: rooms as boxes on their storeys, the imports between them as arrows, the way of a message beside it.

The arrows are read from the source. One that follows from others is left out: where a room imports a second and that
one a third, an arrow from the first to the third would say nothing new. All arrows into a room run together.

    python -m tests.draw_house > docs/architecture.svg
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from tests.house_layout import Stop, arrows, placed

CAPTIONS = {
    "tools.errors": "all errors, one tree",
    "tools.types": "shared values",
    "tools.null_texts": "texts that ask for nothing",
    "tools.choices": "what may be chosen",
    "tools.environment": "libraries' variables",
    "tools.settings": "every variable, once",
    "tools.encoders.protocols": "what an encoder is",
    "tools.encoders.pocket": "encoders in the box",
    "tools.encoders.full": "CLIP, Stable Diffusion",
    "tools.encoders": "pictures, words → vectors",
    "tools.geo": "names → places",
    "tools.library.facts": "what a file says of itself",
    "tools.library": "catalogue, vectors",
    "tools.search": "query → hits",
    "tools.sample": "a small collection",
    "prompts": "prompt files",
    "agent.language": "tokens, spans",
    "agent.language.cues": "cue phrases, one a line",
    "agent.language.lexicon": "words as data",
    "agent.plan": "the plan and its edits",
    "agent.planners.protocol": "what a planner is",
    "agent.planners.acts": "what a message is",
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
    "training.acts": "the act classifier",
    "training.tagger": "makes the tagger",
}
"""What a room holds, in a few words."""

WAY: tuple[tuple[str, str, str, Sequence[str]], ...] = (
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
MARGIN = 14  # inside its walls
ROW, BOX = 72, 42  # heights, of a storey and of a box
TOP = 118


def picture() -> str:
    """The whole picture as SVG."""
    rows = placed(arrows(), within=(LEFT + MARGIN, RIGHT - MARGIN), width=_box_width)
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


def _box_width(name: str) -> float:
    """Estimated: text is measured by the browser, which nobody asks here."""
    return max(8.2 * len(_label(name)), 6.3 * len(CAPTIONS.get(name, ""))) + 20


def _label(name: str) -> str:
    return name.removeprefix("agent.").removeprefix("tools.").removeprefix("training.")


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
