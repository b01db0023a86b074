"""What the command shows people in the terminal. No decisions here; results go to stdout, progress to stderr.

printing.reply(session.say("dogs"))
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from agent.cli.terminal import visible
from agent.replies import answers
from agent.session.reply import Reply, Status
from tools.library import IndexReport
from tools.search.query import Hit
from tools.types import Skipped

SHOWN_SKIPPED = 20
SHOWN_CAUSES = 4
LISTED_OF_A_FOLDER = 3
LONGEST_PATH = 240

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


@contextmanager
def progress(what: str, unit: str = "pictures") -> Iterator[Callable[[Any], None]]:
    """A progress bar on stderr; yields the callback that moves it (anything with `done` and `total`)."""
    count = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    columns = (TextColumn(what), BarColumn(), count, TimeRemainingColumn())
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda state: bar.update(task, completed=state.done, total=state.total)


@contextmanager
def byte_progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """The same for one file: the callback takes the bytes that are here."""
    columns = (TextColumn(what), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def confirm(question: str) -> bool:
    """Ask on the terminal; no terminal means no."""
    try:
        return input(f"{question} [y/N] ").strip().casefold() in {"y", "yes"}
    except EOFError:
        return False


def aside(sentence: str) -> None:
    """What a job in the background has to say, beside whatever else is printed."""
    _err.print(escape(visible(sentence)))


def _say(text: str) -> None:
    """One line of words with **bold** in them."""
    _out.print(re.sub(r"\*\*(.+?)\*\*", r"[bold]\1[/bold]", escape(visible(text))))


def index_report(report: IndexReport, library: Path) -> None:
    """What a run did, and each file it skipped with its remedy."""
    _say(
        f"**{report.found:,}** pictures: {report.added:,} new, {report.updated:,} changed, {report.moved:,} moved, "
        f"{report.unchanged:,} unchanged, {report.removed:,} gone, {len(report.skipped):,} skipped "
        f"({report.pictures_per_second:.0f} pictures a second). Library: {library}"
    )
    if report.away:
        _say(f"{report.away:,} pictures stay although their folder is not there now.")
    if report.restored:
        _say(f"The vectors of {report.restored:,} of them were lost or damaged, and were made again.")
    if report.cancelled:
        _say("Stopped early; run the same command again to go on.")
    passed = Counter(item.cause for item in report.left_out)
    over = [f"{count:,} because {cause.removesuffix('.')}" for cause, count in passed.most_common(SHOWN_CAUSES)]
    if report.other_files:
        over.append(f"{report.other_files:,} other files")
    if over:
        _say(f"Passed over: {', '.join(over)}{', ...' if len(passed) > SHOWN_CAUSES else ''}.")
    skipped(report.skipped)


def skipped(items: Sequence[Skipped]) -> None:
    """Names of files that were left out, why, and the remedy; many of one folder with one cause are one line."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for item in items:
        groups.setdefault((os.path.dirname(item.path), item.cause, item.remedy), []).append(item.path)
    for (folder, cause, remedy), paths in list(groups.items())[:SHOWN_SKIPPED]:
        if len(paths) > LISTED_OF_A_FOLDER:
            names = ", ".join(_cut(os.path.basename(path)) for path in paths[:LISTED_OF_A_FOLDER])
            more = len(paths) - LISTED_OF_A_FOLDER
            _say(f"  skipped {len(paths):,} in {_cut(folder)} ({names} and {more:,} more): {cause} {remedy}")
        else:
            for path in paths:
                _say(f"  skipped {_cut(path)}: {cause} {remedy}")
    left = sum(map(len, list(groups.values())[SHOWN_SKIPPED:]))
    if left:
        _say(f"  and {left:,} more: docent doctor --json lists them all.")


def _cut(path: str) -> str:
    """A path that fills many lines, by its beginning and its end."""
    return path if len(path) <= LONGEST_PATH else f"{path[: LONGEST_PATH // 2]}...{path[-LONGEST_PATH // 2 :]}"


def reply(answer: Reply) -> None:
    """The answer in words, then what was found."""
    _say(answer.text)
    if answer.question:
        _say(answer.question)
    hits(answer.hits)
    further = [s for s in answer.suggestions if s.drops is None]  # a condition to drop is named in the answer itself
    if further:
        _say("Try also: " + ", ".join(f"{s.text} ({s.channel})" for s in further))


def hits(found: Sequence[Hit]) -> None:
    """A table of results: how sure, why and where."""
    if not found:
        return
    table = Table(box=None, pad_edge=False)
    for name in ("", "score", "band", "why", "picture"):
        table.add_column(name, overflow="fold" if name == "picture" else "ellipsis")
    for number, hit in enumerate(found, start=1):
        parts = [f"{name} {value:+.1f}" for name, value in hit.channels.items() if abs(value) >= 0.05]
        if hit.distance_km is not None:
            parts.append(f"{hit.distance_km:,.0f} km")
        more = f" (+{len(hit.duplicates)})" if hit.duplicates else ""
        more += " (not here now)" if hit.away else ""
        picture = escape(visible(_short(hit.path))) + more
        table.add_row(str(number), f"{hit.score:.2f}", hit.band, ", ".join(parts), picture)
    _out.print(table)


def _short(path: str) -> str:
    """Enough to recognise a file by: its folder and its name. `--json` gives the whole path."""
    return os.path.join(*Path(path).parts[-2:])


def plan(answer: Reply) -> None:
    """How one request was read."""
    _say(answers.describe_plan(answer.plan))
    for notice in answer.notices:
        _say(notice)


def welcome(status: Status) -> None:
    """What is at work, once at the beginning of a chat."""
    _say(f"{status.pictures:,} pictures; planner **{status.planner}**, models **{status.models}**.")
    for hint in status.hints:
        _say(f"  {hint}")


def model_sets(states: Sequence[Any]) -> None:
    """Which sets are here, how large they are and where."""
    for state in states:
        here = f"here, {state.path}" if state.present else "not here"
        _say(f"**{state.name}**  {state.size_mb:,.0f} MB  {here}. {state.about}")


def doctor(report: Any, status: Status, left_out: Sequence[Skipped]) -> None:
    """Findings with their remedies."""
    _say(f"Library {status.library}: {status.pictures:,} pictures, planner {status.planner}, models {status.models}.")
    for finding in report.findings:
        _say(f"  {finding.message} {finding.remedy}")
    _say("Everything is in order." if report.ok else "Not everything is in order.")
    for hint in status.hints:
        _say(f"  {hint}")
    skipped(left_out)
