"""The plan of the house: its rooms from the ground up, and the imports between them as they stand in the source.

It checks nothing itself: `tests/unit/test_house.py` does, and `tests/draw_house.py` draws what is found here.

    room("agent.page.cards")   # "agent.page"
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOPS = ("agent", "tools", "prompts", "training")
SOURCES = [*sorted(p for top in TOPS for p in (ROOT / top).rglob("*.py")), ROOT / "ui.py"]
PRODUCT = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "training"]

FLOORS = {  # from the ground up: a room imports from rooms before it, and from its own; a protocol is a room of its own
    name: floor
    for floor, name in enumerate(
        """
        tools.errors
        tools.types
        tools.null_texts
        tools.choices
        tools.environment
        tools.settings
        tools.encoders.protocols
        tools.encoders.pocket
        tools.encoders.full
        tools.encoders
        tools.geo
        tools.library.facts
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
        agent.planners.acts
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
        training.acts
        training.tagger
        training
        """.split()
    )
}


def room(module: str) -> str | None:
    """The room of a module: the longest name of a room that it begins with; None for what is not of the house."""
    return max((name for name in FLOORS if module == name or module.startswith(name + ".")), key=len, default=None)


def module_name(path: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """What a file imports, each by its full dotted name; from a module also the name taken out of it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative imports hide which room is meant"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
