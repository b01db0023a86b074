"""The documents, checked against the tree: what they name exists. The dated lab book keeps the names of its day."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.house import ROOT

LAB_BOOK = ROOT / "docs" / "experiments"
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tools" / "geo" / "data" / "README.md")
    if LAB_BOOK not in path.parents
)
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_PATH = re.compile(
    r"(?:agent|tools|prompts|training|tests|docs|\.ci)/[\w./*-]*|[\w./*-]+/[\w.*-]+\.(?:py|md|txt|jsonl|npz|svg)"
)
_FILE = re.compile(r"[\w-]+\.(?:py|md|jsonl)")
_MODULE = re.compile(r"(?:python -m |pytest )((?:agent|tools|training|tests)[\w./]*)")
_FUNCTION = re.compile(r"((?:agent|tools|prompts)/[\w/]+\.py|ui\.py):([\w.]+)")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def names_in(page: str) -> list[str]:
    """What a page sets in code type, line by line, outside whole blocks of code."""
    return _CODE.findall(_FENCED.sub("", page))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_page_names_exists(path):
    page = path.read_text("utf-8")
    tracked = {one.name for one in ROOT.glob("[!.]*/**/*.*")} | {one.name for one in ROOT.iterdir()}
    missing = []
    for name in names_in(page):
        if _PATH.fullmatch(name):
            missing += [] if list(ROOT.glob(name)) else [name]
        elif _FILE.fullmatch(name):
            missing += [] if name in tracked else [name]
    for name in _MODULE.findall(page):
        where = name if "/" in name else name.replace(".", "/")
        missing += [] if (ROOT / where).exists() or (ROOT / f"{where}.py").exists() else [name]
    assert not missing


@pytest.mark.parametrize("path", [*PAGES, *sorted(LAB_BOOK.glob("*.md"))], ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    assert not [link for link in _LINK.findall(path.read_text("utf-8")) if not (path.parent / link).exists()]


def test_every_step_of_a_message_is_taken_by_the_function_that_is_named():
    steps = [match for name in names_in(ARCHITECTURE) if (match := _FUNCTION.fullmatch(name))]
    assert len(steps) >= 20
    for file, name in (step.groups() for step in steps):
        found = importlib.import_module(file.removesuffix(".py").replace("/", "."))
        for part in name.split("."):
            found = getattr(found, part)
        assert callable(found), f"{file}:{name}"


def test_whoever_wants_to_change_something_is_told_where():
    wishes = ARCHITECTURE.partition("## I want to")[2].partition("\n## ")[0]
    rows = [row for row in wishes.splitlines() if row.startswith("|")][2:]
    assert len(rows) >= 15
    assert all(_CODE.search(row) for row in rows)


def test_the_index_of_decisions_is_whole():
    folder = ROOT / "docs" / "decisions"
    listed = _LINK.findall((folder / "README.md").read_text("utf-8"))
    assert {path.name for path in folder.glob("0*.md")} <= set(listed)
