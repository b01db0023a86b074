"""The session: one conversation about one library. Chat, sliders and clicks meet here.

Data flows one way: message -> planner -> edits -> plan -> query -> hits -> words. The session keeps the plans that
were, so that every step can be undone; it draws nothing and prints nothing.

    session.say("dogs in Paris").hits
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from agent.language.well_formed import well_formed
from agent.plan.acts import act_of
from agent.plan.edits import (
    Edit,
    Explain,
    LeaveOutPlace,
    Like,
    Respond,
    SetPlace,
    ShowMore,
    Undo,
    apply,
)
from agent.plan.query_plan import PAGE_SIZE, QueryPlan
from agent.plan.suggestion import Suggestion
from agent.planners.protocol import Context, Drafting, Listener, Planner, Proposal
from agent.replies import answers
from agent.replies.ambiguous_places import question_about
from agent.replies.place_facts import around, contradiction, count_in
from agent.session.compiler import Compiler
from agent.session.examples import ExamplePictures
from agent.session.guidance import Guidance
from agent.session.hints import hints
from agent.session.library_jobs import LibraryJobs
from agent.session.pending import DROPPED, STILL_READING, PendingSentence, rebased
from agent.session.reply import Reply, Status
from agent.session.resolved_places import ResolvedPlaces
from agent.session.responses import response
from agent.session.settled_edits import settled
from agent.suggestions.dead_ends import ways_out
from agent.suggestions.guide import Question
from agent.suggestions.term_suggestions import suggest
from tools.encoders.protocols import Models
from tools.errors import BadRequest, UnknownImage
from tools.library import Library
from tools.search.engine import search
from tools.search.query import Counts, Found
from tools.types import CHANNELS, Channel, Collection, ImageId

MAX_MESSAGE = 2000  # characters; a request is a few sentences
_UNDO_STEPS = 200

log = logging.getLogger(__name__)


class Session:
    """One conversation. Safe to call from several threads; each call is one step, and one step of undo."""

    def __init__(
        self,
        *,
        library: Library | None,
        models: Models | None,
        planner: Planner,
        page_size: int = PAGE_SIZE,
        today: Callable[[], date] = date.today,
        jobs: LibraryJobs | None = None,
    ) -> None:
        """`jobs`, where there is one, is the library's, and says which models made the vectors it holds now."""
        self.jobs = jobs
        self.library = library
        self.models = models
        self.planner = planner
        self.plan = QueryPlan(limit=page_size)
        self.reply = Reply(self.plan)
        self._examples = ExamplePictures(library)
        self._compiler = Compiler(models, self._examples) if models else None
        self._page_size = page_size
        self._today = today
        self._past: list[QueryPlan] = []
        self._explained: ImageId | None = None
        self._guidance = Guidance()
        self._pending: PendingSentence | None = None
        self._sentences = threading.Lock()  # one sentence is read after the other
        self._lock = threading.RLock()  # held for a step, never while a planner thinks

    def say(self, message: str, *, selected: Sequence[ImageId] = (), listen: Listener | None = None) -> Reply:
        """Read a message against the plan, carry its edits out, and answer.

        Raises nothing for a message that cannot be read: the answer says so and the plan stays.
        """
        message = well_formed(message).strip()
        if not message:
            return self.tell("Say what you are looking for, for example: dogs on a beach.")
        if len(message) > MAX_MESSAGE:
            return self.tell(f"That is {len(message):,} characters long; say it in at most {MAX_MESSAGE:,}.")
        with self._sentences:
            with self._lock:
                context = Context(
                    shown=tuple(hit.image_id for hit in self.reply.hits),
                    selected=tuple(selected),
                    explained=self._explained,
                    today=self._today(),
                )
                turn = self._pending = PendingSentence(self.plan, tuple(self._past))
                answer = self._guidance.answer(message) if self.reply.answers else None
                if answer is not None:  # what a button says means the same when it is typed
                    self._pending = None
                    return self._answered(answer)
            try:  # the plan is free while the planner thinks: sliders and clicks go on
                if isinstance(self.planner, Drafting):
                    self._show_first(turn, self.planner.draft(message, turn.plan, context=context), listen)
                proposal = self.planner.propose(message, turn.plan, context=context, listen=listen)
                with self._lock:
                    return self._settled(turn, proposal)
            finally:
                self._pending = None

    def _answered(self, answer: Edit) -> Reply:
        """The answer to the open question, given in words."""
        before = self.plan
        reply = self._carry_out((answer,))
        self.reply = replace(reply, act=act_of(reply.edits, before=before))
        return self.reply

    def other_question(self) -> Reply:
        """None of the answers fits: the plan as it is, with another question where there is one worth asking."""
        with self._lock:
            self._guidance.passed()
            reply = self._answer((), ResolvedPlaces(), said=(answers.NOT_THESE,))
            self.reply = reply if reply.question else replace(reply, text=answers.NOTHING_TO_ASK)
            return self.reply

    def tell(self, note: str) -> Reply:
        """The plan as it is, with a sentence to the user."""
        with self._lock:
            return self._answer((), ResolvedPlaces(), notes=(note,))

    def apply(self, *edits: Edit) -> Reply:
        """Carry out edits that a slider or a click made, as one step.

        Raises: BadRequest when one of them cannot be carried out; then none is.
        """
        with self._lock:
            before = self.plan
            reply = self._carry_out(edits, strict=True)
            if self._pending is not None and self.plan != before:
                self._pending.clicked(edits, self.plan)
            return reply

    def undo(self) -> Reply:
        """Take the last step back. Raises: BadRequest when there is none."""
        return self.apply(Undo())

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    def similar(
        self,
        images: Sequence[ImageId | os.PathLike[str]],
        *,
        channels: tuple[Channel, ...] = CHANNELS,
        nearby_km: float | None = None,
    ) -> Reply:
        """More like these pictures, on these channels; with `nearby_km` only taken within that distance of them.

        `images` are ids, or paths of files, which need not be in the library. A file from outside stands in the plan by
        an id of its own ("file:..."), and is an example like any other from then on.

        Raises: UnknownImage for what is neither; UnreadableImage; BadRequest when none knows where it was taken.
        """
        with self._lock:
            self._examples.keep(self._examples_in_use())
            image_ids = list(dict.fromkeys(self._examples.identify(image) for image in images))
            if self.models is not None:  # what cannot be encoded is told before the plan changes
                for channel in channels:
                    self._examples.encoded(image_ids, getattr(self.models, channel), strict=True)
            edits: list[Edit] = [Like(image_id=image_id, channels=channels) for image_id in image_ids]
            if nearby_km is not None:
                edits.append(around(self._examples.points(image_ids), nearby_km=nearby_km))
            return self.apply(*edits)

    def _examples_in_use(self) -> set[ImageId]:
        """The examples of the plan and of all that undo can bring back."""
        before = (self._pending.plan, *self._pending.past) if self._pending else ()
        return {ref.image_id for plan in (self.plan, *self._past, *before) for ref in plan.like}

    def explain(self, image_id: ImageId) -> str:
        """Why this picture was found, in words.

        Raises: UnknownImage when it is not among the present hits.
        """
        hit = next((h for h in self.reply.hits if h.image_id == image_id), None)
        if hit is None:
            raise UnknownImage("That picture is not among the present results.", remedy="Ask about one that is shown.")
        return answers.describe_hit(self.plan, hit)

    def doubts(self) -> dict[str, str]:
        """By the id of its term: one sentence on why a style word of the plan is not to be relied on here."""
        return self._compiler.doubts(self.plan) if self._compiler else {}

    def status(self) -> Status:
        """The planner and models at work, and how to get better ones."""
        collection = self._collection() if self.library else None
        return Status(
            planner=self.planner.name,
            models=self.models.name if self.models else "none",
            pictures=0 if collection is None else len(collection),
            library=str(self.library.path) if self.library else "",
            hints=hints(self.planner, self.models, collection),
        )

    # -- one sentence -----------------------------------------------------------------------------------------

    def _show_first(self, turn: PendingSentence, draft: Proposal | None, listen: Listener | None) -> None:
        """Carry out a quick reading while the slow one is on its way; what was done by hand meanwhile goes before."""
        with self._lock:
            if draft is None or not draft.edits or turn.touched:
                return
            reply = self._carry_out(draft.edits, notes=(*draft.notes, STILL_READING), offered=draft.suggestions)
            self.reply = reply = replace(reply, planner=draft.planner)
        if listen is not None:
            listen("first", reply.text)

    def _settled(self, turn: PendingSentence, proposal: Proposal) -> Reply:
        """The planner's answer in place of the first reading, under what was done by hand since: one step of undo."""
        if turn.cancelled:
            return self.tell(DROPPED)
        self.plan, self._past = turn.plan, list(turn.past)
        places = ResolvedPlaces()
        done, told, said = self._step(proposal.edits, places, notes=proposal.notes)
        for click in turn.clicks:
            self._step(rebased(click, self.plan), places)
        reply = self._answer(done, places, notes=told, said=said, offered=proposal.suggestions)
        question = proposal.question or self._open_question(reply.edits, places)
        if question is not None:
            self._guidance.withdrawn()
            reply = replace(reply, question=question, answers=())
        elif self.plan == turn.plan:  # "thank you" is not answered with the question that stands there already
            reply = replace(reply, question=None, answers=())
        by = proposal.planner or self.planner.name
        self.reply = replace(reply, planner=by, act=act_of(reply.edits, before=turn.plan))
        return self.reply

    # -- one step ---------------------------------------------------------------------------------------------

    def _carry_out(
        self,
        edits: Sequence[Edit],
        *,
        notes: Sequence[str] = (),
        offered: Sequence[Suggestion] = (),
        strict: bool = False,
    ) -> Reply:
        """One step and its answer."""
        places = ResolvedPlaces()
        done, told, said = self._step(edits, places, notes=notes, strict=strict)
        return self._answer(done, places, notes=told, said=said, offered=offered)

    def _step(
        self, edits: Sequence[Edit], places: ResolvedPlaces, *, notes: Sequence[str] = (), strict: bool = False
    ) -> tuple[tuple[Edit, ...], tuple[str, ...], tuple[str, ...]]:
        """Apply edits in order. A bad one from a planner is told and left out; a bad one from a click raises.

        Returns what was done, what is told of the rest, and the explanations that were asked for.
        """
        plan, done, told, said = self.plan, [], list(notes), []
        undone = False
        for edit in edits:
            try:
                if isinstance(edit, Undo):
                    plan, undone = self._step_back(), True
                elif isinstance(edit, Explain):
                    said.append(self._explanation(edit, plan, places))
                elif isinstance(edit, Respond):
                    asked = [self._explained] if self._explained else []
                    shown = [*asked, *(hit.image_id for hit in self.reply.hits[:1])]
                    said.append(response(edit, plan, self.library, shown))
                else:
                    edit = settled(edit, plan, places, self._examples)
                    plan = apply(plan, edit)
                done.append(edit)
            except BadRequest as error:
                if strict:
                    raise
                told.append(str(error))
        if any(isinstance(e, (SetPlace, LeaveOutPlace)) for e in done) and (note := contradiction(plan, find=places)):
            told.append(note)
        if not undone and plan != self.plan:
            if not any(isinstance(e, ShowMore) for e in done):
                plan = plan.model_copy(update={"limit": self._page_size})
            self._past = [*self._past[-_UNDO_STEPS:], self.plan]
        self.plan = plan
        return tuple(done), tuple(told), tuple(said)

    def _step_back(self) -> QueryPlan:
        if not self._past:
            raise BadRequest("There is nothing to undo.", remedy="This is where the conversation began.")
        return self._past.pop()

    def _answer(
        self,
        edits: tuple[Edit, ...],
        places: ResolvedPlaces,
        *,
        notes: tuple[str, ...] = (),
        said: tuple[str, ...] = (),
        offered: Sequence[Suggestion] = (),
    ) -> Reply:
        found, more, question = self._search(places)
        if said:
            told = [note for note in notes if note not in said]
            text = " ".join((*said, *told))
        else:
            drops = [suggestion for suggestion in more if suggestion.drops is not None]
            text = answers.describe_result(self.plan, edits, found, notes, ways_out=drops)
        listed = (*offered, *(s for s in more if s.text.casefold() not in {o.text.casefold() for o in offered}))
        self.reply = Reply(
            plan=self.plan,
            edits=edits,
            text=text,
            hits=found.hits if found else (),
            suggestions=listed[:6],
            counts=found.counts if found else Counts(),
            available=found.available if found else 0,
            planner=self.planner.name,
            notices=notes,
            question=question.text if question else None,
            answers=question.answers if question else (),
        )
        return self.reply

    def _search(self, places: ResolvedPlaces) -> tuple[Found | None, tuple[Suggestion, ...], Question | None]:
        """What the plan finds, what could be changed about it, and what could be asked."""
        if self.library is None or self._compiler is None or self.models is None:
            return None, (), None
        collection = self.library.verified_collection()
        self._keep_up(collection)
        query = self._compiler.query(self.plan, collection, places=places)
        if self.plan.empty and self.plan.sort == "relevance":
            query = replace(query, sort="newest")  # nothing asked for: the latest pictures
        found = search(query, collection, self._compiler.nulls(self.plan), same=self.library.same_picture)
        if found.counts.total and not found.counts.considered:
            passing = partial(self._compiler.passing, collection=collection, places=places)
            return found, ways_out(self.plan, passing), None
        if away := self.library.away([hit.image_id for hit in found.hits]):
            found = replace(found, hits=tuple(replace(hit, away=hit.image_id in away) for hit in found.hits))
        question = self._guidance.question(self.plan, found, collection, self._compiler)
        nulls = self._compiler.nulls(self.plan).get("content")
        return found, suggest(self.plan, found, collection, self.models, nulls=nulls), question

    def _keep_up(self, collection: Collection) -> None:
        """Take over the models that made these vectors: the library may have been given others since the last step."""
        models = self.jobs.models_for(collection) if self.jobs else self.models
        if models is not None and models is not self.models:
            self.models, self._compiler = models, Compiler(models, self._examples)

    def _collection(self) -> Collection:
        assert self.library is not None
        return self.library.collection()

    # -- facts about pictures and places ----------------------------------------------------------------------

    def _open_question(self, edits: Sequence[Edit], places: ResolvedPlaces) -> str | None:
        """What to ask back when a place that was just named is truly open."""
        named = next((e for e in edits if isinstance(e, SetPlace) and e.resolved and e.point is None), None)
        place = places(named.name) if named else None
        return question_about(place, self._collection() if self.library else None, find=places) if place else None

    def _explanation(self, edit: Explain, plan: QueryPlan, places: ResolvedPlaces) -> str:
        if edit.about == "count" and edit.place:
            return count_in(self.library, edit.place, find=places)
        if edit.about == "picture" or edit.image_id:
            image_id = edit.image_id or (self.reply.hits[0].image_id if self.reply.hits else None)
            if image_id is None:
                raise BadRequest("No picture is shown yet.", remedy="Say what you are looking for first.")
            self._explained = image_id
            return self.explain(image_id)
        return answers.describe_plan(plan)
