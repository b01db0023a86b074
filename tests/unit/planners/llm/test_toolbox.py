"""Tools: flat schemas that the client does not spoil, arguments checked once, and the three fates of an error."""

from __future__ import annotations

import json
from datetime import date
from typing import get_args

import ollama
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.plan import edits
from agent.plan.edits import AddTerm, Edit, apply
from agent.plan.query_plan import QueryPlan
from agent.planners.llm.toolbox import TOOLS, Toolbox, answer_schema, fate, tool_schemas
from agent.planners.protocol import Context
from tools.errors import BadRequest, DocentError, PlannerFailed, UnknownImage, UnknownTerm

SHOWN = tuple(f"{n:016x}" for n in range(4))


@pytest.fixture
def box():
    plan = apply(apply(QueryPlan(), AddTerm(text="foggy harbours")), AddTerm(text="people", weight=-0.7))
    plan = apply(plan, edits.LeaveOutPlace(name="Algarve"))
    return Toolbox(plan, Context(shown=SHOWN, selected=SHOWN[2:], today=date(2026, 11, 22)))


GOOD = [
    ("add_term", {"text": "fog", "channel": "content"}, edits.AddTerm(text="fog", weight=0.7)),
    (
        "add_term",
        {"text": "fog", "channel": "style", "avoid": "true", "strength": "high"},
        edits.AddTerm(text="fog", channel="style", weight=-0.95),
    ),
    ("remove_term", {"term": "People"}, edits.RemoveTerm(term="people")),
    ("reweight", {"term": "harbour", "direction": "less"}, edits.Reweight(term="foggy-harbours", by=-0.3)),
    ("replace_term", {"term": "people", "text": "boats"}, edits.ReplaceTerm(term="people", text="boats")),
    ("set_place", {"name": "Bergen"}, edits.SetPlace(name="Bergen")),
    (
        "set_place",
        {"name": "Bergen", "radius_km": "20", "only": True},
        edits.SetPlace(name="Bergen", radius_km=20, mode="only"),
    ),
    ("clear_place", {}, edits.ClearPlace()),
    ("set_dates", {"when": "2019"}, edits.SetDates(from_="2019-01-01", to="2019-12-31")),
    ("set_dates", {"when": "since 2020"}, edits.SetDates(from_="2020-01-01")),
    ("set_dates", {"when": " "}, edits.SetDates()),
    ("like", {"pictures": "#2"}, edits.Like(image_id=SHOWN[1])),
    ("unlike", {"pictures": "selected"}, edits.Unlike(image_id=SHOWN[2])),
    ("set_match", {"match": "all"}, edits.SetMatch(match="all")),
    ("set_sort", {"sort": "newest"}, edits.SetSort(sort="newest")),
    ("leave_out_place", {"name": "Greece"}, edits.LeaveOutPlace(name="Greece")),
    ("allow_place", {"name": "the algarve"}, edits.AllowPlace(name="Algarve")),
    ("allow_place", {}, edits.AllowPlace()),
    ("set_filter", {"name": "gps", "value": "no"}, edits.SetFilter(name="gps", value=False)),
    ("set_filter", {"name": "camera", "value": ""}, edits.SetFilter(name="camera", value=None)),
    ("show_more", {}, edits.ShowMore()),
    ("undo", {}, edits.Undo()),
    ("reset", {}, edits.Reset()),
    ("new_topic", {}, edits.NewTopic()),
    ("respond", {"act": "cannot"}, edits.Respond(act="cannot")),
    ("explain", {"about": "picture", "picture": "#1"}, edits.Explain(about="picture", image_id=SHOWN[0])),
    ("explain", {"about": "count", "place": "Italy"}, edits.Explain(about="count", place="Italy")),
]


@pytest.mark.parametrize(("name", "arguments", "edit"), GOOD, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(GOOD)])
def test_a_good_call_becomes_an_edit(box, name, arguments, edit):
    assert box.call(name, arguments)[0] == edit


def test_every_edit_has_a_tool_and_every_tool_a_case():
    kinds = {kind.model_fields["tool"].default for kind in get_args(get_args(Edit)[0])}
    assert kinds == TOOLS.keys()
    assert {name for name, _, _ in GOOD} == TOOLS.keys()


def test_several_pictures_are_several_edits(box):
    assert [e.image_id for e in box.call("like", {"pictures": "#1, #3 and #1"})] == [SHOWN[0], SHOWN[2]]


BAD = [
    ("paint", {}, BadRequest, "There is no tool"),
    ("add_term", {"text": "fog"}, BadRequest, "channel"),
    ("add_term", {"text": "fog", "channel": "mood"}, BadRequest, "channel"),
    ("add_term", {"text": "", "channel": "content"}, BadRequest, "text"),
    ("add_term", {"text": "x" * 10_000, "channel": "content"}, BadRequest, "text"),
    ("add_term", {"text": "fog", "channel": "content", "colour": 1}, BadRequest, "colour"),
    ("add_term", {"text": {"a": 1}, "channel": "content"}, BadRequest, "text"),
    ("set_place", {"name": "Bergen", "radius_km": -3}, BadRequest, "radius_km"),
    ("set_place", {"name": "Bergen", "radius_km": 99_999}, BadRequest, "radius_km"),
    ("set_dates", {"when": "when pigs fly"}, BadRequest, "no time"),
    ("allow_place", {"name": "Spain"}, BadRequest, '"Algarve"'),
    ("remove_term", {"term": "unicorns"}, UnknownTerm, "foggy harbours"),
    ("like", {"pictures": "the nice one"}, BadRequest, "names no picture"),
    ("like", {"pictures": "#9"}, UnknownImage, "4 are shown"),
    ("like", {"pictures": "#0"}, UnknownImage, "no picture #0"),
    ("explain", {"about": "count"}, BadRequest, "needs a place"),
]


@pytest.mark.parametrize(("name", "arguments", "kind", "says"), BAD, ids=[str(i) for i in range(len(BAD))])
def test_a_bad_call_says_what_is_wrong(box, name, arguments, kind, says):
    with pytest.raises(kind, match=says) as caught:
        box.call(name, arguments)
    assert caught.value.remedy
    assert "pydantic" not in str(caught.value)


def test_nothing_selected_is_told():
    with pytest.raises(UnknownImage, match="No picture is selected"):
        Toolbox(QueryPlan(), Context()).call("like", {"pictures": "selected"})


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BadRequest("x"), "retry"),
        (UnknownTerm("x"), "retry"),
        (UnknownImage("x"), "told"),
        (PlannerFailed("x"), "told"),
        (DocentError("x"), "told"),
        (KeyError("x"), "bug"),
        (ValueError("x"), "bug"),
    ],
)
def test_the_three_fates(error, expected):
    assert fate(error) == expected


def test_schemas_are_flat_and_survive_the_client():
    for schema in tool_schemas():
        sent = json.loads(ollama._types.Tool(**schema).model_dump_json(exclude_none=True))
        assert sent == schema, "the client dropped a part of this schema"
        for field in schema["function"]["parameters"]["properties"].values():
            assert field["type"] in ("string", "number", "boolean")
            assert field["description"]


def test_the_answer_schema_holds_the_same_tools():
    options = answer_schema()["properties"]["edits"]["items"]["anyOf"]
    assert [o["properties"]["tool"]["enum"][0] for o in options] == list(TOOLS)
    for option in options:
        tool = TOOLS[option["properties"]["tool"]["enum"][0]]
        assert option["properties"].keys() - {"tool"} == tool.arguments.model_fields.keys()


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=20), lambda x: st.lists(x, max_size=3))


@given(st.sampled_from(sorted(TOOLS)), st.dictionaries(st.text(max_size=12), JSON, max_size=4))
def test_whatever_a_model_sends_is_an_edit_or_an_error_of_ours(name, arguments):
    box = Toolbox(QueryPlan(), Context(shown=SHOWN, today=date(2026, 11, 22)))
    try:
        made = box.call(name, arguments)
    except BadRequest:  # retried or told; anything else is a bug, and fails here
        return
    assert all(e.tool == name for e in made)
