"""From a plan to a query: words and examples become vectors, a place name a region, a filter a condition.

It searches nothing. What cannot be resolved is left out of the query; the session says so.

    query = Compiler(models, ExamplePictures(library)).query(plan, collection, places=ResolvedPlaces())
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from agent.plan.fact_filters import Choice, Range
from agent.plan.query_plan import DateRange, Filters, PlaceClause, QueryPlan, Term
from agent.session.examples import OUTSIDE, ExamplePictures
from agent.session.resolved_places import ResolvedPlaces
from tools.encoders.library_fit import confidence, doubt
from tools.encoders.protocols import Models, StyleEncoder
from tools.geo.sphere import haversine_km
from tools.null_texts import NullTexts, WithNullTexts
from tools.search.conditions import passing
from tools.search.engine import Nulls
from tools.search.null_prompts import NULL_PROMPTS
from tools.search.query import Extent, FactQuery, LikeQuery, PlaceQuery, Query, Region, TermQuery
from tools.search.scores import distances_to
from tools.types import CHANNELS, Channel, Collection, DateSpan, Float32, Float64, GeoPoint, ImageId, Said

NEAR_KM = (15.0, 400.0)
"""How far "near" reaches when nobody says: half the place's own radius, within these bounds."""

_CACHED_TEXTS = 2000
_CACHED_SIGNS = 48  # twice a plan's terms; a common word may be said by every picture


class Compiler:
    """Turns plans into queries with one model set; remembers the vectors of words it has seen."""

    def __init__(self, models: Models, examples: ExamplePictures) -> None:
        """`examples` are the session's: they have the vectors of pictures that no collection holds."""
        self.models = models
        self._examples = examples
        self._vector = lru_cache(_CACHED_TEXTS)(self._encode)
        self._nulls: dict[Channel, NullTexts] = {}
        self._judged = lru_cache(_CACHED_TEXTS)(self._judge)
        self._signs: dict[tuple[int, str], Mapping[ImageId, Said]] = {}

    def query(self, plan: QueryPlan, collection: Collection, *, places: ResolvedPlaces) -> Query:
        """The plan as search takes it; examples that the collection does not hold any more are left out."""
        return Query(
            terms=self._terms(plan, collection),
            place=_place(plan.place, places) if plan.place else None,
            dates=_span(plan.dates) if plan.dates else None,
            like=self._likes(plan, collection),
            match=plan.match,
            sort=plan.sort,
            folder=plan.filters.folder if isinstance(plan.filters.folder, str) else None,
            camera=plan.filters.camera if isinstance(plan.filters.camera, str) else None,
            gps=plan.filters.gps,
            facts=_facts(plan.filters),
            left_out=_left_out(plan, places),
            limit=plan.limit,
        )

    def passing(self, plan: QueryPlan, *, collection: Collection, places: ResolvedPlaces) -> int:
        """How many pictures pass the plan's conditions, whatever it looks for."""
        query = self.query(plan.model_copy(update={"terms": (), "like": ()}), collection, places=places)
        away = distances_to(query.place, collection) if query.place else None
        return int(passing(query, collection, away).keep.sum())

    def nulls(self, plan: QueryPlan) -> Nulls:
        """The null texts of the channels that the plan uses: those that came with the encoder, else encoded once."""
        used = {channel for channel in CHANNELS if any(term.channel == channel for term in plan.terms)}
        for channel in used - self._nulls.keys():
            encoder = self._encoder(channel)
            shipped = encoder.null_texts() if isinstance(encoder, WithNullTexts) else None
            self._nulls[channel] = shipped or NullTexts.of(encoder.encode_texts(NULL_PROMPTS[channel]))
        return self._nulls

    def _encoder(self, channel: Channel) -> StyleEncoder:
        return self.models.content if channel == "content" else self.models.style

    def _terms(self, plan: QueryPlan, collection: Collection) -> tuple[TermQuery, ...]:
        return tuple(self._term(term, collection) for term in plan.terms)

    def _term(self, term: Term, collection: Collection) -> TermQuery:
        signs = self._signs_of(term.text, collection) if term.channel == "content" else {}
        said, said_in = said_by(signs, collection), {image_id: sign.field for image_id, sign in signs.items()}
        vector = self._vector(term.channel, term.text)
        return TermQuery(
            term.id, vector, term.channel, term.weight, self._confidence(term.channel, term.text), said, said_in
        )

    def _encode(self, channel: Channel, text: str) -> Float32:
        vector: Float32 = self._encoder(channel).encode_texts([text])[0]
        return vector

    def _signs_of(self, text: str, collection: Collection) -> Mapping[ImageId, Said]:
        """The pictures whose own words say a text; asked once a version of the library, for every slider asks again."""
        if collection.find_words is None:
            return {}
        key = (collection.version, text)
        if key not in self._signs:
            if len(self._signs) >= _CACHED_SIGNS:
                self._signs.clear()
            self._signs[key] = collection.find_words(text)
        return self._signs[key]

    def _likes(self, plan: QueryPlan, collection: Collection) -> tuple[LikeQuery, ...]:
        """The plan's example pictures by their vectors: the collection's rows, or those of files from outside."""
        vectors: dict[Channel, dict[ImageId, Float32]] = {}
        for channel in CHANNELS:
            ids = [reference.image_id for reference in plan.like if channel in reference.channels]
            inside = {i: collection.vectors(channel)[collection.rows[i]] for i in ids if i in collection.rows}
            vectors[channel] = inside | self._examples.encoded(ids, self._encoder(channel))
        return tuple(
            LikeQuery(
                {channel: vectors[channel][reference.image_id] for channel in reference.channels},
                reference.weight,
                reference.channels,
                reference.image_id.removeprefix(OUTSIDE),  # a file that was indexed since is its own example still
            )
            for reference in plan.like
            if all(reference.image_id in vectors[channel] for channel in reference.channels)
        )

    def _confidence(self, channel: Channel, text: str) -> float:
        if channel == "content":
            return 1.0
        return self._judged(text)[0]

    def doubts(self, plan: QueryPlan) -> dict[str, str]:
        """By the id of its term: why a style word of the plan is not to be relied on in this library."""
        found = {term.id: self._judged(term.text)[1] for term in plan.terms if term.channel == "style"}
        return {term_id: sentence for term_id, sentence in found.items() if sentence}

    def _judge(self, text: str) -> tuple[float, str]:
        """A style word's confidence and the doubt about it: it costs a pass through a text encoder."""
        sure = float(confidence(self.models.style, [text])[0])
        return sure, doubt(self.models, text, sure=sure)


@dataclass(frozen=True)
class Around:
    """A region that is a single point: what "near this picture" means."""

    point: GeoPoint
    radius_km: float = 1.0

    def distances_km(self, lat: Float64, lon: Float64) -> Float64:
        """Great-circle distances, float64 (N,); NaN for NaN."""
        return haversine_km(self.point.lat, self.point.lon, lat, lon)


def _region(place: PlaceClause, places: ResolvedPlaces) -> Region | None:
    """The region that a place clause means, or None when nobody knows that name."""
    if place.point is not None:
        return Around(GeoPoint(place.point.lat, place.point.lon))
    return places(place.name) if place.resolved else None


def _place(place: PlaceClause, places: ResolvedPlaces) -> PlaceQuery | None:
    found = _region(place, places)
    if found is None:
        return None
    near = float(np.clip(found.radius_km / 2, *NEAR_KM))
    return PlaceQuery(
        region=found,
        radius_km=place.radius_km or near,
        weight=place.weight,
        only=place.mode == "only",
        reach_km=place.radius_km or (near if place.point else 0.0),
    )


def _left_out(plan: QueryPlan, places: ResolvedPlaces) -> tuple[Extent, ...]:
    """The extents of the places to leave out; names that nobody knows leave nothing out."""
    known = (places(name) for name in plan.filters.not_in if name not in plan.filters.not_in_unknown)
    return tuple(place for place in known if place is not None)


def said_by(signs: Mapping[ImageId, Said], collection: Collection) -> Float64 | None:
    """How surely each picture's own words say a term, (N,); None when none does."""
    said = np.zeros(len(collection))
    for image_id, sign in signs.items():
        if image_id in collection.rows:
            said[collection.rows[image_id]] = sign.evidence
    return said if said.any() else None


def _facts(filters: Filters) -> tuple[FactQuery, ...]:
    """The facts that the plan's filters ask for."""
    asked: dict[str, Choice | Range | bool] = dict(filters.asked)
    for name, value in (("folder", filters.folder), ("camera", filters.camera)):
        if isinstance(value, Choice):
            asked[name] = value
    return tuple(_fact(name, value) for name, value in asked.items())


def _fact(name: str, value: Choice | Range | bool) -> FactQuery:
    if isinstance(value, bool):
        return FactQuery(name, flag=value)
    if isinstance(value, Choice):
        return FactQuery(name, any_of=value.is_, none_of=value.not_)
    outside = None if value.not_ is None else (value.not_.min, value.not_.max)
    return FactQuery(name, low=value.min, high=value.max, outside=outside)


def _span(dates: DateRange) -> DateSpan:
    return DateSpan(dates.from_, dates.to)
