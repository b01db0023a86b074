"""Talking to an Ollama server through its official client, with a clock: every failure is one clear sentence.

The client waits for ever by default, and its time-out is per read, so a server that drips never trips it. Here the
stream is read in a thread and given up when the time is over. It knows no plans.

    OllamaHost("http://127.0.0.1:11434", timeout_s=60).chat("qwen3:4b", messages, tools=tool_schemas())
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import ollama
import pydantic

from agent.language.well_formed import well_formed
from agent.planners.llm.ollama.installed_models import Installed, billions
from agent.planners.llm.toolbox import ToolCall
from agent.planners.protocol import Listener
from tools.errors import PlannerFailed

QUICK_S = 3.0
"""For listing models: a server that is up answers in milliseconds."""
LONGEST_ANSWER = 40_000
"""Characters; a model that loops is cut off here."""
MOST_BYTES = 16_000_000
"""Of one answer of the server: the longest answer in its smallest pieces, each with its JSON around it."""
CONTEXT_TOKENS = 8192
"""Room for the tools (about 1,500 tokens), a long request and the answer; the server's default may cut the prompt."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CLIENT_ERRORS = (
    OSError,  # ConnectionError: the server is down
    httpx.HTTPError,  # ConnectError while streaming, ReadTimeout, RemoteProtocolError when the line is cut
    httpx.InvalidURL,
    httpx.StreamError,
    ollama.ResponseError,
    ollama.RequestError,
    json.JSONDecodeError,
    UnicodeError,
    pydantic.ValidationError,
    TypeError,  # a line that is JSON but no object: the client reads it as one
    AttributeError,
)


class _Bounded(httpx.SyncByteStream):
    """An answer's bytes as they come, up to a limit: the client would keep a line in memory however long it grows."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        left = MOST_BYTES
        for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise TooLong
            yield chunk

    def close(self) -> None:
        self._stream.close()


class TooLong(httpx.StreamError):
    """The answer has more bytes than any that is meant for Docent."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_BYTES} bytes")


def _bounded(response: httpx.Response) -> None:
    """Before anything of the body is read. Ollama packs nothing, and what is packed may be a thousand times larger."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TooLong
    assert isinstance(response.stream, httpx.SyncByteStream)
    response.stream = _Bounded(response.stream)


class NoTools(PlannerFailed):
    """The model cannot call tools; constrained JSON may do."""


class NoThinking(PlannerFailed):
    """The model has no thinking to switch."""


@dataclass(frozen=True)
class Answer:
    """What a model wrote and called, put together from its stream."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()


@dataclass
class OllamaHost:
    """One server. `timeout_s` is wall-clock time for a whole answer, loading the model included."""

    host: str
    timeout_s: float = 60.0
    keep_alive: str = "10m"

    def installed(self) -> list[Installed]:
        """The models that the server has.

        Raises: PlannerFailed when it does not answer.
        """
        try:
            listed = self._client(min(QUICK_S, self.timeout_s)).list()
            return [
                Installed(m.model, billions(m.details.parameter_size if m.details else None), int(m.size or 1 << 32))
                for m in listed.models
                if m.model
            ]
        except _CLIENT_ERRORS as error:
            self._fail(error, "", min(QUICK_S, self.timeout_s))

    def capabilities(self, model: str) -> frozenset[str] | None:
        """What a model can do ("completion", "tools", "thinking"); None when the server is too old to say.

        Raises: PlannerFailed when the server does not answer or does not have it.
        """
        try:
            shown = self._client(min(QUICK_S, self.timeout_s)).show(model)
        except _CLIENT_ERRORS as error:
            self._fail(error, model, min(QUICK_S, self.timeout_s))
        return frozenset(shown.capabilities) if shown.capabilities is not None else None

    def chat(
        self,
        model: str,
        messages: Sequence[Mapping[str, Any]],
        *,
        tools: Sequence[Mapping[str, Any]] | None = None,
        schema: Mapping[str, Any] | None = None,
        think: bool | str | None = None,
        listen: Listener | None = None,
    ) -> Answer:
        """One answer, streamed. `tools` or `schema`, never both: a server given both calls no tools.

        Raises: PlannerFailed with a remedy; NoTools, NoThinking when the model lacks them.
        """
        if tools and schema:
            raise ValueError("tools or a schema, not both")
        request = {
            "model": model,
            "messages": list(messages),
            "stream": True,
            "keep_alive": self.keep_alive,
            "options": {"temperature": 0, "seed": 0, "num_ctx": CONTEXT_TOKENS, "num_predict": 4096 if think else 1024},
        } | {key: value for key, value in (("tools", tools), ("format", schema), ("think", think)) if value is not None}
        text, calls = [], []
        length = 0
        for part in self._stream(request):
            message = part.message
            thought, piece = message.thinking or "", message.content or ""
            if listen and thought:
                listen("thinking", thought)
            if listen and piece:
                listen("text", piece)
            text.append(piece)
            calls += [ToolCall(c.function.name, dict(c.function.arguments)) for c in message.tool_calls or ()]
            length += len(piece) + len(thought)
            if length > LONGEST_ANSWER:
                raise PlannerFailed(
                    f"{model} does not stop writing.", remedy="Choose another model: DOCENT_OLLAMA_MODEL."
                )
        return Answer(well_formed("".join(text)), tuple(calls))

    def _stream(self, request: Mapping[str, Any]) -> Iterator[Any]:
        """The parts of an answer as they come, until it is done or the time is over."""
        model, until = request["model"], time.monotonic() + self.timeout_s
        client = self._client(self.timeout_s)
        parts: queue.Queue[Any] = queue.Queue()

        def pump() -> None:
            try:
                done = False
                for part in client.chat(**request):
                    parts.put(part)
                    done = done or bool(part.done)
                parts.put(None if done else httpx.RemoteProtocolError("the answer broke off"))
            except Exception as error:  # whatever it is, it ends the waiting; RuntimeError: closed below
                parts.put(error)

        thread = threading.Thread(target=pump, name="ollama-stream", daemon=True)
        thread.start()
        try:
            while True:
                try:
                    part = parts.get(timeout=max(0.0, until - time.monotonic()))
                except queue.Empty:
                    raise self._slow(model, self.timeout_s) from None
                if part is None:
                    return
                if isinstance(part, Exception):
                    self._fail(part, model, self.timeout_s)
                yield part
        finally:
            client.close()  # tells the server to stop as well

    def _client(self, timeout_s: float) -> Any:
        """A client of its own for each request: closing it is the only way to end one from outside."""
        try:
            # a proxy from the environment must not see words that are meant for this machine
            local = (urlsplit(self.host).hostname or "") in _LOOPBACK
            return ollama.Client(
                self.host,
                timeout=timeout_s,
                follow_redirects=False,
                trust_env=not local,
                event_hooks={"response": [_bounded]},
            )
        except (ValueError, httpx.InvalidURL):
            raise PlannerFailed(
                f'"{self.host}" is no address of a server.', remedy="Set DOCENT_OLLAMA_HOST, such as 127.0.0.1:11434."
            ) from None

    def _slow(self, model: str, seconds: float) -> PlannerFailed:
        what = f"Ollama's {model}" if model else f"Ollama at {self.host}"
        return PlannerFailed(
            f"{what} took longer than {seconds:g} s.",
            remedy="Choose a smaller model (DOCENT_OLLAMA_MODEL) or allow more time (DOCENT_OLLAMA_TIMEOUT).",
        )

    def _fail(self, error: Exception, model: str, seconds: float) -> NoReturn:
        """One sentence and its remedy for whatever the client raised."""
        if isinstance(error, httpx.TimeoutException):
            raise self._slow(model, seconds) from error
        if isinstance(error, ollama.ResponseError):
            raise self._refused(error, model) from error
        if isinstance(error, TooLong):
            raise PlannerFailed(
                f"Ollama at {self.host} sends more than an answer.", remedy="Choose another model: DOCENT_OLLAMA_MODEL."
            ) from error
        if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
            raise PlannerFailed("Ollama's answer broke off.", remedy="Its log says why: see `ollama serve`.") from error
        if isinstance(error, OSError | httpx.TransportError):
            raise PlannerFailed(
                f"Ollama does not answer at {self.host}.",
                remedy="Start it with `ollama serve`, or set DOCENT_OLLAMA_HOST.",
            ) from error
        raise PlannerFailed(
            f"What answers at {self.host} does not speak as Ollama does.",
            remedy="Check DOCENT_OLLAMA_HOST, or update Ollama.",
        ) from error

    def _refused(self, error: Any, model: str) -> PlannerFailed:
        said = " ".join(str(error.error).split())[:200]
        if "does not support tools" in said:
            return NoTools(f"{model} cannot call tools.", remedy="Choose one that can: DOCENT_OLLAMA_MODEL.")
        if "does not support thinking" in said:
            return NoThinking(f"{model} cannot think aloud.", remedy="Unset DOCENT_OLLAMA_THINK.")
        if error.status_code == 404 and model:
            return PlannerFailed(f'Ollama has no model "{model}".', remedy=f"Get it with `ollama pull {model}`.")
        if error.status_code in (401, 403):
            return PlannerFailed(
                f"Ollama at {self.host} refuses access.", remedy="Set OLLAMA_API_KEY, or another host."
            )
        return PlannerFailed(
            f"Ollama reports an error: {said or 'no reason given'}.", remedy="Try again, or restart Ollama."
        )
