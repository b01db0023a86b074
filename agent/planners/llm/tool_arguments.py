"""The arguments of each tool a model may call: flat, with their bounds in words, since clients flatten schemas.

The docstrings and descriptions here are prompt text: the model reads them. A snapshot test guards every change.
It knows neither plans nor pictures.

    AddTermCall(text="fog", channel="content")
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agent.plan.query_plan import Frozen, Match, Sort
from tools.types import Channel

_WORDS = "the user's own words, copied from the message, 1 to 6 words, without words of asking or refusing"
_TERM = "the text of a term of the present plan"


class AddTermCall(Frozen):
    """Look for one thing, or one look, that the user names; or avoid it. One call for each."""

    text: str = Field(min_length=1, max_length=200, description=_WORDS)
    channel: Channel = Field(
        description="content: what a picture shows; style: how it is made (artist, movement, medium, palette)"
    )
    avoid: bool = Field(default=False, description="true when the user does not want to see it; else false")
    strength: Literal["low", "normal", "high"] = Field(
        default="normal", description="how much it matters to the user; normal unless the message says otherwise"
    )


class RemoveTermCall(Frozen):
    """Take a term of the plan away: it no longer matters, neither wanted nor avoided."""

    term: str = Field(min_length=1, max_length=200, description=_TERM)


class ReweightCall(Frozen):
    """Make a term of the plan count more, or less, than now."""

    term: str = Field(min_length=1, max_length=200, description=_TERM)
    direction: Literal["more", "much more", "less", "much less"] = Field(description="which way")


class ReplaceTermCall(Frozen):
    """Put other words in the place of a term of the plan."""

    term: str = Field(min_length=1, max_length=200, description=f"{_TERM}, the one that goes")
    text: str = Field(min_length=1, max_length=200, description=_WORDS)


class SetPlaceCall(Frozen):
    """Look in or near a place on the map that the user names."""

    name: str = Field(min_length=1, max_length=120, description="the place's name as the user wrote it")
    radius_km: float = Field(
        default=0, ge=0, le=20_040, description="a distance that the user gave, in kilometres; else 0"
    )
    only: bool = Field(default=False, description="true when nothing outside the place may be shown; else false")


class ClearPlaceCall(Frozen):
    """Look anywhere again."""


class LeaveOutPlaceCall(Frozen):
    """Show nothing from a place on the map that the user refuses: "anywhere except Bangkok", "not in Greece"."""

    name: str = Field(min_length=1, max_length=120, description="the place's name as the user wrote it")


class AllowPlaceCall(Frozen):
    """Let a place in again that the plan leaves out."""

    name: str = Field(default="", max_length=120, description="the place's name; empty for all that are left out")


class SetDatesCall(Frozen):
    """Only pictures taken in a time that the user names."""

    when: str = Field(
        max_length=120, description='the user\'s own words for the time, such as "after 2020"; empty for any time'
    )


class LikeCall(Frozen):
    """More pictures like some that are shown."""

    pictures: str = Field(
        min_length=1, max_length=200, description='their numbers, such as "#2" or "#1 #4"; or "selected"'
    )


class UnlikeCall(Frozen):
    """Fewer pictures like some that are shown."""

    pictures: str = Field(
        min_length=1, max_length=200, description='their numbers, such as "#2" or "#1 #4"; or "selected"'
    )


class SetMatchCall(Frozen):
    """Whether a picture should show all terms together or any of them."""

    match: Match = Field(description="all or any")


class SetSortCall(Frozen):
    """The order of the results."""

    sort: Sort = Field(description="relevance, newest, oldest or distance")


class SetFilterCall(Frozen):
    """Only pictures of one folder or camera, or with a GPS position."""

    name: Literal["folder", "camera", "gps"] = Field(description="folder, camera or gps")
    value: str = Field(
        max_length=200, description="the folder's or camera's name; for gps yes or no; empty lifts the filter"
    )


class ShowMoreCall(Frozen):
    """Show more of what was found."""


class UndoCall(Frozen):
    """Take the last change back."""


class NewTopicCall(Frozen):
    """Leave the things looked for so far: the user begins another topic. Style, place and dates stay."""


class RespondCall(Frozen):
    """Answer a message that looks for nothing: something that cannot be done, small talk, a question about Docent."""

    act: Literal["cannot", "chat", "help", "question", "nonsense"] = Field(
        description="cannot: change, send, print, name people, read text, count; chat: thanks, greeting, complaint"
    )


class ResetCall(Frozen):
    """Start again with an empty plan."""


class ExplainCall(Frozen):
    """Answer a question: what the plan is, why a picture was found, or how many pictures are from a place."""

    about: Literal["plan", "picture", "count"] = Field(description="plan, picture or count")
    picture: str = Field(default="", max_length=20, description='with picture: its number, such as "#2"; else empty')
    place: str = Field(default="", max_length=120, description="with count: the place's name; else empty")
