"""One message against one plan, read once: what code read of it, its words, their tags and its act.

Whatever is asked of a message is asked of its `Utterance`; the network runs when the first question needs it.

    understand("foggy harbours à la Turner", QueryPlan(), Context(), gazetteer).act.label   # "search"
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from agent.language.span import free_of
from agent.language.tokens import Word, split
from agent.plan.edits import Reset
from agent.plan.query_plan import QueryPlan
from agent.planners.acts.reading import ActReading, reading_of
from agent.planners.build.code_reading import CodeReading, read_by_code
from agent.planners.extract.demonyms import find_demonyms
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.extract.named_places import PlaceMention
from agent.planners.protocol import Context
from agent.planners.tagger.features import OF_TERMS, features
from agent.planners.tagger.network import Tagged, Tagger
from tools.types import Float32


@dataclass(frozen=True)
class Utterance:
    """`code` is what code read; `adjectives` are places named by people ("Norwegian"); `plan` is what it speaks to."""

    plan: QueryPlan
    code: CodeReading
    adjectives: tuple[PlaceMention, ...]
    gazetteer: Gazetteer
    load_tagger: Callable[[], Tagger]

    @cached_property
    def words(self) -> list[Word]:
        """Of the message as code left it."""
        return split(self.code.message)

    @cached_property
    def rows(self) -> Float32:
        """What the tagger is told of each word, (W, F)."""
        return features(self.code.message, self.plan, taken=self.code.taken, gazetteer=self.gazetteer)

    @cached_property
    def tagged(self) -> Tagged:
        """Tags, channels and chances of acts; there must be words. Raises: ModelMissing, ModelBroken."""
        return self.load_tagger().tag(self.code.message, self.words, self.rows)

    @cached_property
    def act(self) -> ActReading:
        """What the message was taken for. Raises: ModelMissing, ModelBroken."""
        return reading_of(self.tagged.acts)

    @property
    def names_a_term(self) -> bool:
        """Whether some word is one of the plan's own: "more elephants" is more than "more"."""
        return bool(self.rows[:, OF_TERMS].any())

    @property
    def all_read(self) -> bool:
        """Whether code read every word: "that same week", "newest first"."""
        return not any(word.is_word for word in free_of(self.words, self.code.taken))

    @property
    def resets(self) -> bool:
        """Whether code read an order to begin anew."""
        return any(isinstance(edit, Reset) for edit in self.code.edits)

    def afresh(self) -> Utterance:
        """The same message to an empty plan."""
        return replace(self, plan=QueryPlan())


@lru_cache(maxsize=8)
def understand(
    message: str,
    plan: QueryPlan,
    context: Context,
    gazetteer: Gazetteer,
    load_tagger: Callable[[], Tagger] = Tagger.load,
) -> Utterance:
    """What was said, read by code; the network waits until it is asked. The last few are kept."""
    code = read_by_code(message, plan, context, gazetteer=gazetteer)
    adjectives = find_demonyms(code.message, gazetteer)
    if adjectives:
        code = replace(code, taken=[*code.taken, *(p.name_span for p in adjectives)])
    said = Utterance(plan, code, tuple(adjectives), gazetteer, load_tagger)
    return said.afresh() if said.resets else said
