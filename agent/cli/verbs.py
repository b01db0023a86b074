"""What each verb of the `docent` command does, from parsed arguments to an exit code.

Everything printed for people goes through `agent.cli.printing`; with `--json` only JSON goes to the standard output.

    commands.search(parse(["search", "dogs", "-k", "3"]))
"""

from __future__ import annotations

import json
import os
import sys
import threading
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agent.cli import printing
from agent.replies import job_phrases as work_words
from agent.session.library_jobs import LibraryJobs
from agent.session.opening import models_for_library, open_session, serving
from agent.suggestions.phrase_bank import warm
from tools.encoders import load
from tools.errors import BadRequest, LibraryMissing
from tools.library import IndexReport, Library, default_library_path, reembed_cost
from tools.library import index as index_pictures
from tools.library.walk import CATALOGUE_NAME
from tools.types import CHANNELS

OK, PARTIAL = 0, 1


def _path(args: Namespace) -> Path:
    return Path(args.library).expanduser() if args.library else default_library_path()


def _dump(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def open(args: Namespace) -> int:
    """Index FOLDER if one is given, then serve the page until it is closed. Where there are pictures to show already,
    FOLDER is indexed while the page is open, which shows how far it is."""
    path = _path(args)
    beside = bool(args.folder) and _may_index_beside(path, args)
    if args.folder and not beside:
        report = _index(path, [args.folder], args.models, keep_set=True)
        printing.index_report(report, path)
        if report.cancelled:
            return PARTIAL
    import ui  # the page's libraries are needed by this verb alone

    library = Library.create(path)
    # opened once, shared by every tab; other models than the library's are changed to while the page is open
    jobs = LibraryJobs(library, serving(library, args.models), announce=printing.aside)
    threading.Thread(target=warm, args=(jobs.models,), daemon=True).start()  # suggestions are ready sooner
    if beside:
        jobs.look_for_pictures([args.folder])
    else:
        jobs.resume(args.models)
    try:
        ui.launch(
            lambda: open_session(planner=args.planner, jobs=jobs),
            port=args.port,
            open_browser=not args.no_browser and not os.environ.get("CI"),
        )
    finally:
        jobs.close()
    return OK


def _may_index_beside(path: Path, args: Namespace) -> bool:
    """Whether the library has pictures to show, and no change of models is to be made or gone on with."""
    if not Path(args.folder).expanduser().exists() or not (path / CATALOGUE_NAME).is_file():
        return False
    with Library.open(path) as library:
        stays = args.models in ("auto", library.models_name) and library.reembedding is None
        return stays and len(library) > 0


def index(args: Namespace) -> int:
    """Add, update and sweep. Partial when a file was skipped or the run was stopped."""
    path = _path(args)
    folders = args.folders or (Library.open(path).folders() if path.exists() else [])
    if not folders:
        raise BadRequest("There is no folder to index.", remedy="Name one: docent index ~/Pictures.")
    report = _index(path, folders, args.models, reembed=args.reembed)
    if args.json:
        _dump(asdict(report))
    else:
        printing.index_report(report, path)
    return PARTIAL if report.skipped or report.cancelled else OK


def _index(
    path: Path, folders: list[str], models: str, *, reembed: bool = False, keep_set: bool = False
) -> IndexReport:
    """Index with these models; with `keep_set` with those that the library is of, whichever are asked for."""
    missing = [folder for folder in folders if not Path(folder).expanduser().exists()]
    if missing:
        raise BadRequest(f"There is no {missing[0]}.", remedy="Name a folder of pictures that exists.")
    with Library.create(path) as library, printing.progress("Indexing") as progress:
        if reembed:
            chosen = load(models)
            before = library.models_name
            if before:
                printing.aside(work_words.cost(reembed_cost(library, chosen), old=before, new=chosen.name))
        else:
            chosen = serving(library, models) if keep_set else models_for_library(library, models)
        return index_pictures(library, folders, chosen, progress=progress, reembed=reembed)


def search(args: Namespace) -> int:
    """One request, its results. Nothing found is 1."""
    session = open_session(_library(args), args.planner, args.models, page_size=args.k)
    reply = session.say(args.request)
    if args.json:
        _dump(reply.as_json())
    else:
        printing.reply(reply)
    return OK if reply.hits else PARTIAL


def plan(args: Namespace) -> int:
    """How requests are read: a plan a turn. With --json one plan a line."""
    session = open_session(None, args.planner, args.models)
    for request in args.requests:
        reply = session.say(request)
        if args.json:
            print(reply.plan.model_dump_json(by_alias=True))
        else:
            printing.plan(reply)
    return OK


def chat(args: Namespace) -> int:
    """The conversation in the terminal, until end of input or "quit"."""
    session = open_session(_library(args), args.planner, args.models)
    printing.welcome(session.status())
    while True:
        try:
            message = input("you> ").strip()
        except EOFError:
            return OK
        if message.casefold() in {"quit", "exit", "bye"}:
            return OK
        if message:
            printing.reply(session.say(message))


def similar(args: Namespace) -> int:
    """Pictures like these: ids of the library's, or any files."""
    channels = ("content",) if args.content_only else ("style",) if args.style_only else CHANNELS
    session = open_session(_library(args), "rules", args.models, page_size=args.k)
    hits = session.similar(args.images, channels=channels, nearby_km=args.nearby).hits
    if args.json:
        _dump({"hits": [hit.as_json() for hit in hits]})
    else:
        printing.hits(hits)
    return OK if hits else PARTIAL


def models(args: Namespace) -> int:
    """Which model sets are here; `pull NAME` fetches one, on request only."""
    from tools.encoders import model_sets

    if args.action == "list":
        states = model_sets.list_sets()
        if args.json:
            _dump([state.as_json() for state in states])
        else:
            printing.model_sets(states)
        return OK
    if not args.name:
        raise BadRequest("Which set?", remedy="Say: docent models pull full.")
    if args.name == "llm":
        return _pull_language_model(args.yes)
    with printing.progress("Downloading", unit="bytes") as progress:
        report = model_sets.pull(args.name, progress=progress, confirm=None if args.yes else printing.confirm)
    return OK if report.finished else PARTIAL


def _pull_language_model(agreed: bool) -> int:
    """The measured GGUF file for the planner in the process."""
    from agent.planners.llm import gguf

    if not agreed and not printing.confirm(f"Download {gguf.CODER.file} ({gguf.CODER.size_bytes / 1e9:.1f} GB)?"):
        return PARTIAL
    with printing.byte_progress("Downloading", gguf.CODER.size_bytes) as progress:
        path = gguf.pull(progress)
    print(f"Here: {path}\nUse it: DOCENT_LLM={path} docent chat --planner llm")
    return OK


def doctor(args: Namespace) -> int:
    """Library, models and planner: what is in order, what is not, and the remedy."""
    path = _path(args)
    if not path.exists():
        raise LibraryMissing(f"There is no library at {path}.", remedy="Make one: docent index FOLDER.")
    with Library.open(path) as library:
        session = open_session(library, args.planner, args.models)
        report = library.doctor(session.models, repair=args.repair)
        status = session.status()
        skipped = library.skipped()
    if args.json:
        _dump({"library": asdict(report), "status": vars(status), "skipped": [asdict(s) for s in skipped]})
    else:
        printing.doctor(report, status, skipped)
    return OK if report.ok else PARTIAL


def export(args: Namespace) -> int:
    """The catalogue as JSON or CSV."""
    with _library(args) as library:
        library.export(Path(args.out).expanduser(), format=args.format)
        print(f"{len(library.collection()):,} pictures written to {args.out}", file=sys.stderr)
    return OK


def _library(args: Namespace) -> Library:
    path = _path(args)
    if not path.exists():
        raise LibraryMissing(f"There is no library at {path} yet.", remedy="Make one: docent index FOLDER.")
    return Library.open(path)
