"""The bank of style phrases, as a data file of one phrase a line. It knows no encoder.

style_phrases()[:2]
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

BANK_FILE = Path(__file__).with_name("style_phrases.txt")


@lru_cache(maxsize=1)
def style_phrases() -> tuple[str, ...]:
    """Every phrase once, in the file's order; lines that start with # are for its readers."""
    lines = (line.strip() for line in BANK_FILE.read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def bank_version() -> str:
    """8 hex digits of the phrases: results of another list are not mistaken for this one's."""
    return hashlib.blake2b("\n".join(style_phrases()).encode(), digest_size=4).hexdigest()
