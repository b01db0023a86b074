"""`docent doctor` and `docent export`: is the library in order, and what is in it.

docent doctor --repair
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from agent.cli import printing
from agent.cli.options import (
    OK,
    ONE_OF_THESE,
    PARTIAL,
    AsJson,
    Given,
    Planner,
    library_path,
    opened_library,
    print_json,
)
from agent.cli.terminal import visible
from agent.session.opening import open_session
from tools.library import rebuild as rebuild_catalogue


def doctor(
    *,
    repair: Annotated[bool, Parameter(help="mend what can be mended")] = False,
    rebuild: Annotated[bool, Parameter(help="put the catalogue's latest whole snapshot in its place first")] = False,
    as_json: AsJson = False,
    planner: Planner = None,
    settings: Given,
) -> int:
    """Library, models and planner: what is in order, what is not, and the remedy."""
    if rebuild:
        done = rebuild_catalogue(library_path(settings))
        kept = f" What was there is kept as {done.aside}." if done.aside else ""
        printing.aside(
            f"The catalogue of {done.taken_at:%Y-%m-%d %H:%M} UTC is in place.{kept}"
            " Now say docent index, which finds what came since."
        )
    with opened_library(settings) as library:
        session = open_session(library, planner or settings.planner, settings.models)
        report = library.doctor(session.models, repair=repair)
        status = session.status()
        skipped = library.skipped()
    if as_json:
        print_json({"library": asdict(report), "status": vars(status), "skipped": [asdict(s) for s in skipped]})
    else:
        printing.doctor(report, status, skipped)
    return OK if report.ok else PARTIAL


def export(
    out: Annotated[Path, Parameter(help="the file to write")],
    /,
    *,
    as_json: Annotated[bool, Parameter(name="--json", group=ONE_OF_THESE, help="as JSON (the default)")] = False,
    as_csv: Annotated[bool, Parameter(name="--csv", group=ONE_OF_THESE, help="as CSV")] = False,
    settings: Given,
) -> int:
    """The catalogue as JSON or CSV."""
    with opened_library(settings) as library:
        library.export(out.expanduser(), format="csv" if as_csv else "json")
        print(f"{len(library.collection()):,} pictures written to {visible(str(out))}", file=sys.stderr)
    return OK
