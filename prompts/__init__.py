"""Prompts as data: one Markdown file each, with {{name}} where a value goes. It knows no models and no plans.

render("turn", message="more fog", plan="(empty)", shown="0")
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class PromptError(LookupError):
    """A prompt that does not exist, or variables that do not fit it: a mistake in the program."""


@lru_cache(maxsize=64)
def load(name: str) -> str:
    """The text of a prompt file, without its trailing newline.

    Raises: PromptError when there is no such file.
    """
    file = files(__package__) / f"{name}.md"
    if not re.fullmatch(r"\w+", name) or not file.is_file():
        raise PromptError(f"there is no prompt {name!r}; there are: {', '.join(names())}")
    return file.read_text(encoding="utf-8").rstrip("\n")


def names() -> tuple[str, ...]:
    """Every prompt there is."""
    return tuple(sorted(f.name.removesuffix(".md") for f in files(__package__).iterdir() if f.name.endswith(".md")))


def variables(name: str) -> frozenset[str]:
    """The variables that a prompt asks for."""
    return frozenset(_VARIABLE.findall(load(name)))


def render(name: str, /, **values: str) -> str:
    """A prompt with its values put in. Values are put in as they are: {{...}} inside one is not read again.

    Raises: PromptError for a variable that is missing, or one that the prompt does not have.
    """
    wanted = variables(name)
    if missing := wanted - values.keys():
        raise PromptError(f"the prompt {name!r} needs {', '.join(sorted(missing))}")
    if unknown := values.keys() - wanted:
        raise PromptError(f"the prompt {name!r} does not have {', '.join(sorted(unknown))}")
    return _VARIABLE.sub(lambda match: values[match.group(1)], load(name))
