"""The query plan: what is looked for, as an immutable value that chat, sliders and clicks all edit.

It knows nothing of vectors, files or models; the words in it are the user's own.

    QueryPlan(terms=(Term(id="dogs", text="dogs", channel="content", weight=0.7),))
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from agent.plan.fact_filters import Choice, Range
from tools.types import CHANNELS, Channel, ImageId

Weight = Annotated[float, Field(ge=-1.0, le=1.0, allow_inf_nan=False)]
Match = Literal["any", "all"]
Sort = Literal["relevance", "newest", "oldest", "distance"]
PlaceMode = Literal["prefer", "only"]

DEFAULT_WEIGHT = 0.7  # leaves room above for "more of this"
PAGE_SIZE = 24
MAX_LIMIT = 1000
MAX_TERMS = 24
MAX_LEFT_OUT = 24

MAX_PLACE_NAME = 120


def _cut_name(name: object) -> object:
    return name[:MAX_PLACE_NAME].strip() if isinstance(name, str) and len(name) > MAX_PLACE_NAME else name


PlaceName = Annotated[str, BeforeValidator(_cut_name), Field(min_length=1, max_length=MAX_PLACE_NAME)]
"""As it was said. One that is longer than any place's name is cut, and stays in the plan as one that nobody knows."""


class Frozen(BaseModel):
    """Base of every plan value: immutable, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Term(Frozen):
    """One thing looked for or, with a negative weight, avoided. `id` is unique in its plan."""

    id: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=200)
    channel: Channel = "content"
    weight: Weight = DEFAULT_WEIGHT


class Point(Frozen):
    """A point on the globe, degrees; set when a place is a picture's position and not a name."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class PlaceClause(Frozen):
    """Where. `radius_km` is how far "near" reaches outside the place (None: the place's own scale).

    `resolved` is False when the gazetteer does not know the name: it stays in the plan, but does not score.
    """

    name: PlaceName
    radius_km: float | None = Field(default=None, gt=0, le=20_040)
    weight: float = Field(default=0.8, ge=0.0, le=1.0)
    mode: PlaceMode = "prefer"
    resolved: bool = True
    point: Point | None = None


class DateRange(Frozen):
    """Days from `from` to `to`, both included; None leaves that side open. One side must be set."""

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> DateRange:
        if self.from_ is None and self.to is None:
            raise ValueError("a date range needs a beginning or an end")
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"the range ends ({self.to}) before it begins ({self.from_})")
        return self


class Reference(Frozen):
    """An example picture: more like it, or with a negative weight less like it, on these channels.

    `image_id` is the library's, or begins with "file:" for a file from outside, which only its session knows.
    """

    image_id: ImageId
    weight: Weight = DEFAULT_WEIGHT
    channels: tuple[Channel, ...] = CHANNELS


_ALWAYS_WRITTEN = ("folder", "camera", "gps", "not_in", "not_in_unknown")


class Filters(Frozen):
    """Hard conditions besides dates. None does not filter, and neither does an empty list.

    `not_in` are the places to leave out, by the names that the user said; they are independent of where to look. Those
    that the gazetteer does not know are in `not_in_unknown` too: they stay in the plan, but leave nothing out.

    The others are facts that pictures say about themselves, each with its opposite (see `agent.plan.fact_filters`).
    """

    folder: str | Choice | None = None
    camera: str | Choice | None = None
    gps: bool | None = None
    not_in: tuple[PlaceName, ...] = Field(default=(), max_length=MAX_LEFT_OUT)
    not_in_unknown: tuple[PlaceName, ...] = ()

    title: Choice | None = None
    caption: Choice | None = None
    keywords: Choice | None = None
    people: Choice | None = None
    credit: Choice | None = None
    copyright: Choice | None = None
    label: Choice | None = None
    lens: Choice | None = None
    file_name: Choice | None = None
    kind: Choice | None = None  # JPEG, PNG, HEIC, RAW, GIF ...
    orientation: Choice | None = None  # portrait, landscape, square, panorama
    weekday: Choice | None = None
    month: Choice | None = None
    season: Choice | None = None  # by the hemisphere of the position
    time_of_day: Choice | None = None  # morning, afternoon, evening, night
    year: Choice | None = None

    rating: Range | None = None
    focal_length: Range | None = None  # millimetres
    aperture: Range | None = None
    iso: Range | None = None
    exposure: Range | None = None  # seconds
    altitude: Range | None = None  # metres
    width: Range | None = None
    height: Range | None = None
    megapixels: Range | None = None
    bytes: Range | None = None
    hour: Range | None = None

    screenshot: bool | None = None
    animated: bool | None = None
    motion_photo: bool | None = None
    dated: bool | None = None
    rated: bool | None = None

    @model_serializer(mode="wrap")
    def _without_unasked(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Facts that nobody asked for are left out of the JSON; the first five fields always stand in it."""
        written: dict[str, Any] = write(self)
        return {name: value for name, value in written.items() if value is not None or name in _ALWAYS_WRITTEN}

    @property
    def asked(self) -> dict[str, Choice | Range | bool]:
        """The facts that are asked for, by name, in order; `folder`, `camera` and `gps` apart."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields if name not in _ALWAYS_WRITTEN)
        return {name: value for name, value in values if value is not None}

    @model_validator(mode="after")
    def _known_ones(self) -> Filters:
        if not set(self.not_in_unknown) <= set(self.not_in):
            raise ValueError("an unknown place to leave out is not among those to leave out")
        return self

    def left_out(self, name: str) -> str | None:
        """The place to leave out that has this name (case, accents and a leading "the" ignored), as it was said."""
        return next((said for said in self.not_in if place_key(said) == place_key(name)), None)


class QueryPlan(Frozen):
    """Everything a search needs, and all that the page shows of it."""

    terms: tuple[Term, ...] = ()
    place: PlaceClause | None = None
    dates: DateRange | None = None
    like: tuple[Reference, ...] = ()
    match: Match = "any"
    sort: Sort = "relevance"
    filters: Filters = Filters()
    limit: int = Field(default=PAGE_SIZE, ge=1, le=MAX_LIMIT)

    @model_validator(mode="after")
    def _unique(self) -> QueryPlan:
        if len({term.id for term in self.terms}) != len(self.terms):
            raise ValueError("two terms share an id")
        if len({ref.image_id for ref in self.like}) != len(self.like):
            raise ValueError("two references share a picture")
        return self

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for at all."""
        return not (self.terms or self.place or self.dates or self.like or self.filters != Filters())

    def term(self, key: str) -> Term | None:
        """The term with this id or, failing that, this text (case and accents ignored)."""
        by_id = next((t for t in self.terms if t.id == key), None)
        return by_id or next((t for t in self.terms if slug(t.text) == slug(key)), None)


def place_key(name: str) -> str:
    """What two spellings of one place's name share: "the Algarve" and "algarve"."""
    return slug(name).removeprefix("the-")


def slug(text: str) -> str:
    """A readable id: "Van Gogh's style" -> "van-gogh-s-style". Never empty."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:60] or "term"
