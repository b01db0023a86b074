"""The tools that a language model may call: name -> schema, prompt text, and validation into edits of the plan.

A model's call is checked here once; past this module there are only edits. It calls no model.

    Toolbox(plan, context).call("add_term", {"text": "fog", "channel": "content"})  # (AddTerm(text="fog", ...),)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from agent.language.well_formed import well_formed, well_formed_values
from agent.plan import edits
from agent.plan.edits import Edit
from agent.plan.query_plan import DEFAULT_WEIGHT, Frozen, QueryPlan, Term
from agent.planners.build.term_edits import STEP, find_term
from agent.planners.extract.dates import find_dates
from agent.planners.extract.strength import STRONG, WEAK
from agent.planners.llm import tool_arguments as calls
from agent.planners.protocol import Context
from tools.errors import BadRequest, DocentError, PlaceNotFound, UnknownImage, UnknownTerm
from tools.types import ImageId

Fate: TypeAlias = Literal["retry", "told", "bug"]
STRENGTHS = {"low": WEAK, "normal": DEFAULT_WEIGHT, "high": STRONG}
STEPS = {"more": STEP, "much more": 2 * STEP, "less": round(-1.5 * STEP, 3), "much less": round(-3 * STEP, 3)}
MOST_CALLS = 12
"""Edits read from one answer; a message asks for three or four, a model that loops writes hundreds."""


def fate(error: BaseException) -> Fate:
    """What becomes of an error in a tool call.

    "retry": the message goes back to the model, which may correct the call. "told": no other call would do better, so
    the user is told. "bug": ours, and it propagates.
    """
    if isinstance(error, (UnknownImage, PlaceNotFound)):
        return "told"
    if isinstance(error, BadRequest):
        return "retry"
    return "told" if isinstance(error, DocentError) else "bug"


@dataclass(frozen=True)
class ToolCall:
    """One call that a model made, unchecked but for its characters."""

    name: str
    arguments: Mapping[str, Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", well_formed(self.name))
        object.__setattr__(self, "arguments", well_formed_values(dict(self.arguments)))


@dataclass(frozen=True)
class Tool:
    """One tool: what the model reads of it, and what a valid call becomes."""

    name: str
    arguments: type[Frozen]
    edits: Callable[[Toolbox, Any], tuple[Edit, ...]]

    @property
    def doc(self) -> str:
        """The tool's docstring, as prompt text."""
        return " ".join((self.arguments.__doc__ or "").split())

    def parameters(self) -> dict[str, Any]:
        """Flat JSON schema of the arguments: type, description and enum, nothing nested."""
        schema = self.arguments.model_json_schema()
        kept = ("type", "description", "enum")
        return {
            "type": "object",
            "properties": {
                name: {key: field[key] for key in kept if key in field}
                for name, field in schema.get("properties", {}).items()
            },
            "required": list(schema.get("required", [])),
        }


@dataclass(frozen=True)
class Toolbox:
    """The tools, for one message: which terms the plan has and which pictures are shown."""

    plan: QueryPlan
    context: Context

    def call(self, name: str, arguments: Mapping[str, Any]) -> tuple[Edit, ...]:
        """The edits that a model's call stands for.

        Raises: BadRequest (retry) when the tool or its arguments are wrong; UnknownTerm (retry); UnknownImage (told).
        """
        tool = TOOLS.get(name)
        if tool is None:
            raise BadRequest(f'There is no tool "{name[:60]}".', remedy=f"The tools are {', '.join(TOOLS)}.")
        try:
            checked = tool.arguments.model_validate(dict(arguments))
        except ValidationError as error:
            raise BadRequest(f"{name}: {_plainly(error)}.", remedy="Correct the call and make it again.") from None
        return tool.edits(self, checked)

    def term(self, text: str) -> Term:
        """The plan's term that the model means: its id, its text, or words in common with it."""
        found = self.plan.term(text) or find_term(text, self.plan)
        if found is None:
            known = ", ".join(f'"{t.text}"' for t in self.plan.terms) or "none"
            raise UnknownTerm(f'The plan has no term "{text[:60]}".', remedy=f"Its terms: {known}.")
        return found

    def pictures(self, text: str) -> tuple[ImageId, ...]:
        """The shown pictures that "#1 #4" or "selected" means."""
        if "select" in text.casefold():
            if self.context.selected:
                return self.context.selected
            raise UnknownImage(
                "No picture is selected.", remedy="Select one on the page, or name it by its place there."
            )
        numbers = [int(n) for n in re.findall(r"\d{1,4}", text)]
        if not numbers:
            raise BadRequest(f'"{text[:60]}" names no picture.', remedy='Give numbers, such as "#2".')
        shown = self.context.shown
        beyond = next((n for n in numbers if not 1 <= n <= len(shown)), None)
        if beyond is not None:
            raise UnknownImage(
                f"There is no picture #{beyond}: {len(shown)} are shown.", remedy="Name one that is shown."
            )
        return tuple(dict.fromkeys(shown[n - 1] for n in numbers))


def _plainly(error: ValidationError) -> str:
    """What is wrong with a call's arguments, argument by argument, without pydantic's links and values."""
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'arguments'}: {e['msg']}".lower() for e in error.errors()[:4])


def _add_term(box: Toolbox, call: calls.AddTermCall) -> tuple[Edit, ...]:
    weight = STRENGTHS[call.strength]
    return (edits.AddTerm(text=call.text, channel=call.channel, weight=-weight if call.avoid else weight),)


def _reweight(box: Toolbox, call: calls.ReweightCall) -> tuple[Edit, ...]:
    return (edits.Reweight(term=box.term(call.term).id, by=STEPS[call.direction]),)


def _set_place(box: Toolbox, call: calls.SetPlaceCall) -> tuple[Edit, ...]:
    return (edits.SetPlace(name=call.name, radius_km=call.radius_km or None, mode="only" if call.only else None),)


def _allow_place(box: Toolbox, call: calls.AllowPlaceCall) -> tuple[Edit, ...]:
    if not call.name.strip():
        return (edits.AllowPlace(),)
    said = box.plan.filters.left_out(call.name)
    if said is None:
        known = ", ".join(f'"{name}"' for name in box.plan.filters.not_in) or "none"
        raise BadRequest(f'"{call.name[:60]}" is not left out.', remedy=f"The places that are: {known}.")
    return (edits.AllowPlace(name=said),)


def _set_dates(box: Toolbox, call: calls.SetDatesCall) -> tuple[Edit, ...]:
    if not call.when.strip():
        return (edits.SetDates(),)
    for text in (call.when, f"in {call.when}"):  # a bare decade is a look; behind "in" it is a time
        mentions = find_dates(text, today=box.context.today)
        if mentions:
            return (edits.SetDates(from_=mentions[0].first, to=mentions[0].last),)
    raise BadRequest(
        f'"{call.when[:60]}" is no time that can be read.', remedy='Such as "in 2019" or "since May 2020".'
    )


def _set_filter(box: Toolbox, call: calls.SetFilterCall) -> tuple[Edit, ...]:
    value: str | bool | None = call.value.strip() or None
    if call.name == "gps" and isinstance(value, str):
        value = value.casefold() in ("yes", "true", "1", "with", "on")
    return (edits.SetFilter(name=call.name, value=value),)


def _explain(box: Toolbox, call: calls.ExplainCall) -> tuple[Edit, ...]:
    picture = box.pictures(call.picture)[0] if call.about == "picture" and call.picture else None
    place = call.place.strip() or None
    if call.about == "count" and place is None:
        raise BadRequest("A count needs a place.", remedy="Give the place's name.")
    return (edits.Explain(about=call.about, image_id=picture, place=place),)


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("add_term", calls.AddTermCall, _add_term),
        Tool("remove_term", calls.RemoveTermCall, lambda box, call: (edits.RemoveTerm(term=box.term(call.term).id),)),
        Tool("reweight", calls.ReweightCall, _reweight),
        Tool(
            "replace_term",
            calls.ReplaceTermCall,
            lambda box, call: (edits.ReplaceTerm(term=box.term(call.term).id, text=call.text),),
        ),
        Tool("set_place", calls.SetPlaceCall, _set_place),
        Tool("clear_place", calls.ClearPlaceCall, lambda box, call: (edits.ClearPlace(),)),
        Tool("leave_out_place", calls.LeaveOutPlaceCall, lambda box, call: (edits.LeaveOutPlace(name=call.name),)),
        Tool("allow_place", calls.AllowPlaceCall, _allow_place),
        Tool("set_dates", calls.SetDatesCall, _set_dates),
        Tool(
            "like", calls.LikeCall, lambda box, call: tuple(edits.Like(image_id=i) for i in box.pictures(call.pictures))
        ),
        Tool(
            "unlike",
            calls.UnlikeCall,
            lambda box, call: tuple(edits.Unlike(image_id=i) for i in box.pictures(call.pictures)),
        ),
        Tool("set_match", calls.SetMatchCall, lambda box, call: (edits.SetMatch(match=call.match),)),
        Tool("set_sort", calls.SetSortCall, lambda box, call: (edits.SetSort(sort=call.sort),)),
        Tool("set_filter", calls.SetFilterCall, _set_filter),
        Tool("show_more", calls.ShowMoreCall, lambda box, call: (edits.ShowMore(),)),
        Tool("undo", calls.UndoCall, lambda box, call: (edits.Undo(),)),
        Tool("new_topic", calls.NewTopicCall, lambda box, call: (edits.NewTopic(),)),
        Tool("respond", calls.RespondCall, lambda box, call: (edits.Respond(act=call.act),)),
        Tool("reset", calls.ResetCall, lambda box, call: (edits.Reset(),)),
        Tool("explain", calls.ExplainCall, _explain),
    )
}


def tool_schemas() -> list[dict[str, Any]]:
    """Every tool as the chat API takes it."""
    return [
        {"type": "function", "function": {"name": t.name, "description": t.doc, "parameters": t.parameters()}}
        for t in TOOLS.values()
    ]


def answer_schema() -> dict[str, Any]:
    """The same edits as one JSON answer, for models without tools: {"edits": [{"tool": ..., its arguments}]}."""
    options = []
    for tool in TOOLS.values():
        parameters = tool.parameters()
        options.append(
            {
                "type": "object",
                "properties": {"tool": {"type": "string", "enum": [tool.name]}, **parameters["properties"]},
                "required": ["tool", *parameters["required"]],
                "additionalProperties": False,
            }
        )
    items = {"type": "array", "maxItems": MOST_CALLS, "items": {"anyOf": options}}
    return {"type": "object", "properties": {"edits": items}, "required": ["edits"], "additionalProperties": False}
