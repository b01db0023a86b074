"""From a message to its act: whether it looks for something at all, and if not, what is to be answered.

Only acts of looking go on to the planners; every other act leaves the plan as it is. It reads no terms.

    decide("crop the third one a bit", reading)   # Respond(act="cannot", about="edit")
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from agent.language.tokens import split, stem
from agent.plan.edits import Act, Edit, Reset, Respond, ShowMore, Undo
from agent.planners.acts.foreign import foreign_language
from agent.planners.acts.labels import LABELS, LOOKING, ActLabel
from agent.planners.acts.reading import ActReading

LOOKS = 0.5
"""The chance of all acts of looking together from which a message goes on to the planners."""
SURE = 0.8
"""What a command needs before anything else is read: "snow out" takes back a step, or takes out the snow."""
QUESTIONS: dict[ActLabel, str] = {
    "question_result": "result",
    "question_library": "library",
    "question_docent": "docent",
}


COMMANDS: dict[ActLabel, Edit] = {"undo": Undo(), "reset": Reset(), "more": ShowMore()}


def decide(message: str, reading: ActReading | None, *, asked: bool = False) -> Edit | None:
    """The edit of a message that does not look for anything; None when it does, or nobody can say.

    `asked`: code read a date or a fact in it, so that it is no mere command and no small talk.
    """
    if language := foreign_language(message):
        return Respond(act="language", about=language)
    if reading is None or reading.label in LOOKING or _looks(reading) >= LOOKS:
        return None
    if asked and reading.label in ("chat", "help", "nonsense"):
        return None
    if reading.label in COMMANDS:
        sure = reading.chances[reading.label] >= SURE and reading.label != "reset"  # "a clean slate: owls"
        return COMMANDS[reading.label] if sure and not asked else None
    return _answer(message, reading)


def reconsider(message: str, reading: ActReading | None) -> Edit | None:
    """What stands for a message in which a planner found nothing to do."""
    if reading is None:
        return None
    return COMMANDS.get(reading.label) or _answer(message, reading)


def _looks(reading: ActReading) -> float:
    return sum(reading.chances[label] for label in LOOKING)


def _answer(message: str, reading: ActReading) -> Edit:
    """The answer to the likeliest act that neither looks for something nor commands."""
    answered = [label for label in LABELS if label not in LOOKING and label not in COMMANDS]
    label = max(answered, key=lambda label: reading.chances[label])
    if label in QUESTIONS:
        return Respond(act="question", about=QUESTIONS[label])
    act: Act = label  # type: ignore[assignment]  # the labels that are left are acts
    return Respond(act=act, about=topic_of(message, act))


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
