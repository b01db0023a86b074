"""Text and numbers of strangers, made fit to keep: no control characters, no endless lengths, no infinities.

clean_text("  DSC \\x00 junk")   # "DSC"
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

LONGEST = 2000
LONGEST_WORD = 120
MOST_WORDS = 200

_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Control characters, and those that turn or hide the text around them."""


def clean_text(value: Any, *, longest: int = LONGEST) -> str:
    """One line of text, up to the first NUL. "" for what holds none. Bytes are UTF-8, else Latin-1."""
    if isinstance(value, bytes):
        value = decoded(value)
    text = str(value if value is not None else "")[: 4 * longest].split("\x00")[0]
    text = _CONTROL.sub("", text).encode("utf-8", "ignore").decode("utf-8")  # a lone surrogate can be stored nowhere
    return " ".join(text.split())[:longest].strip()


def clean_list(values: Iterable[Any]) -> tuple[str, ...]:
    """Texts in their order, each once (whatever its case), without empty ones."""
    found: dict[str, str] = {}
    for value in values:
        text = clean_text(value, longest=LONGEST_WORD)
        if text:
            found.setdefault(text.casefold(), text)
        if len(found) >= MOST_WORDS:
            break
    return tuple(found.values())


def decoded(data: bytes) -> str:
    """UTF-8 where it is, else Latin-1, as most old programs wrote it."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def number(value: Any, *, low: float, high: float) -> float | None:
    """A number, a ratio ("28/10", or an object with num and den) or its text in low..high; None for what is not."""
    try:
        if hasattr(value, "num") and hasattr(value, "den"):
            found = float(value.num) / float(value.den)
        elif isinstance(value, str) and "/" in value:
            top, bottom = value.split("/", 1)
            found = float(top) / float(bottom)
        else:
            found = float(value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return round(found, 6) if math.isfinite(found) and low <= found <= high else None
