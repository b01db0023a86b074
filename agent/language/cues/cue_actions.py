"""What a cue does to the words beside it: "no" before them avoids, "doesn't matter" behind them drops.

The rules planner reads by these alone, the extractors by some of them; each action's phrases lie in files of its own.

    before, behind = cues()
    before["no"], behind["is fine"]   # ("avoid", "allow")
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

from agent.language.cues import phrases

Cue: TypeAlias = Literal["add", "avoid", "more", "less", "drop", "allow"]

BEFORE: dict[Cue, tuple[str, ...]] = {
    "avoid": ("avoid_cues_before",),
    "drop": ("drop_verbs", "drop_cues_before"),
    "more": ("more_cues_before",),
    "less": ("less_cues_before",),
    "add": ("add_cues_before",),
}
BEHIND: dict[Cue, tuple[str, ...]] = {
    "allow": ("allow_cues_behind",),
    "drop": ("drop_cues_behind",),
    "avoid": ("avoid_cues_behind",),
}


@lru_cache(maxsize=1)
def cues() -> tuple[dict[str, Cue], dict[str, Cue]]:
    """Cues that stand before the words they act on, and cues that stand behind them."""
    before, behind = (
        {phrase: action for action, names in files.items() for name in names for phrase in phrases(name)}
        for files in (BEFORE, BEHIND)
    )
    return before, behind
