"""The edits of a plan: what chat, sliders and clicks all do, and the arguments of the tools a model may call.

Each edit is a small frozen value; `apply(plan, edit)` is pure and gives the new plan. Undo, reset of history and
explanations belong to the session, which sees them as edits too.

    apply(QueryPlan(), AddTerm(text="dogs", channel="content"))
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field

from agent.plan.fact_filters import Choice, FlagFact, NumberFact, Range, TextFact
from agent.plan.query_plan import (
    DEFAULT_WEIGHT,
    MAX_LEFT_OUT,
    MAX_LIMIT,
    MAX_TERMS,
    PAGE_SIZE,
    DateRange,
    Filters,
    Frozen,
    Match,
    PlaceClause,
    PlaceMode,
    PlaceName,
    Point,
    QueryPlan,
    Reference,
    Sort,
    Term,
    Weight,
    place_key,
    slug,
)
from tools.errors import BadRequest, UnknownTerm
from tools.types import CHANNELS, Channel, ImageId


class AddTerm(Frozen):
    """Look for something more. A negative weight avoids it. A term that is there already takes the new weight."""

    tool: Literal["add_term"] = "add_term"
    text: str = Field(min_length=1, max_length=200)
    channel: Channel = "content"
    weight: Weight = DEFAULT_WEIGHT


class RemoveTerm(Frozen):
    """Stop looking for (or avoiding) a term, named by its id or its text."""

    tool: Literal["remove_term"] = "remove_term"
    term: str


class Reweight(Frozen):
    """Set a term's weight, or move it: `by` is added to its strength, keeping its sign."""

    tool: Literal["reweight"] = "reweight"
    term: str
    weight: Weight | None = None
    by: Weight | None = None


class ReplaceTerm(Frozen):
    """Put other words in a term's place; weight stays, and so does the channel unless given."""

    tool: Literal["replace_term"] = "replace_term"
    term: str
    text: str = Field(min_length=1, max_length=200)
    channel: Channel | None = None


class SetPlace(Frozen):
    """Look in or near a place, by its name; `point` instead when it is a picture's position.

    A place of that name that was left out is left out no longer.
    """

    tool: Literal["set_place"] = "set_place"
    name: PlaceName
    radius_km: float | None = Field(default=None, gt=0, le=20_040)
    mode: PlaceMode | None = None
    weight: float | None = Field(default=None, ge=0.0, le=1.0)
    point: Point | None = None
    resolved: bool = True


class ClearPlace(Frozen):
    """Look anywhere."""

    tool: Literal["clear_place"] = "clear_place"


class LeaveOutPlace(Frozen):
    """Show nothing taken in this place, wherever else is looked; where it was the place to look, that is lifted."""

    tool: Literal["leave_out_place"] = "leave_out_place"
    name: PlaceName
    resolved: bool = True


class AllowPlace(Frozen):
    """Leave this place out no longer; without a name none is left out any more."""

    tool: Literal["allow_place"] = "allow_place"
    name: PlaceName | None = None


class SetDates(Frozen):
    """Only pictures taken from `from` to `to`, both days included; neither lifts the limit."""

    tool: Literal["set_dates"] = "set_dates"
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None


class Like(Frozen):
    """More pictures like this one."""

    tool: Literal["like"] = "like"
    image_id: ImageId
    weight: float = Field(default=DEFAULT_WEIGHT, gt=0.0, le=1.0)
    channels: tuple[Channel, ...] = CHANNELS


class Unlike(Frozen):
    """Fewer pictures like this one; one that was an example before just stops being one."""

    tool: Literal["unlike"] = "unlike"
    image_id: ImageId
    weight: float = Field(default=DEFAULT_WEIGHT, gt=0.0, le=1.0)


class SetMatch(Frozen):
    """Whether a picture should show all terms ("all") or as many as it can ("any")."""

    tool: Literal["set_match"] = "set_match"
    match: Match


class SetSort(Frozen):
    """The order of what is found."""

    tool: Literal["set_sort"] = "set_sort"
    sort: Sort


class SetFilter(Frozen):
    """Keep only pictures of one folder or camera, with (without) a position, or that say something about themselves;
    None lifts that filter. A text stands for {"is": text}; the opposite is {"not": text}."""

    tool: Literal["set_filter"] = "set_filter"
    name: Literal["folder", "camera", "gps"] | TextFact | NumberFact | FlagFact
    value: bool | str | Choice | Range | None = None


class ShowMore(Frozen):
    """Show more of what was found."""

    tool: Literal["show_more"] = "show_more"
    count: int = Field(default=PAGE_SIZE, ge=1, le=200)


class Undo(Frozen):
    """Take the last change back. The session does it."""

    tool: Literal["undo"] = "undo"


class NewTopic(Frozen):
    """Look for something else: the things and examples asked for go; style, place, dates and filters stay."""

    tool: Literal["new_topic"] = "new_topic"


class Reset(Frozen):
    """Start again with an empty plan."""

    tool: Literal["reset"] = "reset"


class Explain(Frozen):
    """Say what the plan is, or with a picture why that one was found. Changes nothing."""

    tool: Literal["explain"] = "explain"
    image_id: ImageId | None = None
    about: Literal["plan", "picture", "count"] = "plan"
    place: str | None = None


Act = Literal[
    "search",
    "refine",
    "new",
    "undo",
    "reset",
    "more",
    "question",
    "cannot",
    "chat",
    "help",
    "language",
    "nonsense",
]
"""What a message is; only the first five change the plan."""


class Respond(Frozen):
    """Answer a message that looks for nothing. Changes nothing; `about` says what it is about."""

    tool: Literal["respond"] = "respond"
    act: Act
    about: str = ""


Edit = Annotated[
    AddTerm | RemoveTerm | Reweight | ReplaceTerm | SetPlace | ClearPlace | LeaveOutPlace | AllowPlace | SetDates
    | Like | Unlike | SetMatch | SetSort | SetFilter | ShowMore | Undo | Reset | NewTopic | Explain | Respond,
    Field(discriminator="tool"),
]  # fmt: skip

_E = TypeVar("_E")


def apply(plan: QueryPlan, edit: Edit) -> QueryPlan:
    """The plan after one edit. `Undo`, `Explain` and `Respond` leave it as it is: the session answers them.

    Raises: UnknownTerm when the edit names a term that is not there; BadRequest when it cannot be carried out.
    """
    return _APPLIERS[type(edit)](plan, edit)


def _with(plan: QueryPlan, **changes: Any) -> QueryPlan:
    """A validated copy: model_copy would skip the checks."""
    return QueryPlan(**{**dict(plan), **changes})


def _term(plan: QueryPlan, key: str) -> Term:
    found = plan.term(key)
    if found is None:
        known = ", ".join(f'"{t.text}"' for t in plan.terms) or "none"
        raise UnknownTerm(f'The plan has no term "{key}".', remedy=f"Its terms: {known}.")
    return found


def _swap(plan: QueryPlan, old: Term, new: Term) -> QueryPlan:
    return _with(plan, terms=tuple(new if t.id == old.id else t for t in plan.terms))


def _add_term(plan: QueryPlan, edit: AddTerm) -> QueryPlan:
    text = " ".join(edit.text.split())
    if not text:
        raise BadRequest("A term needs words.", remedy="Say what to look for.")
    same = next((t for t in plan.terms if slug(t.text) == slug(text) and t.channel == edit.channel), None)
    if same is not None:
        return _swap(plan, same, same.model_copy(update={"weight": edit.weight}))
    if len(plan.terms) >= MAX_TERMS:
        raise BadRequest(f"A plan holds {MAX_TERMS} terms.", remedy="Remove one first.")
    taken, base, n = {t.id for t in plan.terms}, slug(text), 1
    while (key := base if n == 1 else f"{base}-{n}") in taken:
        n += 1
    return _with(plan, terms=(*plan.terms, Term(id=key, text=text, channel=edit.channel, weight=edit.weight)))


def _remove_term(plan: QueryPlan, edit: RemoveTerm) -> QueryPlan:
    gone = _term(plan, edit.term)
    return _with(plan, terms=tuple(t for t in plan.terms if t.id != gone.id))


def _reweight(plan: QueryPlan, edit: Reweight) -> QueryPlan:
    term = _term(plan, edit.term)
    weight = term.weight if edit.weight is None else edit.weight
    if edit.by is not None:
        sign = -1.0 if weight < 0 else 1.0
        weight = sign * min(1.0, max(0.05, abs(weight) + edit.by))
    return _swap(plan, term, term.model_copy(update={"weight": round(weight, 3)}))


def _replace_term(plan: QueryPlan, edit: ReplaceTerm) -> QueryPlan:
    old = _term(plan, edit.term)
    others = _with(plan, terms=tuple(t for t in plan.terms if t.id != old.id))
    added = _add_term(others, AddTerm(text=edit.text, channel=edit.channel or old.channel, weight=old.weight))
    if len(added.terms) == len(others.terms):  # the new words were a term already
        return added
    terms = list(others.terms)
    terms.insert(next(i for i, t in enumerate(plan.terms) if t.id == old.id), added.terms[-1])
    return _with(plan, terms=tuple(terms))


def _set_place(plan: QueryPlan, edit: SetPlace) -> QueryPlan:
    given = {"radius_km": edit.radius_km, "mode": edit.mode, "weight": edit.weight}
    place = PlaceClause(
        name=edit.name,
        resolved=edit.resolved,
        point=edit.point,
        **{key: value for key, value in given.items() if value is not None},
    )
    return _with(plan, place=place, filters=_filters(plan, gone=edit.name))


def _leave_out_place(plan: QueryPlan, edit: LeaveOutPlace) -> QueryPlan:
    name = " ".join(edit.name.split())
    if not name:
        raise BadRequest("A place to leave out needs a name.", remedy="Say which one.")
    kept = _filters(plan, gone=name)
    if len(kept.not_in) >= MAX_LEFT_OUT:
        raise BadRequest(f"A plan leaves out {MAX_LEFT_OUT} places at most.", remedy="Allow one again first.")
    unknown = kept.not_in_unknown if edit.resolved else (*kept.not_in_unknown, name)
    filters = Filters(**{**dict(kept), "not_in": (*kept.not_in, name), "not_in_unknown": unknown})
    looked_there = plan.place is not None and place_key(plan.place.name) == place_key(name)
    return _with(plan, filters=filters, place=None if looked_there else plan.place)


def _allow_place(plan: QueryPlan, edit: AllowPlace) -> QueryPlan:
    if edit.name is not None and plan.filters.left_out(edit.name) is None:
        known = ", ".join(plan.filters.not_in) or "none"
        raise BadRequest(f"{edit.name} is not left out.", remedy=f"The places that are: {known}.")
    return _with(plan, filters=_filters(plan, gone=edit.name))


def _filters(plan: QueryPlan, *, gone: str | None) -> Filters:
    """The plan's filters without one place to leave out, or without any."""

    def kept(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if gone is not None and place_key(name) != place_key(gone))

    named = {"not_in": kept(plan.filters.not_in), "not_in_unknown": kept(plan.filters.not_in_unknown)}
    return Filters(**{**dict(plan.filters), **named})


def _set_dates(plan: QueryPlan, edit: SetDates) -> QueryPlan:
    if edit.from_ is None and edit.to is None:
        return _with(plan, dates=None)
    first, last = edit.from_, edit.to
    if first and last and first > last:
        first, last = last, first
    return _with(plan, dates=DateRange(from_=first, to=last))


def _like(plan: QueryPlan, edit: Like) -> QueryPlan:
    others = tuple(r for r in plan.like if r.image_id != edit.image_id)
    return _with(plan, like=(*others, Reference(image_id=edit.image_id, weight=edit.weight, channels=edit.channels)))


def _unlike(plan: QueryPlan, edit: Unlike) -> QueryPlan:
    before = next((r for r in plan.like if r.image_id == edit.image_id), None)
    others = tuple(r for r in plan.like if r.image_id != edit.image_id)
    if before is not None and before.weight > 0:
        return _with(plan, like=others)
    return _with(plan, like=(*others, Reference(image_id=edit.image_id, weight=-edit.weight)))


def _new_topic(plan: QueryPlan, _: NewTopic) -> QueryPlan:
    return _with(plan, terms=tuple(t for t in plan.terms if t.channel != "content"), like=())


def _set_filter(plan: QueryPlan, edit: SetFilter) -> QueryPlan:
    takes = _taken_by(edit.name)
    value = edit.value
    if isinstance(value, str) and Choice in takes and str not in takes:
        value = Choice.model_validate(value)
    if value is not None and type(value) not in takes:
        words = "true or false" if bool in takes else "a range" if Range in takes else "words"
        raise BadRequest(f"The filter {edit.name} does not take {value!r}.", remedy=f"{edit.name}: {words}.")
    return _with(plan, filters=Filters(**{**dict(plan.filters), edit.name: value}))


def _taken_by(name: str) -> tuple[type, ...]:
    """What may stand in a filter."""
    return get_args(Filters.model_fields[name].annotation)


_APPLIERS: dict[type, Callable[[QueryPlan, Any], QueryPlan]] = {
    AddTerm: _add_term,
    RemoveTerm: _remove_term,
    Reweight: _reweight,
    ReplaceTerm: _replace_term,
    SetPlace: _set_place,
    ClearPlace: lambda plan, _: _with(plan, place=None),
    LeaveOutPlace: _leave_out_place,
    AllowPlace: _allow_place,
    SetDates: _set_dates,
    Like: _like,
    Unlike: _unlike,
    SetMatch: lambda plan, edit: _with(plan, match=edit.match),
    SetSort: lambda plan, edit: _with(plan, sort=edit.sort),
    SetFilter: _set_filter,
    ShowMore: lambda plan, edit: _with(plan, limit=min(MAX_LIMIT, plan.limit + edit.count)),
    Undo: lambda plan, _: plan,
    Reset: lambda plan, _: QueryPlan(),
    NewTopic: _new_topic,
    Explain: lambda plan, _: plan,
    Respond: lambda plan, _: plan,
}
