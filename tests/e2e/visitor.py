"""A visitor of the page: a browser tab that reads the plan off the screen, and the server that it visits.

with serving(library, models) as server: Visitor(browser, server).say("a cat")
"""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket
from typing import TYPE_CHECKING, Any

import uvicorn

from agent import open_session
from agent.plan.query_plan import QueryPlan
from agent.session.conversation import Session
from tools.encoders import Models
from tools.library import Library

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Request

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MUST_RUN = bool(os.environ.get("CI"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Server:
    """A running page, and the sessions that it opened, in order."""

    address: str
    library: Library
    sessions: list[Session] = field(default_factory=list)


@contextmanager
def serving(library: Library, models: Models) -> Iterator[Server]:
    """The page of this library, served from a thread on a free port."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gradio's own
        import ui

    running = Server("", library)

    def open_one() -> Session:
        running.sessions.append(open_session(library, "rules", models, page_size=6))
        return running.sessions[-1]

    stop = threading.Event()

    async def serve(listener: socket) -> None:  # built within a loop: Gradio opens one and leaves it where none runs
        config = uvicorn.Config(ui.page_app(open_one), log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not (stop.is_set() or task.done()):
            await asyncio.sleep(0.05)
        server.should_exit = True
        await task

    with ui.free_socket(ui.HOST, 0) as listener:
        running.address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread = threading.Thread(target=lambda: asyncio.run(serve(listener)), daemon=True)
        thread.start()
        yield running
        stop.set()
        thread.join(timeout=10)


class Visitor:
    """A browser tab and what it saw: complaints of the console, requests to other hosts."""

    def __init__(self, browser: Browser, server: Server, **screen: Any) -> None:
        self.context = browser.new_context(**(screen or {"viewport": {"width": 1280, "height": 860}}))
        self.server = server
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)
        self.arrive()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.server.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def arrive(self) -> None:
        self.page.goto(self.server.address)
        self.page.wait_for_selector(".card")
        self.session = self.server.sessions[-1]

    def settle(self) -> None:
        """Until the last step has come back and is drawn."""
        self.page.wait_for_function("!document.body.classList.contains('docent-busy')")

    def say(self, words: str) -> None:
        self.page.fill("#docent-say", words)
        self.page.press("#docent-say", "Enter")
        self.settle()

    def shown_plan(self) -> dict[str, Any]:
        """The plan as it can be read off the page."""
        read: dict[str, Any] = self.page.evaluate(
            """() => ({
                terms: [...document.querySelectorAll('.term')].map(row => ({
                    text: row.querySelector('.term-text').textContent,
                    channel: row.querySelector('.mark').textContent,
                    weight: Number(row.querySelector('input').value)})),
                notIn: [...document.querySelectorAll('.tag [data-key^="allow:"]')].map(x => x.dataset.key.slice(6)),
                place: document.querySelector('.condition.place .term-text')?.textContent ?? null,
                like: [...document.querySelectorAll('.example-thumb')].map(thumb => ({
                    id: thumb.querySelector('img').getAttribute('src').split('/').at(-1),
                    less: thumb.classList.contains('less')})),
                sort: document.querySelector('[data-key=sort]').value,
                match: document.querySelector('[data-key=match]').value,
            })"""
        )
        return read

    def shown_pictures(self) -> list[str]:
        ids: list[str] = self.page.evaluate("[...document.querySelectorAll('.card')].map(card => card.dataset.id)")
        return ids

    def check(self) -> None:
        """The page shows the plan and the pictures that the session holds."""
        assert self.shown_plan() == expected(self.session.plan)
        assert self.shown_pictures() == [hit.image_id for hit in self.session.reply.hits]

    def leave(self) -> None:
        self.context.close()
        assert not self.complaints, self.complaints
        assert not self.foreign, self.foreign


def expected(plan: QueryPlan) -> dict[str, Any]:
    """A plan as `Visitor.shown_plan` would read it."""
    return {
        "terms": [
            {"text": t.text, "channel": t.channel, "weight": round(round(t.weight / 0.05) * 0.05, 2)}
            for t in plan.terms
        ],
        "notIn": list(plan.filters.not_in),
        "place": plan.place.name if plan.place else None,
        "like": [{"id": ref.image_id, "less": ref.weight < 0} for ref in plan.like],
        "sort": plan.sort,
        "match": plan.match,
    }
