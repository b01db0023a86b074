"""Whether a request that could be added to the plan begins another topic: "cats", then "boats on the water".

It looks at the edits that a reading came to and at how the message begins; it reads no terms of its own.

    is_new_topic("boats on the water", edits, plan, reading)   # True where the plan looks for cats
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.language.lexicon import filler
from agent.language.tokens import split, stem, stems
from agent.plan.edits import AddTerm, Edit, LeaveOutPlace, SetDates, SetFilter, SetPlace, SetSort
from agent.plan.query_plan import QueryPlan
from agent.planners.acts.reading import ActReading

SURE = 0.5
SCENE_WORDS = 3
"""A phrase of so many words, small ones between, shows a whole picture; "a dog" may be a further wish."""
BESIDE = (AddTerm, SetPlace, SetDates, SetSort, SetFilter, LeaveOutPlace)
"""What a new topic may be asked for with; anything else speaks of what there is."""
_GOES_ON = frozenset(
    "and also with plus but add include including more less fewer no not without only just in at on near by from make"
    " maybe or too then as same similar like except minus under over during before after since until around inside"
    " outside behind nothing never avoid skip keep drop remove lose hide exclude bit slightly really very much even"
    " still again now their his her its it they them those these that this".split()
)
"""First words of what goes on with a request."""
_ENDS_ON = frozenset("too also instead please well added".split())


def is_new_topic(message: str, edits: Sequence[Edit], plan: QueryPlan, reading: ActReading) -> bool:
    """Whether these edits of a message leave the plan's present things behind."""
    wanted = [t for t in plan.terms if t.channel == "content" and t.weight > 0]
    added = [e for e in edits if isinstance(e, AddTerm)]
    things = [e for e in added if e.channel == "content" and e.weight > 0]
    if not wanted or not things or any(not isinstance(e, BESIDE) for e in edits):
        return False
    known = {word for term in wanted for word in stems(term.text, filler())}
    if known & {word for thing in things for word in stems(thing.text, filler())}:
        return False
    if reading.chances["new"] >= SURE:
        return True
    words = [word.lower for word in split(message) if word.is_word]
    if not words or words[0] in _GOES_ON or words[-1] in _ENDS_ON:
        return False
    return len(things) == 1 and _is_scene(things[0].text) and _is_plural(words[0])


def _is_plural(word: str) -> bool:
    """Whether a first word stands for things of its own ("boats on the water"); "a tent" may come into the picture."""
    return word.endswith("s") and stem(word) != word and word not in filler()


def _is_scene(text: str) -> bool:
    words = [word.lower for word in split(text) if word.is_word]
    return len(words) >= SCENE_WORDS and any(word in filler() for word in words[1:-1])
