"""What is said of work on the library: its cost before it starts, how it stands, how it ended. Words only.

work_words.changing("full")
"""

from __future__ import annotations

from tools.library import IndexReport, ReembedCost, ReembedReport
from tools.library.cost import megabytes

STOPPING = "Cancelling; the batch in hand is finished first."
LOOKING = "Looking for new, changed and removed pictures."


def loading(name: str) -> str:
    """While weights are read."""
    return f"Loading the {name} models."


def cost(found: ReembedCost, *, old: str, new: str, seconds: float | None = None) -> str:
    """Said before anything is written. `seconds` a picture, where they are known."""
    left = found.pictures - found.done
    head = f"Changing {found.pictures:,} pictures from the {old} to the {new} models"
    begun = f", {found.done:,} of which are done already" if found.done else ""
    room = f"{megabytes(found.new_bytes)} of disk is needed while both are kept, {megabytes(found.free_bytes)} is free"
    how_long = f", and it takes {duration(left * seconds)} on this machine" if seconds is not None else ""
    return f"{head}{begun}: {room}{how_long}. The {old} models go on serving searches until the end."


def changing(name: str) -> str:
    """While it goes on."""
    return f"Changing to the {name} models; you can go on searching."


def changed(report: ReembedReport, name: str) -> str:
    """When every vector is made."""
    head = f"The library is of the {name} models now: {report.total - len(report.lost):,} pictures."
    if not report.lost:
        return head
    return f"{head} {len(report.lost):,} could not be read and must be indexed again; docent doctor names them."


def same(name: str, pictures: int) -> str:
    """When there is nothing to change."""
    return f"The library is of the {name} models already ({pictures:,} pictures)."


def given_up(serving: str) -> str:
    """After cancelling."""
    return f"Cancelled: the library is as it was, of the {serving} models."


def failed(sentence: str, kind: str, *, serving: str, begun: bool) -> str:
    """A job's bad end: the cause with its remedy, and what holds meanwhile."""
    if kind != "switch":
        return sentence
    kept = " What was done is kept." if begun else ""
    return f"{sentence} The library stays as it was, of the {serving} models.{kept}"


def indexed(report: IndexReport) -> str:
    """After looking for pictures."""
    counts = ((report.added, "new"), (report.updated, "changed"), (report.moved, "moved"), (report.removed, "gone"))
    said = [f"{number:,} {word}" for number, word in counts if number]
    head = f"{report.found:,} pictures looked through: {', '.join(said) or 'nothing new'}."
    if report.cancelled:
        head = f"Stopped early; {', '.join(said) or 'nothing new'} so far, which is kept."
    if report.away:
        head += f" {report.away:,} stay although their folder is not there now."
    if report.skipped:
        head += f" {len(report.skipped):,} could not be read; docent doctor names them."
    return head


def duration(seconds: float) -> str:
    """A time in words, no more exact than it is: "less than a minute", "about 40 minutes", "about 3 hours"."""
    if seconds < 55:
        return "less than a minute"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"about {minutes} minute{'' if minutes == 1 else 's'}"
    hours = round(seconds / 3600)
    return f"about {hours} hours" if hours < 48 else f"about {round(seconds / 86400)} days"
