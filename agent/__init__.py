"""The conversation: what was asked -> an edited plan -> results in words.

from agent import open_session

open_session(library=None, planner="rules").say("dogs in Paris").plan
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.session.opening import open_session

__all__ = ["open_session"]


def __getattr__(name: str) -> Any:
    """`open_session`, imported when it is asked for: plans and edits alone need none of the rooms below."""
    if name == "open_session":
        from agent.session.opening import open_session

        return open_session
    raise AttributeError(f"module 'agent' has no attribute {name!r}")
