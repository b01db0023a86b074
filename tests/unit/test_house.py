"""The plan of the house, checked: imports point down only, files stay small, nothing unfinished or machine-bound."""

from __future__ import annotations

import ast
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOPS = ("agent", "tools", "prompts", "training")
SOURCES = [*sorted(p for top in TOPS for p in (ROOT / top).rglob("*.py")), ROOT / "ui.py"]
PRODUCT = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "training"]

FLOORS = {  # from the ground up: a room imports from rooms before it, and from its own; a protocol is a room of its own
    name: floor
    for floor, name in enumerate(
        """
        tools.errors
        tools.types
        tools.choices
        tools.environment
        tools.settings
        tools.encoders.protocols
        tools.encoders.pocket
        tools.encoders.full
        tools.encoders
        tools.geo
        tools.library
        tools.search
        tools.sample
        tools
        prompts
        agent.language
        agent.language.lexicon
        agent.language.cues
        agent.plan
        agent.planners.protocol
        agent.planners.extract
        agent.planners.build
        agent.planners.tagger
        agent.planners.llm
        agent.planners.llm.ollama
        agent.planners
        agent.replies
        agent.suggestions.vocabulary
        agent.suggestions
        agent.session
        agent.page
        ui
        agent.cli
        agent
        training.gazetteer
        training.pocket
        training.tagger
        training
        """.split()
    )
}


def room(module: str) -> str | None:
    """The room of a module: the longest name of a room that it begins with; None for what is not of the house."""
    return max((name for name in FLOORS if module == name or module.startswith(name + ".")), key=len, default=None)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative imports hide which room is meant"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


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
        if path.name == "filler.txt":  # small words in rows, a kind a row
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
