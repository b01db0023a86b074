"""Filters on what pictures say about themselves: one value a fact, each with its opposite.

It knows what may be asked and no pictures; what a value means is in `tools/search/fact_conditions.py`.

    Choice.model_validate({"is": "PNG"}); Range(min=12); Range(not_=Span(min=100, max=200))
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Words = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[float, Field(allow_inf_nan=False)]

MOST_CHOICES = 24

TextFact = Literal[
    "title", "caption", "keywords", "people", "credit", "copyright", "label", "lens", "file_name", "kind",
    "orientation", "weekday", "month", "season", "time_of_day", "year",
]  # fmt: skip
NumberFact = Literal[
    "rating", "focal_length", "aperture", "iso", "exposure", "altitude", "width", "height", "megapixels", "bytes",
    "hour",
]  # fmt: skip
FlagFact = Literal["screenshot", "animated", "motion_photo", "dated", "rated"]


class _Value(BaseModel):
    """Immutable, and unknown fields are refused; written by its aliases."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Choice(_Value):
    """One of `is` (any, when it is empty) and none of `not`. A text stands for a list of it, and alone for `is`.

    A picture that does not say it is left out by `is` and stays with `not`.
    """

    is_: tuple[Words, ...] = Field(default=(), alias="is", max_length=MOST_CHOICES)
    not_: tuple[Words, ...] = Field(default=(), alias="not", max_length=MOST_CHOICES)

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, said: Any) -> Any:
        if isinstance(said, str):
            return {"is": (said,)}
        if not isinstance(said, dict):
            return said
        return {name: (value,) if isinstance(value, str) else value for name, value in said.items()}

    @model_validator(mode="after")
    def _says_something(self) -> Choice:
        if not self.is_ and not self.not_:
            raise ValueError('a filter needs "is" or "not"')
        return self


class Span(_Value):
    """From `min` to `max`, both included; None leaves that side open."""

    min: Number | None = None
    max: Number | None = None


class Range(_Value):
    """From `min` to `max`, both included, and not within `not`. Hours may run over midnight: from 22 to 5.

    A picture that does not say it is left out by a limit and stays with `not`.
    """

    min: Number | None = None
    max: Number | None = None
    not_: Span | None = Field(default=None, alias="not")

    @model_validator(mode="before")
    @classmethod
    def _exactly(cls, said: Any) -> Any:
        """A number under "is" or "not" stands for a span of it alone."""
        if not isinstance(said, dict):
            return said
        said = dict(said)
        if "is" in said:
            said["min"] = said["max"] = said.pop("is")
        if isinstance(said.get("not"), (int, float)) and not isinstance(said["not"], bool):
            said["not"] = {"min": said["not"], "max": said["not"]}
        return said

    @model_validator(mode="after")
    def _says_something(self) -> Range:
        if self.min is None and self.max is None and self.not_ is None:
            raise ValueError('a filter needs "min", "max" or "not"')
        return self
