"""`docent search`, `plan`, `chat` and `similar`: looking for pictures in the terminal.

docent search "a harbour at sunset" -k 5
"""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from agent.cli import printing
from agent.cli.options import (
    OK,
    ONE_OF_THESE,
    PARTIAL,
    AsJson,
    Count,
    Given,
    Kilometres,
    Planner,
    opened_library,
    print_json,
)
from agent.cli.terminal import visible_json
from agent.session.opening import open_session
from tools.types import CHANNELS


def search(request: str, /, *, k: Count = 12, as_json: AsJson = False, planner: Planner = None, settings: Given) -> int:
    """One request, its results. Nothing found is 1."""
    session = open_session(opened_library(settings), planner or settings.planner, settings.models, page_size=k)
    reply = session.say(request)
    if as_json:
        print_json(reply.as_json())
    else:
        printing.reply(reply)
    return OK if reply.hits else PARTIAL


def plan(
    request: Annotated[str, Parameter(help="several are one conversation")],
    /,
    *more: Annotated[str, Parameter(name="REQUEST", show=False)],
    as_json: AsJson = False,
    planner: Planner = None,
    settings: Given,
) -> int:
    """How requests are read: a plan a turn. With --json one plan a line."""
    session = open_session(None, planner or settings.planner, settings.models)
    for each in (request, *more):
        reply = session.say(each)
        if as_json:
            print(visible_json(reply.plan.model_dump(mode="json", by_alias=True), indent=None))
        else:
            printing.plan(reply)
    return OK


def chat(*, planner: Planner = None, settings: Given) -> int:
    """The conversation in the terminal, until end of input or "quit"."""
    session = open_session(opened_library(settings), planner or settings.planner, settings.models)
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


def similar(
    image: Annotated[str, Parameter(help="image ids or files, one or more")],
    /,
    *more: Annotated[str, Parameter(name="IMAGE", show=False)],
    k: Count = 12,
    nearby: Annotated[Kilometres, Parameter(help="only taken within this distance, in km")] = None,
    content_only: Annotated[bool, Parameter(group=ONE_OF_THESE, help="what is shown, however it is made")] = False,
    style_only: Annotated[bool, Parameter(group=ONE_OF_THESE, help="how it is made, whatever it shows")] = False,
    as_json: AsJson = False,
    settings: Given,
) -> int:
    """Pictures like these: ids of the library's, or any files."""
    channels = ("content",) if content_only else ("style",) if style_only else CHANNELS
    session = open_session(opened_library(settings), "rules", settings.models, page_size=k)
    hits = session.similar([image, *more], channels=channels, nearby_km=nearby).hits
    if as_json:
        print_json({"hits": [hit.as_json() for hit in hits]})
    else:
        printing.hits(hits)
    return OK if hits else PARTIAL
