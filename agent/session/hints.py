"""What the status says beside the numbers: damage, what the planner and the models lack, and how to get better ones.

It reads and changes nothing.

    hints(planner, models, library.collection())
"""

from __future__ import annotations

from agent.planners.protocol import Planner
from agent.replies import answers
from tools.encoders.full import full_is_present
from tools.encoders.library_fit import fit_hint
from tools.encoders.protocols import Models
from tools.types import Collection


def hints(planner: Planner, models: Models | None, collection: Collection | None) -> tuple[str, ...]:
    """Sentences with their remedy, the planner's first."""
    found: list[str] = list(getattr(planner, "hints", ()))
    if collection is not None and collection.damaged:
        whole = len(collection) + collection.damaged
        found.append(answers.damaged_pictures(collection.damaged, of=whole) + ".")
    if models and (note := fit_hint(models)):
        found.append(note)
    if models and models.name == "pocket" and not full_is_present():
        found.append(
            "Larger models find more: `docent models pull full` once, then change to it on the page, or with"
            " `docent index --reembed --models full`."
        )
    return tuple(found)
