"""`docent index`: pictures into the library, and new vectors for those that are in it.

docent index ~/Pictures --json
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from agent.cli import printing
from agent.cli.options import OK, PARTIAL, AsJson, Given, library_path, print_json
from agent.replies import job_phrases
from agent.session.opening import models_for_library, serving
from tools.encoders import load
from tools.errors import BadRequest
from tools.library import IndexReport, Library, reembed_cost
from tools.library import index as index_pictures


def index(
    *folder: Annotated[str, Parameter(help="none: the folders that are in the library")],
    reembed: Annotated[bool, Parameter(help="make the vectors again with the models of --models")] = False,
    verify: Annotated[bool, Parameter(help="read every file, whatever its size and times say")] = False,
    sweep: Annotated[bool, Parameter(help="forget also the pictures of folders that are gone or empty")] = False,
    as_json: AsJson = False,
    settings: Given,
) -> int:
    """Add, update and sweep. Partial when a file was skipped or the run was stopped."""
    path = library_path(settings)
    folders = list(folder) or (Library.open(path).folders() if path.exists() else [])
    if not folders:
        raise BadRequest("There is no folder to index.", remedy="Name one: docent index ~/Pictures.")
    for name in folder:
        if not sweep and not Path(name).expanduser().exists():
            raise BadRequest(f"There is no {name}.", remedy="Name a folder of pictures that exists.")
    report = index_folders(path, folders, settings.models, reembed=reembed, verify=verify, sweep=sweep)
    if as_json:
        print_json(asdict(report))
    else:
        printing.index_report(report, path)
    return PARTIAL if report.skipped or report.cancelled else OK


def index_folders(
    path: Path,
    folders: Sequence[str],
    models: str,
    *,
    reembed: bool = False,
    keep_set: bool = False,
    verify: bool = False,
    sweep: bool = False,
) -> IndexReport:
    """Index with these models; with `keep_set` with those that the library is of, whichever are asked for.

    Raises: BadRequest when none of the folders is there.
    """
    with Library.create(path) as library, printing.progress("Indexing") as progress:
        if reembed:
            chosen = load(models)
            before = library.models_name
            if before:
                printing.aside(job_phrases.cost(reembed_cost(library, chosen), old=before, new=chosen.name))
        else:
            chosen = serving(library, models) if keep_set else models_for_library(library, models)
        return index_pictures(
            library, list(folders), chosen, progress=progress, reembed=reembed, verify=verify, sweep=sweep
        )
