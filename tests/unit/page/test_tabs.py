"""Tabs: a session each, forgotten in time; whatever goes wrong becomes a sentence and the plan stays."""

from __future__ import annotations

import threading

import pytest

from agent.page.tabs import MAX_MESSAGES, Tab, Tabs
from agent.plan.edits import AddTerm
from tests.unit.page.fakes import FakeSession, GeneratedLibrary
from tools.errors import BadRequest, LibraryMissing, LibraryTooNew

LIBRARY = GeneratedLibrary()


def open_fake():
    return FakeSession(LIBRARY)


@pytest.fixture
def tab():
    return Tab(FakeSession(LIBRARY))


def said(tab, text, **more):
    return list(tab.say(text, **more))


def test_opening_shows_the_first_pictures_and_says_nothing(tab):
    tab.open()
    assert tab.session.reply.hits
    assert tab.messages == []


def test_a_sentence_its_answer_and_its_notes(tab):
    said(tab, "fog")
    assert [(m.who, m.text) for m in tab.messages] == [("you", "fog"), ("docent", "1 done")]
    assert tab.messages[-1].notices == ("A true note.",)
    assert not tab.messages[-1].reading


def test_while_it_reads_the_page_can_say_so(tab):
    tab.session.turn.clear()
    steps = tab.say("fog")
    next(steps)
    assert [m.who for m in tab.messages] == ["you", "docent"]
    assert tab.messages[-1].reading
    tab.session.turn.set()
    list(steps)
    assert not tab.messages[-1].reading


def test_a_first_reading_is_drawn_with_plan_and_results(tab):
    read_on = threading.Event()

    class Drafts(FakeSession):
        def say(self, message, *, selected=(), listen=None):
            self._step(AddTerm(text="a first reading"))
            listen("first", "first: fog")
            read_on.wait(timeout=10)
            return super().say(message, selected=selected, listen=listen)

    tab.session = Drafts(LIBRARY)
    steps = tab.say("fog")
    assert next(steps) is False
    assert next(steps) is True, "plan and results changed too"
    assert (tab.messages[-1].text, tab.messages[-1].reading) == ("first: fog", True)
    read_on.set()
    list(steps)
    assert (tab.messages[-1].text, tab.messages[-1].reading) == ("1 done", False)


def test_thinking_is_kept_apart_from_the_answer(tab):
    said(tab, "slow")
    assert tab.messages[-1].thinking == "let me see"
    assert "let me" not in tab.messages[-1].text


def test_an_answer_is_kept_when_nobody_listens_any_more(tab):
    steps = tab.say("slow")
    next(steps)
    steps.close()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(timeout=2)
    assert tab.messages[-1].text == "1 done"
    assert not tab.messages[-1].reading


def test_a_bug_is_one_sentence_and_the_plan_stays(tab, caplog):
    said(tab, "fog")
    before = tab.session.plan
    said(tab, "boom")
    assert [m.who for m in tab.messages] == ["you", "docent", "you", "trouble"]
    assert "RuntimeError" in tab.messages[-1].text
    assert "a bug" in caplog.text  # the traceback
    assert tab.session.plan == before


def test_what_was_selected_goes_with_the_sentence(tab):
    said(tab, "more like these", selected=["a", "b"])
    assert tab.session.selected == ("a", "b")


def test_clicks_edit_the_same_plan_and_undo_takes_one_step(tab):
    said(tab, "fog")
    tab.act({"do": "edit", "edit": {"tool": "reweight", "term": "fog", "weight": -0.4}})
    assert tab.session.plan.terms[0].weight == -0.4
    tab.act({"do": "undo"})
    assert tab.session.plan.terms[0].weight == 0.7


def test_an_aside_takes_the_place_of_the_last_one(tab):
    said(tab, "fog")
    for weight in (0.1, 0.2, 0.3):
        tab.act({"do": "edit", "edit": {"tool": "reweight", "term": "fog", "weight": weight}})
    assert [m.who for m in tab.messages] == ["you", "docent", "aside"]


def test_similar_with_channels_and_distance(tab):
    ids = LIBRARY.collection().image_ids[:2]
    tab.act({"do": "similar", "ids": list(ids), "channels": ["style"], "nearby_km": 12})
    assert [(ref.image_id, ref.channels) for ref in tab.session.plan.like] == [(i, ("style",)) for i in ids]
    assert tab.session.plan.place.radius_km == 12


def test_a_bad_click_is_told_and_changes_nothing(tab):
    tab.act({"do": "undo"})
    assert (tab.messages[-1].who, tab.messages[-1].text) == ("trouble", "There is nothing to undo.")
    tab.act({"do": "similar", "ids": []})
    assert tab.session.plan.empty


def test_more_adds_pictures_and_no_words(tab):
    tab.open()
    tab.act({"do": "more"})
    assert len(tab.session.reply.hits) == len(LIBRARY.collection())
    assert tab.messages == []


def test_the_log_does_not_grow_without_end(tab):
    for n in range(MAX_MESSAGES):
        said(tab, f"term {n % 20}")
    assert len(tab.messages) == MAX_MESSAGES


def test_order_only_grows_from_many_threads(tab):
    orders: list[int] = []
    threads = [threading.Thread(target=lambda: orders.extend(tab.order() for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(orders)) == 800


def test_a_step_that_was_overtaken_does_not_count_back(tab):
    tab.answer(3)
    tab.answer(2)
    assert tab.answered == 3
    tab.open()  # a reloaded page counts from one again
    tab.answer(None)  # "open" has no number
    tab.answer(1)
    assert tab.answered == 1


def test_tabs_have_sessions_of_their_own():
    tabs = Tabs(open_fake)
    one, two = tabs.get("a" * 32), tabs.get("b" * 32)
    said(one, "fog")
    assert two.session.plan.empty
    assert tabs.get("a" * 32) is one


def test_a_session_opened_ahead_goes_to_the_first_tab():
    opened = []

    def open_one():
        opened.append(FakeSession(LIBRARY))
        return opened[-1]

    tabs = Tabs(open_one)
    tabs.warm()
    tabs.warm()
    assert tabs.library is LIBRARY
    assert tabs.get("a" * 32).session is opened[0]
    assert tabs.get("b" * 32).session is opened[1]
    assert len(opened) == 2


def test_silent_tabs_are_forgotten():
    tabs = Tabs(open_fake, expiry_s=0.0)
    one = tabs.get("a" * 32)
    assert tabs.get("a" * 32) is not one
    assert len(tabs) == 1


def test_the_longest_silent_tab_makes_room():
    tabs = Tabs(open_fake, most=2)
    first, second = tabs.get("a" * 32), tabs.get("b" * 32)
    assert tabs.get("a" * 32) is first
    tabs.get("c" * 32)
    assert len(tabs) == 2
    assert tabs.get("a" * 32) is first
    assert tabs.get("b" * 32) is not second


@pytest.mark.parametrize("key", [None, 7, "", "../../etc", "A" * 32, "a" * 65])
def test_what_is_no_key_opens_nothing(key):
    with pytest.raises(BadRequest):
        Tabs(open_fake).get(key)


def test_a_library_that_is_missing_or_too_new_is_said_so():
    def refuse(error):
        def open_one():
            raise error

        return Tabs(open_one).get("a" * 32)

    missing = refuse(LibraryMissing("There is no library yet.", remedy="Make one."))
    assert (missing.session, missing.trouble, missing.fresh) == (None, "There is no library yet.", True)
    newer = refuse(LibraryTooNew("It is of a newer Docent.", remedy="Update Docent."))
    assert (newer.trouble, newer.fresh) == ("It is of a newer Docent. Update Docent.", False)
    broken = refuse(ZeroDivisionError())
    assert "ZeroDivisionError" in broken.trouble
    broken.act({"do": "undo"})
    said(broken, "fog")
    assert broken.messages[-1].who == "trouble"


def test_a_library_made_meanwhile_is_found_on_the_next_try():
    answers = iter([LibraryMissing("None yet."), None])

    def open_one():
        error = next(answers)
        if error:
            raise error
        return FakeSession(LIBRARY)

    tabs = Tabs(open_one)
    assert tabs.get("a" * 32).session is None
    assert tabs.get("a" * 32).session is not None
    assert tabs.library is LIBRARY
