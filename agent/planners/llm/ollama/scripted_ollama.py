"""ScriptedOllama: a real HTTP server on 127.0.0.1 that answers as Ollama's API documents, from a script.

For tests, and for trying the page without a model. It speaks /api/chat (streamed or whole), /api/tags, /api/show and
/api/version, keeps every request, and can fail in each way a server can. It knows no plans.

    with ScriptedOllama([Says(calls=[("add_term", {"text": "fog", "channel": "content"})])]) as server:
        OllamaHost(server.url).chat("scripted:7b", [])
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Says:
    """An answer: thinking, text and tool calls, sent in small pieces.

    `drip_s` is waited before each piece. `cut` ends the connection before the last part; `error` is sent as an object
    in mid-stream, as the server does when its runner dies.
    """

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any]]] = ()
    thinking: str = ""
    drip_s: float = 0.0
    cut: bool = False
    error: str = ""


@dataclass(frozen=True)
class Refuses:
    """An HTTP error with Ollama's error object."""

    status: int
    error: str


@dataclass(frozen=True)
class Writes:
    """Raw bytes in place of an answer, for what no Ollama would say; `drip_s` is waited before each byte."""

    body: bytes
    drip_s: float = 0.0


Turn: TypeAlias = Says | Refuses | Writes | Callable[[dict[str, Any]], "Says | Refuses | Writes"]


@dataclass(frozen=True)
class ServedModel:
    """A model as /api/tags and /api/show tell of it."""

    name: str = "scripted:7b"
    parameter_size: str = "7.6B"
    size: int = 4_700_000_000
    capabilities: tuple[str, ...] | None = ("completion", "tools")


@dataclass
class ScriptedOllama:
    """Plays `script`, one entry for each chat request; the last one is played again. `chats` keeps the requests."""

    script: Iterable[Turn] = (Says(),)
    models: Sequence[ServedModel] = (ServedModel(),)
    chats: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._turns = list(self.script)
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> ScriptedOllama:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()  # ends a drip at once
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def turn(self, request: dict[str, Any]) -> Says | Refuses | Writes:
        """The next answer of the script."""
        at = min(len(self.chats), len(self._turns) - 1)
        self.chats.append(request)
        turn = self._turns[at]
        return turn(request) if callable(turn) else turn

    def model(self, name: str) -> ServedModel | None:
        """The model of that name, as the API finds it."""
        return next((m for m in self.models if m.name in (name, f"{name}:latest")), None)

    def wait(self, seconds: float) -> None:
        """Lets time pass, but not longer than the server lives."""
        self._over.wait(seconds)


def _parts(model: str, says: Says) -> Iterable[dict[str, Any]]:
    """The objects of a stream, in the order that Ollama sends them: thinking, text, calls, the end."""
    for thought in _pieces(says.thinking):
        yield _part(model, {"thinking": thought, "content": ""})
    for piece in _pieces(says.text):
        yield _part(model, {"content": piece})
    if says.calls:
        calls = [{"function": {"name": name, "arguments": dict(arguments)}} for name, arguments in says.calls]
        yield _part(model, {"content": "", "tool_calls": calls})
    if says.error:
        yield {"error": says.error}
    elif not says.cut:
        yield _part(model, {"content": ""}) | {
            "done": True,
            "done_reason": "stop",
            "total_duration": 1,
            "eval_count": 1,
        }


def _part(model: str, message: dict[str, Any]) -> dict[str, Any]:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"model": model, "created_at": now, "message": {"role": "assistant", **message}, "done": False}


def _pieces(text: str, size: int = 12) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _handler(script: ScriptedOllama) -> type[BaseHTTPRequestHandler]:
    """The request handler of one server: http.server makes an instance for each connection."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet: requests are kept in `chats`."""

        def do_GET(self) -> None:
            if self.path == "/api/version":
                self._json(200, {"version": "0.12.0"})
            elif self.path == "/api/tags":
                self._json(200, {"models": [_listed(m) for m in script.models]})
            else:
                self._json(404, {"error": "not found"})

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if self.path == "/api/show":
                self._show(request)
            elif self.path == "/api/chat":
                self._chat(request)
            else:
                self._json(404, {"error": "not found"})

        def _show(self, request: dict[str, Any]) -> None:
            model = script.model(request.get("model", ""))
            if model is None:
                self._json(404, {"error": f"model '{request.get('model')}' not found"})
                return
            shown: dict[str, Any] = {"details": _listed(model)["details"], "model_info": {}}
            if model.capabilities is not None:
                shown["capabilities"] = list(model.capabilities)
            self._json(200, shown)

        def _chat(self, request: dict[str, Any]) -> None:
            model = script.model(request.get("model", ""))
            if model is None:
                script.chats.append(request)
                self._json(404, {"error": f"model '{request.get('model')}' not found"})
                return
            turn = script.turn(request)
            if isinstance(turn, Refuses):
                self._json(turn.status, {"error": turn.error})
            elif isinstance(turn, Writes):
                self._raw(turn)
            elif request.get("stream", True):
                self._stream(model.name, turn)
            else:
                message = {"role": "assistant", "content": turn.text}
                self._json(200, _part(model.name, message) | {"done": True, "done_reason": "stop"})

        def _stream(self, model: str, says: Says) -> None:
            self._start(200, "application/x-ndjson")
            for part in _parts(model, says):
                script.wait(says.drip_s)
                self._send(json.dumps(part).encode() + b"\n")

        def _raw(self, turn: Writes) -> None:
            self._start(200, "application/x-ndjson")
            if not turn.drip_s:
                self._send(turn.body)
                return
            for byte in turn.body:
                script.wait(turn.drip_s)
                self._send(bytes([byte]))

        def _json(self, status: int, value: dict[str, Any]) -> None:
            self._start(status, "application/json")
            self._send(json.dumps(value).encode())

        def _start(self, status: int, kind: str) -> None:
            self.close_connection = True  # its end is the body's end, so that a cut stream looks like one
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Connection", "close")
            self.end_headers()

        def _send(self, data: bytes) -> None:
            try:
                self.wfile.write(data)
                self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client gave up, which is what a slow answer is for

    return Handler


def _listed(model: ServedModel) -> dict[str, Any]:
    family = model.name.partition(":")[0]
    return {
        "name": model.name,
        "model": model.name,
        "modified_at": "2026-01-01T00:00:00Z",
        "size": model.size,
        "digest": "0" * 64,
        "details": {
            "parent_model": "",
            "format": "gguf",
            "family": family,
            "families": [family],
            "parameter_size": model.parameter_size,
            "quantization_level": "Q4_K_M",
        },
    }
