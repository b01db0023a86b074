"""The language model's file: found, refused when it is none, and fetched only when asked for, from a hub of our own."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from agent.planners.llm.gguf import Weights, find, pull
from tools.errors import ModelNotPulled, PlannerFailed

BYTES = b"GGUF" + bytes(range(256)) * 40
WEIGHTS = Weights("someone/small-GGUF", "small.gguf", len(BYTES), hashlib.sha256(BYTES).hexdigest())


@pytest.fixture
def hub(monkeypatch):
    """A hub on this machine that holds one file; `told` is the hash that it tells of it."""
    told = {"sha256": WEIGHTS.sha256}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if "/api/models/" in self.path:
                entry = {"rfilename": WEIGHTS.file, "size": len(BYTES), "lfs": {"size": len(BYTES), **told}}
                body = json.dumps({"sha": "c0ffee", "siblings": [entry]}).encode()
            else:
                body = BYTES
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_pulled_file_is_found(hub, tmp_path):
    heard = []
    with pytest.raises(PlannerFailed, match="DOCENT_LLM"):
        find("", under=tmp_path, weights=WEIGHTS)
    path = pull(heard.append, under=tmp_path, weights=WEIGHTS)
    assert path.read_bytes() == BYTES
    assert heard[-1] == len(BYTES)
    assert find("", under=tmp_path, weights=WEIGHTS) == path


def test_another_file_than_the_measured_one_is_not_fetched(hub, tmp_path):
    hub["sha256"] = "0" * 64
    with pytest.raises(ModelNotPulled, match="expected hash"):
        pull(under=tmp_path, weights=WEIGHTS)
    assert not list(tmp_path.iterdir())


def test_a_hub_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelNotPulled):
        pull(under=tmp_path, weights=WEIGHTS)


def test_the_setting_wins(hub, tmp_path):
    pull(under=tmp_path, weights=WEIGHTS)
    own = tmp_path / "own.gguf"
    own.write_bytes(BYTES)
    assert find(str(own), under=tmp_path, weights=WEIGHTS) == own
    own.write_bytes(b"nonsense")
    with pytest.raises(PlannerFailed, match="is no GGUF file"):
        find(str(own), under=tmp_path, weights=WEIGHTS)
