"""A model hub over HTTP: the listing of a repository, and the download of one file, resumed and checked. The only
module here that opens a connection, and it does so only when `pull` calls it.

It knows no model. The hub's own library is not used for this: it stays switched off in this process (`offline.py`), and
its current version restarts a broken download from zero (docs/decisions/0023-pull-and-precision.md).

    files = list_files(client, "CompVis/stable-diffusion-v1-4"); fetch(client, files["vae/config.json"], path)
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from tools.errors import ModelNotPulled
from tools.settings import current_settings

TRIES = 5  # in a row without a single new byte
TIMEOUT_S = 30.0
LATER = "Pull again: it goes on from there."
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Cancelled(Exception):
    """The user stopped a download; the received bytes are kept for the next try."""


@dataclass(frozen=True)
class HubFile:
    """One file of a repository at one revision. `sha256` for large files; `git_sha1`, of git's blob, for small ones."""

    repository: str
    revision: str
    path: str
    size_bytes: int
    sha256: str | None
    git_sha1: str | None


def open_client() -> httpx.Client:
    """A client with a user agent and nothing else; no token is sent."""
    return httpx.Client(follow_redirects=True, timeout=TIMEOUT_S, headers={"User-Agent": "docent"})


def endpoint() -> str:
    """The hub's address: `HF_ENDPOINT`, else the one that its own library names."""
    if setting := current_settings().hub:
        return setting.rstrip("/")
    from huggingface_hub import constants

    return str(constants.ENDPOINT).rstrip("/")


def list_files(client: httpx.Client, repository: str, *, revision: str = "main") -> dict[str, HubFile]:
    """Path to file, with sizes and hashes, at the commit that `revision` means now.

    Raises: ModelNotPulled when the hub cannot be reached, refuses, or answers nonsense.
    """
    url = f"{endpoint()}/api/models/{quote(repository)}/revision/{quote(revision)}"
    try:
        answer = client.get(url, params={"blobs": "true"})
        answer.raise_for_status()
        facts = answer.json()
        return {entry["rfilename"]: _file(repository, facts["sha"], entry) for entry in facts["siblings"]}
    except httpx.HTTPStatusError as error:
        raise _refused(repository, error.response.status_code) from error
    except httpx.HTTPError as error:
        raise ModelNotPulled(
            f"The hub at {endpoint()} cannot be reached ({type(error).__name__}).",
            remedy="Check the connection, or copy the files by hand and set DOCENT_MODELS (docs/models.md).",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelNotPulled(
            f"The hub's answer about {repository} makes no sense.", remedy="Try again later."
        ) from error


def fetch(
    client: httpx.Client,
    file: HubFile,
    target: Path,
    *,
    progress: Callable[[int], None] = lambda _: None,
    cancel: threading.Event | None = None,
    pause_s: float = 1.0,
) -> None:
    """Download to `target`, complete and with the hub's hash; a `.part` beside it is resumed.

    `progress` receives the number of bytes present. Raises: ModelNotPulled; Cancelled.
    """
    if target.is_file() and _matches(target, file):
        progress(file.size_bytes)
        return
    part = target.with_name(target.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    tries = 0
    while not part.is_file() or part.stat().st_size < file.size_bytes or file.size_bytes == 0:
        before = part.stat().st_size if part.is_file() else 0
        try:
            _stream(client, file, part, progress=progress, cancel=cancel or threading.Event())
        except httpx.HTTPStatusError as error:
            raise _refused(file.repository, error.response.status_code) from error
        except httpx.HTTPError as error:
            here = part.stat().st_size if part.is_file() else 0
            tries = 0 if here > before else tries + 1
            if tries >= TRIES:
                raise ModelNotPulled(
                    f"The connection broke off at {here:,} of {file.size_bytes:,} bytes of {file.path}.", remedy=LATER
                ) from error
            time.sleep(pause_s * 2**tries)
        except OSError as error:
            raise _disk_trouble(error, part) from error
        if file.size_bytes == 0:
            break
    if not _matches(part, file):
        part.unlink(missing_ok=True)
        raise ModelNotPulled(f"{file.path} arrived damaged: its hash is not the hub's.", remedy="Pull again.")
    os.replace(part, target)


def _stream(
    client: httpx.Client, file: HubFile, part: Path, *, progress: Callable[[int], None], cancel: threading.Event
) -> None:
    """Append what is missing. The address names a commit, so what is here and what comes are of one file."""
    here = part.stat().st_size if part.is_file() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={here}-"} if here else {})
    url = f"{endpoint()}/{quote(file.repository)}/resolve/{file.revision}/{quote(file.path)}"
    with client.stream("GET", url, headers=headers) as answer:
        answer.raise_for_status()
        if here and answer.status_code != httpx.codes.PARTIAL_CONTENT:
            here = 0  # a server that cannot resume sends the whole file
        with part.open("ab" if here else "wb") as out:
            for chunk in answer.iter_raw():  # as it arrives: a broken connection loses nothing
                out.write(chunk)
                here += len(chunk)
                progress(min(here, file.size_bytes))
                if cancel.is_set():
                    raise Cancelled
                if here > file.size_bytes:
                    return  # more than the hub said: the hash will tell
    if here < file.size_bytes:
        raise httpx.RemoteProtocolError("the answer ended early")


def _file(repository: str, revision: str, entry: dict[str, Any]) -> HubFile:
    large = entry.get("lfs") or {}
    return HubFile(
        repository=repository,
        revision=revision,
        path=entry["rfilename"],
        size_bytes=int(large.get("size", entry.get("size", 0))),
        sha256=large.get("sha256"),
        git_sha1=None if large else entry.get("blobId"),
    )


def _matches(path: Path, file: HubFile) -> bool:
    if path.stat().st_size != file.size_bytes:
        return False
    with path.open("rb") as content:
        if file.sha256 is not None:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
        if file.git_sha1 is not None:
            blob = f"blob {file.size_bytes}\0".encode() + content.read()
            return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == file.git_sha1
    return True


def _refused(repository: str, status: int) -> ModelNotPulled:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND):
        return ModelNotPulled(
            f"The hub does not give {repository} to everyone (HTTP {status}).",
            remedy="Download it by hand after accepting its terms, and set DOCENT_MODELS to that folder.",
        )
    return ModelNotPulled(f"The hub refused {repository} (HTTP {status}).", remedy="Try again later.")


def _disk_trouble(error: OSError, part: Path) -> ModelNotPulled:
    if error.errno in NO_ROOM:
        return ModelNotPulled(f"There is no room left in {part.parent}.", remedy=f"Free some space. {LATER}")
    return ModelNotPulled(f"{part} cannot be written: {error.strerror}.", remedy="Set DOCENT_MODELS to another folder.")
