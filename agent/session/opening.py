"""Opening a conversation: a library, the models that fit it and a planner, put together.

session = open_session("~/Pictures/.docent", planner="rules")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from agent.plan.query_plan import PAGE_SIZE
from agent.planners.fallback import choose
from agent.planners.protocol import Planner
from agent.session.conversation import Session
from agent.session.library_jobs import LibraryJobs
from tools.encoders import Models, load
from tools.encoders.library_fit import keep_fitted
from tools.errors import ModelMissing, WrongModels
from tools.library import Library


def open_session(
    library: Library | Path | str | None = None,
    planner: Planner | str = "auto",
    models: Models | str = "auto",
    *,
    page_size: int = PAGE_SIZE,
    today: Callable[[], date] = date.today,
    jobs: LibraryJobs | None = None,
) -> Session:
    """A new conversation. Without a library only plans are made, and no encoder is loaded.

    `models="auto"` takes the set that made the library's vectors, whichever that is. With `jobs` the library and its
    models are those that it looks after, and the conversation follows when they change. `today` is the day that
    relative dates ("last summer") are read from.

    Raises: LibraryMissing, LibraryTooNew; WrongModels when the set asked for did not make the library's vectors;
    ModelMissing, ModelBroken.
    """
    chosen = choose(planner) if isinstance(planner, str) else planner
    if jobs is not None:
        jobs.library.verify_in_background()
        kept = jobs.models_for(jobs.library.collection())
        return Session(library=jobs.library, models=kept, planner=chosen, page_size=page_size, today=today, jobs=jobs)
    if library is None:
        return Session(library=None, models=None, planner=chosen, page_size=page_size, today=today)
    opened = library if isinstance(library, Library) else Library.open(Path(library).expanduser())
    opened.verify_in_background()
    fitted = keep_fitted(models_for_library(opened, models), opened)
    return Session(library=opened, models=fitted, planner=chosen, page_size=page_size, today=today)


def models_for_library(library: Library, models: Models | str) -> Models:
    """The model set to search this library with.

    Raises: WrongModels when its vectors come from another set; ModelMissing, ModelBroken.
    """
    if isinstance(models, Models):
        library.require(models)
        return models
    if models != "auto":
        chosen = load(models)
        library.require(chosen)
        return chosen
    if not library.models_name:  # nothing indexed yet: any set will do
        return load("auto")
    for name in ("pocket", "full"):
        try:
            candidate = load(name)
            library.require(candidate)
        except (ModelMissing, WrongModels):
            continue
        return candidate
    raise WrongModels(
        f"The library at {library.path} was indexed with models that are not here ({library.models_name}).",
        remedy="Make its vectors again: docent index --reembed --models pocket.",
    )


def serving(library: Library, wanted: str) -> Models:
    """The set that made this library's vectors, whatever is `wanted`; that one where there are none yet.

    Raises: as `models_for_library`.
    """
    return models_for_library(library, "auto" if library.encoders else wanted)
