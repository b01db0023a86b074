"""Text as a terminal may have it: what would move the cursor, recolour, reorder or break the line is shown escaped.

Names of files and answers of models come from strangers. It knows no verbs.

    visible("a\\x1b[31m.jpg")   # r"a\\x1b[31m.jpg"
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""C0 and C1 controls, marks and overrides of direction, line and paragraph separators, lone surrogates."""
_UNSEEN_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """One line without anything that a terminal obeys: each such character as an escape of its number."""
    return _UNSEEN.sub(lambda found: _escaped(found[0]), text)


def visible_json(value: Any, *, indent: int | None = 2) -> str:
    """JSON that is safe to show and still means the same; plain ASCII where the output speaks nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=indent, separators=separators)
    return _UNSEEN_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def settle_streams() -> None:
    """Make the standard streams write every text: what their encoding cannot say is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
