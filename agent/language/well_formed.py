"""Text that every encoding, database and model can take: without lone surrogates.

They come from arguments that are no UTF-8, from "\\ud800" in JSON, from half an emoji that was cut.

    well_formed("caf\\udcc3\\udca9")   # "café"
"""

from __future__ import annotations

from typing import Any


def well_formed(text: str) -> str:
    """The text as it was meant where that can be told (bytes of UTF-8, halves of a pair), else with U+FFFD for each."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # surrogates that stand for no byte
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def well_formed_values(value: Any) -> Any:
    """The same for every text in lists and objects of JSON."""
    match value:
        case str():
            return well_formed(value)
        case list():
            return [well_formed_values(item) for item in value]
        case dict():
            return {well_formed_values(key): well_formed_values(item) for key, item in value.items()}
    return value
