"""Settings from the environment: every variable that Docent reads, checked once, in one place.

Nothing else in the product reads the environment. docs/settings.md documents each variable, and a test compares the
two. The command line lays its options over these (`Settings.model_copy`).

    current_settings().ollama_timeout_s  # 60.0
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tools.choices import MODEL_SETS, PLANNERS, DeviceName, LogLevel, ModelSet, PlannerName
from tools.errors import BadRequest

OLLAMA_HOST = "http://127.0.0.1:11434"
DEFAULT_CLIP = "ViT-B-16/openai"
DEFAULT_STYLE = "CompVis/stable-diffusion-v1-4"
_SECONDS = "a number of seconds above 0, 3600 at most"

_Lower = BeforeValidator(str.lower)
_Upper = BeforeValidator(str.upper)


class Settings(BaseSettings):
    """All settings with their defaults; an empty variable is one that is not set. `description` is what it may be."""

    model_config = SettingsConfigDict(
        frozen=True,
        case_sensitive=True,
        env_ignore_empty=True,
        validate_by_name=True,
        validate_default=False,
        extra="ignore",
    )

    library: Path | None = Field(None, validation_alias="DOCENT_LIBRARY", description="a folder")
    models: Annotated[ModelSet, _Lower] = Field(
        "auto", validation_alias="DOCENT_MODELS", description=f"{', '.join(MODEL_SETS)}, or a folder that is there"
    )
    models_folder: Path | None = Field(None, validation_alias="DOCENT_MODELS", description="a folder that is there")
    clip_model: str = Field(DEFAULT_CLIP, validation_alias="DOCENT_CLIP_MODEL")
    style_model: str = Field(DEFAULT_STYLE, validation_alias="DOCENT_STYLE_MODEL")
    device: Annotated[DeviceName, _Lower] = Field(
        "auto", validation_alias="DOCENT_DEVICE", description="auto, cpu, cuda or mps"
    )
    hub: str = Field("", validation_alias="HF_ENDPOINT", description="the address of a model hub")
    nominatim: bool = Field(False, validation_alias="DOCENT_NOMINATIM", description="1 or 0")
    log: Annotated[LogLevel, _Upper] = Field(
        "ERROR", validation_alias="DOCENT_LOG", description="DEBUG, INFO, WARNING or ERROR"
    )
    ci: str = Field("", validation_alias="CI", description="anything: no browser is opened then")

    planner: Annotated[PlannerName, _Lower] = Field(
        "auto", validation_alias="DOCENT_PLANNER", description=", ".join(PLANNERS)
    )
    ollama_host: str = Field(OLLAMA_HOST, validation_alias=AliasChoices("DOCENT_OLLAMA_HOST", "OLLAMA_HOST"))
    ollama_model: str = Field("", validation_alias="DOCENT_OLLAMA_MODEL")
    ollama_timeout_s: float = Field(60.0, gt=0, le=3600, validation_alias="DOCENT_OLLAMA_TIMEOUT", description=_SECONDS)
    ollama_keep_alive: str = Field("10m", validation_alias="DOCENT_OLLAMA_KEEP_ALIVE")
    ollama_think: bool = Field(False, validation_alias="DOCENT_OLLAMA_THINK", description="1 or 0")
    llm: str = Field("", validation_alias="DOCENT_LLM", description="the path of a GGUF file")
    llm_timeout_s: float = Field(120.0, gt=0, le=3600, validation_alias="DOCENT_LLM_TIMEOUT", description=_SECONDS)
    llm_threads: int = Field(
        0, gt=0, le=256, validation_alias="DOCENT_LLM_THREADS", description="a number from 1 to 256"
    )

    @model_validator(mode="before")
    @classmethod
    def _set_ones(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Without the blanks around values, and without values that are nothing but blanks."""
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @field_validator("models", mode="before")
    @classmethod
    def _open_choice(cls, value: str) -> str:
        """DOCENT_MODELS may be the folder that sets lie in; which of them is then found out."""
        return "auto" if _is_folder(value) else value

    @field_validator("models_folder", mode="before")
    @classmethod
    def _folder_or_name(cls, value: str | Path) -> Path | None:
        return Path(value).expanduser() if _is_folder(value) else None

    @field_validator("library", mode="after")
    @classmethod
    def _home(cls, value: Path | None) -> Path | None:
        return value and value.expanduser()

    @field_validator("ollama_host", mode="after")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        """Ollama itself takes "host:port", and "0.0.0.0" as what to listen on, which nobody can call."""
        host = value.rstrip("/").replace("0.0.0.0", "127.0.0.1")
        if "://" not in host:
            host = f"http://{host}"
        after_scheme = host.split("://", 1)[1]
        return host if ":" in after_scheme.rsplit("]", 1)[-1] or "/" in after_scheme else f"{host}:11434"


@cache
def current_settings() -> Settings:
    """The settings of this process, read when they are first asked for. Tests: `current_settings.cache_clear()`.

    Raises: BadRequest naming the variable whose value cannot be used, and what it may be.
    """
    try:
        return Settings()
    except ValidationError as error:
        variable = str(error.errors()[0]["loc"][0])
        may_be = Settings.model_fields[variables()[variable]].description
        raise BadRequest(f'{variable} is "{os.environ[variable].strip()}".', remedy=f"It may be {may_be}.") from error


def variables() -> dict[str, str]:
    """Every variable that is read, and the field that it fills."""
    read: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        for variable in alias.choices if isinstance(alias, AliasChoices) else [alias]:
            read.setdefault(str(variable), name)
    return read


def _is_folder(value: str | Path) -> bool:
    return str(value).lower() not in MODEL_SETS and Path(value).expanduser().is_dir()
