"""What several verbs take: their options as types, and the library that the settings name.

It knows no verb.

    def search(request: str, /, *, k: Count = 12, settings: Given) -> int: ...
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeAlias

from cyclopts import ArgumentCollection, Group, Parameter

from agent.cli.terminal import visible_json
from tools.choices import PlannerName
from tools.errors import LibraryMissing
from tools.library import Library, default_library_path
from tools.settings import Settings

OK, PARTIAL = 0, 1


def _one_to_a_thousand(_: type, value: int) -> None:
    if not 1 <= value <= 1000:
        raise ValueError("It must be from 1 to 1000.")


def _on_the_globe(_: type, value: float | None) -> None:
    if value is not None and not 0 < value <= 20_040:
        raise ValueError("It must be more than 0 and at most 20040 km, half way round the globe.")


def _no_two(options: ArgumentCollection) -> None:
    given = [option.name for option in options if option.tokens]
    if len(given) > 1:
        raise ValueError(f"Choose one of {' and '.join(given)}.")


ONE_OF_THESE = Group("One of these", validator=_no_two)
AsJson: TypeAlias = Annotated[bool, Parameter(name="--json", help="print JSON and nothing else")]
Count: TypeAlias = Annotated[
    int, Parameter(name="-k", validator=_one_to_a_thousand, show_default=True, help="how many results")
]
Kilometres: TypeAlias = Annotated[float | None, Parameter(validator=_on_the_globe)]
Planner: TypeAlias = Annotated[PlannerName | None, Parameter(name="--planner", help="who reads the requests")]
Given: TypeAlias = Annotated[Settings, Parameter(parse=False)]
"""Handed down by `agent.cli.command`: the environment's settings with the command line's options over them."""


def library_path(settings: Settings) -> Path:
    """Where the library lies, whether or not there is one."""
    return settings.library or default_library_path()


def opened_library(settings: Settings) -> Library:
    """The library. Raises: LibraryMissing, LibraryTooNew."""
    path = library_path(settings)
    if not path.exists():
        raise LibraryMissing(f"There is no library at {path} yet.", remedy="Make one: docent index FOLDER.")
    return Library.open(path)


def print_json(value: Any) -> None:
    """To the standard output, where nothing else goes then."""
    print(visible_json(value))
