"""A language model in this process (a GGUF file, through xllamacpp): it sorts the user's words into roles.

A grammar made of the message's own words keeps it from inventing; code reads dates, places and commands. Slower than
the embedded parser by a factor of a hundred or more, and only used when asked for: `planner="llm"` with DOCENT_LLM.

    LlmPlanner.load(read(), second=RulesPlanner()).propose("foggy harbours", plan, context=Context())
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import prompts
from agent.language.span import free_of
from agent.plan.edits import Edit
from agent.plan.query_plan import QueryPlan
from agent.planners.build.code_reading import CodeReading, read_by_code
from agent.planners.build.mentions import Mention
from agent.planners.build.term_edits import clean
from agent.planners.extract.gazetteer import Gazetteer, GeoGazetteer
from agent.planners.extract.named_places import PlaceMention, describe, find_places
from agent.planners.extract.strength import strength_of
from agent.planners.llm import gbnf as grammar
from agent.planners.llm import gguf
from agent.planners.llm.reconcile import reconcile
from agent.planners.protocol import Context, Listener, Planner, Proposal
from tools.errors import PlannerFailed
from tools.settings import Settings

log = logging.getLogger(__name__)

CONTEXT_TOKENS = 4096
MOST_TOKENS = 500
"""Of an answer: sixty lines of a role and a few words."""
LONGEST_MESSAGE = 600
"""Characters; a longer one takes minutes on a CPU."""
SMALL_BYTES = 2_000_000_000
"""Files below this (some 3 billion parameters at four bits) hold models that only add to the reading in code."""
EXTRA = 'Install the extra: pip install "docent[llm]".'


@dataclass
class LlmPlanner:
    """One GGUF model. `complete(prompt, grammar, until)` writes; `second` reads in code; both are settled."""

    complete: Callable[[str, str, float], str]
    second: Planner
    timeout_s: float = 120.0
    gazetteer: Gazetteer = field(default_factory=GeoGazetteer)
    small: bool = False
    name: str = "llm"

    @classmethod
    def load(cls, settings: Settings, *, second: Planner) -> LlmPlanner:
        """The planner with the model that DOCENT_LLM names.

        Raises: PlannerFailed when the extra or the file is missing, or the file is no model.
        """
        path = gguf.find(settings.llm)
        engine = Engine(path, threads=settings.llm_threads)
        return cls(engine.complete, second, settings.llm_timeout_s, small=path.stat().st_size < SMALL_BYTES)

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        """The model's reading of a message, settled by code.

        Raises: PlannerFailed when the model is too slow or fails.
        """
        read = read_by_code(message, plan, context, gazetteer=self.gazetteer)
        by_code = self.second.propose(message, plan, context=context)
        if read.whole:
            return by_code
        if len(read.message) > LONGEST_MESSAGE:
            raise PlannerFailed(
                f"The language model reads {LONGEST_MESSAGE} characters at most.", remedy="Say it in fewer words."
            )
        places = find_places(read.message, self.gazetteer, taken=read.taken)
        starts = grammar.runs(read.message, [*read.taken, *places])
        if not starts:
            return by_code
        prompt = prompts.render("spans", plan=_plan_line(plan), message=" ".join(read.message.split()))
        rules = grammar.grammar_of(starts, grammar.actions(plan))
        written = self.complete(prompt, rules, time.monotonic() + self.timeout_s)
        log.info("the model wrote %r", written)
        if listen:
            listen("text", written)
        edits = self._edits(written, plan, read, places)
        return reconcile(read.message, edits, by_code, plan=plan, read=read, name=self.name, small=self.small)

    def draft(self, message: str, plan: QueryPlan, *, context: Context) -> Proposal | None:
        """The reading in code, to be shown while the model thinks; None when the model will not be asked."""
        whole = read_by_code(message, plan, context).whole
        return None if whole else self.second.propose(message, plan, context=context)

    def _edits(self, written: str, plan: QueryPlan, read: CodeReading, places: list[PlaceMention]) -> list[Edit]:
        """Roles -> edits: what the model calls a place must be one that the gazetteer knows."""
        mentions, called = grammar.mentions(read.message, grammar.lines(written))
        for name in called:
            place = describe(read.message, name.start, name.end)
            if any(p.name_span.overlaps(name) for p in places):
                continue
            if self.gazetteer.knows(place.name):
                places.append(place)
            elif (cleaned := clean(read.message, name.start, name.end)) is not None:
                text, first, last = cleaned
                strength = strength_of(read.message, first)
                mentions.append(Mention(first, last, text, "add", "content", strength))
        apart = free_of(mentions, [place.name_span for place in places])
        return read.finish(apart, places, plan)


class Engine:
    """xllamacpp with one model, kept in memory; one answer at a time."""

    def __init__(self, path: Path, *, threads: int = 0) -> None:
        # spinning OpenMP threads of two libraries take the cores from each other
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            import xllamacpp
        except ImportError as error:
            raise PlannerFailed("The package xllamacpp is not installed.", remedy=EXTRA) from error
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = CONTEXT_TOKENS
        params.n_parallel = 1
        params.cpuparams.n_threads = threads or os.cpu_count() or 1
        params.verbosity = -1
        # the engine also listens on a port of this machine: nobody else gets in without this key, nor a page
        params.api_keys = [secrets.token_hex(16)]
        params.ui = False
        params.endpoint_slots = False
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as error:
            raise PlannerFailed(
                f"{path.name} cannot be loaded.", remedy="It may be truncated: get it again."
            ) from error
        self._lock = threading.Lock()

    def complete(self, prompt: str, rules: str, until: float) -> str:
        """What the model writes after `prompt` within the grammar `rules`, before the clock reads `until`.

        Raises: PlannerFailed when the time is over or the engine reports an error.
        """
        pieces: list[str] = []
        trouble: list[str] = []

        def take(part: dict[str, Any]) -> bool:
            if "error" in part:
                trouble.append(str(part["error"].get("message", "no reason given")))
            else:
                pieces.append(part["choices"][0].get("text", ""))
            return time.monotonic() > until  # True ends the answer

        request = {
            "prompt": prompt,
            "grammar": rules,
            "temperature": 0,
            "n_predict": MOST_TOKENS,
            "cache_prompt": True,  # the instructions stay in the cache: only plan and message are read anew
            "stream": True,
        }
        with self._lock:
            self._server.handle_completions(request, take)
        if trouble:
            raise PlannerFailed(f"The language model failed: {trouble[0][:200]}.", remedy="Choose another GGUF file.")
        if time.monotonic() > until:
            raise PlannerFailed(
                "The language model took too long.", remedy="Choose a smaller one, or raise DOCENT_LLM_TIMEOUT."
            )
        return "".join(pieces)


def _plan_line(plan: QueryPlan) -> str:
    """The plan's own terms in one line, as the prompt's examples show them."""
    texts = []
    for term in plan.terms:
        words = " ".join(term.text.split())
        texts.append(f"{'no ' if term.weight < 0 else ''}{words}{' (look)' if term.channel == 'style' else ''}")
    return "; ".join(texts) or "(empty)"
