"""What may be chosen by name: planners, model sets, devices. Each list stands here and nowhere else.

It knows what the names are, not what they stand for; and it imports nothing, since `docent --help` shows them.

    "pocket" in MODEL_SETS
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

PlannerName: TypeAlias = Literal["auto", "ollama", "llm", "embedded", "rules"]
ModelSet: TypeAlias = Literal["auto", "pocket", "full"]
DeviceName: TypeAlias = Literal["auto", "cpu", "cuda", "mps"]
LogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

PLANNERS: tuple[str, ...] = get_args(PlannerName)
MODEL_SETS: tuple[str, ...] = get_args(ModelSet)
