"""Work on the library, as the page shows and orders it: how it stands, what can be done about it, which sets there are.

The browser asks `/work` from time to time; what it orders comes as actions of a tab. It does no work itself.

    app.include_router(work_routes(lambda: tabs.jobs)); order_work(jobs, {"do": "switch", "to": "full"})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from agent.page.messages import PageJobs
from agent.replies.job_phrases import duration
from agent.session.library_jobs import AT_WORK, Work
from tools.encoders.full.folders import content_part, style_part
from tools.errors import BadRequest, ModelMissing

_ABOUT = {
    "pocket": "Small models of our own, in the box.",
    "full": "CLIP ViT-B/16 and Stable Diffusion's own parts: finds more, slower.",
}
_MISSING = "Not on this machine yet: `docent models pull full` fetches it, once."


def work_routes(jobs: Callable[[], PageJobs | None]) -> APIRouter:
    """`/work`: how the work on the library stands, for whoever has the page open."""
    routes = APIRouter()

    @routes.get("/work", include_in_schema=False)
    def work() -> JSONResponse:
        present = jobs()
        return JSONResponse(work_view(present) if present else {}, headers={"Cache-Control": "no-store"})

    return routes


def work_view(jobs: PageJobs) -> dict[str, Any]:
    """The strip above the plan: a sentence, a bar, and what can be clicked."""
    work = jobs.work
    running = work.phase == "working" and work.total > 0
    return {
        "phase": work.phase,
        "busy": work.phase in AT_WORK,
        "text": work.text,
        "share": round(work.done / work.total, 4) if running else None,
        "count": f"{work.done:,} of {work.total:,}" if running else "",
        "left": f"{duration(work.left_s)} left" if running and work.left_s is not None else "",
        "buttons": [{"do": do, "label": label} for do, label in buttons(work)],
        "version": jobs.version,
        "pictures": jobs.pictures,
    }


def buttons(work: Work) -> list[tuple[str, str]]:
    """What can be done about it, the likeliest first: (action, label)."""
    if work.phase == "asking":
        return [("go_on", "Go on"), ("stop", "Give up")] if work.begun else [("go_on", "Change"), ("stop", "Not now")]
    if work.phase == "failed" and work.kind == "switch":
        return [("go_on", "Try again"), ("stop", "Give up" if work.begun else "Close")]
    if work.phase in ("loading", "working"):
        return [("stop", "Cancel" if work.kind == "switch" else "Stop")]
    return [("stop", "Close")] if work.phase in ("done", "failed") else []


def model_sets(serving: str) -> list[dict[str, Any]]:
    """The sets that the library could be of, that which serves it among them."""
    about = dict(_ABOUT)
    here = {"pocket": True, "full": False}
    try:
        content_part(), style_part()
        here["full"] = True
    except ModelMissing:
        about["full"] = _MISSING
    except BadRequest as error:  # a setting that cannot be read
        about["full"] = str(error)
    about.setdefault(serving, "The models that this library was made with.")
    return [
        {"name": name, "about": text, "serving": name == serving, "here": here.get(name, name == serving)}
        for name, text in about.items()
    ]


def order_work(jobs: PageJobs | None, action: Mapping[str, Any]) -> None:
    """Do what a click on the strip, or beside a model set, asks for.

    Raises: BadRequest when it makes no sense now.
    """
    if jobs is None:
        raise BadRequest("This page does not look after a library.", remedy="Open it with: docent.")
    match action.get("do"):
        case "switch":
            name = action.get("to")
            if name not in _ABOUT:
                raise BadRequest(f"There is no model set {name!r}.", remedy=f"Choose one of: {', '.join(_ABOUT)}.")
            jobs.switch(str(name))
        case "go_on":
            jobs.go_on()
        case "stop":
            jobs.stop()
        case "look_for_pictures":
            jobs.look_for_pictures()
