"""A suggestion: a further term or place that a click would bring into the plan.

Suggestion("harbour", "content", 0.6).edit()  # AddTerm(text="harbour", ...)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.plan.edits import AddTerm, Edit, SetPlace
from tools.types import Channel


@dataclass(frozen=True)
class Suggestion:
    """A further term (or, on the channel "place", a place) to click; never a silent part of the plan."""

    text: str
    channel: Channel | Literal["place"]
    weight: float
    reason: str = ""

    def edit(self) -> Edit:
        """What a click on it does to the plan."""
        if self.channel == "place":
            return SetPlace(name=self.text, weight=self.weight)
        return AddTerm(text=self.text, channel=self.channel, weight=self.weight)
