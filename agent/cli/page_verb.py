"""`docent [FOLDER]`, which is `docent open`: the page, on this machine alone.

docent ~/Pictures --port 7861
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from agent.cli import printing
from agent.cli.index_verb import index_folders
from agent.cli.options import OK, PARTIAL, Given, Planner, library_path
from agent.session.library_jobs import LibraryJobs
from agent.session.opening import open_session, serving
from agent.suggestions.phrase_bank import warming
from tools.library import Library
from tools.library.walk import CATALOGUE_NAME


def open_page(
    folder: Annotated[str | None, Parameter(help="a folder of pictures to index first")] = None,
    /,
    *,
    port: Annotated[int, Parameter(show_default=True, help="port on 127.0.0.1, or the next free one")] = 7860,
    no_browser: Annotated[bool, Parameter(help="do not open a browser window")] = False,
    planner: Planner = None,
    settings: Given,
) -> int:
    """Index FOLDER if one is given, then serve the page until it is closed. Where there are pictures to show already,
    FOLDER is indexed while the page is open, which shows how far it is."""
    path = library_path(settings)
    beside = folder is not None and _may_index_beside(path, folder, settings.models)
    if folder and not beside:
        report = index_folders(path, [folder], settings.models, keep_set=True)
        printing.index_report(report, path)
        if report.cancelled:
            return PARTIAL
    import ui  # here: Gradio takes seconds to import, and indexing starts before it is needed

    library = Library.create(path)
    # opened once, shared by every tab; other models than the library's are changed to while the page is open
    jobs = LibraryJobs(library, serving(library, settings.models), announce=printing.aside)
    if folder and beside:
        jobs.look_for_pictures([folder])
    else:
        jobs.resume(settings.models)
    try:
        with warming(jobs.models):  # suggestions are ready sooner
            ui.launch(
                lambda: open_session(planner=planner or settings.planner, jobs=jobs),
                port=port,
                open_browser=not no_browser and not settings.ci,
            )
    finally:
        jobs.close()
    return OK


def _may_index_beside(path: Path, folder: str, models: str) -> bool:
    """Whether the library has pictures to show, and no change of models is to be made or gone on with."""
    if not Path(folder).expanduser().exists() or not (path / CATALOGUE_NAME).is_file():
        return False
    with Library.open(path) as library:
        stays = models in ("auto", library.models_name) and library.reembedding is None
        return stays and len(library) > 0
