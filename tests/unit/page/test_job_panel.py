"""Work on the library on the page: what the strip shows in each state, what clicks order, and what is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agent.page.job_panel import buttons, model_sets, order_work, work_routes, work_view
from agent.page.tabs import Tab, Tabs
from agent.session.library_jobs import Work
from tests.unit.page.fakes import FakeSession, GeneratedLibrary
from tools.encoders.hashing import hash_models
from tools.errors import BadRequest


@dataclass
class NotedUpkeep:
    """Notes what it is asked to do, and does nothing."""

    work: Work = field(default_factory=Work)
    pictures: int = 30
    version: int = 7
    orders: list[str] = field(default_factory=list)
    models: object = field(default_factory=hash_models)

    def switch(self, name, /):
        self.orders.append(f"switch {name}")

    def go_on(self):
        self.orders.append("go on")

    def stop(self):
        self.orders.append("stop")

    def look_for_pictures(self):
        self.orders.append("look")


def test_progress_in_words_and_as_a_share():
    working = Work("switch", "working", "full", "Changing to the full models.", done=250, total=1000, left_s=3000)
    shown = work_view(NotedUpkeep(working))
    assert json.loads(json.dumps(shown)) == {
        "phase": "working",
        "busy": True,
        "text": "Changing to the full models.",
        "share": 0.25,
        "count": "250 of 1,000",
        "left": "about 50 minutes left",
        "buttons": [{"do": "stop", "label": "Cancel"}],
        "version": 7,
        "pictures": 30,
    }


@pytest.mark.parametrize(
    ("work", "labels"),
    [
        (Work(), []),
        (Work("switch", "loading"), ["Cancel"]),
        (Work("switch", "asking"), ["Change", "Not now"]),
        (Work("switch", "asking", begun=True), ["Go on", "Give up"]),
        (Work("switch", "working"), ["Cancel"]),
        (Work("index", "working"), ["Stop"]),
        (Work("switch", "stopping"), []),
        (Work("switch", "failed"), ["Try again", "Close"]),
        (Work("switch", "failed", begun=True), ["Try again", "Give up"]),
        (Work("index", "failed"), ["Close"]),
        (Work("switch", "done"), ["Close"]),
    ],
)
def test_what_can_be_clicked(work, labels):
    assert [label for _, label in buttons(work)] == labels
    assert work_view(NotedUpkeep(work))["share"] is None


def test_clicks_become_orders_of_the_tab():
    jobs = NotedUpkeep()
    session = FakeSession(GeneratedLibrary())
    session.jobs = jobs
    tab = Tab(session)
    for action in ({"do": "switch", "to": "full"}, {"do": "go_on"}, {"do": "stop"}, {"do": "look_for_pictures"}):
        tab.act(action)
    assert jobs.orders == ["switch full", "go on", "stop", "look"]
    assert tab.messages == []
    tab.act({"do": "switch", "to": "../elsewhere"})
    assert tab.messages[-1].text == "There is no model set '../elsewhere'. Choose one of: pocket, full."
    assert len(jobs.orders) == 4


def test_a_library_that_nobody_looks_after_is_told():
    with pytest.raises(BadRequest, match="does not look after"):
        order_work(None, {"do": "switch", "to": "full"})


def test_a_refresh_draws_the_same_plan_and_says_nothing():
    tab = Tab(FakeSession(GeneratedLibrary()))
    list(tab.say("fog"))
    before = tab.session.plan, list(tab.messages)
    tab.refresh()
    assert (tab.session.plan, tab.messages) == before


def test_the_sets_that_the_library_could_be_of(setting, tmp_path):
    setting("DOCENT_MODELS", tmp_path)
    pocket, full = model_sets("pocket")
    assert (pocket["serving"], pocket["here"]) == (True, True)
    assert (full["serving"], full["here"]) == (False, False)
    assert "docent models pull full" in full["about"]
    assert [one["name"] for one in model_sets("hash")] == ["pocket", "full", "hash"]
    setting("DOCENT_CLIP_MODEL", "ViT@nonsense.bin")
    assert "safetensors" in model_sets("pocket")[1]["about"]


def test_the_browser_may_ask_at_any_time():
    jobs = NotedUpkeep(Work("index", "working", text="Looking."))
    session = FakeSession(GeneratedLibrary())
    session.jobs = jobs
    tabs = Tabs(lambda: session)
    app = FastAPI()
    app.include_router(work_routes(lambda: tabs.jobs))
    client = TestClient(app)
    assert client.get("/work").json() == {}
    tabs.warm()
    answer = client.get("/work")
    assert answer.json()["text"] == "Looking."
    assert answer.headers["cache-control"] == "no-store"
