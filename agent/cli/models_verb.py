"""`docent models`: which model sets are here, and getting more; nothing is downloaded unless it is asked for here.

docent models pull full
"""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from agent.cli import printing
from agent.cli.options import OK, PARTIAL, AsJson, print_json
from agent.cli.terminal import visible
from agent.planners.llm import gguf
from tools.encoders import model_sets
from tools.errors import BadRequest

models = App(name="models", help="Which model sets are here; `pull NAME` fetches one, on request only.")


@models.default
@models.command(name="list")
def list_models(*, as_json: AsJson = False) -> int:
    """Which sets are here, how large they are and where."""
    states = model_sets.list_sets()
    if as_json:
        print_json([state.as_json() for state in states])
    else:
        printing.model_sets(states)
    return OK


@models.command
def pull(
    name: Annotated[str | None, Parameter(help="the set to pull")] = None,
    /,
    *,
    yes: Annotated[bool, Parameter(help="do not ask before downloading")] = False,
) -> int:
    """Download one set, with its size first."""
    if not name:
        raise BadRequest("Which set?", remedy="Say: docent models pull full.")
    if name == "llm":
        return _pull_language_model(yes)
    with printing.progress("Downloading", unit="bytes") as progress:
        report = model_sets.pull(name, progress=progress, confirm=None if yes else printing.confirm)
    return OK if report.finished else PARTIAL


def _pull_language_model(agreed: bool) -> int:
    """The measured GGUF file for the planner in the process."""
    if not agreed and not printing.confirm(f"Download {gguf.CODER.file} ({gguf.CODER.size_bytes / 1e9:.1f} GB)?"):
        return PARTIAL
    with printing.byte_progress("Downloading", gguf.CODER.size_bytes) as progress:
        path = gguf.pull(progress)
    here = visible(str(path))
    print(f"Here: {here}\nUse it: DOCENT_LLM={here} docent chat --planner llm")
    return OK
