"""A hub on 127.0.0.1 that speaks what a pull needs, and misbehaves on request."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE_BYTES = 10_000  # larger files are stored as the hub stores large ones: by SHA-256, and behind a redirect


@dataclass
class Hub:
    """`repositories`: name to folder. The rest is trouble, by the end of a path."""

    repositories: dict[str, Path]
    address: str = ""
    cut_after: dict[str, list[int]] = field(default_factory=dict)
    spoilt: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    claimed_bytes: dict[str, int] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    no_ranges: bool = False
    requests: list[tuple[str, str]] = field(default_factory=list)

    def listing(self, name: str) -> dict[str, object]:
        folder = self.repositories[name]
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        entries = [self._entry(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]
        return {"sha": COMMIT, "siblings": [entry for entry in entries if entry["rfilename"] not in self.hidden]}

    def _entry(self, name: str, data: bytes) -> dict[str, object]:
        size = self.claimed_bytes.get(name, len(data))
        entry: dict[str, object] = {"rfilename": name, "size": size}
        if len(data) > LARGE_BYTES:
            return entry | {"blobId": "x", "lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": size}}
        return entry | {"blobId": hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()}


@contextmanager
def serve(hub: Hub) -> Iterator[Hub]:
    """The hub on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            hub.requests.append((path, self.headers.get("Range", "")))
            refused = next((code for end, code in hub.status.items() if path.endswith(end)), None)
            if refused is not None:
                self.answer(refused, b"")
            elif path.startswith("/api/models/"):
                name = path.removeprefix("/api/models/").removesuffix("/revision/main")
                self.answer(200, json.dumps(hub.listing(name)).encode())
            elif path.startswith("/cdn/"):
                self.send_file(path.removeprefix("/cdn/"))
            else:
                self.resolve(path)

        def resolve(self, path: str) -> None:
            name, _, rest = path.lstrip("/").partition(f"/resolve/{COMMIT}/")
            file = hub.repositories[name] / rest
            if file.stat().st_size > LARGE_BYTES:
                self.send_response(302)
                self.send_header("Location", f"{hub.address}/cdn/{name}|{rest}")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.send_file(f"{name}|{rest}")

        def send_file(self, key: str) -> None:
            name, rest = key.split("|")
            data = (hub.repositories[name] / rest).read_bytes()
            if rest in hub.spoilt:
                data = data[:-1] + bytes([data[-1] ^ 1])
            asked = self.headers.get("Range", "")
            first = int(asked.removeprefix("bytes=").rstrip("-")) if asked and not hub.no_ranges else 0
            cuts = hub.cut_after.get(rest)
            self.answer(206 if first else 200, data[first:], send_only=cuts.pop(0) if cuts else None)

        def answer(self, status: int, data: bytes, *, send_only: int | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:send_only])
            if send_only is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
