"""One browser tab: its session, what was said in it, and what a click or a sentence does there.

It knows no Gradio and no markup. A session is opened when its tab first speaks, and forgotten after a day of silence.
Safe to call from several threads: the session orders its own steps, and the log is changed under a short lock.

    tab = Tabs(open_one).get("f00d"); tab.act({"do": "undo"}); tab.session.plan
"""

from __future__ import annotations

import logging
import queue
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.page.actions import channels, edits_for, image_ids, nearby_km
from agent.page.job_panel import order_work
from agent.page.messages import PageJobs, PageLibrary, PageReply, PageSession, SessionFactory
from tools.errors import BadRequest, DocentError, LibraryMissing
from tools.types import ImageId

EXPIRY_S = 24 * 3600.0
MAX_TABS = 64
MAX_MESSAGES = 200
_STREAM_EVERY_S = 0.15  # often enough to be read along, seldom enough not to flood the browser
_KEY = re.compile(r"[0-9a-f]{8,64}")

log = logging.getLogger(__name__)


@dataclass
class Message:
    """One entry of the conversation. An aside answers a click; the next aside takes its place."""

    who: Literal["you", "docent", "aside", "trouble"]
    text: str = ""
    thinking: str = ""
    notices: tuple[str, ...] = ()
    question: str | None = None
    planner: str = ""
    reading: bool = False


@dataclass
class Tab:
    """A conversation on screen. `trouble` says why there is no session, when there is none; `fresh` that nothing is
    wrong but the library, which was never made."""

    session: PageSession | None
    trouble: str = ""
    fresh: bool = False
    messages: list[Message] = field(default_factory=list)
    used_at: float = field(default_factory=time.monotonic)
    answered: int = 0
    """The last of the browser's steps that was carried out. Steps may overtake each other on their way."""
    _order: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def order(self) -> int:
        """A number that only grows, also over a restart: the browser drops what arrives late."""
        with self._lock:
            self._order = max(self._order + 1, time.time_ns() // 1000)
            return self._order

    def answer(self, step: object) -> None:
        """A step of the browser's count is done."""
        with self._lock:
            self.answered = max(self.answered, step if isinstance(step, int) else 0)

    def open(self) -> None:
        """Bring the tab on screen: the plan as it is, or the latest pictures when nothing was asked yet."""
        self.answered = 0  # a reloaded page counts anew
        if self.session is not None and not self.session.reply.hits:
            with self._told():
                self.session.apply()

    def refresh(self) -> None:
        """The same plan once more: the library, or the models behind it, changed. Nothing is said of it."""
        with self._told():
            self._session().apply()

    def act(self, action: Mapping[str, Any]) -> None:
        """Do what a click or a released slider asks for. What goes wrong becomes a sentence in the log."""
        with self._told():
            session = self._session()
            match action.get("do"):
                case "switch" | "go_on" | "stop" | "look_for_pictures":
                    order_work(session.jobs, action)
                    return
                case "undo":
                    reply = session.undo()
                case "other_question":
                    reply = session.other_question()
                case "similar":
                    reply = session.similar(image_ids(action), channels=channels(action), nearby_km=nearby_km(action))
                case _:
                    reply = session.apply(*edits_for(action, session.plan))
            if action.get("do") != "more":
                self._aside(reply)

    def say(self, text: str, *, selected: Sequence[ImageId] = ()) -> Iterator[bool]:
        """Answer a sentence; yields whenever the log has changed, and ends with the answer in it.

        It yields True when a first reading has changed plan and results too. The answer is kept even if nobody
        listens.
        """
        draft = Message("docent", reading=True)
        self._add(Message("you", text), draft)
        heard: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        threading.Thread(target=self._answer, args=(text, tuple(selected), draft, heard), daemon=True).start()
        yield False
        while True:
            pieces = [heard.get()]
            time.sleep(_STREAM_EVERY_S if pieces[0][0] != "done" else 0)
            while not heard.empty():
                pieces.append(heard.get())
            draft.thinking += "".join(piece for kind, piece in pieces if kind == "thinking")
            if pieces[-1][0] == "done":
                return
            yield any(kind == "first" for kind, _ in pieces)

    def _answer(
        self, text: str, selected: tuple[ImageId, ...], draft: Message, heard: queue.SimpleQueue[tuple[str, str]]
    ) -> None:
        def listen(kind: str, piece: str) -> None:
            if kind == "first":
                draft.text = piece
            heard.put((kind, piece))

        try:
            with self._told():
                reply = self._session().say(text, selected=selected, listen=listen)
                draft.text, draft.question, draft.planner = reply.text, reply.question, reply.planner
                draft.notices = tuple(note for note in reply.notices if note not in reply.text)
        finally:
            draft.reading = False
            with self._lock:
                if not draft.text and not draft.question and draft in self.messages:
                    self.messages.remove(draft)
            heard.put(("done", ""))

    def _session(self) -> PageSession:
        if self.session is None:
            raise BadRequest(self.trouble or "There is no library yet.")
        return self.session

    def _aside(self, reply: PageReply) -> None:
        with self._lock:
            if self.messages and self.messages[-1].who in ("aside", "trouble"):
                self.messages.pop()
        notices = tuple(note for note in reply.notices if note not in reply.text)
        self._add(Message("aside", reply.text, notices=notices, question=reply.question))

    def _add(self, *messages: Message) -> None:
        with self._lock:
            self.messages = [*self.messages, *messages][-MAX_MESSAGES:]

    def _told(self) -> _Told:
        return _Told(self)


class _Told:
    """Whatever is raised inside becomes one sentence in the tab's log; a bug's traceback goes to the program's log."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, DocentError):
            self.tab._add(Message("trouble", str(error)))
            return True
        if isinstance(error, Exception):
            log.error("the page could not carry out a step", exc_info=error)
            sentence = f"That failed inside Docent ({type(error).__name__}); your plan is as it was. Undo or try again."
            self.tab._add(Message("trouble", sentence))
            return True
        return False


class Tabs:
    """The tabs that are open, each with a session of its own, by a key that only its browser tab knows."""

    def __init__(self, open_one: SessionFactory, *, expiry_s: float = EXPIRY_S, most: int = MAX_TABS) -> None:
        self._open_one = open_one
        self._expiry_s = expiry_s
        self._most = most
        self._tabs: dict[str, Tab] = {}
        self._lock = threading.Lock()
        self._library: PageLibrary | None = None
        self._upkeep: PageJobs | None = None
        self._spare: Tab | None = None

    def __len__(self) -> int:
        return len(self._tabs)

    def get(self, key: object) -> Tab:
        """The tab of this key, opened when it is new. Raises: BadRequest for what is no key."""
        if not isinstance(key, str) or _KEY.fullmatch(key) is None:
            raise BadRequest("The page lost its name.", remedy="Reload it.")
        with self._lock:
            self._forget(room=0 if key in self._tabs else 1)
            tab = self._tabs.pop(key, None)
            if tab is None or tab.session is None:  # what kept it from opening may be gone by now
                tab, self._spare = self._spare or self._opened(), None
            tab.used_at = time.monotonic()
            self._tabs[key] = tab  # last used, last in order
            return tab

    @property
    def library(self) -> PageLibrary | None:
        """The library whose pictures are served: that of the session opened last."""
        if self._library is None:
            self.warm()
        return self._library

    @property
    def jobs(self) -> PageJobs | None:
        """The work on that library; None before the first session, or where nobody looks after it."""
        return self._upkeep

    def warm(self) -> None:
        """Open a session ahead of the first tab, which takes it: models load while the browser starts."""
        with self._lock:
            if self._spare is None and not self._tabs:
                opened = self._opened()
                self._spare = opened if opened.session is not None else None

    def _opened(self) -> Tab:
        try:
            session = self._open_one()
        except LibraryMissing as error:
            return Tab(None, trouble=error.message, fresh=True)
        except DocentError as error:
            return Tab(None, trouble=str(error))
        except Exception as error:
            log.error("the page could not open a session", exc_info=error)
            return Tab(None, trouble=f"Docent could not open the library ({type(error).__name__}); see its log.")
        self._library = session.library or self._library
        self._upkeep = session.jobs or self._upkeep
        return Tab(session)

    def _forget(self, *, room: int) -> None:
        """Drop tabs that were silent for long, and the longest silent ones that are in the way of `room` new ones."""
        now = time.monotonic()
        old = [key for key, tab in self._tabs.items() if now - tab.used_at > self._expiry_s]
        for key in old:
            del self._tabs[key]
        for key in list(self._tabs)[: max(0, len(self._tabs) + room - self._most)]:
            del self._tabs[key]
