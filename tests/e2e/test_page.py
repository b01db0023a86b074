"""The page in a real browser: talk, sliders and clicks edit one plan, and the page always shows that plan.

A small real library (photographs that scikit-image carries) is searched by a real session. Run with -s to see how long
the first pictures and a moved slider take.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import skimage
from PIL import Image

from agent.suggestions.phrase_bank import warm
from tests.e2e.visitor import CHROMIUM, MUST_RUN, Server, Visitor, serving
from tools.encoders import Models, load
from tools.encoders.hashing import hash_models
from tools.errors import ModelMissing
from tools.library import Library, index

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

# the server runs in this process, and Gradio's own bookkeeping uses what pandas is about to drop
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PHOTOGRAPHS = """
    astronaut.png brick.png camera.png chelsea.png coffee.png coins.png motorcycle_left.png motorcycle_right.png
    rocket.jpg grass.png gravel.png horse.png page.png moon.png
""".split()
TRAP = "${document.title='taken'}{{value}}<img src=x onerror=document.title='taken'>.png"

if CHROMIUM is None and not MUST_RUN:
    pytest.skip("no chromium on this machine (apt install chromium)", allow_module_level=True)


def models() -> Models:
    """The models in the box; hashed vectors while they are not."""
    try:
        return load("pocket")
    except ModelMissing:
        return hash_models()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    photographs = tmp_path_factory.mktemp("photographs")
    carried = Path(skimage.__file__).parent / "data"
    for name in PHOTOGRAPHS:
        if (carried / name).is_file():
            shutil.copy(carried / name, photographs / name)
    Image.new("RGB", (80, 60), (200, 120, 40)).save(photographs / TRAP)
    chosen = models()
    with Library.create(tmp_path_factory.mktemp("library")) as library:
        index(library, [photographs], chosen)
        warm(chosen)  # as the command does in the background
        with serving(library, chosen) as running:
            yield running


@pytest.fixture
def visitor(browser, server) -> Iterator[Visitor]:
    visitor = Visitor(browser, server)
    yield visitor
    visitor.leave()


def test_talk_slider_clicks_and_undo_are_one_plan(visitor):
    page = visitor.page
    visitor.check()
    assert f"{len(visitor.server.library)} pictures" in page.inner_text(".top")
    assert "planner rules" in page.inner_text(".top")

    visitor.say("a cat, no people, in watercolour style")
    visitor.check()
    assert len(visitor.session.plan.terms) >= 2
    assert page.locator(".message-docent").last.inner_text().strip()

    term = visitor.session.plan.terms[0]
    slider = page.locator(f"[data-key='term:{term.id}']")
    slider.focus()
    for _ in range(3):  # quicker than the answers come
        page.keyboard.press("ArrowLeft")
    visitor.settle()
    assert visitor.session.plan.terms[0].weight == pytest.approx(term.weight - 0.15)
    assert page.evaluate("document.activeElement.dataset.key") == f"term:{term.id}"
    visitor.check()

    before = visitor.session.plan
    chosen = visitor.shown_pictures()
    page.locator(".pick").nth(0).click()
    page.locator(".pick").nth(2).click()
    assert page.inner_text(".selected-count") == "2 selected"
    page.click(".selection [data-do=similar]")
    visitor.settle()
    assert [ref.image_id for ref in visitor.session.plan.like] == [chosen[0], chosen[2]]
    visitor.check()

    page.click(".plan-tools [data-do=undo]")
    visitor.settle()
    assert visitor.session.plan == before
    visitor.check()


def test_places_left_out_are_chips_that_can_be_taken_away(visitor):
    page = visitor.page
    visitor.say("a cat, anywhere except Bangkok")
    visitor.check()
    assert visitor.session.plan.filters.not_in == ("Bangkok",)
    assert "not in **Bangkok**" in visitor.session.reply.text
    page.click(".filters summary")
    page.fill("[data-key=not_in]", "Wakanda")
    page.press("[data-key=not_in]", "Enter")
    visitor.settle()
    visitor.check()
    assert visitor.session.plan.filters.not_in_unknown == ("Wakanda",)
    assert "I do not know this place" in page.locator(".tag").last.inner_text()
    page.keyboard.press("Escape")
    page.click("[data-key='allow:Bangkok']")
    visitor.settle()
    visitor.check()
    assert visitor.session.plan.filters.not_in == ("Wakanda",)
    page.click(".plan-tools [data-do=undo]")
    visitor.settle()
    visitor.check()
    assert visitor.session.plan.filters.not_in == ("Bangkok", "Wakanda")


def test_every_control_of_the_plan(visitor):
    page = visitor.page
    visitor.say("a cat in Switzerland")
    page.fill("#docent-add", "engraving")
    page.select_option("#docent-add-channel", "style")
    page.check("#docent-add-avoid")
    page.press("#docent-add", "Enter")
    visitor.settle()
    assert visitor.session.plan.terms[-1].text == "engraving"
    assert visitor.session.plan.terms[-1].weight < 0
    visitor.check()

    page.locator(".term .mark").last.click()
    visitor.settle()
    assert visitor.session.plan.terms[-1].channel == "content"
    page.locator(".term .mark").last.click()
    visitor.settle()
    balance = page.locator("[data-key=balance]")
    balance.focus()
    page.keyboard.press("End")
    visitor.settle()
    assert abs(visitor.session.plan.terms[-1].weight) > 2 * abs(visitor.session.plan.terms[0].weight)

    page.locator("[data-key=radius]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    visitor.settle()
    assert visitor.session.plan.place.radius_km
    page.click("[data-key=mode]")
    visitor.settle()
    assert visitor.session.plan.place.mode == "only"
    page.click("[data-key=clear_place]")
    visitor.settle()
    assert visitor.session.plan.place is None

    page.select_option("[data-key=sort]", "newest")
    page.select_option("[data-key=match]", "all")
    page.locator(".remove").first.click()
    visitor.settle()
    visitor.check()

    page.locator(".pick").nth(1).click()
    page.click(".selection [data-do=less]")
    visitor.settle()
    assert visitor.session.plan.like[0].weight < 0
    visitor.check()
    page.click(".example-thumb .remove")
    visitor.settle()
    assert visitor.session.plan.like == ()

    page.click(".plan-tools [data-do=reset]")
    visitor.settle()
    assert visitor.session.plan.empty
    visitor.check()


def test_more_and_a_suggestion_and_a_larger_look(visitor):
    page = visitor.page
    shown = len(visitor.shown_pictures())
    page.click(".more")
    visitor.settle()
    assert len(visitor.shown_pictures()) > shown
    visitor.check()
    if page.locator(".chip").count():
        words = page.locator(".chip").first.inner_text().split("\n")[0].lstrip("+− ")
        page.locator(".chip").first.click()
        visitor.settle()
        assert any(term.text in words or words in term.text for term in visitor.session.plan.terms)
        visitor.check()
    page.locator(".pick").first.hover()
    page.locator(".closer").first.click()
    page.wait_for_selector(".viewer dd")
    page.wait_for_function("document.querySelector('.stage img').src.includes('/preview/')")
    assert page.locator(".viewer dd").first.inner_text() == Path(visitor.session.reply.hits[0].path).name
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert not page.locator(".viewer").is_visible()


def test_the_keyboard_alone_is_enough(visitor):
    page = visitor.page
    page.locator(".pick").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert page.inner_text(".selected-count") == "2 selected"
    page.keyboard.press("Shift+ArrowRight")
    assert page.inner_text(".selected-count") == "3 selected"
    page.keyboard.press("Escape")
    assert not page.locator(".selection").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector(".viewer[open]")
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelectorAll('.card [tabindex=\"0\"].pick').length") == 1


def test_what_looks_like_code_stays_text(visitor):
    page = visitor.page
    visitor.say("<img src=x onerror=document.title='taken'> ${document.title='taken'} {{value}}")
    page.click(".plan-tools [data-do=reset]")
    visitor.settle()
    while page.locator(".more").is_visible():
        page.click(".more")
        visitor.settle()
    assert page.locator(".facts-line[title^='${document']").count() == 1
    assert "taken" not in page.title()


def test_trouble_is_a_sentence_and_the_page_goes_on(visitor):
    undo = visitor.page.locator(".plan-tools [data-do=undo]")
    assert undo.is_disabled()  # nothing was done yet
    visitor.page.locator(".pick").first.click()
    visitor.page.fill(".nearby input", "99999")
    visitor.page.click(".selection [data-do=nearby]")
    visitor.settle()
    assert "no distance" in visitor.page.locator(".message-trouble").last.inner_text()
    visitor.say("x" * 10_000)
    assert "10,000" in visitor.page.inner_text(".log")
    visitor.say("a cat")
    assert undo.is_enabled()
    visitor.check()


def test_a_reload_keeps_the_conversation_and_another_tab_has_its_own(visitor, browser):
    visitor.say("a cat")
    held = visitor.session
    visitor.page.reload()
    visitor.page.wait_for_selector(".term")
    assert visitor.server.sessions[-1] is held
    # the reload tore off the old page's open stream, of which Gradio complains now and then; nothing else is forgiven
    torn = ("AbortError", "Connection errored out")
    visitor.complaints[:] = [c for c in visitor.complaints if not any(word in c for word in torn)]
    visitor.check()
    other = Visitor(browser, visitor.server)
    assert other.session is not held
    assert other.shown_plan()["terms"] == []
    other.leave()
    visitor.check()


@pytest.mark.parametrize("width", [340, 390, 768, 1024, 1600])
def test_nothing_sticks_out_at_any_width(browser, server, width):
    visitor = Visitor(browser, server, viewport={"width": width, "height": 800}, color_scheme="dark")
    visitor.say("a cat, no people, in watercolour style, in Switzerland")
    if width < 760:
        visitor.page.click(".plan-head")
    visitor.page.locator(".pick").first.click()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.page.evaluate("document.body.classList.contains('dark')")
    visitor.leave()


def test_how_long_it_takes(browser, server):
    started = time.perf_counter()
    visitor = Visitor(browser, server)
    visitor.page.wait_for_function("(i => i && i.complete && i.naturalWidth)(document.querySelector('.card img'))")
    first = time.perf_counter() - started
    visitor.say("a cat, in watercolour style")
    waits = visitor.page.evaluate(
        """async () => {
            const waits = [];
            for (let i = 0; i < 12; i++) {
                const slider = document.querySelector('.term input');
                const drawn = new Promise(done => new MutationObserver((_, watch) => { watch.disconnect(); done(); })
                    .observe(document.querySelector('.cards'), { childList: true }));
                const from = performance.now();
                slider.value = i % 2 ? 0.3 : 0.9;
                slider.dispatchEvent(new Event('change'));
                await drawn;
                waits.push(performance.now() - from);
                await new Promise(done => setTimeout(done, 150));
            }
            return waits.sort((a, b) => a - b);
        }"""
    )
    print(
        f"\nfirst pictures {first:.2f} s; slider to new grid: median {waits[6]:.0f} ms, most {waits[-1]:.0f} ms of 12"
    )
    assert len(waits) == 12
    visitor.leave()


def test_a_question_is_answered_by_a_click_and_a_dead_end_opens_by_one(visitor):
    page = visitor.page
    buttons = page.locator(".answers .answer")
    visitor.say("nature")
    before, reply = visitor.session.plan, visitor.session.reply
    assert page.locator(".question").last.inner_text() == reply.question.replace("**", "")
    assert buttons.all_inner_texts() == [*(answer.text for answer in reply.answers), "none of these"]

    page.click("[data-key='answer:none']")  # the library is small: there is nothing better to ask
    visitor.settle()
    assert visitor.session.plan == before
    assert buttons.count() == 0
    assert "nothing better to ask" in page.locator(".message-aside").last.inner_text()

    page.click(".plan-tools [data-do=undo]")
    visitor.settle()
    visitor.say("nature")
    answer = visitor.session.reply.answers[0]
    page.click(f"[data-key='answer:{answer.text}']")
    visitor.settle()
    assert [(t.text, t.weight) for t in visitor.session.plan.terms] == [("nature", 0.7), (answer.text, answer.weight)]
    assert answer.text in page.locator(".plan").inner_text()
    visitor.check()

    visitor.say("taken in 1905")
    assert visitor.shown_pictures() == []
    assert "could be dropped" in page.locator(".message-docent").last.inner_text()
    assert buttons.count() == 0
    page.click(".chip.condition")
    visitor.settle()
    assert visitor.session.plan.dates is None
    assert len(visitor.session.plan.terms) == 2
    assert visitor.shown_pictures()
    visitor.check()
