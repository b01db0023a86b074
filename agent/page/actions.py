"""What a click, a key or a released slider asks for -> edits of the plan.

The browser's words are checked here, once. It changes nothing itself: the session applies what it returns.

    edits_for({"do": "balance", "value": 0.4}, plan)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.page.controls import balance_edits, radius_at
from agent.plan.edits import (
    ClearPlace,
    Edit,
    Like,
    ReplaceTerm,
    SetPlace,
    ShowMore,
    Unlike,
)
from agent.plan.query_plan import PlaceClause, QueryPlan
from tools.errors import BadRequest, DocentError, UnknownTerm
from tools.types import CHANNELS, Channel, ImageId

MAX_SELECTED = 100
_IMAGE_ID = re.compile(r"[0-9a-f]{16}")
_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


def edits_for(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    """The edits behind one action of the page, all of them one step of undo.

    Raises: BadRequest (also UnknownTerm) in one sentence when the action makes no sense for this plan.
    """
    name = action.get("do")
    reading = _READINGS.get(name) if isinstance(name, str) else None
    if reading is None:
        raise BadRequest(f"The page asked for something unknown: {name!r}.", remedy="Reload the page.")
    try:
        return reading(action, plan)
    except DocentError:
        raise
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][-1]) if first["loc"] else "value"
        raise BadRequest(f"That is not a usable {field}: {first['msg']}.", remedy="Change it and try again.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadRequest(f"The page sent an incomplete action ({name}).", remedy="Reload the page.") from error


def image_ids(action: Mapping[str, Any]) -> tuple[ImageId, ...]:
    """The library's pictures that an action is about, without doubles, at most 100; anything but an id is dropped, so
    that no browser names a file of this machine.

    Raises: BadRequest when none is given where one is needed.
    """
    given = action.get("ids", ())
    named = [i for i in given if isinstance(i, str)] if isinstance(given, (list, tuple)) else []
    ids = tuple(dict.fromkeys(i for i in named if _IMAGE_ID.fullmatch(i)))
    if not ids:
        raise BadRequest("No picture is selected.", remedy="Click one or more pictures first.")
    return ids[:MAX_SELECTED]


def channels(action: Mapping[str, Any]) -> tuple[Channel, ...]:
    """The channels an action is limited to; both when it names none."""
    given = action.get("channels") or CHANNELS
    return tuple(name for name in CHANNELS if name in given) or CHANNELS


def nearby_km(action: Mapping[str, Any]) -> float | None:
    """The radius of "nearby similar". Raises: BadRequest when it is no distance on Earth."""
    given = action.get("nearby_km")
    if given is None:
        return None
    try:
        radius_km = float(given)
    except (TypeError, ValueError):
        radius_km = float("nan")
    if not 0 < radius_km <= 20_040:
        raise BadRequest(f"{given!r} is no distance.", remedy="Give kilometres between 0 and 20,040.")
    return radius_km


def _edit(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    return (_EDIT.validate_python(action["edit"]),)


def _toggle_channel(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    term = plan.term(str(action["term"]))
    if term is None:
        raise UnknownTerm("That term is not in the plan any more.", remedy="The page shows the plan as it is now.")
    other: Channel = "style" if term.channel == "content" else "content"
    return (ReplaceTerm(term=term.id, text=term.text, channel=other),)


def _balance(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    return balance_edits(plan, float(action["value"]))


def _radius(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    return (_place_edit(plan, radius_km=radius_at(float(action["value"]))),)


def _mode(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    return (_place_edit(plan, mode=action["value"]),)


def _place_edit(plan: QueryPlan, **changes: Any) -> Edit:
    if plan.place is None:
        raise BadRequest("There is no place in the plan.", remedy='Say one first: "in Italy".')
    place: PlaceClause = plan.place
    return SetPlace(**{**dict(place), **changes})


def _drop_example(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    reference = next((ref for ref in plan.like if ref.image_id == action["id"]), None)
    if reference is None:
        raise BadRequest("That example is not in the plan any more.", remedy="The page shows the plan as it is now.")
    gone = Unlike(image_id=reference.image_id)
    # unlike on an example to avoid would only say it again: it is made a wanted one first, in the same step
    return (gone,) if reference.weight > 0 else (Like(image_id=reference.image_id), gone)


def _less(action: Mapping[str, Any], plan: QueryPlan) -> tuple[Edit, ...]:
    wanted = {ref.image_id for ref in plan.like if ref.weight > 0}
    edits: list[Edit] = []
    for image_id in image_ids(action):
        # the first unlike of a wanted example only stops it being one
        edits += [Unlike(image_id=image_id)] * (2 if image_id in wanted else 1)
    return tuple(edits)


_READINGS: dict[str, Callable[[Mapping[str, Any], QueryPlan], tuple[Edit, ...]]] = {
    "edit": _edit,
    "channel": _toggle_channel,
    "balance": _balance,
    "radius": _radius,
    "mode": _mode,
    "clear_place": lambda action, plan: (ClearPlace(),),
    "drop_example": _drop_example,
    "less": _less,
    "more": lambda action, plan: (ShowMore(),),
}
