"""Whether a message is written in another language than English, and in which; only where there is no doubt.

Most messages are seen to be English by a few known words; py3langid is asked about the rest. It reads no terms.

    foreign_language("zeig mir bitte Bilder mit Schnee")   # "German"
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError

from agent.language.lexicon import filler, is_style, is_thing
from agent.language.tokens import split

LEAST_WORDS = 3
"""Two words may be a name or a style ("art nouveau", "Fado singers")."""
ENGLISH_SHARE = 0.5
"""From this share of known English words on nothing is asked."""
SURE = 0.9
SURE_OF_LETTERS = 0.6
"""Letters that English does not have leave fewer languages to mix up."""
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def foreign_language(message: str) -> str | None:
    """The English name of the language of a message that is surely not English; None for English and for doubt."""
    words = [word.lower for word in split(message) if word.is_word and not word.text.isdigit()]
    if not words:
        return None
    strange = not any(_LATIN.search(word) for word in words)
    if not strange:
        known = sum(word in filler() or is_thing(word) or is_style(word) for word in words)
        if len(words) < LEAST_WORDS or known / len(words) >= ENGLISH_SHARE:
            return None
    language, chance = _identifier().classify(message)
    if language in ("en", "la", "zxx", "und") or chance < (SURE_OF_LETTERS if strange else SURE):
        return None
    try:
        name: str | None = Locale.parse(language).get_language_name("en")
    except (UnknownLocaleError, ValueError):
        return None
    return name


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """The detector; half a second to load, so it waits for the first message that needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
