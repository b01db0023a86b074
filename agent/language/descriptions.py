"""Whether words describe a whole picture, as a caption does: "A brown dog is running through the grass".

Such a sentence is looked for as it stands, whatever of it the plan names already. It knows no plans.

    describes(split("two girls on a swing in the garden"))   # True
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.language.tokens import Word, stem

LEAST_WORDS = 5
LEADS = frozenset("and also plus then with".split())
"""What goes on with a request and is no part of what is seen."""
NUMBERS = frozenset("one two three four five six seven eight nine ten several many both another".split())
_OPENS = frozenset("a an some there this group crowd couple pair close-up".split()) | NUMBERS
_GLUE = frozenset(
    "is are was were in on at with of by near over under through into onto behind beside between along from to while"
    " that who whose which and for against around across down up off above below wearing holding".split()
)
"""Small words that join the parts of a scene."""
_CHANGES = frozenset(
    "more less fewer instead rather replace swap change make drop remove forget lose skip without except no not never"
    " only please show find want need give than too enough keep avoid hate prefer same like tone dial turn crank"
    " exclude include add should could would can may might must will don't isn't aren't wasn't doesn't i my we our you"
    " it's i'm them those these they fine ok okay matter matters place sans minus banned meant".split()
)
"""Words with which somebody asks for something, or for something else."""


_AMOUNTS = frozenset("bit touch tad lot little hint dash more less".split())
"""Behind "a", what says how much of something is wanted; "a little girl" has a word more."""


def describes(words: Sequence[Word]) -> bool:
    """Whether these words, of one sentence, are a description and hold nothing that asks for a change."""
    said = [word.lower for word in words if word.is_word]
    while said and said[0] in LEADS:
        said = said[1:]
    if len(said) < LEAST_WORDS or _CHANGES & set(said) or not _GLUE & set(said[1:]):
        return False
    if said[0] == "the":
        return any(word.endswith("ing") for word in said)
    if said[0] in _OPENS:
        return said[1] not in _AMOUNTS or (said[1] == "little" and said[2] not in _GLUE and len(said) > LEAST_WORDS)
    plural = said[0].isalpha() and said[0].endswith("s") and stem(said[0]) != said[0]
    return (plural or said[0] in ("people", "men", "women")) and not any(word.text == "," for word in words)
