"""The kinds of act that the classifier tells apart, and which of them are acts of looking.

LABELS.index("cannot")
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

ActLabel: TypeAlias = Literal[
    "search",
    "refine",
    "correction",
    "new",
    "undo",
    "reset",
    "more",
    "question_result",
    "question_library",
    "question_docent",
    "cannot",
    "chat",
    "help",
    "nonsense",
]
LABELS: tuple[ActLabel, ...] = get_args(ActLabel)

LOOKING: frozenset[ActLabel] = frozenset({"search", "refine", "correction", "new"})
"""Acts that the readers of terms, places and dates are asked about."""
