"""A session of generated pictures that satisfies the page's protocol: the edits are real, the search is arithmetic."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from PIL import Image

from agent.page.messages import PageLibrary
from agent.plan.edits import AddTerm, Edit, Like, SetPlace, Undo, apply
from agent.plan.query_plan import QueryPlan
from agent.plan.suggestion import Suggestion
from agent.planners.protocol import Listener
from tools.errors import BadRequest, UnknownImage
from tools.library.facts import Fact
from tools.search.query import Counts, Hit, TermShare
from tools.types import CHANNELS, Band, Channel, Collection, GeoPoint, ImageId, Picture


@dataclass(frozen=True)
class FakeReply:
    plan: QueryPlan
    text: str = ""
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    counts: Counts = field(default_factory=Counts)
    available: int = 0
    planner: str = "fake"
    notices: tuple[str, ...] = ()
    question: str | None = None
    answers: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class FakeStatus:
    planner: str = "fake"
    models: str = "none"
    pictures: int = 0
    hints: tuple[str, ...] = ()


class GeneratedLibrary:
    """`count` plain pictures of one colour each; every second one has a position, every third a camera."""

    def __init__(self, count: int = 30) -> None:
        self._pictures: dict[ImageId, Picture] = {}
        self._thumbnails: dict[ImageId, bytes] = {}
        for n in range(count):
            buffer = io.BytesIO()
            Image.new("RGB", (60 + 10 * (n % 5), 60), (8 * n % 256, 90, 160)).save(buffer, "WEBP")
            image_id = hashlib.sha256(buffer.getvalue() + bytes([n])).hexdigest()[:16]
            self._thumbnails[image_id] = buffer.getvalue()
            self._pictures[image_id] = Picture(
                image_id,
                f"/pictures/{2010 + n % 4}/{n:02}.jpg",
                width=60 + 10 * (n % 5),
                height=60,
                taken_at=datetime(2010 + n % 4, 5, 1 + n % 28),
                point=GeoPoint(46.0 + n / 10, 7.0) if n % 2 else None,
                camera="Box Brownie" if n % 3 == 0 else None,
                format="JPEG",
            )
        self._collection = Collection(
            image_ids=tuple(self._pictures),
            paths=tuple(p.path for p in self._pictures.values()),
            content=np.zeros((count, 2), np.float32),
            style=np.zeros((count, 2), np.float32),
            lat=np.full(count, np.nan),
            lon=np.full(count, np.nan),
            taken=np.full(count, "NaT", "datetime64[s]"),
            cameras=tuple(p.camera or "" for p in self._pictures.values()),
        )

    def picture(self, image_id: ImageId, /) -> Picture:
        if image_id not in self._pictures:
            raise UnknownImage("The library has no such picture.")
        return self._pictures[image_id]

    def facts(self, image_id: ImageId, /) -> dict[str, Fact]:
        self.picture(image_id)
        return {"title": Fact("<b>Vintage</b>", "xmp"), "exposure": Fact(0.004, "exif")}

    def thumbnail(self, image_id: ImageId, /) -> bytes:
        self.picture(image_id)
        return self._thumbnails[image_id]

    def collection(self) -> Collection:
        return self._collection


class FakeSession:
    """Says yes to everything: "boom" breaks it, "slow" thinks aloud first, any other message is a term to add."""

    def __init__(self, library: PageLibrary | None = None) -> None:
        self.library = library
        self.jobs = None
        self.plan = QueryPlan(limit=8)
        self.past: list[QueryPlan] = []
        self.reply = FakeReply(self.plan)
        self.selected: tuple[ImageId, ...] = ()
        self.turn = threading.Event()  # cleared, it keeps say() waiting
        self.turn.set()

    def say(self, message: str, *, selected: Sequence[ImageId] = (), listen: Listener | None = None) -> FakeReply:
        self.selected = tuple(selected)
        self.turn.wait(timeout=10)
        if message == "boom":
            raise RuntimeError("a bug")
        if message == "slow" and listen is not None:
            listen("thinking", "let me ")
            listen("thinking", "see")
        return self._step(AddTerm(text=message), notices=("A true note.",))

    def apply(self, *edits: Edit) -> FakeReply:
        return self._step(*edits)

    def undo(self) -> FakeReply:
        return self._step(Undo())

    def similar(
        self,
        images: Sequence[ImageId],
        /,
        *,
        channels: tuple[Channel, ...] = CHANNELS,
        nearby_km: float | None = None,
    ) -> FakeReply:
        edits: list[Edit] = [Like(image_id=i, channels=channels) for i in images]
        if nearby_km is not None:
            edits.append(SetPlace(name="there", radius_km=nearby_km, mode="only"))
        return self._step(*edits)

    def other_question(self) -> FakeReply:
        self.reply = replace(self.reply, question=None, answers=(), text="Then something else.")
        return self.reply

    def explain(self, image_id: ImageId, /) -> str:
        return f"because of {len(self.plan.terms)} terms"

    def status(self) -> FakeStatus:
        return FakeStatus(pictures=len(self.library.collection()) if self.library else 0)

    @property
    def can_undo(self) -> bool:
        return bool(self.past)

    def doubts(self) -> dict[str, str]:
        return {term.id: f"I doubt {term.channel} words." for term in self.plan.terms if term.channel == "style"}

    def _step(self, *edits: Edit, notices: tuple[str, ...] = ()) -> FakeReply:
        plan = self.plan
        for edit in edits:
            if isinstance(edit, Undo):
                if not self.past:
                    raise BadRequest("There is nothing to undo.")
                plan = self.plan = self.past.pop()
            else:
                plan = apply(plan, edit)
        if plan != self.plan:
            self.past.append(self.plan)
        self.plan = plan
        hits = self._hits()
        self.reply = FakeReply(
            plan,
            text=f"{len(edits)} done",
            hits=hits[: plan.limit],
            suggestions=(Suggestion("fog", "content", 0.6), Suggestion("etching", "style", 0.5)),
            counts=Counts(total=len(hits), considered=len(hits), likely=min(3, len(hits))),
            available=len(hits),
            notices=notices,
        )
        return self.reply

    def _hits(self) -> tuple[Hit, ...]:
        if self.library is None:
            return ()
        hits = []
        for rank, image_id in enumerate(self.library.collection().image_ids):
            picture = self.library.picture(image_id)
            shares = tuple(TermShare(t.id, t.weight * (1 - rank / 50)) for t in self.plan.terms)
            channels = dict.fromkeys(("content", "style", "place", "like"), 0.0)
            for term, share in zip(self.plan.terms, shares, strict=True):
                channels[term.channel] += share.contribution
            channels["like"] = 0.5 if self.plan.like else 0.0
            band: Band = "likely" if rank < 3 else "maybe" if rank < 6 else "weak"
            score = sum(channels.values())
            hits.append(Hit(image_id, picture.path, score, band, channels, shares, taken_at=picture.taken_at))
        return tuple(hits)
