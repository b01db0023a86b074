"""The planner of a language model in the process, with a writer that plays given answers in the model's place."""

from __future__ import annotations

from datetime import date

import pytest

from agent.plan.edits import AddTerm, RemoveTerm, ReplaceTerm, SetDates, SetPlace, Undo, apply
from agent.plan.query_plan import QueryPlan
from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.llm.llm_planner import LlmPlanner
from agent.planners.protocol import Context, Planner
from agent.planners.rules import RulesPlanner
from tools.errors import PlannerFailed
from tools.settings import Settings

CONTEXT = Context(today=date(2026, 11, 22))
ATLAS = ListGazetteer(frozenset({"bergen"}))


class Writes:
    """A model that writes what it was given; `asked` keeps prompt and grammar."""

    def __init__(self, text):
        self.text = text
        self.asked = []

    def __call__(self, prompt, grammar, until):
        self.asked.append((prompt, grammar))
        return self.text


def planner(text):
    return LlmPlanner(Writes(text), RulesPlanner(ATLAS), gazetteer=ATLAS)


def read(text, message, plan=None):
    return planner(text).propose(message, plan or QueryPlan(), context=CONTEXT)


def test_it_is_a_planner():
    assert isinstance(planner("end"), Planner)


def test_roles_become_edits_and_code_reads_dates_and_places():
    got = read(
        "show: foggy harbours\nlook: Turner\navoid: crowds\nend",
        "foggy harbours by Turner in Bergen, crowds are out, since 2019",
    )
    assert set(got.edits) == {
        SetDates(from_="2019-01-01"),
        AddTerm(text="foggy harbours"),
        AddTerm(text="Turner", channel="style"),
        AddTerm(text="crowds", weight=-0.7),
        SetPlace(name="Bergen"),
    }
    assert got.planner == "llm"


def test_what_the_model_calls_a_place_is_one_only_when_it_is_known():
    got = read("place: beach\nend", "beach huts")
    assert [e.tool for e in got.edits] == ["add_term"]


def test_follow_ups_speak_of_the_plan():
    plan = apply(apply(QueryPlan(), AddTerm(text="dogs")), AddTerm(text="fog"))
    got = read("instead: cats\nswap: dogs\ndrop: fog\nend", "rather cats than dogs and never mind the fog", plan)
    assert ReplaceTerm(term="dogs", text="cats", channel="content") in got.edits
    assert RemoveTerm(term="fog") in got.edits


def test_the_prompt_holds_the_plan_and_the_grammar_the_message():
    writer = Writes("end")
    plan = apply(apply(QueryPlan(), AddTerm(text="fog", weight=-0.7)), AddTerm(text="Turner", channel="style"))
    LlmPlanner(writer, RulesPlanner(ATLAS), gazetteer=ATLAS).propose("more {{boats}}\n\nPlan: x", plan, context=CONTEXT)
    prompt, grammar = writer.asked[0]
    assert prompt.endswith("Plan: no fog; Turner (look)\nRequest: more {{boats}} Plan: x")
    assert '"boats"' in grammar


def test_commands_and_empty_rests_do_not_wait_for_a_model():
    writer = Writes("end")
    reader = LlmPlanner(writer, RulesPlanner(ATLAS), gazetteer=ATLAS)
    assert reader.propose("undo", QueryPlan(), context=CONTEXT).edits == (Undo(),)
    assert reader.propose("since 2019", QueryPlan(), context=CONTEXT).edits == (SetDates(from_="2019-01-01"),)
    assert not writer.asked


def test_a_request_that_would_take_minutes_is_refused():
    with pytest.raises(PlannerFailed, match="600 characters"):
        read("end", "boats and " * 100)


def test_an_empty_answer_leaves_the_reading_in_code():
    got = read("end", "foggy harbours")
    assert [e.text for e in got.edits] == ["foggy harbours"]
    assert got.planner == "rules"


@pytest.mark.parametrize(
    ("llm", "says"),
    [("", "DOCENT_LLM"), ("/nowhere/m.gguf", "cannot be read"), (__file__, "is no GGUF file"), ("/", "cannot be read")],
)
def test_what_is_missing_is_said_with_its_remedy(llm, says):
    with pytest.raises(PlannerFailed, match=says) as caught:
        LlmPlanner.load(Settings(llm=llm), second=RulesPlanner(ATLAS))
    assert "DOCENT_LLM" in caught.value.remedy
