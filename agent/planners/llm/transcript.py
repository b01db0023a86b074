"""What a language model is shown of a plan, and what of its text can be read as calls.

Only the user's own words go out: a place taken from a picture, a folder or a camera is told without its name, since
such names come from files that anyone may have written.

    plan_lines(plan)  # '- "fog" (content, wanted)'
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from agent.plan.query_plan import QueryPlan
from agent.planners.llm.toolbox import TOOLS, ToolCall

EMPTY = "(empty)"


def plan_lines(plan: QueryPlan) -> str:
    """The plan for a prompt, one line each; quotes and line breaks inside a term cannot end it."""
    lines = [f"- {_quoted(t.text)} ({t.channel}, {'avoided' if t.weight < 0 else 'wanted'})" for t in plan.terms]
    if plan.place is not None:
        named = plan.place.point is None
        lines.append(f"- place: {_quoted(plan.place.name) if named else 'near chosen pictures'}")
    if plan.dates is not None:
        lines.append(f"- dates: from {plan.dates.from_ or 'any'} to {plan.dates.to or 'any'}")
    if plan.like:
        lines.append(f"- like {len(plan.like)} chosen pictures")
    lines += [f"- place left out: {_quoted(name)}" for name in plan.filters.not_in]
    if (plan.filters.folder, plan.filters.camera, plan.filters.gps) != (None, None, None):
        lines.append("- a filter is set")
    return "\n".join(lines) or EMPTY


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def tools_text() -> str:
    """The tools for a prompt, when they cannot be sent as tools."""
    return "\n".join(_tool_text(name) for name in TOOLS)


def _tool_text(name: str) -> str:
    tool = TOOLS[name]
    parameters = tool.parameters()
    lines = [f"{name}: {tool.doc}"]
    for argument, field in parameters["properties"].items():
        needed = "" if argument in parameters["required"] else ", may be left out"
        lines.append(f"  {argument} ({field.get('type', 'string')}{needed}): {field.get('description', '')}")
    return "\n".join(lines)


def calls_in(text: str) -> list[ToolCall]:
    """Calls that a model wrote as text, in order: {"edits": [...]}, {"tool": ...} or {"name": ..., "arguments"}."""
    return [call for value in _objects(text.rpartition("</think>")[2]) for call in _calls(value)]


def _objects(text: str) -> Iterator[Any]:
    """Every outermost JSON object or list in a text."""
    decoder, at = json.JSONDecoder(), 0
    while (start := min((i for i in (text.find("{", at), text.find("[", at)) if i >= 0), default=-1)) >= 0:
        try:
            value, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            at = start + 1
            continue
        yield value


def _calls(value: Any) -> Iterator[ToolCall]:
    if isinstance(value, list):
        for item in value:
            yield from _calls(item)
    elif isinstance(value, dict):
        if isinstance(value.get("edits"), list):
            yield from _calls(value["edits"])
        elif isinstance(value.get("tool"), str):
            yield ToolCall(value["tool"], {k: v for k, v in value.items() if k != "tool"})
        elif isinstance(value.get("name"), str):
            arguments = value.get("arguments", value.get("parameters", {}))
            yield ToolCall(value["name"], arguments if isinstance(arguments, dict) else {})
