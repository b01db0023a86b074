"""Lists of words as data: text files beside the modules of a package, one entry a line, "#" for a remark.

It knows no meaning.

    entries("agent.language.lexicon", "styles")   # ("abstract expressionism", ...)
"""

from __future__ import annotations

from importlib.resources import files


def entries(package: str, name: str) -> tuple[str, ...]:
    """The entries of NAME.txt in a package, in the file's order. Raises: FileNotFoundError for a name that has none."""
    text = (files(package) / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
