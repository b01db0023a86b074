"""The embedded planner: a small trained parser, in the box; milliseconds, deterministic, the user's own words only.

The tagger says which words play which role; code reads dates, resolves places, finds the terms that a follow-up
speaks of and makes the edits. It asks no server and cannot invent.

    EmbeddedPlanner().propose("foggy harbours à la Turner, steer clear of tourists", QueryPlan(), context=Context())
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.language.cues import words_of
from agent.language.lexicon import artists, edges, filler, is_movement, normal
from agent.language.span import Span
from agent.language.tokens import Word, fold, split
from agent.plan.edits import NewTopic, Reset
from agent.plan.query_plan import PlaceClause, QueryPlan
from agent.planners.acts.new_topic import is_new_topic
from agent.planners.build.code_reading import CodeReading
from agent.planners.build.mentions import PROVIDED, Action, Mention
from agent.planners.build.place_edits import place_notes
from agent.planners.build.term_edits import clean
from agent.planners.extract.biography import life_clauses
from agent.planners.extract.gazetteer import Gazetteer, GeoGazetteer
from agent.planners.extract.named_places import PlaceMention, describe
from agent.planners.extract.refusal_hints import may_negate
from agent.planners.extract.strength import strength_of
from agent.planners.protocol import Context, Listener, Proposal
from agent.planners.tagger.enumerations import with_one_sign
from agent.planners.tagger.listed_styles import (
    hold_together,
    is_look,
    joined,
    text_of,
    with_artists,
    with_things,
    with_unread_things,
)
from agent.planners.tagger.name_spans import (
    with_countries,
    with_makers,
    with_manners,
    with_possessives,
    with_wares,
    with_whole_names,
)
from agent.planners.tagger.network import Tagger
from agent.planners.tagger.scenes import MEDIA, whole_scenes
from agent.planners.tagger.swaps import exchange
from agent.planners.tagger.tag_decoding import TaggedSpan, spans
from agent.planners.tagger.utterance import Utterance, understand
from tools.encoders.pocket.text import TextTower
from tools.errors import ModelBroken, ModelMissing, PlannerFailed

_INSTEAD = re.compile(r"\b(?:instead|rather|in (?:his|her|its|their) place)\b", re.IGNORECASE)
_THERE = re.compile(
    r"\b(?:them|those|these|(?:of|like|for|with) (?:it|her|him)|(?:see|find|have|get|show me) (?:one|some|any))\b"
    r"|(?<!is )(?<!are )(?<!be )(?<!in )\bthere\b",
    re.IGNORECASE,
)
"""What points back to what was told: "he proposed on Santorini, the white houses there"."""
SCENE_WORDS = 4
"""From this many words on a phrase stands as it was said: "a little girl on a swing", not "a little fog"."""
_LEADS_TO_PLACES = frozenset("in of on near at around from along across".split())
_AROUND_SCENES = frozenset("and or but nor please thanks also plus then too with me i".split())


class EmbeddedPlanner:
    """Reads a message with the tagger.

    Raises: PlannerFailed on the first message when its weights are missing or broken.
    """

    name = "embedded"

    def __init__(self, gazetteer: Gazetteer | None = None, *, load_tagger: Callable[[], Tagger] = Tagger.load) -> None:
        self._gazetteer = gazetteer or GeoGazetteer()
        self._load_tagger = load_tagger

    def propose(self, message: str, plan: QueryPlan, *, context: Context, listen: Listener | None = None) -> Proposal:
        """The edits this message asks for, in order. Raises: PlannerFailed."""
        said = understand(message, plan, context, self._gazetteer, self._load_tagger)
        read = said.code
        if read.whole or not said.words:
            return Proposal(edits=tuple(read.edits), notes=read.notes, planner=self.name)
        try:
            return self._proposal(said)
        except (ModelMissing, ModelBroken) as cause:
            raise PlannerFailed("The embedded planner has no usable weights.", remedy=str(cause)) from cause

    def _proposal(self, said: Utterance) -> Proposal:
        read, act = said.code, said.act
        edits = list(read.edits)
        if act.label == "reset" and not said.resets:
            edits.insert(0, Reset())
            said = said.afresh()
        mentions, named = self._read(said)
        places = sorted([*named, *said.adjectives], key=lambda p: p.name_start)
        corrects = act.label == "correction"
        further = read.finish(mentions, places, said.plan, similar=similarity, corrects=corrects)
        edits += further
        if is_new_topic(said.code.message, edits, said.plan, act):
            edits.insert(0, NewTopic())
        notes = (*read.notes, *place_notes(places))
        return Proposal(edits=tuple(edits), notes=notes, planner=self.name)

    def _read(self, said: Utterance) -> tuple[list[Mention], list[PlaceMention]]:
        read, words, plan = said.code, said.words, said.plan
        mentions: list[Mention] = []
        places: list[PlaceMention] = []
        found = _held(read, words, spans(said.tagged, words, taken=read.taken), plan)
        found = self._with_place(read, words, found) if plan.place is None else found
        found = whole_scenes(words, found, taken=read.taken)
        openings = {span.first for span in found if span.role == "add"}
        styled = plan.place is None and any(t.channel == "style" and t.weight > 0 for t in plan.terms)
        for span in found:
            span = self._welcome(read.message, words, span)
            place = self._place(read.message, words, span, plan.place)
            named = place is not None and styled and normal(place.name) in artists() and place.start == place.name_start
            if place is not None and not (named or (self._unknown(place) and (styled or span.last + 1 in openings))):
                places.append(place)
                continue
            if place is not None:  # "Sorolla beaches": a name before a thing, or beside a look, and no place's
                span = replace(span, role="new" if named and _INSTEAD.search(read.message) else "add", channel="style")
            mentions += [m for part in parts(words, span) if (m := _mention(read.message, words, part))]
        return mentions, places

    def _place(
        self, message: str, words: Sequence[Word], span: TaggedSpan, here: PlaceClause | None
    ) -> PlaceMention | None:
        """A span tagged as a place, unless no gazetteer knows it and it is not written as a name.

        The name of the place that is looked at (`here`) is that place whatever its tag.
        """
        start, end = words[span.first].start, words[span.last].end
        again = here is not None and span.role in ("add", "new") and fold(message[start:end]) == fold(here.name)
        if span.role != "place" and not again:
            return None
        if self._gazetteer.knows(message[start:end]) or message[start].isupper():
            place = describe(message, start, end)
            return place if place.name else None
        return None

    def _welcome(self, message: str, words: Sequence[Word], span: TaggedSpan) -> TaggedSpan:
        """ "so long as it's Peru" is a condition and no refusal: a place there is where to look."""
        start, end = words[span.first].start, words[span.last].end
        if (
            span.role == "place"
            or not PROVIDED.search(message[:start])
            or not self._gazetteer.lists(message[start:end])
        ):
            return span
        return replace(span, role="place")

    def _with_place(self, read: CodeReading, words: Sequence[Word], spans: list[TaggedSpan]) -> list[TaggedSpan]:
        """The spans, and where none is a place, the first surely named one: "panoramas of Edinburgh", "In Hawaii"."""
        if any(span.role not in ("add", "avoid") for span in spans) or not any(s.role == "add" for s in spans):
            return spans
        told = [*life_clauses(read.message), *read.taken]
        for n, lead in enumerate(words[:-1]):
            first = n + 1 + (words[n + 1].lower == "the")
            if lead.lower not in _LEADS_TO_PLACES or first == len(words):
                continue
            if any(span.holds(words[first].start) for span in told):
                continue
            size = next((k for k in (3, 2, 1) if self._is_named(words[first : first + k], size=k)), 0)
            if not size:
                continue
            last = n + size
            touched = [s for s in spans if s.first <= last and first <= s.last]
            alone = [(s.first, _last_said(words, s), s.role, s.channel) for s in touched]
            whole = alone == [(first, last, "add", "content")]
            shown = n > 0 and words[n - 1].lower in words_of("portrayals")
            around = touched[0] if len(touched) == 1 else None
            if around is not None and not shown and _is_around(around, n, last):
                rest = [s for s in spans if s is not around]
                pieces = [
                    replace(around, last=n - 1),
                    *([replace(around, first=last + 1)] if around.last > last else []),
                ]
                return sorted([*rest, *pieces, TaggedSpan(first, last, "place", "content")], key=lambda s: s.first)
            if (whole and not shown) or (not touched and lead.lower == "in"):
                rest = [s for s in spans if s not in touched]
                return sorted([*rest, TaggedSpan(first, last, "place", "content")], key=lambda s: s.first)
        return spans

    def _is_named(self, words: Sequence[Word], *, size: int) -> bool:
        """Whether these words are written as a name that is surely a place's."""
        if len(words) < size or not words[0].text[0].isupper():
            return False
        name = joined(words)
        return self._gazetteer.lists(name) and self._gazetteer.surely(name)

    def _unknown(self, place: PlaceMention) -> bool:
        """Whether a name stands without a word of place before it and no gazetteer knows it."""
        return place.start == place.name_start and not self._gazetteer.knows(place.name)


def _last_said(words: Sequence[Word], span: TaggedSpan) -> int:
    """The last word of a span that is no small one: "in" behind a name leads on to what follows."""
    return next((n for n in range(span.last, span.first, -1) if words[n].lower not in filler()), span.first)


def _is_around(span: TaggedSpan, lead: int, last: int) -> bool:
    """Whether a scene goes on around "in Nairobi", or ends with it: "slums in Nairobi with iron roofs"."""
    return (span.role, span.channel) == ("add", "content") and span.first < lead and last <= span.last


def _held(read: CodeReading, words: Sequence[Word], found: list[TaggedSpan], plan: QueryPlan) -> list[TaggedSpan]:
    """The tagger's spans, with what code knows of styles, names, countries and swaps set right."""
    taken = read.taken
    found = with_whole_names(words, hold_together(words, found))
    found = with_wares(words, with_countries(words, with_possessives(words, found, taken=taken)))
    found = with_manners(words, with_makers(words, found))
    found = with_one_sign(words, with_things(words, with_artists(words, found)))
    found = _asked_for(read.message, words, found)
    if not may_negate(read.message):  # "bear with me, a dockyard with the cranes"
        found = [replace(span, role="add") if span.role == "avoid" else span for span in found]
    if not plan.terms:
        found = with_unread_things(words, found, taken=taken)
    return exchange(read.message, words, found, plan)


def _asked_for(message: str, words: Sequence[Word], spans: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The spans without what stands in clauses that only tell of a life, where there is a wish besides."""
    told = [] if _THERE.search(message) else life_clauses(message)
    inside = [s for s in spans if any(c.covers(Span(words[s.first].start, words[s.last].end)) for c in told)]
    outside = [s for s in spans if s not in inside and s.role in ("add", "new")]
    return [s for s in spans if s not in inside or s.role not in ("add", "avoid", "place")] if outside else list(spans)


def parts(words: Sequence[Word], span: TaggedSpan) -> list[TaggedSpan]:
    """A span of things whose first word can only be a style falls into two; a listed style is no thing."""
    if span.channel == "style" or span.role not in ("add", "avoid", "new"):
        return [span]
    text, first = text_of(words, span), words[span.first]
    if is_look(text):
        return [replace(span, channel="style")]
    leads = is_movement(first.text) or first.lower in words_of("media_before")
    if span.role == "add" and span.last > span.first and leads:
        return [replace(span, last=span.first, channel="style"), replace(span, first=span.first + 1)]
    return [span]


def _mention(message: str, words: Sequence[Word], span: TaggedSpan) -> Mention | None:
    """A span without filler at its edges, with the strength that the words before it ask for."""
    scene = span.channel == "content" and span.last - span.first + 1 >= SCENE_WORDS
    strip = _AROUND_SCENES if scene else edges()
    if span.channel == "style":
        strip = (edges() | words_of("look_nouns")) - MEDIA
    cleaned = clean(message, words[span.first].start, words[span.last].end, strip=strip)
    if cleaned is None:
        return None
    text, start, end = cleaned
    small = filler() - MEDIA if span.channel == "style" else filler()
    if all(word.lower in small for word in split(text) if word.is_word):  # "over" in "sunset over the sea"
        return None
    action: Action = "add" if span.role == "place" else span.role
    return Mention(start, end, text, action, span.channel, strength_of(message, start))


def similarity(text: str, others: Sequence[str]) -> list[float]:
    """Likeness in -1..1 of a text to each of the others, by the tower's sentence vectors."""
    vectors = TextTower.load().sentences([text, *others])
    return [float(v) for v in vectors[1:] @ vectors[0]]
