"""From a message to its act: whether it looks for something at all, and if not, what is to be answered.

Only acts of looking go on to the planners; every other act leaves the plan as it is. It reads no terms.

    decide("crop the third one a bit", QueryPlan())   # Respond(act="cannot", about="edit")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from agent.language.descriptions import describes
from agent.language.tokens import split, stem
from agent.plan.edits import Act, AddTerm, Edit, Reset, Respond, ShowMore, Undo
from agent.plan.query_plan import QueryPlan
from agent.planners.acts.classifier import ActReading, read_act
from agent.planners.acts.foreign import foreign_language
from agent.planners.acts.labels import LABELS, LOOKING, ActLabel
from tools.errors import ModelBroken, ModelMissing

SURE: dict[ActLabel, float] = {
    "cannot": 0.75,
    "question_result": 0.6,
    "question_library": 0.75,
    "question_docent": 0.6,
    "chat": 0.8,
    "help": 0.6,
    "nonsense": 0.8,
    "undo": 0.7,
    "reset": 0.92,
    "more": 0.7,
}
"""The chance that a label needs. Nonsense needs most: what nobody understands may still be a thing that is shown."""
LIKELIER = 0.5
"""The chance from which an act that looks for nothing stands against terms that a planner would add."""
WITHOUT_A_PICTURE = 0.95
"""What it needs to be an order about files or pixels when no picture is spoken of: "put a comet in the background"."""
_OF_PICTURES = frozenset(
    "this these those one ones first second third fourth fifth last picture pictures photo photos image images file"
    " files pic pics shot shots folder copy all number top selected #".split()
)
QUESTIONS: dict[ActLabel, str] = {
    "question_result": "result",
    "question_library": "library",
    "question_docent": "docent",
}


_COMMANDS: dict[ActLabel, Edit] = {"undo": Undo(), "reset": Reset(), "more": ShowMore()}


def decide(message: str, plan: QueryPlan) -> Edit | None:
    """The edit of a message that surely does not look for anything; None when it does, or nobody can say."""
    if language := foreign_language(message):
        return Respond(act="language", about=language)
    if describes(split(message)):
        return None
    reading = _reading(message, plan)
    if reading is None or reading.chances[reading.label] < SURE.get(reading.label, 2.0):
        return None
    return _answer(message, plan, reading)


def reconsider(message: str, plan: QueryPlan, edits: Sequence[Edit]) -> Edit | None:
    """A second thought on a message that was not surely anything else, once it is known what a planner read in it.

    Where a planner found nothing to do, or only something to add, the likeliest act that looks for nothing stands.
    """
    if any(not isinstance(edit, AddTerm) or edit.weight < 0 for edit in edits) or describes(split(message)):
        return None
    reading = _reading(message, plan)
    if reading is None:
        return None
    best = max((label for label in LABELS if label not in LOOKING), key=lambda label: reading.chances[label])
    if edits and reading.chances[best] < LIKELIER:
        return None
    return _answer(message, plan, replace(reading, label=best), read_as_terms=bool(edits))


def _reading(message: str, plan: QueryPlan) -> ActReading | None:
    try:
        return read_act(message, plan)
    except (ModelMissing, ModelBroken):
        return None


def _answer(message: str, plan: QueryPlan, reading: ActReading, *, read_as_terms: bool = True) -> Edit | None:
    """The edit that stands for an act; None for an order about pixels or files that speaks of no picture.

    `read_as_terms`: whether the message may also be read as something to look for.
    """
    if reading.label in QUESTIONS:
        return Respond(act="question", about=QUESTIONS[reading.label])
    if reading.label in _COMMANDS:
        return _COMMANDS[reading.label]
    act: Act = reading.label  # type: ignore[assignment]  # the labels that are left are acts
    about = topic_of(message, act)
    words = {word.lower for word in split(message)}
    changes = read_as_terms and act == "cannot" and about in ("edit", "files", "") and bool(plan.terms)
    if changes and not words & _OF_PICTURES and reading.chances["cannot"] < WITHOUT_A_PICTURE:
        return None
    return Respond(act=act, about=about)


def topic_of(message: str, act: Act) -> str:
    """Which kind of request that cannot be carried out, or of small talk, this is; empty when no word tells."""
    words = [word.lower for word in split(message) if word.is_word]
    said = {*words, *map(stem, words), *(f"{a} {b}" for a, b in pairwise(words))}
    best, most = "", 0
    for topic, cues in _topics().get(act, {}).items():
        found = len(said & cues)
        if found > most:
            best, most = topic, found
    return best


@lru_cache(maxsize=1)
def _topics() -> dict[str, dict[str, frozenset[str]]]:
    """topics.txt: [act topic] lines, then cues, one a line."""
    found: dict[str, dict[str, set[str]]] = {}
    cues: set[str] = set()
    for line in (files(__package__) / "topics.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            act, _, topic = line.strip("[] ").partition(" ")
            cues = found.setdefault(act, {}).setdefault(topic, set())
        elif line.strip() and not line.startswith("#"):
            cues.add(line.strip())
    return {act: {topic: frozenset(words) for topic, words in topics.items()} for act, topics in found.items()}
