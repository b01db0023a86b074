"""A command: a stretch of a message and the edits that it asks for, whichever extractor read it.

Command(0, 4, (Undo(),)).of("undo")   # "undo"
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.language.span import Span
from agent.plan.edits import Edit


@dataclass(frozen=True, slots=True)
class Command(Span):
    """A stretch that asks for these edits."""

    edits: tuple[Edit, ...]
