"""The server around the page: routes, ports, foreign hosts."""

from __future__ import annotations

import asyncio
import socket
import warnings

import pytest

from agent.page.tabs import Tabs
from tests.unit.page.fakes import FakeSession, GeneratedLibrary
from tools.errors import BadRequest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Gradio's own imports
    import gradio as gr
    from starlette.testclient import TestClient

    import ui

LIBRARY = GeneratedLibrary()


def open_fake():
    return FakeSession(LIBRARY)


def built(make):
    """What `make` builds. Gradio opens an event loop that it never closes, unless it finds a running one."""

    async def within_a_loop():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return make(open_fake)

    return asyncio.run(within_a_loop())


@pytest.fixture(scope="module")
def client():
    return TestClient(built(ui.page_app), base_url="http://127.0.0.1")


def test_build_ui_gives_blocks():
    assert isinstance(built(ui.build_ui), gr.Blocks)


def test_the_page_is_served_with_its_policy(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Docent" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_thumbnails_are_there_and_files_are_not(client):
    image_id = LIBRARY.collection().image_ids[0]
    assert client.get(f"/thumb/{image_id}").status_code == 200
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/file=pyproject.toml", "/file=/etc/passwd", "/thumb/etc"):
        assert client.get(path).status_code in (403, 404), path


def test_what_is_drawn_last_answers_every_step():
    wire = ui._Wire(Tabs(open_fake))

    def act(step):
        action = {"do": "undo", "step": step}
        return wire.act(gr.EventData(None, {"tab": "0123456789abcdef", "action": action}))

    orders, steps = zip(*((part["order"], part["step"]) for n in (1, 3, 2) for part in act(n)[1:3]), strict=True)
    assert list(orders) == sorted(orders)
    assert steps == (1, 1, 3, 3, 3, 3)  # the second step comes last, and the page waits for the third no longer


def test_a_foreign_name_for_this_machine_is_turned_away(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_port_in_use_gives_way_to_the_next():
    with ui.free_socket(ui.HOST, 0) as first:
        taken = first.getsockname()[1]
        with ui.free_socket(ui.HOST, taken) as second:
            assert taken < second.getsockname()[1] < taken + 20


def test_no_port_left_is_one_sentence():
    with socket.socket() as only:
        only.bind((ui.HOST, 65_535))
        only.listen()
        with pytest.raises(BadRequest, match="in use") as caught:
            ui.free_socket(ui.HOST, 65_535)
    assert "--port" in caught.value.remedy


def test_a_strange_host_is_one_sentence():
    with pytest.raises(BadRequest, match="no address"):
        ui.free_socket("no such host", 7000)
