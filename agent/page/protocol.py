"""What the page needs of a session, a reply and a library. `agent.session.Session` is one; so is a fake of a test.

def show(session: PageSession) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from agent.edits import Edit
from agent.plan import QueryPlan
from agent.planners.protocol import Listener, Suggestion
from tools.search.query import Counts, Hit
from tools.types import CHANNELS, Channel, Collection, ImageId, Picture


class PageReply(Protocol):
    """What one step of the conversation gave."""

    @property
    def plan(self) -> QueryPlan: ...
    @property
    def text(self) -> str: ...
    @property
    def hits(self) -> tuple[Hit, ...]: ...
    @property
    def suggestions(self) -> tuple[Suggestion, ...]: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def available(self) -> int: ...
    @property
    def planner(self) -> str: ...
    @property
    def notices(self) -> tuple[str, ...]: ...
    @property
    def question(self) -> str | None: ...


class PageStatus(Protocol):
    """What is at work."""

    @property
    def planner(self) -> str: ...
    @property
    def models(self) -> str: ...
    @property
    def pictures(self) -> int: ...
    @property
    def hints(self) -> tuple[str, ...]: ...


class PageLibrary(Protocol):
    """Pictures by opaque id. Raises `UnknownImage` for any other."""

    def picture(self, image_id: ImageId, /) -> Picture: ...
    def thumbnail(self, image_id: ImageId, /) -> bytes: ...
    def collection(self) -> Collection: ...


class PageSession(Protocol):
    """One conversation: `say`, `apply`, `undo` and `similar` all change the one plan it holds."""

    @property
    def plan(self) -> QueryPlan: ...  # the plan that the page shows is the reply's
    @property
    def reply(self) -> PageReply: ...
    @property
    def library(self) -> PageLibrary | None: ...
    def say(self, message: str, *, selected: Sequence[ImageId] = (), listen: Listener | None = None) -> PageReply: ...
    def apply(self, *edits: Edit) -> PageReply: ...
    def undo(self) -> PageReply: ...
    def similar(
        self,
        image_ids: Sequence[ImageId],
        *,
        channels: tuple[Channel, ...] = CHANNELS,
        nearby_km: float | None = None,
    ) -> PageReply: ...
    def explain(self, image_id: ImageId, /) -> str: ...
    def status(self) -> PageStatus: ...


SessionFactory: TypeAlias = Callable[[], PageSession]
