"""The plan of the house, checked: imports point down only, files stay small, nothing unfinished or machine-bound."""

from __future__ import annotations

import ast
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.draw_house import CAPTIONS, WAY, picture
from tests.house import FLOORS, PRODUCT, ROOT, SOURCES, TOPS, imports, module_name, room


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    own = room(module_name(path))
    assert own is not None
    for imported in imports(path):
        target = room(imported)
        if target is None or target == own:
            continue
        assert FLOORS[target] < FLOORS[own], f"{module_name(path)} imports {imported}, which stands above it"


def test_every_folder_has_a_floor() -> None:
    """With one floor a folder and arrows that point down, no folder can be on a ring."""
    folders = {module_name(path.parent / "__init__.py") for path in SOURCES if path.name == "__init__.py"}
    assert not folders - FLOORS.keys()


def test_no_two_modules_share_a_name() -> None:
    """A name that means two things explains neither; entry points and packages' own files aside."""
    seen: dict[str, Path] = {}
    for path in PRODUCT:
        if path.stem in ("__init__", "__main__", "protocol", "protocols", "load"):
            continue
        assert path.stem not in seen, f"{path} and {seen[path.stem]}"
        seen[path.stem] = path


def test_the_product_does_not_know_how_its_weights_were_made() -> None:
    for path in PRODUCT:
        assert not any(name.split(".")[0] in ("training", "tests") for name in imports(path)), path


def test_files_stay_small() -> None:
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert not {str(p.relative_to(ROOT)): n for p, n in lines.items() if n > 400}
    assert statistics.median(lines.values()) <= 160


def test_data_files_hold_one_phrase_a_line() -> None:
    """A line that a person can read, and that a diff shows as one change."""
    for path in (path for top in TOPS for path in (ROOT / top).rglob("*.txt")):
        if path.name == "filler.txt" or path.parent.name == "written":  # small words in rows; a whole message a line
            continue
        longest = max(map(len, path.read_text("utf-8").splitlines()), default=0)
        assert longest <= 120, f"{path.relative_to(ROOT)} has a line of {longest} characters"


def test_modules_have_telling_names_and_say_what_they_are() -> None:
    for path in SOURCES:
        assert path.stem not in {"utils", "helpers", "manager", "common"}, path
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} does not say what it is"


def test_nothing_of_this_machine_is_tracked() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    home = str(Path.home()) + "/"
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".json", ".jsonl", ".yaml", ".html", ".js", ".css"}:
            text = path.read_text("utf-8")
            assert str(ROOT) + "/" not in text, name
            assert home == "//" or home not in text, name


def test_the_picture_shows_the_house_as_it_is() -> None:
    """Drawn anew by `python -m tests.draw_house > docs/architecture.svg`."""
    assert picture() == (ROOT / "docs" / "architecture.svg").read_text("utf-8")
    assert CAPTIONS.keys() <= FLOORS.keys()
    assert {where for _, _, where, _ in WAY} <= CAPTIONS.keys()
