"""With the network cut off, nothing of the full set tries to use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.encoders.checkpoints import write_full

ROOT = Path(__file__).resolve().parents[3]

GUARD = """
import sys
def guard(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        print("NETWORK", event, args[1:] if event == "socket.connect" else args, file=sys.stderr)
        raise PermissionError("the network is cut off")
sys.addaudithook(guard)
"""
WORK = """
import huggingface_hub.constants  # first, as the page's own libraries import it
from PIL import Image
from tools.encoders import load
from tools.encoders.library_fit import fit
from tools.encoders.model_sets import list_sets
models = load("full")
pictures = [Image.new("RGB", (60 + n, 50), (n * 5, 90, 200 - n * 4)) for n in range(40)]
content, style = models.content.encode_images(pictures), models.style.encode_images(pictures)
models, kept = fit(models, content, style)
models.content.encode_texts(["a harbour"]); models.style.encode_texts(["ukiyo-e"])
assert kept and list_sets()[1].present
print("DONE", len(kept))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("offline")
    write_full(root / "models")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    return kept | {"DOCENT_MODELS": str(root / "models"), "HOME": str(root), "XDG_CACHE_HOME": str(root / "cache")}


def test_no_python_code_opens_a_connection(environment: dict[str, str]) -> None:
    run = _run([sys.executable, "-c", GUARD + WORK], environment)
    assert "DONE" in run.stdout, run.stderr[-2_000:]
    assert "NETWORK" not in run.stderr


def test_the_guard_itself_sees_a_connection(environment: dict[str, str]) -> None:
    run = _run([sys.executable, "-c", GUARD + "import httpx; httpx.get('http://127.0.0.1:9')"], environment)
    assert run.returncode != 0
    assert "NETWORK" in run.stderr


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no unshare on this system")
def test_it_works_in_a_machine_without_any_network(environment: dict[str, str]) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this system does not let tests make a network of their own")
    run = _run([*alone, sys.executable, "-c", WORK], environment)
    assert "DONE" in run.stdout, run.stderr[-2_000:]


def test_libraries_that_came_first_are_switched_off_too() -> None:
    code = (
        "import os; [os.environ.pop(n, None) for n in list(os.environ) if n.startswith(('HF_', 'TRANSFORMERS_'))]\n"
        "import huggingface_hub.constants as c; assert not c.HF_HUB_OFFLINE\n"
        "from tools.encoders.full.offline import stay_offline; stay_offline(); assert c.HF_HUB_OFFLINE\n"
        "from huggingface_hub import hf_hub_download\n"
        "try: hf_hub_download('a/b', 'c')\n"
        "except Exception as error: print('REFUSED', type(error).__name__)\n"
    )
    run = _run([sys.executable, "-c", GUARD + code], dict(os.environ))
    assert "REFUSED" in run.stdout, run.stderr[-2_000:]
    assert "NETWORK" not in run.stderr


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300)
