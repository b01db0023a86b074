"""A suggestion: a further term or place that a click would bring into the plan, or a condition that it would drop.

Suggestion("harbour", "content", 0.6).edit()  # AddTerm(text="harbour", ...)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from agent.plan.edits import AddTerm, Edit, SetPlace
from tools.types import Channel


@dataclass(frozen=True)
class Suggestion:
    """A further term (or, on the channel "place", a place) to click; never a silent part of the plan.

    On the channel "condition" `text` names a condition of the plan, and `drops` is the edit that lifts it.
    """

    text: str
    channel: Channel | Literal["place", "condition"]
    weight: float
    reason: str = ""
    drops: Edit | None = None

    def edit(self) -> Edit:
        """What a click on it does to the plan."""
        if self.drops is not None:
            return self.drops
        if self.channel == "place":
            return SetPlace(name=self.text, weight=self.weight)
        return AddTerm(text=self.text, channel="style" if self.channel == "style" else "content", weight=self.weight)

    def as_json(self) -> dict[str, Any]:
        """Plain values, with the edit that a click is."""
        return {
            "text": self.text,
            "channel": self.channel,
            "weight": self.weight,
            "reason": self.reason,
            "edit": self.edit().model_dump(mode="json", by_alias=True),
        }
