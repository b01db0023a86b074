"""The cue lexicon: phrases that say what a message does with its things, as data, one phrase a line.

A file is named for what its phrases mean ("drop_verbs", "picture_nouns"); the pattern built from it stands next to its
reader. In a file an apostrophe stands for a straight one, a curly one or none, and a star for any ending of a word.

    re.compile(rf"\b(?:{any_of('drop_verbs')})\\s+the\b")
    "sunny" in words_of("settings")   # True
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.language.word_list import entries


@lru_cache(maxsize=256)
def phrases(name: str) -> tuple[str, ...]:
    """The phrases of one file, as they stand there. Raises: FileNotFoundError for a name that has none."""
    return entries(__package__, name)


@lru_cache(maxsize=256)
def words_of(*names: str) -> frozenset[str]:
    """The phrases of these files as a set, to look words up in."""
    return frozenset(phrase for name in names for phrase in phrases(name))


@lru_cache(maxsize=256)
def any_of(*names: str) -> str:
    """The alternatives of a pattern that matches any phrase of these files, the longest first; put it in a group."""
    return "|".join(map(_pattern, sorted(words_of(*names), key=lambda phrase: (-len(phrase), phrase))))


def _pattern(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", " ").replace("'", "['’]?").replace(r"\*", r"\w*")
