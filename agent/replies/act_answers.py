"""Short honest answers to messages that look for nothing: what is possible instead, and what the catalogue knows.

Pure functions over an act, a plan and facts of a library; they change nothing. Bold (**...**) is their only markup.

    answer_to("cannot", "edit")   # "I never change a picture. ..."
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.plan.edits import Act
from agent.plan.query_plan import QueryPlan
from agent.replies.answers import ASK, describe_plan
from agent.replies.wording import bold, counted, day, joined
from tools.types import Collection, Picture

_CANNOT = {
    "files": "I never change, move or delete a file; I only search. Select pictures and copy their paths, or say which"
    " ones to leave out.",
    "edit": "I never change a picture; I only find them. I can look for pictures that are that way already: say it as a"
    " wish.",
    "share": "I cannot send, print or publish anything: nothing leaves this machine. Select pictures and copy their"
    " paths.",
    "people": "I do not know who anybody is: I recognise no faces and no names. Describe the person, or show an example"
    " picture.",
    "text": "I cannot read the words in a picture. I can look for pictures that show a sign, a page or a label.",
    "count": "I cannot count what is inside a picture. I can look for a number of things, such as two dogs.",
    "opinion": "I have no opinions, and know no prices or sales. I can sort by how well pictures match, or by date.",
    "": "I cannot do that; I only search your pictures.",
}
_CHAT = {
    "thanks": "You are welcome.",
    "greeting": "Hello.",
    "goodbye": "Goodbye; the plan stays as it is.",
    "praise": "Good to hear.",
    "complaint": "Sorry. Say what is wrong with them (too dark, no people, another place), or say undo.",
    "": "I see.",
}
MOST_CAMERAS = 5
HELP = (
    "Say what you are looking for: things, a scene, a style, a place or a time. Then change it: more or less of"
    " something, without something, another place, newest first, more like the second one, undo, start over."
)
DOCENT = (
    "I search the pictures on this machine by what they show, how they are made, where and when they were taken. I read"
    " requests in English, change no file, and send nothing anywhere."
)


def answer_to(act: Act, about: str) -> str:
    """The answer to an act that needs no look at the library."""
    if act == "cannot":
        return _CANNOT.get(about, _CANNOT[""])
    if act == "chat":
        tail = "" if about in ("thanks", "praise", "goodbye", "complaint") else f" {ASK}"
        return _CHAT.get(about, _CHAT[""]) + tail
    if act == "help":
        return HELP
    if act == "language":
        return f"I read requests in English, and that looks like {about}. Nothing was changed; please use English."
    return f"I did not understand that, so nothing was changed. {ASK}"


def about_docent(plan: QueryPlan) -> str:
    """What Docent is, and what it looks for at present."""
    return DOCENT if plan.empty else f"{describe_plan(plan)} {DOCENT}"


@dataclass(frozen=True)
class LibraryFacts:
    """What the catalogue says of the whole library."""

    pictures: int
    with_position: int
    dates: tuple[int, int] | None
    with_date: int
    cameras: Sequence[tuple[str, int]]
    folders: int


def library_facts(collection: Collection, *, folders: int) -> LibraryFacts:
    """Counted from a snapshot of the library."""
    dated = collection.taken[~np.isnat(collection.taken)]
    years = dated.astype("datetime64[Y]").astype(int) + 1970
    return LibraryFacts(
        pictures=len(collection),
        with_position=int((~np.isnan(collection.lat)).sum()),
        dates=(int(years.min()), int(years.max())) if len(years) else None,
        with_date=len(years),
        cameras=Counter(camera for camera in collection.cameras if camera).most_common(MOST_CAMERAS),
        folders=folders,
    )


def about_library(facts: LibraryFacts) -> str:
    """How many pictures there are, from when, with what cameras, and how many have a position."""
    parts = [f"The library holds {counted(facts.pictures, 'picture')} from {counted(facts.folders, 'folder')}."]
    if facts.dates is not None:
        first, last = facts.dates
        span = f"in {first}" if first == last else f"from {first} to {last}"
        parts.append(f"{facts.with_date:,} have a date, {span}; {facts.with_position:,} have a GPS position.")
    else:
        parts.append(f"None has a date; {facts.with_position:,} have a GPS position.")
    if facts.cameras:
        parts.append(f"Cameras: {joined(f'{bold(name)} ({n:,})' for name, n in facts.cameras)}.")
    return " ".join(parts)


def about_picture(picture: Picture, where: str | None) -> str:
    """When, where and with what camera a picture was taken; says what is not known."""
    known = [f"taken on {day(picture.taken_at)}" if picture.taken_at else "its date is not known"]
    if where:
        known.append(f"near {bold(where)}")
    elif picture.point is None:
        known.append("without a GPS position")
    known.append(f"with a {bold(picture.camera)}" if picture.camera else "its camera is not known")
    return f"{bold(picture.path.rsplit('/', 1)[-1])}: {', '.join(known)}."
