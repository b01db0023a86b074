"""Which of Ollama's installed models plans: one that can call tools, of a good family and a comfortable size.

The preferences are data (preferences.toml). It talks to no server.

    best([Installed("qwen3:4b", 4.0), Installed("llama3.2:1b", 1.2)])[0].name  # "qwen3:4b"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_CLOUD_BYTES = 1_000_000
"""A model whose files are smaller than this holds no weights: it is a name for one that runs elsewhere."""
_GUESSED_B = 7.0


@dataclass(frozen=True)
class Installed:
    """A model as the server lists it. `billions`: its parameters; `bytes`: its files on disk."""

    name: str
    billions: float = _GUESSED_B
    bytes: int = 1 << 32

    @property
    def elsewhere(self) -> bool:
        """Whether it runs on somebody's server: then words would leave this machine."""
        return "cloud" in self.name.partition(":")[2] or self.bytes < _CLOUD_BYTES


@dataclass(frozen=True)
class Preferences:
    """How models are ranked."""

    families: tuple[str, ...]
    comfortable: tuple[float, float]
    least: float
    suggested: str


@lru_cache(maxsize=1)
def preferences() -> Preferences:
    """The list in preferences.toml."""
    data = tomllib.loads((files(__package__) / "preferences.toml").read_text(encoding="utf-8"))
    low, high = data["comfortable"]
    return Preferences(tuple(data["families"]), (float(low), float(high)), float(data["least"]), data["suggested"])


def best(models: Iterable[Installed]) -> list[Installed]:
    """Those that may plan, best first: local, large enough, comfortable sizes first, then by family, then larger."""
    wanted = preferences()
    fitting = [m for m in models if not m.elsewhere and m.billions >= wanted.least and not _embeds(m.name)]
    return sorted(fitting, key=lambda m: (-_comfort(m.billions), _rank(m.name), -m.billions, m.name))


def billions(size: str | None) -> float:
    """ "8.0B" -> 8.0, "135M" -> 0.135; the guess for what the server does not say."""
    match = re.fullmatch(r"\s*([\d.]+)\s*([KMBT])\s*", size or "", re.IGNORECASE)
    if match is None:
        return _GUESSED_B
    return float(match[1]) * {"K": 1e-6, "M": 1e-3, "B": 1.0, "T": 1e3}[match[2].upper()]


def _comfort(size_b: float) -> int:
    low, high = preferences().comfortable
    if low <= size_b <= high:
        return 2
    return 1 if low / 2 <= size_b <= 2.5 * high else 0


def _rank(name: str) -> int:
    """The family's place in the list; names of publishers ("library/") do not count."""
    bare = name.rsplit("/", 1)[-1].casefold()
    families = preferences().families
    matching = [family for family in families if bare.startswith(family)]
    return families.index(max(matching, key=len)) if matching else len(families)


def _embeds(name: str) -> bool:
    """Embedding models write no text; old servers do not say so."""
    return bool(re.search(r"embed|bge-|minilm|e5-|rerank", name.casefold()))
