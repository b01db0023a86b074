"""Conversations to play eval cases in: the same day for all of them, so that "last summer" has one answer.

conversation("embedded").say("dogs")
"""

from __future__ import annotations

from datetime import date
from typing import Any

from agent import open_session

TODAY = date(2026, 11, 30)


def conversation(planner: Any, *, library: Any = None, today: date = TODAY) -> Any:
    """A new conversation on a given day; `planner` by its name or itself, `library` its path or itself."""
    session: Any = open_session(library=library, planner=planner)
    session._today = lambda: today
    return session
