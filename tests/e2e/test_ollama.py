"""The Ollama planner against a real HTTP server that answers, and fails, as Ollama's API documents."""

from __future__ import annotations

import json
import logging
import resource
import socket
import time
from datetime import date

import httpx
import pytest

from agent.plan.edits import AddTerm, Like, SetDates, SetPlace, Undo, apply
from agent.plan.query_plan import MAX_TERMS, QueryPlan
from agent.planners.extract.gazetteer import ListGazetteer
from agent.planners.fallback import choose
from agent.planners.llm.ollama import OllamaPlanner
from agent.planners.llm.ollama.client import OllamaHost
from agent.planners.llm.ollama.scripted_ollama import Refuses, Says, ScriptedOllama, ServedModel, Writes
from agent.planners.llm.toolbox import TOOLS
from agent.planners.protocol import Context, Planner
from agent.planners.rules import RulesPlanner
from tools.errors import PlannerFailed
from tools.settings import Settings

CONTEXT = Context(shown=tuple(f"{n:016x}" for n in range(5)), today=date(2026, 11, 22))
ATLAS = ListGazetteer(frozenset({"bergen"}))
MESSAGE = "foggy harbours by Turner near Bergen, keep people out of it, since 2019"
FOG = ("add_term", {"text": "foggy harbours", "channel": "content"})
READ = Says(
    calls=[
        FOG,
        ("add_term", {"text": "Turner", "channel": "style"}),
        ("set_place", {"name": "Bergen"}),
        ("add_term", {"text": "people", "channel": "content", "avoid": True}),
        ("set_dates", {"when": "since 2019"}),
    ]
)
ONE_MODEL = (ServedModel(),)
JSON_ONLY = (ServedModel("plain:7b", capabilities=("completion",)),)


def connect(server, **settings):
    return OllamaPlanner.connect(Settings(ollama_host=server.url, **settings), second=RulesPlanner(ATLAS))


def ask(server, message=MESSAGE, plan=None, listen=None, **settings):
    planner = connect(server, **settings)
    return planner.propose(message, plan or QueryPlan(), context=CONTEXT, listen=listen)


def serving(*script, models=ONE_MODEL):
    return ScriptedOllama(script or (Says(),), models=models)


# -- the server itself --------------------------------------------------------------------------------------------


def test_the_server_speaks_as_documented():
    with serving(READ) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/api/version").json()["version"]
        listed = client.get("/api/tags").json()["models"][0]
        assert listed["name"] == listed["model"] == "scripted:7b"
        assert client.post("/api/show", json={"model": "scripted:7b"}).json()["capabilities"] == ["completion", "tools"]
        assert client.post("/api/show", json={"model": "no"}).status_code == 404
        body = {"model": "scripted:7b", "messages": [], "stream": False}
        assert client.post("/api/chat", json=body).json()["done"] is True
        lines = client.post("/api/chat", json={**body, "stream": True}).text.splitlines()
        assert [json.loads(line)["done"] for line in lines][-1] is True
        assert client.get("/api/nothing").status_code == 404


# -- understanding ------------------------------------------------------------------------------------------------


def test_tool_calls_become_edits():
    with serving(READ) as server:
        planner = connect(server)
        assert isinstance(planner, Planner)
        proposal = planner.propose(MESSAGE, QueryPlan(), context=CONTEXT)
        sent = server.chats[0]
    assert set(proposal.edits) == {
        SetDates(from_="2019-01-01"),
        AddTerm(text="foggy harbours"),
        AddTerm(text="Turner", channel="style"),
        AddTerm(text="people", weight=-0.7),
        SetPlace(name="Bergen"),
    }
    assert proposal.planner == "ollama"
    assert [t["function"]["name"] for t in sent["tools"]] == list(TOOLS)
    assert "format" not in sent
    assert sent["options"]["temperature"] == 0
    assert sent["keep_alive"] == "10m"


def test_a_model_without_tools_is_asked_for_constrained_json():
    edits = [{"tool": name, **arguments} for name, arguments in READ.calls]
    with serving(Says(text=json.dumps({"edits": edits})), models=JSON_ONLY) as server:
        proposal = ask(server)
        sent = server.chats[0]
    assert AddTerm(text="Turner", channel="style") in proposal.edits
    assert AddTerm(text="people", weight=-0.7) in proposal.edits
    assert not sent["tools"], "tools or format, never both"
    assert sent["format"]["required"] == ["edits"]


def test_an_old_server_that_names_no_capabilities_is_tried_with_tools_then_without():
    refused = Refuses(400, "registry.ollama.ai/library/old:7b does not support tools")
    written = Says(text=json.dumps({"edits": [{"tool": FOG[0], **FOG[1]}]}))
    with serving(refused, written, models=(ServedModel("old:7b", capabilities=None),)) as server:
        proposal = ask(server)
        assert [bool(chat["tools"]) for chat in server.chats] == [True, False]
    assert AddTerm(text="foggy harbours") in proposal.edits


def test_calls_written_as_text_are_read():
    with serving(Says(text=f'{{"name": "add_term", "arguments": {json.dumps(FOG[1])}}}')) as server:
        assert AddTerm(text="foggy harbours") in ask(server).edits


def test_thinking_and_text_are_streamed_apart():
    heard = {"thinking": "", "text": ""}

    def listen(kind, piece):
        heard[kind] += piece

    thinker = (ServedModel("qwen3:4b", capabilities=("completion", "tools", "thinking")),)
    says = Says(thinking="The user wants harbours in fog.", text="Done now.", calls=[FOG])
    with serving(says, models=thinker) as server:
        ask(server, listen=listen)
        ask(server, ollama_think=True)
        assert [chat["think"] for chat in server.chats] == [False, True]
    assert heard == {"thinking": "The user wants harbours in fog.", "text": "Done now."}


def test_a_model_that_refuses_thinking_is_asked_again_without():
    refused = Refuses(400, '"qwen3:4b" does not support thinking')
    thinker = (ServedModel("qwen3:4b", capabilities=("completion", "tools", "thinking")),)
    with serving(refused, READ, models=thinker) as server:
        assert len(ask(server).edits) == 5
        assert "think" not in server.chats[1]


def test_what_code_can_read_alone_asks_no_model():
    with serving(READ) as server:
        assert ask(server, "undo").edits == (Undo(),)
        assert ask(server, "since 2019").edits == (SetDates(from_="2019-01-01"),)
        assert ask(server, "more like the second one").edits == (Like(image_id=CONTEXT.shown[1]),)
        assert not server.chats


def test_words_of_the_models_own_become_suggestions():
    own = Says(calls=[FOG, ("add_term", {"text": "sailing ships", "channel": "content"})])
    with serving(own) as server:
        proposal = ask(server, "foggy harbours")
    assert proposal.edits == (AddTerm(text="foggy harbours"),)
    assert [s.text for s in proposal.suggestions] == ["sailing ships"]


def test_an_empty_answer_leaves_the_reading_in_code():
    with serving(Says()) as server:
        proposal = ask(server, "foggy harbours")
    assert proposal.planner == "rules"
    assert proposal.edits


# -- wrong calls --------------------------------------------------------------------------------------------------


def test_a_wrong_call_goes_back_to_the_model_and_is_mended():
    wrong = Says(calls=[FOG, ("add_term", {"text": "Turner", "channel": "mood"})])
    mended = Says(calls=[("add_term", {"text": "Turner", "channel": "style"})])
    with serving(wrong, mended) as server:
        proposal = ask(server)
        replies = server.chats[1]["messages"][2:]
    assert {"foggy harbours", "Turner"} <= {e.text for e in proposal.edits if isinstance(e, AddTerm)}
    assert replies[0]["tool_calls"][1]["function"]["arguments"]["channel"] == "mood"
    assert [(r["role"], r["tool_name"]) for r in replies[1:]] == [("tool", "add_term"), ("tool", "add_term")]
    assert replies[1]["content"] == "done"
    assert "channel" in replies[2]["content"]


def test_wrong_json_goes_back_as_a_message():
    wrong = Says(text='{"edits": [{"tool": "add_term", "text": "Turner", "channel": "mood"}]}')
    mended = Says(text='{"edits": [{"tool": "add_term", "text": "Turner", "channel": "style"}]}')
    with serving(wrong, mended, models=JSON_ONLY) as server:
        assert AddTerm(text="Turner", channel="style") in ask(server).edits
        assert server.chats[1]["messages"][-1]["role"] == "user"
        assert "channel" in server.chats[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "call", [("paint", {}), ("set_place", {"name": "Bergen", "radius_km": 1e9}), ("remove_term", {"term": "x"})]
)
def test_a_model_that_never_mends_its_call_is_not_asked_for_ever(call):
    with serving(Says(calls=[call, FOG])) as server:
        proposal = ask(server, "foggy harbours")
        assert len(server.chats) == 3
    assert proposal.edits == (AddTerm(text="foggy harbours"),)


def test_a_picture_that_is_not_shown_is_told_and_not_retried():
    with serving(Says(calls=[FOG, ("like", {"pictures": "#9"})])) as server:
        proposal = ask(server, "foggy harbours, as in the one I like")
        assert len(server.chats) == 1
    assert any("5 are shown" in note for note in proposal.notes)


def test_a_model_that_calls_without_end_is_cut():
    many = Says(calls=[("add_term", {"text": f"harbours {n}", "channel": "content"}) for n in range(500)])
    with serving(many) as server:
        assert len(ask(server, "harbours").edits) <= MAX_TERMS


# -- failures -----------------------------------------------------------------------------------------------------

FAILURES = [
    (Refuses(404, "model 'scripted:7b' not found"), "ollama pull scripted:7b"),
    (Refuses(500, "llama runner process has terminated"), "llama runner process has terminated"),
    (Refuses(401, "unauthorized"), "refuses access"),
    (Refuses(503, ""), "reports an error"),
    (Says(text="One mom", error="unexpected EOF"), "unexpected EOF"),
    (Says(text="One mom", cut=True), "broke off"),
    (Writes(b""), "broke off"),
    (Writes(b"<html>It works!</html>\n"), "does not speak as Ollama"),
    (Writes(b"[1, 2]\n"), "does not speak as Ollama"),
    (Writes(b'"text"\n'), "does not speak as Ollama"),
    (Writes(b"{}\n"), "does not speak as Ollama"),
    (Writes(b'{"message": {"role": 5}}\n'), "does not speak as Ollama"),
    (Writes(b"\xff\xfe\x00\n"), "does not speak as Ollama"),
    (Says(text="la " * 20_000), "does not stop writing"),
]


@pytest.mark.parametrize(("turn", "says"), FAILURES, ids=[f"{n}-{s.split()[0]}" for n, (_, s) in enumerate(FAILURES)])
def test_every_failure_is_one_sentence_with_its_remedy(turn, says):
    with serving(turn) as server, pytest.raises(PlannerFailed) as caught:
        ask(server)
    assert says in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "turn",
    [Says(text="slow " * 99, drip_s=0.2), Writes(b'{"model": "x", ' + b" " * 999, drip_s=0.05), Says(drip_s=30)],
    ids=["drip of parts", "drip of bytes in one line", "silence"],
)
def test_the_clock_is_on_the_wall_and_not_on_each_read(turn):
    with serving(turn) as server:
        started = time.monotonic()
        with pytest.raises(PlannerFailed, match=r"longer than 0\.6 s"):
            ask(server, ollama_timeout_s=0.6)
        assert time.monotonic() - started < 5  # not the 20 to 50 s that the drip would take


def test_nonsense_in_place_of_json_is_named():
    with (
        serving(Says(text="I like turtles."), models=JSON_ONLY) as server,
        pytest.raises(PlannerFailed, match="nonsense"),
    ):
        ask(server)


@pytest.mark.parametrize("body", [b"x" * 60_000_000, b'{"message": {"content": "' + b"x" * 60_000_000])
def test_an_answer_without_end_is_cut_whatever_its_lines(body):
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with serving(Writes(body)) as server, pytest.raises(PlannerFailed, match="more than an answer"):
        ask(server)
    assert time.monotonic() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB; the answer alone is 60 MB


def test_lone_surrogates_of_a_model_are_no_end():
    calls = [("add_term", {"text": "foggy \ud800 harbours", "channel": "content"})]
    with serving(Says(calls=calls)) as server:
        proposal = ask(server)
    for edit in proposal.edits:
        edit.model_dump_json()


def test_a_request_that_cannot_be_sent_ends_at_once():
    started = time.monotonic()
    with serving(READ) as server, pytest.raises(PlannerFailed):
        OllamaHost(server.url, timeout_s=30).chat("scripted:7b", [{"role": "user", "content": "\ud800"}])
    assert time.monotonic() - started < 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("host", [f"http://127.0.0.1:{free_port()}", "http://no-such-host.invalid:11434"])
def test_a_server_that_is_down_is_named_with_how_to_start_it(host):
    with pytest.raises(PlannerFailed, match="ollama serve"):
        OllamaPlanner.connect(Settings(ollama_host=host), second=RulesPlanner(ATLAS))


def test_an_address_that_is_none_is_refused():
    with pytest.raises(PlannerFailed, match="DOCENT_OLLAMA_HOST"):
        OllamaHost("http://[not an address").installed()


def test_a_server_that_dies_between_two_messages():
    server = serving(READ)
    with server:
        planner = connect(server)
        assert planner.propose(MESSAGE, QueryPlan(), context=CONTEXT).edits
    with pytest.raises(PlannerFailed, match="ollama serve"):
        planner.propose(MESSAGE, QueryPlan(), context=CONTEXT)


@pytest.mark.parametrize(
    ("models", "settings", "says"),
    [
        ((), {}, "has no model. Get one with `ollama pull"),
        ((ServedModel("smollm2:135m", "135M"),), {}, "has no model that fits"),
        ((ServedModel("gpt-oss:120b-cloud", "120B", size=384),), {}, "has no model that fits"),
        ((ServedModel("mxbai-embed-large", "334M", capabilities=("embedding",)),), {}, "has no model that fits"),
        ((ServedModel("bertish:2b", "2B", capabilities=("embedding",)),), {}, "has no model that fits"),
        ((ServedModel(),), {"ollama_model": "llama3"}, "ollama pull llama3"),
    ],
)
def test_a_model_that_is_missing_is_named_with_how_to_get_one(models, settings, says):
    with serving(models=models) as server, pytest.raises(PlannerFailed, match=says):
        connect(server, **settings)


def test_a_model_that_can_call_tools_comes_before_a_better_known_one_that_cannot():
    models = (ServedModel("qwen3:8b", "8B", capabilities=("completion",)), ServedModel("strange:7b", "7B"))
    with serving(models=models) as server:
        assert connect(server).model == "strange:7b"
        chosen = connect(server, ollama_model="qwen3:8b")
        assert (chosen.model, chosen.mode) == ("qwen3:8b", "json")


def test_the_tag_latest_may_be_left_out():
    with serving(models=(ServedModel("mine:latest"),)) as server:
        assert connect(server, ollama_model="mine").model == "mine:latest"


def test_a_model_in_a_cloud_is_used_when_it_is_named():
    with serving(models=(ServedModel("gpt-oss:120b-cloud", "120B", size=384),)) as server:
        assert connect(server, ollama_model="gpt-oss:120b-cloud").model == "gpt-oss:120b-cloud"


def test_a_proxy_of_the_environment_never_sees_words_for_this_machine(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with serving(READ) as server:
        assert ask(server).edits


def test_a_redirect_is_not_followed():
    with serving() as server, pytest.raises(PlannerFailed):
        OllamaHost(server.url + "/elsewhere").installed()


# -- falling ------------------------------------------------------------------------------------------------------


def test_auto_takes_ollama_when_it_answers_and_falls_when_it_fails(caplog):
    caplog.set_level(logging.INFO)
    with serving(READ, Refuses(500, "out of memory")) as server:
        planner = choose("auto", settings=Settings(ollama_host=server.url))
        assert planner.name == "ollama"
        plan = QueryPlan()
        first = planner.propose("foggy harbours by Turner", plan, context=CONTEXT)
        assert first.planner == "ollama"
        for edit in first.edits:
            plan = apply(plan, edit)
        second = planner.propose("and boats", plan, context=CONTEXT)
        assert second.planner in ("embedded", "rules")
        assert any(isinstance(e, AddTerm) and e.text == "boats" for e in second.edits)
        assert "out of memory" in second.notes[0]
        assert planner.name == second.planner


def test_a_message_of_ten_thousand_characters_is_cut_before_it_is_sent():
    with serving(Says(calls=[("add_term", {"text": "boats", "channel": "content"})])) as server:
        proposal = ask(server, "boats and harbours " * 530)
        assert len(json.dumps(server.chats[0]["messages"])) < 6_000
    assert any("characters were read" in note for note in proposal.notes)
