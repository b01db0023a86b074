"""What a message that looks for nothing is answered with, from the plan, the results and the catalogue.

It changes nothing; the sentences themselves are in `replies`.

    response(Respond(act="question", about="library"), QueryPlan(), library, ())
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.plan.edits import Respond
from agent.plan.query_plan import QueryPlan
from agent.replies import act_answers
from tools.geo import describe
from tools.library import Library
from tools.types import ImageId


def response(edit: Respond, plan: QueryPlan, library: Library | None, shown: Sequence[ImageId]) -> str:
    """The answer in words. `shown` are the pictures that a question may be about, the likeliest first."""
    if edit.act != "question":
        return act_answers.answer_to(edit.act, edit.about)
    if library is not None and edit.about == "library":
        facts = act_answers.library_facts(library.collection(), folders=len(library.folders()))
        return act_answers.about_library(facts)
    if library is not None and edit.about == "result" and shown:
        picture = library.picture(shown[0])
        where = describe(picture.point.lat, picture.point.lon) if picture.point else None
        return act_answers.about_picture(picture, where)
    return act_answers.about_docent(plan)
