"""IPTC: the older block of captions, keywords and credits, as agencies fill it.

Pillow takes the block apart; this knows what its records mean.

    iptc_reading({(2, 25): [b"harvest", b"wine"]}).values["keywords"]

Source: IPTC-NAA Information Interchange Model 4.2, section 6.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import IptcImagePlugin

from tools.library.facts.clean import clean_list, clean_text
from tools.library.facts.model import FactValue, Reading
from tools.library.facts.moments import read_moment

Records = dict[tuple[int, int], list[bytes]]

MOST_BYTES = 1 << 20
MOST_RECORDS = 2000

_TITLE, _KEYWORD, _DAY, _CLOCK, _BYLINE, _HEADLINE = (2, 5), (2, 25), (2, 55), (2, 60), (2, 80), (2, 105)
_CREDIT, _SOURCE, _COPYRIGHT, _CAPTION = (2, 110), (2, 115), (2, 116), (2, 120)
_CHARACTER_SET = (1, 90)
_DIGITAL_DAY, _DIGITAL_CLOCK = (2, 62), (2, 63)
_UTF8 = b"\x1b%G"


def iptc_reading(block: bytes) -> Reading:
    """What a block says. Never raises for what it holds."""
    if len(block) > MOST_BYTES:
        return Reading("iptc", {}, "the IPTC block is not read: it is larger than any.")
    records, trouble = _records(block)
    utf8 = _UTF8 in _all(records, _CHARACTER_SET)
    values: dict[str, FactValue] = {
        "title": _text(records, _TITLE, utf8) or _text(records, _HEADLINE, utf8),
        "caption": _text(records, _CAPTION, utf8),
        "keywords": clean_list(_decoded(value, utf8) for value in _all(records, _KEYWORD)),
        "credit": _text(records, _CREDIT, utf8) or _text(records, _BYLINE, utf8) or _text(records, _SOURCE, utf8),
        "copyright": _text(records, _COPYRIGHT, utf8),
        "taken_at": _moment(records, _DAY, _CLOCK) or _moment(records, _DIGITAL_DAY, _DIGITAL_CLOCK) or "",
    }
    return Reading("iptc", {name: value for name, value in values.items() if value}, trouble)


class _Block(IptcImagePlugin.IptcImageFile):
    """Pillow's reader of record heads over a block of bytes, without the picture that a .iim file has behind them."""

    def __init__(self, block: bytes) -> None:
        self.fp = io.BytesIO(block)


def _records(block: bytes) -> tuple[Records, str]:
    """The records by number, and the cause where a damaged one ends them early: those before it count."""
    reader = _Block(block)
    found: Records = {}
    for _ in range(MOST_RECORDS):
        try:
            key, size = reader.field()
            value = reader.fp.read(min(size, len(block))) if key and reader.fp else b""
        except (OSError, ValueError, SyntaxError, LookupError, TypeError) as error:
            return found, f"the IPTC block is damaged ({clean_text(error, longest=100)})."
        if not key:
            break
        found.setdefault(key, []).append(value)
    return found, ""


def _all(records: Records, key: tuple[int, int]) -> Sequence[bytes]:
    return records.get(key, ())


def _decoded(value: bytes, utf8: bool) -> str:
    return value.decode("utf-8", "replace") if utf8 else clean_text(value)


def _text(records: Records, key: tuple[int, int], utf8: bool) -> str:
    return next((text for value in _all(records, key) if (text := clean_text(_decoded(value, utf8)))), "")


def _moment(records: Records, day: tuple[int, int], clock: tuple[int, int]) -> str | None:
    """ "19840602" and "100000+0000"; programs that have no clock write midnight."""
    said = read_moment(_text(records, day, False))
    if said is None:
        return None
    hour = _text(records, clock, False)
    if not hour or hour[:6] == "000000":
        return said
    return read_moment(f"{said.replace('-', '')}T{hour[:6]}{hour[6:]}") if len(said) == 10 else said
