"""From facts that a message asks for to edits of the plan's filters, and a sentence for what cannot be asked.

fact_edits(find_facts("from my Leica, only PNG"))   # ([SetFilter(name="camera", value="Leica")], ("...",))
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.plan.edits import Edit, SetFilter
from agent.planners.extract.file_facts import FactMention

_KNOWN = ("folder", "camera", "gps")


def fact_edits(mentions: Sequence[FactMention]) -> tuple[list[Edit], tuple[str, ...]]:
    """The edits, and one note that names every fact that no filter holds."""
    edits: list[Edit] = []
    unknown: list[str] = []
    for mention in mentions:
        if mention.fact not in _KNOWN or mention.negated:
            unknown.append(mention.fact.replace("_", " "))
        else:
            edits.append(SetFilter(name=mention.fact, value=mention.value))
    named = ", ".join(dict.fromkeys(unknown))
    return edits, ((f"Docent cannot search by **{named}** yet; that part was left out.",) if unknown else ())
