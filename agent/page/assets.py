"""The page's own files: markup, scripts and the style sheet, shipped beside this module as data.

The markup of a part is a fixed shell: no value ever passes through Gradio's templates, because those evaluate what
looks like JavaScript in a value (a file may be called "${...}.jpg"). The scripts put values in as text.

    shell("grid"), script("grid"), style()
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def shell(part: str) -> str:
    """The fixed markup of a part of the page."""
    return _read(f"{part}.html")


@cache
def script(part: str) -> str:
    """What runs when a part is on screen; the words shared by all parts come first."""
    return f"{_read('shared.js')}\n{_read(f'{part}.js')}"


@cache
def style() -> str:
    """The style sheet of the whole page."""
    return _read("page.css")


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
