"""A planner that asks a model of Ollama's: tool calls where it can make them, constrained JSON of the same edits else.

Only the user's message and the plan's own terms are sent: no caption, file name, EXIF value or folder ever is. It
carries nothing out; `reconcile` decides what of the answer stands.

    OllamaPlanner.connect(read(), second=RulesPlanner()).propose("foggy harbours", plan, context=Context())
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import prompts
from agent.language.lexicon import filler
from agent.language.span import Span
from agent.language.tokens import split
from agent.plan.edits import Edit
from agent.plan.query_plan import QueryPlan
from agent.planners.build.code_reading import read_by_code
from agent.planners.llm.ollama.client import NoThinking, NoTools, OllamaHost
from agent.planners.llm.ollama.installed_models import best, preferences
from agent.planners.llm.reconcile import reconcile
from agent.planners.llm.toolbox import MOST_CALLS, Toolbox, ToolCall, answer_schema, fate, tool_schemas
from agent.planners.llm.transcript import calls_in, plan_lines, tools_text
from agent.planners.protocol import Context, Listener, Planner, Proposal
from tools.errors import DocentError, PlannerFailed
from tools.settings import Settings

log = logging.getLogger(__name__)

CORRECTIONS = 2
"""How often wrong calls go back to the model: what two corrections do not mend, a third does not either."""


@dataclass
class OllamaPlanner:
    """One model on one server. `second` reads every message too, in code; the two are settled against each other."""

    server: OllamaHost
    model: str
    second: Planner
    mode: Literal["tools", "json"] = "tools"
    think: bool | str | None = None
    name: str = "ollama"

    @classmethod
    def connect(cls, settings: Settings, *, second: Planner) -> OllamaPlanner:
        """The planner on the server that the settings name, with the best model it has or the one that was chosen.

        Raises: PlannerFailed when the server does not answer or has no model that fits.
        """
        server = OllamaHost(settings.ollama_host, settings.ollama_timeout_s, settings.ollama_keep_alive)
        model, able = _choose(server, settings.ollama_model)
        think: bool | str | None = None
        if able is not None and "thinking" in able:
            # gpt-oss cannot be told not to think, only how much
            think = "low" if model.startswith("gpt-oss") and not settings.ollama_think else settings.ollama_think
        mode: Literal["tools", "json"] = "tools" if able is None or "tools" in able else "json"
        log.info("planner: %s at %s, mode %s", model, settings.ollama_host, mode)
        return cls(server, model, second, mode, think)

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        """The model's reading of a message, settled by code.

        Raises: PlannerFailed when the server is down or slow, or the model answers nonsense.
        """
        read = read_by_code(message, plan, context)
        by_code = self.second.propose(message, plan, context=context)
        if read.whole or not _words_left(read.message, read.taken):
            return by_code  # "undo", "since 2019": there is nothing that a model could read better
        edits, told = self._ask(read.message, plan, context, listen)
        proposal = reconcile(read.message, edits, by_code, plan=plan, read=read, name=self.name)
        return Proposal(
            edits=proposal.edits,
            suggestions=proposal.suggestions,
            question=proposal.question,
            notes=(*proposal.notes, *told),
            planner=proposal.planner,
        )

    def draft(self, message: str, plan: QueryPlan, *, context: Context) -> Proposal | None:
        """The reading in code, to be shown while the model thinks; None when the model will not be asked."""
        read = read_by_code(message, plan, context)
        if read.whole or not _words_left(read.message, read.taken):
            return None
        return self.second.propose(message, plan, context=context)

    def _ask(
        self, message: str, plan: QueryPlan, context: Context, listen: Listener | None
    ) -> tuple[list[Edit], tuple[str, ...]]:
        """The model's edits, with its wrong calls corrected, and what the user is told of those that cannot be."""
        box = Toolbox(plan, context)
        turn = prompts.render("turn", message=message, plan=plan_lines(plan), shown=str(len(context.shown)))
        conversation: list[dict[str, Any]] = [{"role": "system", "content": ""}, {"role": "user", "content": turn}]
        edits: list[Edit] = []
        told: list[str] = []
        for attempt in range(1 + CORRECTIONS):
            calls, text = self._chat(conversation, listen)
            if not calls and text.strip() and self.mode == "json" and not edits:
                raise PlannerFailed(
                    f"{self.model} answered nonsense.", remedy="Choose another model: DOCENT_OLLAMA_MODEL."
                )
            wrong = _carry(box, calls, edits, told)
            if not wrong or attempt == CORRECTIONS:
                break
            conversation += self._correction(calls, text, wrong)
        return edits, tuple(told)

    def _chat(self, conversation: list[dict[str, Any]], listen: Listener | None) -> tuple[list[ToolCall], str]:
        """One answer in the present mode; a model that refuses tools or thinking is asked again without."""
        while True:
            tools = self.mode == "tools"
            conversation[0]["content"] = (
                prompts.load("planner_tools") if tools else prompts.render("planner_json", tools=tools_text())
            )
            try:
                answer = self.server.chat(
                    self.model,
                    conversation,
                    tools=tool_schemas() if tools else None,
                    schema=None if tools else answer_schema(),
                    think=self.think,
                    listen=listen,
                )
            except NoTools:
                if not tools:
                    raise
                self.mode = "json"
            except NoThinking:
                if self.think is None:
                    raise
                self.think = None
            else:
                calls = list(answer.calls) or calls_in(answer.text)
                return calls[:MOST_CALLS], answer.text

    def _correction(self, calls: list[ToolCall], text: str, wrong: dict[int, str]) -> list[dict[str, Any]]:
        """What is said to the model about its wrong calls, as this mode says it."""
        if self.mode == "json":
            errors = "\n".join(f"- {error}" for error in wrong.values())
            return [
                {"role": "assistant", "content": text},
                {"role": "user", "content": prompts.render("correction", errors=errors)},
            ]
        made: list[Mapping[str, Any]] = [{"function": {"name": c.name, "arguments": dict(c.arguments)}} for c in calls]
        replies = [
            {"role": "tool", "tool_name": call.name, "content": wrong.get(at, "done")} for at, call in enumerate(calls)
        ]
        return [{"role": "assistant", "content": "", "tool_calls": made}, *replies]


def _carry(box: Toolbox, calls: list[ToolCall], edits: list[Edit], told: list[str]) -> dict[int, str]:
    """Adds the edits of good calls; returns, by the call's place, what the model is told of wrong ones."""
    wrong: dict[int, str] = {}
    for at, call in enumerate(calls):
        try:
            edits += box.call(call.name, call.arguments)
        except DocentError as error:
            log.info("call %s(%s): %s", call.name, dict(call.arguments), error)
            if fate(error) == "retry":
                wrong[at] = str(error)
            else:
                told.append(str(error))
    return wrong


def _words_left(message: str, taken: Sequence[Span]) -> bool:
    """Whether a message says more than what code read of it already."""
    return any(
        word.is_word and word.lower not in filler() and not any(span.holds(word.start) for span in taken)
        for word in split(message)
    )


def _choose(server: OllamaHost, wanted: str) -> tuple[str, frozenset[str] | None]:
    """The model to ask and what it can do: the one that was named, else the best that can call tools."""
    installed = server.installed()
    if wanted:
        names = {m.name for m in installed}
        name = next((n for n in (wanted, f"{wanted}:latest") if n in names), None)
        if name is None:
            raise PlannerFailed(f'Ollama has no model "{wanted}".', remedy=f"Get it with `ollama pull {wanted}`.")
        return name, server.capabilities(name)
    able = [(m.name, server.capabilities(m.name)) for m in best(installed)]
    able = [(name, can) for name, can in able if can is None or "completion" in can or "tools" in can]
    if not able:
        have = "no model" if not installed else "no model that fits"
        raise PlannerFailed(f"Ollama has {have}.", remedy=f"Get one with `ollama pull {preferences().suggested}`.")
    return next(((name, can) for name, can in able if can is None or "tools" in can), able[0])
