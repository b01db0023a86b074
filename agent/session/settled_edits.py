"""Edits with their facts settled by code: whether a place exists, whether a picture does.

A planner names places and pictures; what it says of them is not believed. It changes no plan.

    settled(SetPlace(name="Wakanda"), plan, ResolvedPlaces(), examples).resolved   # False
"""

from __future__ import annotations

from agent.plan.edits import AllowPlace, Edit, LeaveOutPlace, Like, SetPlace, Unlike
from agent.plan.query_plan import Point, QueryPlan
from agent.replies.place_facts import spelled_in_plan
from agent.session.examples import ExamplePictures
from agent.session.resolved_places import ResolvedPlaces
from tools.geo import look_up


def settled(edit: Edit, plan: QueryPlan, places: ResolvedPlaces, examples: ExamplePictures) -> Edit:
    """The edit with its facts settled by code: whether a place exists, whether a picture does.

    Raises: UnknownImage for a picture that is not there.
    """
    if isinstance(edit, LeaveOutPlace):
        return edit.model_copy(update={"resolved": places(edit.name) is not None})
    if isinstance(edit, AllowPlace) and edit.name is not None:
        return edit.model_copy(update={"name": spelled_in_plan(edit.name, plan, find=places)})
    if isinstance(edit, SetPlace) and edit.point is None:
        if places(edit.name) is not None:
            return edit.model_copy(update={"resolved": True})
        asked = look_up(edit.name)  # None unless the user switched the network on for it
        if asked is None:
            return edit.model_copy(update={"resolved": False})
        where = Point(lat=asked.center.lat, lon=asked.center.lon)
        reach = edit.radius_km or asked.radius_km
        return edit.model_copy(update={"resolved": True, "point": where, "radius_km": reach})
    if isinstance(edit, (Like, Unlike)):
        examples.require(edit.image_id)
    return edit
