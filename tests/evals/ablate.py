"""What each repair of the embedded planner is worth: one switched off at a time over the eval files, turns counted.

A piece is a function (or pattern) that the planner calls by a name of some module; switched off it hands on what it was
given, or finds nothing. A conversation is played again only where the piece did something: elsewhere it cannot matter.

    python -m tests.evals.ablate                          # regression.jsonl, and the shared dev file where it is
    python -m tests.evals.ablate --only with_makers --show
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.evals.plan_cases import Played, play_case, read_cases
from tests.evals.sessions import conversation

DATA = Path(__file__).parent / "data"
DEV = Path(__file__).resolve().parents[3] / "shared" / "eval" / "plans_dev.jsonl"
PLANNER = "agent.planners.tagger.embedded_planner"
CODE = "agent.planners.build.code_reading"
TERMS = "agent.planners.build.term_edits"
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Piece:
    """`off` makes the stand-in from the piece itself; `where` is a module, or a class of one behind a colon."""

    name: str
    where: str
    off: Callable[[Any], Any]

    def owner(self) -> Any:
        """The module or class that holds the name."""
        module, _, inside = self.where.partition(":")
        found = importlib.import_module(module)
        return getattr(found, inside) if inside else found


def hands_on(parameter: str) -> Callable[[Any], Any]:
    """Off: what the function was given as `parameter` comes out as it went in; a tuple of them comes out as a list."""

    def off(function: Any) -> Any:
        signature = inspect.signature(function)

        def stand_in(*args: Any, **kwargs: Any) -> Any:
            given = signature.bind(*args, **kwargs).arguments[parameter]
            return list(given) if isinstance(given, Sequence) else given

        return stand_in

    return off


def gives(value: Any) -> Callable[[Any], Any]:
    """Off: always this."""
    return lambda _: lambda *args, **kwargs: value


def alone(_: Any) -> Any:
    """Off: the span is its only part."""
    return lambda words, span: [span]


PIECES = (
    *(Piece(name, PLANNER, hands_on("spans")) for name in (
        "hold_together", "with_whole_names", "with_suffixes", "with_possessives", "with_countries", "with_wares",
        "with_demonyms", "with_makers", "with_manners", "with_artists", "with_things", "with_their_media",
        "with_fellow_artists", "with_made_things", "with_one_sign", "without_slips", "with_whole_terms", "_asked_for",
        "with_unread_media", "with_unread_things", "with_settings", "exchange")),
    Piece("may_negate", PLANNER, gives(True)),
    Piece("_with_place", f"{PLANNER}:EmbeddedPlanner", hands_on("spans")),
    Piece("_welcome", f"{PLANNER}:EmbeddedPlanner", hands_on("span")),
    Piece("parts", PLANNER, alone),
    Piece("find_demonyms", PLANNER, gives([])),
    Piece("life_clauses", PLANNER, gives([])),
    Piece("remarked", CODE, gives([])),
    Piece("find_exclusions", CODE, gives([])),
    Piece("find_readmissions", CODE, gives([])),
    Piece("find_purposes", CODE, gives([])),
    Piece("_EXPLAINED", CODE, lambda _: NOTHING),
    Piece("reread", TERMS, hands_on("mentions")),
)  # fmt: skip


@contextmanager
def replaced(piece: Piece, value: Any) -> Iterator[None]:
    """The name stands for another value meanwhile."""
    owner = piece.owner()
    kept = getattr(owner, piece.name)
    setattr(owner, piece.name, value)
    try:
        yield
    finally:
        setattr(owner, piece.name, kept)


@contextmanager
def remembered(where: str, name: str, key: Callable[..., Any]) -> Iterator[None]:
    """Answers of a slow function are kept: a network says the same of the same message."""
    answers: dict[Any, Any] = {}
    piece = Piece(name, where, lambda function: function)
    function = getattr(piece.owner(), name)

    def quick(*args: Any, **kwargs: Any) -> Any:
        at = key(*args, **kwargs)
        if at not in answers:
            answers[at] = function(*args, **kwargs)
        return answers[at]

    with replaced(piece, quick):
        yield


@dataclass
class Worth:
    """What came of switching a piece off; `busy` are the conversations in which it did something."""

    name: str
    busy: int
    changed: int = 0
    lost: list[Played] = field(default_factory=list)
    won: list[Played] = field(default_factory=list)

    def count(self, turns: Sequence[Played], without: Sequence[Played]) -> None:
        """Compare the turns of one conversation with those without the piece."""
        for mine, other in zip(turns, without, strict=True):
            self.changed += mine.plan != other.plan
            if mine.right and not other.right:
                self.lost.append(other)
            if other.right and not mine.right:
                self.won.append(mine)


class Watch:
    """Which pieces did something, in which conversations: each stands beside its stand-in and is compared with it."""

    def __init__(self) -> None:
        self.case = ""
        self.busy: dict[str, set[str]] = {piece.name: set() for piece in PIECES}

    def over(self, piece: Piece) -> Any:
        """The piece, noting every call in which its stand-in would have answered otherwise."""
        function = getattr(piece.owner(), piece.name)
        stand_in = piece.off(function)
        if isinstance(function, re.Pattern):
            return _Pattern(function, lambda: self.busy[piece.name].add(self.case))

        def watched(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            if answer != stand_in(*args, **kwargs):
                self.busy[piece.name].add(self.case)
            return answer

        return watched


class _Pattern:
    """A pattern that tells when it finds something."""

    def __init__(self, pattern: re.Pattern[str], found: Callable[[], None]) -> None:
        self.pattern, self.found = pattern, found

    def __getattr__(self, name: str) -> Any:
        def method(text: str, *args: Any) -> Any:
            if self.pattern.search(text):
                self.found()
            return getattr(self.pattern, name)(text, *args)

        return method


def measure(cases: Sequence[dict[str, Any]], pieces: Sequence[Piece]) -> Iterator[Worth]:
    """The worth of each piece, in their order, then of all those of one module, and of all together."""
    watch = Watch()
    turns: dict[str, list[Played]] = {}
    with ExitStack() as stack:
        for piece in pieces:
            stack.enter_context(replaced(piece, watch.over(piece)))
        for case in cases:
            watch.case = case["id"]
            turns[case["id"]] = list(play_case(case, conversation("embedded")))
    for name, group in _groups(pieces):
        busy = {case for piece in group for case in watch.busy[piece.name]}
        worth = Worth(name, len(busy))
        with ExitStack() as stack:
            for piece in group:
                stack.enter_context(replaced(piece, piece.off(getattr(piece.owner(), piece.name))))
            for case in cases:
                if case["id"] in busy:
                    worth.count(turns[case["id"]], list(play_case(case, conversation("embedded"))))
        yield worth


def _groups(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    yield from ((piece.name, [piece]) for piece in pieces)
    modules = dict.fromkeys(piece.where.partition(":")[0] for piece in pieces)
    for module in modules:
        inside = [piece for piece in pieces if piece.where.partition(":")[0] == module]
        if 1 < len(inside) < len(pieces):
            yield f"all {len(inside)} in {module.rpartition('.')[2]}", inside
    if len(pieces) > 1:
        yield f"all {len(pieces)}", list(pieces)


def main() -> None:
    """Print a table: piece, turns that change, turns lost and won without it."""
    cli = argparse.ArgumentParser(prog="python -m tests.evals.ablate", description=__doc__.splitlines()[0])
    cli.add_argument("files", nargs="*", type=Path, default=[DATA / "regression.jsonl", DEV])
    cli.add_argument("--only", nargs="+", help="names of pieces")
    cli.add_argument("--show", action="store_true", help="print the turns that are lost and won, too")
    args = cli.parse_args()
    cases = [case for path in args.files if path.is_file() for case in read_cases(path)]
    pieces = [piece for piece in PIECES if not args.only or piece.name in args.only]
    gone = [piece.name for piece in pieces if not hasattr(piece.owner(), piece.name)]
    began = time.monotonic()
    print("| piece | acts in conversations | turns that change | lost without it | won without it |")
    print("| --- | --- | --- | --- | --- |")
    with (
        remembered(
            "agent.planners.tagger.network:Tagger", "tag", lambda _, message, words, rows: (message, rows.tobytes())
        ),
        remembered(PLANNER, "similarity", lambda text, others: (text, *others)),
    ):
        for worth in measure(cases, [piece for piece in pieces if piece.name not in gone]):
            print(
                f"| {worth.name} | {worth.busy} | {worth.changed} | {len(worth.lost)} | {len(worth.won)} |", flush=True
            )
            if args.show:
                print("".join(f"    lost {turn}\n" for turn in worth.lost), end="")
                print("".join(f"    won {turn}\n" for turn in worth.won), end="", flush=True)
    print(f"\n{sum(len(case['turns']) for case in cases)} turns, {time.monotonic() - began:.0f} s")
    if gone:
        print(f"Not there any more: {', '.join(gone)}.")


if __name__ == "__main__":
    main()
