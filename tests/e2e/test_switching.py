"""Changing a library's models in a running page: told first, searched meanwhile, killed and gone on with, cancelled.

The real command serves the page in a process of its own. The pocket set changes to a tiny checkpoint of the full set's
architectures with random weights, in the hub's layout, which takes the full set's own way through every loader.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.visitor import CHROMIUM, MUST_RUN
from tests.unit.encoders.checkpoints import write_full
from tests.unit.library.pictures import folder_of
from tools.encoders import load
from tools.encoders.full import load_full
from tools.library import Library, index
from tools.settings import current_settings

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.timeout(900),  # two programs start in the longest one
]

if CHROMIUM is None and not MUST_RUN:
    pytest.skip("no chromium on this machine (apt install chromium)", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
PICTURES = 240


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A library of the pocket models, and a full set that could take their place."""
    base = tmp_path_factory.mktemp("switching")
    write_full(base / "models")
    folder_of(base / "photos", PICTURES)
    with Library.create(base / "library") as library:
        index(library, [base / "photos"], load("pocket"))
    return base


@pytest.fixture
def place(made, tmp_path) -> Path:
    """A library of its own for each test."""
    shutil.copytree(made / "library", tmp_path / "library")
    return tmp_path / "library"


@contextmanager
def docent(place: Path, made: Path, *words: str) -> Iterator[tuple[subprocess.Popen, str]]:
    """The page's process and its address."""
    environment = {
        **os.environ,
        "CI": "1",
        "DOCENT_LIBRARY": str(place),
        "DOCENT_MODELS": str(made / "models"),
        "DOCENT_PLANNER": "rules",
        "DOCENT_DEVICE": "cpu",
    }
    command = [sys.executable, "-u", "-m", "agent", "open", "--no-browser", "--port", "0", *words]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    address = None
    for line in process.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            address = found[0]
            break
    assert address, "the page did not come up"
    try:
        yield process, address
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def arrive(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.set_default_timeout(120_000)  # a busy machine is no failure
    page.goto(address)
    page.wait_for_selector(".card")
    settle(page)
    return page


def settle(page) -> None:
    page.wait_for_function("!document.body.classList.contains('docent-busy')")


def say(page, words: str) -> None:
    page.fill("#docent-say", words)
    page.press("#docent-say", "Enter")
    settle(page)


def order_change(page) -> None:
    """Through the header: open the panel, choose the full set, read the cost."""
    page.click(".top .state summary")
    page.click("[data-key='set:full']")
    page.wait_for_selector(".work.asking")


def wait_for_count(page, least: int) -> int:
    """Until so many pictures have new vectors; how many have."""
    handle = page.wait_for_function(
        """least => {
            const [done] = (document.querySelector('.work-count').textContent.match(/^[0-9,]+/) ?? ['']);
            const count = Number(done.replace(',', ''));
            return count >= least ? count : 0;
        }""",
        arg=least,
        polling=50,
    )
    return int(handle.json_value())


def cards(page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.card')].map(card => card.dataset.id)")


def wait_for_cards(page, expected: list[str]) -> None:
    """Until exactly these pictures are shown, in this order: the parts of the page are drawn one after another."""
    page.wait_for_function(
        "wanted => String([...document.querySelectorAll('.card')].map(card => card.dataset.id)) === String(wanted)",
        arg=expected,
    )


def test_a_change_is_told_searched_through_killed_gone_on_with_and_swapped(browser, made, place):
    with docent(place, made) as (process, address):
        page = arrive(browser, address)
        assert "models pocket" in page.inner_text(".state-line")
        say(page, "a blue square, no red")
        before = cards(page)
        order_change(page)
        told = page.inner_text(".work-text")
        assert f"{PICTURES} pictures from the pocket to the full models" in told
        assert "MB of disk is needed" in told
        with Library.open(place) as library:
            assert library.reembedding is None
        page.click(".work [data-key='work:go_on']")
        done = wait_for_count(page, 32)
        assert done < PICTURES, "too quick to be watched: raise PICTURES"
        say(page, "green stripes in watercolour style")
        page.wait_for_selector(".term.style")
        page.click(".plan-tools [data-do=undo]")
        wait_for_cards(page, before)  # the old vectors serve until the end
        with Library.open(place) as library:
            assert (library.models_name, library.reembedding) == ("pocket", "full")
        process.send_signal(signal.SIGKILL)
        process.wait()
        page.close()
    with Library.open(place) as library:
        assert (library.models_name, library.reembedding) == ("pocket", "full")
        assert library.doctor(load("pocket"), sample=PICTURES).reencoded == PICTURES

    with docent(place, made) as (process, address):
        page = arrive(browser, address)
        say(page, "a blue square, no red")
        page.wait_for_selector(".term")
        page.locator(".pick").first.click()
        page.locator(".pick").nth(3).click()
        selected = page.evaluate("window.docentPage.selected")
        terms = page.evaluate("[...document.querySelectorAll('.term-text')].map(one => one.textContent)")
        talk = page.inner_text(".log")
        page.wait_for_function("document.querySelector('.state-line').textContent.includes('models full')")
        settle(page)
        assert page.inner_text(".work-text") == f"The library is of the full models now: {PICTURES} pictures."
        assert page.evaluate("[...document.querySelectorAll('.term-text')].map(one => one.textContent)") == terms
        assert page.evaluate("window.docentPage.selected") == selected
        assert page.inner_text(".log") == talk
        assert cards(page) != before
        page.click(".work [data-key='work:stop']")
        page.wait_for_selector(".work", state="hidden")
        say(page, "in pencil style")  # a style word through the full set's own text encoder
        assert page.locator(".message-trouble").count() == 0
        assert page.locator(".term.style").count() == 1
        page.close()
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("DOCENT_MODELS", str(made / "models"))
        settings.setenv("DOCENT_DEVICE", "cpu")
        current_settings.cache_clear()
        full = load_full()
    with Library.open(place) as library:
        assert library.doctor(full, sample=PICTURES).ok
        assert library.get_blob("style_words")  # fitted to this library before it was searched
        assert len(list((place / "vectors").iterdir())) == 2


def test_a_change_that_is_cancelled_leaves_everything_as_it_was(browser, made, place):
    files = {path: path.read_bytes() for path in (place / "vectors").iterdir()}
    with docent(place, made) as (_, address):
        page = arrive(browser, address)
        order_change(page)
        page.click(".work [data-key='work:go_on']")
        wait_for_count(page, 32)
        page.set_viewport_size({"width": 340, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 340
        page.set_viewport_size({"width": 1280, "height": 860})
        page.click(".work [data-key='work:stop']")
        page.wait_for_selector(".work.done")
        assert "as it was" in page.inner_text(".work-text")
        assert "models pocket" in page.inner_text(".state-line")
        say(page, "a blue square")
        assert page.locator(".card").count()
        page.close()
    assert {path: path.read_bytes() for path in (place / "vectors").iterdir()} == files
    with Library.open(place) as library:
        assert library.reembedding is None
        assert library.doctor(load("pocket"), sample=PICTURES).findings == ()


def test_a_broken_checkpoint_is_one_sentence_and_the_library_stays(browser, made, place, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(made / "models", broken / "models")
    weights = broken / "models/style/stable-diffusion-v1-4/vae/diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with docent(place, broken) as (_, address):
        page = arrive(browser, address)
        page.click(".top .state summary")
        page.click("[data-key='set:full']")
        page.wait_for_selector(".work.failed")
        said = page.inner_text(".work-text")
        assert "is cut off" in said
        assert "docent models pull full" in said
        assert "stays as it was, of the pocket models" in said
        say(page, "a blue square")
        assert page.locator(".card").count()
        page.close()


def test_a_setting_changes_the_library_while_the_page_is_open(browser, made, place):
    with docent(place, made, "--models", "full") as (_, address):
        page = arrive(browser, address)
        page.wait_for_function("document.querySelector('.state-line').textContent.includes('models full')")
        page.close()
    with Library.open(place) as library:
        assert library.models_name == "full"


def test_pictures_that_come_while_the_page_is_open(browser, made, place, tmp_path):
    folder_of(tmp_path / "more", 40, first=PICTURES)
    with docent(place, made, str(tmp_path / "more")) as (_, address):
        page = arrive(browser, address)  # at once: there were pictures to show already
        page.wait_for_selector(".work.done")
        assert page.inner_text(".work-text") == "40 pictures looked through: 40 new."
        page.wait_for_function(f"document.querySelector('.count').textContent === '{PICTURES + 40} pictures'")
        settle(page)
        folder_of(tmp_path / "more", 3, first=PICTURES + 40)
        page.click(".top .state summary")
        page.click(".look-again")
        page.wait_for_function("document.querySelector('.work-text').textContent.includes('3 new')")
        page.wait_for_function(f"document.querySelector('.summary').textContent.startsWith('{PICTURES + 43} pictures')")
        page.close()
