"""Who reads a message, and who takes over: the way down from a planner that fails, with a notice."""

from __future__ import annotations

import pytest

from agent.plan.edits import AddTerm
from agent.plan.query_plan import QueryPlan
from agent.planners.fallback import REST_S, Candidate, FallingPlanner, choose
from agent.planners.protocol import Context, Planner, Proposal
from agent.planners.scripted import ScriptedPlanner
from tools.errors import BadRequest, PlannerFailed
from tools.settings import Settings

FOG = AddTerm(text="fog")
DOWN = PlannerFailed("Ollama does not answer.", remedy="Start it.")


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self):
        return self.now


def falling(*planners, quiet=frozenset(), clock=None):
    return FallingPlanner([Candidate(p.name, lambda p=p: p) for p in planners], quiet=quiet, clock=clock or Clock())


def ask(planner, message="fog"):
    return planner.propose(message, QueryPlan(), context=Context())


def test_the_first_that_works_is_asked():
    first, second = ScriptedPlanner([FOG], name="ollama"), ScriptedPlanner([FOG], name="rules")
    planner = falling(first, second)
    assert planner.name == "ollama"
    assert ask(planner) == Proposal(edits=(FOG,), planner="ollama")
    assert not second.heard


def test_a_failing_one_falls_to_the_next_with_a_notice_and_rests():
    clock = Clock()
    first = ScriptedPlanner([DOWN, FOG], name="ollama")
    planner = falling(first, ScriptedPlanner([FOG] * 3, name="rules"), clock=clock)
    proposal = ask(planner)
    assert proposal.planner == "rules"
    assert proposal.notes == ("Ollama does not answer. Start it. The rules read this instead.",)
    assert planner.name == "rules"
    assert planner.hints == ("Ollama does not answer. Start it.",)
    ask(planner)
    assert len(first.heard) == 1, "asked again while it rests"
    clock.now = REST_S + 1
    assert ask(planner).planner == "ollama"


def test_nobody_is_told_of_a_planner_that_was_not_asked_for():
    def absent():
        raise DOWN

    planner = FallingPlanner(
        [Candidate("ollama", absent), Candidate("rules", lambda: ScriptedPlanner([FOG], name="rules"))],
        quiet=frozenset({"ollama"}),
        clock=Clock(),
    )
    assert ask(planner).notes == ()
    assert planner.hints == ("Ollama does not answer. Start it.",)


def test_a_quiet_one_that_worked_before_gets_its_notice():
    planner = falling(
        ScriptedPlanner([FOG, DOWN], name="ollama"), ScriptedPlanner([FOG], name="rules"), quiet=frozenset({"ollama"})
    )
    assert ask(planner).notes == ()
    assert ask(planner).notes[0].startswith("Ollama does not answer.")


def test_when_all_fail_the_error_names_each():
    planner = falling(ScriptedPlanner([DOWN], name="ollama"), ScriptedPlanner([], name="rules"))
    with pytest.raises(PlannerFailed, match="Ollama does not answer") as caught:
        ask(planner)
    assert "script is over" in str(caught.value)


def test_a_mistake_of_ours_is_not_hidden():
    planner = falling(ScriptedPlanner([KeyError("x")], name="ollama"), ScriptedPlanner([FOG], name="rules"))
    with pytest.raises(KeyError):
        ask(planner)


def test_notes_of_the_planner_follow_the_notices():
    planner = falling(
        ScriptedPlanner([DOWN], name="ollama"), ScriptedPlanner([Proposal((FOG,), notes=("A note.",))], name="embedded")
    )
    assert ask(planner).notes[-1] == "A note."


@pytest.mark.parametrize("name", ["gpt", "scripted", "best"])
def test_an_unknown_name_is_refused_with_the_names(name):
    with pytest.raises(BadRequest, match="auto, ollama, llm, embedded, rules"):
        choose(name)


def test_the_setting_names_the_planner_when_nobody_else_does():
    planner = choose("", settings=Settings(planner="rules"))
    assert isinstance(planner, Planner)
    assert planner.name == "rules"


@pytest.mark.parametrize(
    ("name", "settings", "notice"),
    [
        ("ollama", Settings(ollama_host="http://127.0.0.1:9"), "ollama serve"),
        ("llm", Settings(), "Set DOCENT_LLM"),
        ("llm", Settings(llm="/nowhere/model.gguf"), "cannot be read"),
        ("llm", Settings(llm=__file__), "is no GGUF file"),
    ],
)
def test_what_was_asked_for_and_is_not_there_is_named_with_its_remedy(name, settings, notice):
    planner = choose(name, settings=settings)
    proposal = ask(planner, "dogs on a beach")
    assert proposal.planner in ("embedded", "rules")
    assert notice in proposal.notes[0]
    assert {e.text for e in proposal.edits if isinstance(e, AddTerm)} >= {"dogs on a beach"}


def test_auto_says_nothing_of_an_ollama_that_is_not_there():
    planner = choose("auto", settings=Settings(ollama_host="http://127.0.0.1:9"))
    assert not any("Ollama" in note for note in ask(planner, "dogs on a beach").notes)
    assert any("ollama serve" in hint for hint in planner.hints)
