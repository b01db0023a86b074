"""The page: layout and wiring of Docent's one screen, and the small server that shows it on this machine.

What the parts show and what a click means stands in `agent/page/`; searching and planning are further down. Each
browser tab has a session of its own, and every part is drawn from one and the same reply of it.

    launch(lambda: open_session(library, planner="auto"))
"""

from __future__ import annotations

import logging
import socket
import webbrowser
from collections.abc import Callable, Iterator
from threading import Thread, Timer
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from agent.page.assets import script, shell, style
from agent.page.job_panel import work_routes
from agent.page.messages import SessionFactory
from agent.page.picture_routes import picture_routes
from agent.page.privacy import StayHome
from agent.page.tabs import Tabs
from agent.page.views import Views, look, talk, views
from tools.errors import BadRequest, DocentError

HOST = "127.0.0.1"
PORT = 7860
_PORTS_TRIED = 20
_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")  # nothing to download
_ICON = (
    "<link rel='icon' href=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    "<rect width='32' height='32' rx='7' fill='%232b5f75'/><circle cx='16' cy='16' r='7' fill='none' "
    "stroke='white' stroke-width='3'/></svg>\">"
)

log = logging.getLogger(__name__)


def build_ui(session_factory: SessionFactory) -> gr.Blocks:
    """The page's Blocks; `session_factory()` opens one session, and is called once per browser tab."""
    return _build(Tabs(session_factory))


def page_app(session_factory: SessionFactory, *, host: str = HOST) -> FastAPI:
    """The whole server: the page at `/`, pictures at `/thumb/{id}` and `/preview/{id}`, how
    work on the library stands at `/work`, and nothing else."""
    tabs = Tabs(session_factory)
    app = FastAPI(title="Docent", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.tabs = tabs
    app.include_router(picture_routes(lambda: tabs.library))
    app.include_router(work_routes(lambda: tabs.jobs))
    app.add_middleware(StayHome)
    if host in (HOST, "localhost", "::1"):
        # a foreign site that points its own name at 127.0.0.1 is turned away
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost", "[::1]"])
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        _build(tabs),
        path="/",
        server_name=host,
        theme=gr.themes.Base(font=list(_FONTS), font_mono=["ui-monospace", "monospace"]),
        css=style(),
        head=_ICON,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        max_file_size=1,  # nothing is uploaded here
        pwa=False,
    )
    return mounted


def launch(
    session_factory: SessionFactory,
    *,
    host: str = HOST,
    port: int | None = None,
    open_browser: bool = True,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the page until interrupted. A port in use gives way to the next free one.

    Raises: BadRequest when twenty ports from `port` (7860) on are taken, or `host` is no address of this machine.
    """
    port = PORT if port is None else port
    listener = free_socket(host, port)
    taken = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{taken}/"
    if taken != port and port:
        announce(f"Port {port} is in use, so the page is on {taken}.")
    announce(f"Docent is at {address}  (Ctrl+C ends it)")
    app = page_app(session_factory, host=host)
    Thread(target=app.state.tabs.warm, daemon=True).start()
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
    if open_browser:
        opener = Timer(1.0, webbrowser.open, [address])
        opener.daemon = True
        opener.start()
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def free_socket(host: str, port: int) -> socket.socket:
    """A bound socket on `port` or the next free one of twenty; 0 takes any.

    Raises: BadRequest in one sentence with its remedy.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = min(65_535, port + _PORTS_TRIED - 1) if port else 0
    for candidate in range(port, last + 1):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except PermissionError as error:
            listener.close()
            raise BadRequest(f"Port {candidate} may not be used.", remedy="Choose one above 1023.") from error
        except socket.gaierror as error:
            listener.close()
            raise BadRequest(f"{host!r} is no address of this machine.", remedy=f"Use {HOST}.") from error
        except OSError:  # in use
            listener.close()
            continue
        return listener
    raise BadRequest(f"Ports {port} to {last} are all in use.", remedy="Choose another with --port.")


def _build(tabs: Tabs) -> gr.Blocks:
    page: gr.Blocks
    with gr.Blocks(title="Docent", analytics_enabled=False, fill_width=True) as page:
        top = _part("top")
        with gr.Row(elem_id="docent"):
            with gr.Column(elem_id="docent-left"):
                talking = _part("talk")
            with gr.Column(elem_id="docent-right"):
                work = _part("work")
                plan = _part("plan")
                grid = _part("grid")
        viewer = _part("viewer")

    parts = [top, talking, plan, grid]
    wire = _Wire(tabs)
    # every part may ask for edits; several may be under way at once, the session orders them
    quiet: dict[str, Any] = {
        "show_progress": "hidden",
        "trigger_mode": "multiple",
        "concurrency_limit": 16,
        "api_visibility": "private",
    }
    with page:
        for part in (*parts, work):
            part.input(wire.act, None, parts, concurrency_id="act", **quiet)
        talking.submit(wire.say, None, parts, concurrency_id="say", **quiet)
        viewer.select(wire.look, None, viewer, concurrency_id="look", **quiet)
    return page


def _part(name: str) -> gr.HTML:
    return gr.HTML(
        value=None,
        html_template=shell(name),
        js_on_load=script(name),
        apply_default_css=False,
        elem_id=f"docent-{name}",
        padding=False,
    )


class _Wire:
    """From Gradio's events to the tab and back. Never raises: the page shows a sentence, the log the traceback."""

    def __init__(self, tabs: Tabs) -> None:
        self._tabs = tabs

    def act(self, event: gr.EventData) -> list[Any]:
        """A click, a key or a released slider."""
        sent = _sent(event)
        tab = self._tabs.get(sent.get("tab"))
        action = sent.get("action")
        action = action if isinstance(action, dict) else {}
        if action.get("do") == "open":
            tab.open()
        elif action.get("do") == "refresh":
            tab.refresh()
        else:
            tab.act(action)
        tab.answer(action.get("step"))
        shown = views(tab)
        shown.grid["refreshed"] = action.get("do") == "refresh"  # what is selected then stays so, shown or not
        return _listed(shown)

    def say(self, event: gr.EventData) -> Iterator[list[Any]]:
        """A sentence. While it is read only the conversation is drawn anew, and all of it at a first reading."""
        sent = _sent(event)
        tab = self._tabs.get(sent.get("tab"))
        chosen = sent.get("selected")
        selected = [one for one in chosen if isinstance(one, str)] if isinstance(chosen, list) else []
        for all_of_it in tab.say(str(sent.get("text", "")), selected=selected):
            yield _listed(views(tab)) if all_of_it else [gr.skip(), talk(tab), gr.skip(), gr.skip()]
        yield _listed(views(tab))

    def look(self, event: gr.EventData) -> dict[str, Any]:
        """One picture, larger."""
        sent = _sent(event)
        return look(self._tabs.get(sent.get("tab")), str(sent.get("id", "")))


def _sent(event: gr.EventData) -> dict[str, Any]:
    return event._data if isinstance(event._data, dict) else {}


def _listed(shown: Views) -> list[Any]:
    return [shown.top, shown.talk, shown.plan, shown.grid]


__all__ = ["DocentError", "build_ui", "launch", "page_app"]
