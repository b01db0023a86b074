"""Settings from the environment: what each DOCENT_* variable is, read and checked in one place.

It reads variables and nothing else; docs/settings.md documents every one of them, and a test compares the two.

    settings = read(os.environ)
    settings.ollama_timeout_s  # 60.0
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.errors import BadRequest

PLANNERS = ("auto", "ollama", "llm", "embedded", "rules")
MODEL_SETS = ("auto", "pocket", "full")
OLLAMA_HOST = "http://127.0.0.1:11434"
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults. Times are in seconds; an empty string means "not set"."""

    library: str = ""
    models: str = "auto"
    planner: str = "auto"
    ollama_host: str = OLLAMA_HOST
    ollama_model: str = ""
    ollama_timeout_s: float = 60.0
    ollama_keep_alive: str = "10m"
    ollama_think: bool = False
    llm: str = ""
    llm_timeout_s: float = 120.0
    llm_threads: int = 0


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment (`os.environ` unless another mapping is given).

    Raises: BadRequest naming the variable whose value cannot be used, and what it may be.
    """
    env = os.environ if environ is None else environ
    return Settings(
        library=env.get("DOCENT_LIBRARY", ""),
        models=_models(env),
        planner=_one_of(env, "DOCENT_PLANNER", PLANNERS),
        ollama_host=_host(env.get("DOCENT_OLLAMA_HOST") or env.get("OLLAMA_HOST") or OLLAMA_HOST),
        ollama_model=env.get("DOCENT_OLLAMA_MODEL", "").strip(),
        ollama_timeout_s=_number(env, "DOCENT_OLLAMA_TIMEOUT", 60.0, most=3600.0),
        ollama_keep_alive=env.get("DOCENT_OLLAMA_KEEP_ALIVE", "").strip() or "10m",
        ollama_think=_switch(env, "DOCENT_OLLAMA_THINK"),
        llm=env.get("DOCENT_LLM", "").strip(),
        llm_timeout_s=_number(env, "DOCENT_LLM_TIMEOUT", 120.0, most=3600.0),
        llm_threads=int(_number(env, "DOCENT_LLM_THREADS", 0.0, most=256.0)),
    )


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, "").strip().casefold() or choices[0]
    if value not in choices:
        raise BadRequest(f'{name} is "{value}".', remedy=f"It may be {', '.join(choices)}.")
    return value


def _models(env: Mapping[str, str]) -> str:
    """A set's name; or a folder that holds model sets, which leaves the choice among them open."""
    if Path(env.get("DOCENT_MODELS", "").strip() or "?").expanduser().is_dir():
        return "auto"
    return _one_of(env, "DOCENT_MODELS", MODEL_SETS)


def _number(env: Mapping[str, str], name: str, default: float, *, most: float) -> float:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        value = -1.0
    if not 0.0 < value <= most:
        raise BadRequest(f'{name} is "{raw}".', remedy=f"It is a number above 0, {most:g} at most.")
    return value


def _switch(env: Mapping[str, str], name: str) -> bool:
    raw = env.get(name, "").strip().casefold()
    if raw not in _YES | _NO:
        raise BadRequest(f'{name} is "{raw}".', remedy="It is 1 or 0.")
    return raw in _YES


def _host(raw: str) -> str:
    """A whole address: Ollama itself takes "host:port", and "0.0.0.0" as what to listen on, which nobody can call."""
    host = raw.strip().rstrip("/").replace("0.0.0.0", "127.0.0.1")
    if "://" not in host:
        host = f"http://{host}"
    after_scheme = host.split("://", 1)[1]
    return host if ":" in after_scheme.rsplit("]", 1)[-1] or "/" in after_scheme else f"{host}:11434"
