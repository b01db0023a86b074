"""Words to suggest from, as data files: things and scenes for the content channel, looks for the style channel, and
what the answers to a question can be.

It knows no models and no pictures; the files are plain lists that anyone may edit.

    phrases("content")[:2]  # ("man", "woman")
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeAlias

from tools.types import Channel

Vocabulary: TypeAlias = Channel | Literal["answers"]

_FILES: dict[Vocabulary, str] = {"content": "things.txt", "style": "looks.txt", "answers": "answers.txt"}


@lru_cache(maxsize=len(_FILES))
def phrases(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The phrases that suit a channel, or that answer a question, commonest groups first, each once."""
    text = files(__package__).joinpath(_FILES[vocabulary]).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
