"""The plan of the house, checked: imports point down only, files stay small, nothing unfinished or machine-bound."""

from __future__ import annotations

import ast
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *sorted(p for part in ("agent", "tools", "prompts") for p in (ROOT / part).rglob("*.py")),
    ROOT / "ui.py",
]

FLOORS = {  # a room may import from rooms of a lower floor, and from its own
    "ui": 6,
    "agent": 5,
    "prompts": 4,
    "tools.sample": 3,
    "tools.search": 3,
    "tools.library": 2,
    "tools.encoders": 1,
    "tools.geo": 1,
    "tools.types": 0,
    "tools.errors": 0,
    "tools.environment": 0,
}


def room(module: str) -> str | None:
    return max((name for name in FLOORS if module == name or module.startswith(name + ".")), key=len, default=None)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative imports hide which room is meant"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path):
    own = room(module_name(path))
    for imported in imports(path):
        target = room(imported)
        if own is None or target is None or target == own:
            continue
        assert FLOORS[target] < FLOORS[own], f"{module_name(path)} imports {imported}, which stands above or beside it"


def test_prompts_are_data_and_import_no_room():
    for path in (ROOT / "prompts").rglob("*.py"):
        assert all(room(name) in (None, "prompts", "tools.errors") for name in imports(path)), path


def test_files_stay_small():
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert not {str(p.relative_to(ROOT)): n for p, n in lines.items() if n > 400}
    assert statistics.median(lines.values()) <= 170


def test_modules_have_telling_names_and_say_what_they_are():
    for path in SOURCES:
        assert path.stem not in {"utils", "helpers", "manager", "common"}, path
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} does not say what it is"


def test_nothing_of_this_machine_is_tracked():
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
