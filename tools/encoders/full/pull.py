"""Downloads the full set on request: sizes first, then all or nothing.

Files are collected and checked in a separate folder; a part of the set is put into use by one rename. A stopped pull
resumes.

    pull("full", confirm=ask, progress=bar)
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import httpx
from filelock import FileLock, Timeout

from tools.encoders.full.checkpoint import check_safetensors
from tools.encoders.full.folders import models_folder
from tools.encoders.full.hub import Cancelled, fetch, list_files, open_client
from tools.encoders.full.recipes import PartRecipe, finish, missing_parts, pick_files
from tools.errors import BadRequest, ModelNotPulled

STAGING = ".partial"
SPARE_BYTES = 200_000_000  # a completely full disk breaks other programs


@dataclass(frozen=True)
class PullPlan:
    """What a pull would do. `fetch_bytes` are still to come; `total_bytes` counts what has arrived already too."""

    name: str
    folder: Path
    parts: tuple[PartRecipe, ...]
    fetch_bytes: int
    total_bytes: int

    def describe(self) -> str:
        """One sentence for users, before anything is fetched."""
        sources = " and ".join(part.repository for part in self.parts)
        rest = "" if self.fetch_bytes == self.total_bytes else f" ({self.total_bytes / 1e6:,.0f} MB in all)"
        return f"Fetch {self.fetch_bytes / 1e6:,.0f} MB{rest} from {sources} into {self.folder}."


@dataclass(frozen=True)
class PullProgress:
    """Bytes that are here (`done`) of all that the pull needs (`total`), and the file at hand."""

    file: str
    done: int
    total: int


@dataclass(frozen=True)
class PullReport:
    """`finished`: the set is whole and can be loaded. Otherwise the user declined or stopped it."""

    name: str
    finished: bool
    fetched_bytes: int
    message: str
    plan: PullPlan | None = None


Confirm: TypeAlias = Callable[[str], bool]
Listen: TypeAlias = Callable[[PullProgress], None]


def pull(
    name: str,
    *,
    confirm: Confirm | None,
    progress: Listen | None = None,
    cancel: threading.Event | None = None,
    client: httpx.Client | None = None,
) -> PullReport:
    """Fetch the missing parts of that set. `confirm` receives the plan with its sizes and decides; None means yes.

    Raises: BadRequest for a set that cannot be pulled; ModelNotPulled with what went wrong, nothing then being in use
    that was not before.
    """
    if name == "pocket":
        return PullReport(name, True, 0, "The pocket set is in the box.")
    if name != "full":
        raise BadRequest(f"There is no model set {name!r} to pull.", remedy="Choose: full.")
    wanted = missing_parts()
    if not wanted:
        return PullReport(name, True, 0, "Every part of the full set is here.")
    root = models_folder()
    with _one_pull_at_a_time(root), client or open_client() as hub:
        parts = tuple(pick_files(recipe, list_files(hub, recipe.repository)) for recipe in wanted)
        plan = _plan(name, root, parts)
        _need_room(plan)
        if confirm is not None and not confirm(f"{plan.describe()} Go on?"):
            return PullReport(name, False, 0, "Nothing was fetched.", plan)
        try:
            fetched = _fetch_all(hub, plan, progress or (lambda _: None), cancel or threading.Event())
        except Cancelled:
            return PullReport(name, False, 0, "Stopped; what has arrived is kept for the next pull.", plan)
        for part in parts:
            _put_in_place(root, part)
    return PullReport(name, True, fetched, f"The full set is in {root}.", plan)


def partial_bytes() -> int:
    """Bytes of a pull that was stopped."""
    staging = models_folder() / STAGING
    return sum(path.stat().st_size for path in staging.rglob("*") if path.is_file()) if staging.is_dir() else 0


def _fetch_all(hub: httpx.Client, plan: PullPlan, listen: Listen, cancel: threading.Event) -> int:
    done = 0
    for part in plan.parts:
        folder = _staging_folder(plan.folder, part)
        for target, file in part.files.items():
            before = done

            def hear(here: int, *, file_name: str = file.path, before: int = before) -> None:
                listen(PullProgress(file_name, before + here, plan.total_bytes))

            fetch(hub, file, folder / target, progress=hear, cancel=cancel)
            if target.endswith(".safetensors"):
                check_safetensors(folder / target)
            done += file.size_bytes
            if cancel.is_set():
                raise Cancelled
    return plan.fetch_bytes


def _plan(name: str, root: Path, parts: tuple[PartRecipe, ...]) -> PullPlan:
    total = sum(file.size_bytes for part in parts for file in part.files.values())
    here = 0
    for part in parts:
        for target, file in part.files.items():
            staged = _staging_folder(root, part) / target
            for path in (staged, staged.with_name(staged.name + ".part")):
                here += min(path.stat().st_size, file.size_bytes) if path.is_file() else 0
    return PullPlan(name, root, parts, max(0, total - here), total)


def _need_room(plan: PullPlan) -> None:
    free = shutil.disk_usage(plan.folder).free
    if free < plan.fetch_bytes + SPARE_BYTES:
        raise ModelNotPulled(
            f"The full set needs {(plan.fetch_bytes + SPARE_BYTES) / 1e9:.1f} GB and {free / 1e9:.1f} GB are free in "
            f"{plan.folder}.",
            remedy="Free some space, or set DOCENT_MODELS to a folder on another disk.",
        )


def _staging_folder(root: Path, part: PartRecipe) -> Path:
    """Named by the commit: what was fetched of another one is never mixed in."""
    return root / STAGING / part.kind / f"{part.folder.name}-{part.revision[:12]}"


def _put_in_place(root: Path, part: PartRecipe) -> None:
    staged = _staging_folder(root, part)
    finish(part, staged)
    facts = {
        "repository": part.repository,
        "revision": part.revision,
        "files": {target: {"bytes": file.size_bytes, "sha256": file.sha256} for target, file in part.files.items()},
    }
    (staged / "pulled.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    part.folder.parent.mkdir(parents=True, exist_ok=True)
    aside = part.folder.with_name(f".{part.folder.name}.old")
    if part.folder.exists():  # an incomplete copy, else the part would not have been missing
        shutil.rmtree(aside, ignore_errors=True)
        os.replace(part.folder, aside)
    os.replace(staged, part.folder)
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _one_pull_at_a_time(root: Path) -> Iterator[None]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / ".pull.lock", timeout=0):
            yield
    except Timeout as error:
        raise ModelNotPulled("Another pull is running.", remedy="Wait for it, or stop it.") from error
    except PermissionError as error:
        raise ModelNotPulled(f"{root} cannot be written.", remedy="Set DOCENT_MODELS to another folder.") from error
