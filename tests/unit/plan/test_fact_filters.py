"""Filters on facts: what may be said, their opposites, and today's fields beside them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.plan.edits import SetFilter, apply
from agent.plan.fact_filters import Choice, Range, Span
from agent.plan.query_plan import Filters, QueryPlan
from agent.replies.plan_phrases import filter_phrases
from tools.errors import BadRequest


def test_a_text_a_list_and_their_opposite():
    assert Filters.model_validate({"kind": "PNG"}).kind == Choice(is_=("PNG",))
    assert Filters.model_validate({"kind": {"is": ["PNG", "GIF"]}}).kind == Choice(is_=("PNG", "GIF"))
    assert Filters.model_validate({"camera": {"not": "Canon"}}).camera == Choice(not_=("Canon",))
    assert Filters.model_validate({"camera": "Canon"}).camera == "Canon"


def test_a_number_a_range_and_their_opposite():
    assert Filters.model_validate({"iso": {"is": 6400}}).iso == Range(min=6400, max=6400)
    assert Filters.model_validate({"iso": {"not": 6400}}).iso == Range(not_=Span(min=6400, max=6400))
    assert Filters.model_validate({"megapixels": {"min": 12}}).megapixels == Range(min=12)


@pytest.mark.parametrize(
    "said",
    [{"kind": {}}, {"iso": {}}, {"kind": {"is": []}}, {"iso": "much"}, {"iso": {"min": float("nan")}},
     {"colour": "red"}, {"kind": {"is": "x", "but": "y"}}, {"screenshot": "perhaps"}],
)  # fmt: skip
def test_nonsense_is_refused(said):
    with pytest.raises(ValidationError):
        Filters.model_validate(said)


def test_the_json_holds_what_is_asked_beside_todays_fields():
    filters = Filters.model_validate({"kind": {"not": "GIF"}, "iso": {"min": 800}, "screenshot": False, "folder": "a"})
    written = filters.model_dump(mode="json")
    assert set(written) == {"folder", "camera", "gps", "not_in", "not_in_unknown", "kind", "iso", "screenshot"}
    assert written["kind"] == {"is": [], "not": ["GIF"]}
    assert Filters.model_validate(written) == filters
    assert set(Filters().model_dump(mode="json")) == {"folder", "camera", "gps", "not_in", "not_in_unknown"}


def test_an_edit_sets_and_lifts_a_fact():
    plan = apply(QueryPlan(), SetFilter(name="title", value="Vintage"))
    assert plan.filters.title == Choice(is_=("Vintage",))
    plan = apply(plan, SetFilter(name="folder", value=Choice(not_=("Holidays",))))
    assert plan.filters.folder == Choice(not_=("Holidays",))
    assert apply(apply(plan, SetFilter(name="title")), SetFilter(name="folder")).filters == Filters()
    assert SetFilter.model_validate({"name": "iso", "value": {"min": 800}}).value == Range(min=800)


@pytest.mark.parametrize(
    ("name", "value"),
    [("iso", "much"), ("kind", True), ("screenshot", "yes"), ("gps", Choice(is_=("x",))), ("folder", True)],
)
def test_a_filter_takes_its_own_kind(name, value):
    with pytest.raises(BadRequest, match=name):
        apply(QueryPlan(), SetFilter(name=name, value=value))


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ({"folder": {"not": "Holidays"}}, "not from the folder **Holidays**"),
        ({"camera": {"not": ["Canon", "Sony"]}}, "not by the camera **Canon** or **Sony**"),
        ({"kind": "PNG"}, "in the format **PNG**"),
        ({"rating": {"min": 4}}, "rated 4 or more"),
        ({"megapixels": {"max": 12}}, "of 12 megapixels or less"),
        ({"exposure": {"max": 0.004}}, "exposed for 1/250 s or less"),
        ({"iso": {"not": 6400}}, "not at ISO 6,400"),
        ({"aperture": {"min": 1.4, "max": 2.8}}, "at f/1.4 to 2.8"),
        ({"screenshot": False}, "no screenshots"),
        ({"dated": False}, "without a date"),
    ],
)
def test_in_words(said, phrase):
    assert filter_phrases(Filters.model_validate(said)) == [phrase]
