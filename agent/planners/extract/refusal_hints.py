"""Whether a text can refuse anything at all: small models and taggers see refusals where nobody refuses.

It asks for one word that may carry a refusal, not for what is refused.

    may_negate("hold the onions")   # True
"""

from __future__ import annotations

import re

from agent.language.cues import any_of

_HINTS = re.compile(rf"n['’]t\b|\b(?:{any_of('refusal_stems')}|un\w+)\b|(?:^|\s)-\w", re.IGNORECASE)


def may_negate(text: str) -> bool:
    """Whether some word of a text can refuse."""
    return bool(_HINTS.search(text))
