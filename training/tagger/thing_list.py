"""The lexicon's list of words that can only be things, made of WordNet: what names no look, no artist and no quality.

python -m training.tagger.thing_list /usr/share/wordnet > agent/language/lexicon/things.txt
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from agent.language.lexicon import artists, styles
from agent.language.tokens import stem
from training.tagger.sources import HERE, read_sections
from training.tagger.wordnet import read_wordnet

SHOWN = ("atlas", "chart", "globe", "map")
"""Representations, which are left out else, that are asked for as things."""


def thing_words(folder: Path, *, looks: Iterable[str]) -> list[str]:
    """Single words that can only be a thing: no adjective, no artist's name, no part of `looks` (styles and media).

    Raises:
        FileNotFoundError: as `read_wordnet`.
    """
    lines = (folder / "index.adj").read_text(encoding="utf-8").splitlines()
    other = {line.split()[0] for line in lines if not line.startswith("  ")} | {a.split()[-1] for a in artists()}
    for look in looks:
        other |= {look.split()[-1], stem(look.split()[-1])}
    return sorted(({t for t in read_wordnet(folder).things if re.fullmatch("[a-z]{3,}", t)} - other) | set(SHOWN))


def licence(folder: Path) -> list[str]:
    """WordNet's own notice, which goes with whatever is made of it: the numbered lines at the head of its files."""
    lines = (folder / "data.noun").read_text(encoding="utf-8").splitlines()
    return [line.lstrip(" 0123456789").rstrip() for line in lines if line.startswith("  ")]


def main(folder: Path) -> None:
    """Print the list with WordNet's notice."""
    listed = read_sections(HERE / "styles.txt")
    looks = [*styles(), *listed["adjective"], *listed["medium"], *listed["made"]]
    print("# Words that name what can be seen and no look, made from WordNet by training.tagger.thing_list.")
    print(*(f"# {line}".rstrip() for line in licence(folder)), sep="\n")
    print(*thing_words(folder, looks=looks), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
