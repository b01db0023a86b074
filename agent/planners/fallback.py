"""Which planner reads the messages, and who takes over when it fails.

Names: "auto" (Ollama when it answers and has a fitting model, else the embedded parser, else the rules), "ollama",
"llm" (a GGUF model in the process), "embedded", "rules". Planners are imported when they are first needed.

    choose("auto").propose("dogs on a beach", plan, context=Context())
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from agent.plan.edits import Edit
from agent.plan.query_plan import QueryPlan
from agent.planners.acts.reading import ActReading
from agent.planners.protocol import Context, Drafting, Listener, Planner, Proposal
from tools.choices import PLANNERS
from tools.errors import BadRequest, DocentError, ModelBroken, ModelMissing, PlannerFailed
from tools.settings import Settings, current_settings

if TYPE_CHECKING:
    from agent.planners.tagger.utterance import Utterance

log = logging.getLogger(__name__)

REST_S = 60.0
"""How long a planner that failed is left alone: nobody waits for the same time-out at every message."""

ORDER: dict[str, tuple[str, ...]] = {
    "auto": ("ollama", "embedded", "rules"),
    "ollama": ("ollama", "embedded", "rules"),
    "llm": ("llm", "embedded", "rules"),
    "embedded": ("embedded", "rules"),
    "rules": ("rules",),
}

TITLES = {
    "ollama": "Ollama",
    "llm": "the language model",
    "embedded": "the embedded parser",
    "rules": "the rules",
    "scripted": "the script",
}


@dataclass
class Candidate:
    """One planner that may be used: made when first needed, left alone for a while after it failed."""

    name: str
    make: Callable[[], Planner]
    planner: Planner | None = None
    failed: str = ""
    rests_until: float = 0.0


class Acts(Protocol):
    """Tells messages that look for nothing from those that do."""

    def decide(self, message: str, plan: QueryPlan, context: Context) -> Edit | None:
        """The edit of a message that surely looks for nothing; None for every other."""
        ...

    def reconsider(self, message: str, plan: QueryPlan, context: Context) -> Edit | None:
        """The edit of a message in which a planner found nothing to do."""
        ...


class FallingPlanner:
    """Asks the first planner that works; when one fails the next takes over, with a notice.

    `acts` tells messages that look for nothing, before any planner is asked.
    `quiet` names planners whose absence needs no notice: with "auto" nobody asked for Ollama. It still gets one when
    it has worked before in this session.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        *,
        quiet: frozenset[str] = frozenset(),
        acts: Acts | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._candidates = candidates
        self._quiet = quiet
        self._acts = acts
        self._clock = clock

    @property
    def name(self) -> str:
        """The planner that would read the next message."""
        ready = next((c for c in self._candidates if self._ready(c)), self._candidates[-1])
        return ready.planner.name if ready.planner is not None else ready.name

    @property
    def hints(self) -> tuple[str, ...]:
        """Why a better planner is not at work, with the remedy: one sentence each."""
        name = self.name
        return tuple(c.failed for c in self._candidates if c.failed and c.name != name)

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        """The reading of the first planner that gives one; its notes say which others failed.

        Raises: PlannerFailed when all of them fail.
        """
        if (answer := self._decided(message, plan, context)) is not None:
            return Proposal(edits=(answer,), planner=self.name)
        notices: list[str] = []
        for candidate in self._candidates:
            if not self._ready(candidate) or candidate.planner is None:
                if candidate.failed and candidate.name not in self._quiet:
                    notices.append(candidate.failed)
                continue
            try:
                proposal = candidate.planner.propose(message, plan, context=context, listen=listen)
            except PlannerFailed as error:
                self._rest(candidate, error)
                notices.append(candidate.failed)
                continue
            by = proposal.planner or candidate.planner.name
            if self._acts is not None and not (proposal.edits or proposal.notes or proposal.question):
                other = self._acts.reconsider(message, plan, context)
                proposal = proposal if other is None else replace(proposal, edits=(other,))
            if notices:
                notices[-1] = f"{notices[-1]} {TITLES.get(candidate.name, by).capitalize()} read this instead."
            return replace(proposal, planner=by, notes=(*notices, *proposal.notes))
        raise PlannerFailed("No planner could read that.", remedy=" ".join(notices) or "Choose another planner.")

    def draft(self, message: str, plan: QueryPlan, *, context: Context) -> Proposal | None:
        """The quick reading of the planner that would read this message; None when that one is quick itself."""
        planner = next((c.planner for c in self._candidates if self._ready(c)), None)
        if not isinstance(planner, Drafting) or self._decided(message, plan, context) is not None:
            return None
        return planner.draft(message, plan, context=context)

    def _decided(self, message: str, plan: QueryPlan, context: Context) -> Edit | None:
        """What a message that looks for nothing comes to."""
        return self._acts.decide(message, plan, context) if self._acts is not None else None

    def _ready(self, candidate: Candidate) -> bool:
        """Whether this planner may be asked now; makes it when needed."""
        if candidate.rests_until > self._clock():
            return False
        if candidate.planner is None:
            try:
                candidate.planner = candidate.make()
            except DocentError as error:
                self._rest(candidate, error)
                return False
            candidate.failed = ""
        return True

    def _rest(self, candidate: Candidate, error: DocentError) -> None:
        log.info("planner %s failed: %s", candidate.name, error)
        candidate.failed = str(error)
        candidate.planner = None
        candidate.rests_until = self._clock() + REST_S


def choose(name: str = "", *, settings: Settings | None = None) -> FallingPlanner:
    """The planner of that name (the setting DOCENT_PLANNER when empty), with those that take over behind it.

    Raises: BadRequest for an unknown name or a setting that cannot be used.
    """
    settings = settings or current_settings()
    name = (name or settings.planner).strip().casefold()
    if name not in ORDER:
        raise BadRequest(f'There is no planner "{name}".', remedy=f"Choose one of: {', '.join(PLANNERS)}.")
    makers = _makers(settings)
    quiet = frozenset({"ollama", "embedded"}) if name == "auto" else frozenset()
    candidates = [Candidate(each, makers[each]) for each in ORDER[name]]
    return FallingPlanner(candidates, quiet=quiet, acts=None if name == "rules" else _ActReader())


class _ActReader:
    """What the tagger takes a message for; imported with the first message."""

    def decide(self, message: str, plan: QueryPlan, context: Context) -> Edit | None:
        from agent.planners import acts

        said = self._said(message, plan, context)
        asked = bool(said.code.edits)
        if said.code.commanded or (asked and said.all_read):
            return None  # fixed phrases, dates and facts are the planners'
        return acts.decide(message, self._reading(said), asked=asked, named=said.names_a_term)

    def reconsider(self, message: str, plan: QueryPlan, context: Context) -> Edit | None:
        from agent.planners import acts

        return acts.reconsider(message, self._reading(self._said(message, plan, context)))

    def _said(self, message: str, plan: QueryPlan, context: Context) -> Utterance:
        from agent.planners.extract.gazetteer import GeoGazetteer
        from agent.planners.tagger.utterance import understand

        return understand(message, plan, context, GeoGazetteer())

    def _reading(self, said: Utterance) -> ActReading | None:
        """None without words, or without weights."""
        try:
            return said.act if said.words else None
        except (ModelMissing, ModelBroken):
            return None


def _makers(settings: Settings) -> Mapping[str, Callable[[], Planner]]:
    """How each planner is made, each once. Imports wait until then: some bring networks, some an optional package."""

    @cache
    def embedded() -> Planner:
        try:
            from agent.planners.tagger import EmbeddedPlanner
        except ImportError as error:
            raise PlannerFailed(f"The embedded parser is not here ({error}).", remedy="Reinstall Docent.") from error
        return EmbeddedPlanner()

    @cache
    def rules() -> Planner:
        from agent.planners.rules import RulesPlanner

        return RulesPlanner()

    def second() -> Planner:
        """The reading in code that a language model's is compared with."""
        return FallingPlanner([Candidate("embedded", embedded), Candidate("rules", rules)])

    def ollama() -> Planner:
        from agent.planners.llm.ollama import OllamaPlanner

        return OllamaPlanner.connect(settings, second=second())

    def llm() -> Planner:
        from agent.planners.llm.llm_planner import LlmPlanner

        return LlmPlanner.load(settings, second=second())

    return {"ollama": ollama, "llm": llm, "embedded": embedded, "rules": rules}
