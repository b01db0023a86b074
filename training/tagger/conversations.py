"""Whole messages with the role of every word: first requests, and follow-ups to a plan.

It puts phrases in many orders, then spoils them as people do: lower case, typos, commas left out.

    Talker(words, seed=0).example()   # Example(text="...", spans=(Span(...),), plan=QueryPlan(...))
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random
from typing import Literal, TypeAlias

from agent.plan.query_plan import PlaceClause, QueryPlan, Term, slug
from agent.planners.acts.labels import ActLabel
from agent.planners.tagger.roles import Role
from tools.types import Channel
from training.tagger.asides import Asides
from training.tagger.moments import said_date
from training.tagger.sentence_grammar import Grammar, Piece
from training.tagger.sources import Words

FIRST_SHARE = 0.55  # of the messages are first requests
REQUEST_SHARE = 0.3  # of first requests come whole; the others are put together from core and tails
ASIDE_SHARE = 0.16  # of first requests come with a word about oneself before them, as many with one behind
REPAIR_SHARE = 0.1  # of first requests say something wrong first
KEYWORD_SHARE = 0.07  # of first requests are keywords in a row
COMMAND_SHARE = 0.06  # of all ask for nothing new: undo, more, why; or speak of a picture alone


COMMANDS: tuple[tuple[str, ActLabel | None], ...] = (
    ("look", None),
    ("undo", "undo"),
    ("reset", "reset"),
    ("more", "more"),
    ("plan", "question_docent"),
    ("why", "question_result"),
)
"""Sections of phrases that ask for nothing new, and the act that each stands for."""

Source: TypeAlias = Literal["generated", "written", "act"]
"""Where roles come from: the generator (things word by word), people (whole scenes), or nowhere (the act alone)."""


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` plays a role."""

    start: int
    end: int
    role: Role
    channel: Channel


@dataclass(frozen=True)
class Example:
    """One message, the roles in it, and the plan it speaks to. `act` None: nobody said which it is."""

    text: str
    spans: tuple[Span, ...]
    plan: QueryPlan
    act: ActLabel | None = None
    source: Source = "generated"


class Talker:
    """Writes messages. The same seed writes the same ones."""

    def __init__(self, words: Words, *, seed: int) -> None:
        self.words = words
        self.rng = Random(seed)
        self.asides = Asides(self.rng, words)

    def example(self) -> Example:
        """One more message."""
        if self.rng.random() < COMMAND_SHARE:
            return self._command()
        first = self.rng.random() < FIRST_SHARE
        plan = QueryPlan() if first and self.rng.random() < 0.75 else self.plan()
        grammar = Grammar(self.words, self.rng, plan)
        pieces = self._with_asides(self._first(grammar), grammar) if first else self._reasoned(grammar, plan)
        act: ActLabel | None = "refine" if not first else "search" if plan.empty else None
        return replace(_finished(_spoilt(pieces, self.rng), plan), act=act)

    def _with_asides(self, pieces: list[Piece], grammar: Grammar) -> list[Piece]:
        """A first request with a word about oneself, and now and then a word that is taken back."""
        asides, rng = self.asides, self.rng
        if rng.random() < REPAIR_SHARE:
            pieces = asides.repaired(pieces, lambda piece: self._wrong(piece, grammar))
        if rng.random() < ASIDE_SHARE:
            pieces = asides.before(pieces)
        if rng.random() < ASIDE_SHARE:
            pieces = asides.behind(pieces, "back")
        return pieces

    def _reasoned(self, grammar: Grammar, plan: QueryPlan) -> list[Piece]:
        """A follow-up, now and then with what is wrong with what there is, before or behind it."""
        asides, rng = self.asides, self.rng
        pieces = self._follow_up(grammar, plan)
        if rng.random() < REPAIR_SHARE / 2:
            pieces = asides.repaired(pieces, lambda piece: self._wrong(piece, grammar))
        if rng.random() < ASIDE_SHARE:
            pieces = asides.behind(pieces, rng.choice(["reason", "back"]))
        elif rng.random() < 0.06:
            pieces = [Piece(asides.said("reason") + rng.choice([". ", ", ", " - ", "; "])), *pieces]
        elif rng.random() < 0.08:
            pieces = asides.before(pieces)
        return pieces

    def _wrong(self, piece: Piece, grammar: Grammar) -> str:
        """Something of the same kind as what is meant."""
        if piece.role == "place":
            return self.rng.choice(self.words.places).removeprefix("the ")
        return grammar.style(self.rng.choice("SSMA")) if piece.channel == "style" else grammar.thing()

    def _keywords(self, grammar: Grammar) -> list[Piece]:
        """A search engine's habit: words in any order, no comma, "-boats" for what to leave out."""
        rng = self.rng
        simple = rng.random() < 0.6
        things = [
            grammar.word() if simple else grammar.thing() for _ in range(rng.choices([1, 2, 3], [0.3, 0.4, 0.3])[0])
        ]
        parts = [Piece(thing, "add") for thing in things]
        parts += [Piece(grammar.style(rng.choice("SMA")), "add", "style")] * (rng.random() < 0.6)
        parts += [Piece(rng.choice(self.words.places).removeprefix("the "), "place")] * (rng.random() < 0.35)
        rng.shuffle(parts)
        between = rng.choice(
            [" ", " ", " ", ".. ", "... ", ", hmm, ", ", ", " and, hm, ", ", and.. ", ". ", " - ", " + ", " / "]
        )
        pieces = [piece for part in parts for piece in (part, Piece(between))][:-1]
        if rng.random() < 0.3:
            no = rng.choice([" -", " -", " no ", " without ", " not ", " minus "])
            pieces += [Piece(no), Piece(rng.choice(self.words.things["avoid"]), "avoid")]
        return pieces

    def _command(self) -> Example:
        """A message that is a command; a new search may name what it is for."""
        intent, act = self.rng.choice(COMMANDS)
        plan = self.plan()
        grammar = Grammar(self.words, self.rng, plan)
        pieces = self._framed([Piece(grammar.pick(f"say_{intent}"))], front=0.15, back=0.25)
        if intent == "reset" and self.rng.random() < 0.5:
            pieces += [
                Piece(self.rng.choice([": ", ", ", ". ", " - ", "; ", " and show me ", " with "])),
                *self._first(grammar),
            ]
        return replace(_finished(_spoilt(pieces, self.rng), plan), act=act)

    def plan(self) -> QueryPlan:
        """A plan as it might stand after some turns."""
        rng = self.rng
        grammar = Grammar(self.words, rng)
        terms: list[Term] = []
        for _ in range(rng.choices([1, 2, 3, 4, 5], [0.2, 0.35, 0.25, 0.13, 0.07])[0]):
            style = rng.random() < 0.35
            text = grammar.style(rng.choice("SSMMAV")) if style else grammar.thing()
            negative = rng.random() < 0.22
            if negative and not style:
                text = rng.choice(self.words.things["avoid"])
            if slug(text) not in {t.id for t in terms}:
                weight = -0.7 if negative else 0.7
                terms.append(
                    Term(id=slug(text), text=text[:200], channel="style" if style else "content", weight=weight)
                )
        place = PlaceClause(name=rng.choice(self.words.places).removeprefix("the ")) if rng.random() < 0.45 else None
        return QueryPlan(terms=tuple(terms), place=place)

    def _first(self, grammar: Grammar) -> list[Piece]:
        if self.rng.random() < KEYWORD_SHARE:
            return self._keywords(grammar)
        whole = self.rng.random() < REQUEST_SHARE
        pieces = grammar.expand(grammar.pick("request")) if whole else self._core(grammar)
        if whole and self.rng.random() < 0.08:
            pieces = [*grammar.expand(grammar.pick("opener")), Piece(" "), *pieces]
        shares = [0.65, 0.25, 0.1, 0.0] if whole else [0.28, 0.4, 0.24, 0.08]
        tails = self.rng.choices([0, 1, 2, 3], shares)[0]
        kinds = ["place", "place", "date", "avoid", "avoid", "style", "thing"] + ["view"] * (self.rng.random() < 0.3)
        used: set[str] = set()
        for _ in range(tails):
            kind = self.rng.choice(kinds)
            if kind in used or (kind == "place" and grammar.place_said):
                continue
            used.add(kind)
            pieces += self._tail(grammar, kind)
        return self._framed(pieces, front=0.06, back=0.14)

    def _core(self, grammar: Grammar) -> list[Piece]:
        rng, chance = self.rng, self.rng.random()
        if chance < 0.06:
            return grammar.expand(grammar.pick("avoid_lead"))
        if chance < 0.13:
            return grammar.expand(grammar.pick("place_lead"))
        if chance < 0.16:
            return grammar.expand(grammar.pick("place_false"))
        if chance < 0.21:
            return [*grammar.expand(grammar.pick("style_lead")), Piece(" "), *grammar.content()]
        if chance < 0.24:
            no = grammar.refused() if rng.random() < 0.5 else grammar.expand(grammar.pick("avoid_before"), "avoid")
            return [
                *no,
                Piece(rng.choice([", ", "; ", " - ", ": ", ", just ", ", but "])),
                *grammar.content(),
            ]
        if chance < 0.55:
            core = grammar.expand(grammar.pick("style_core"))
            opener = grammar.expand(grammar.pick("opener")) if rng.random() < 0.4 else []
        else:
            core = grammar.content()
            share = rng.random()
            opener = [] if share < 0.35 else grammar.expand(grammar.pick("opener_of" if share < 0.7 else "opener"))
        return [*opener, Piece(" "), *core] if opener else core

    def _tail(self, grammar: Grammar, kind: str) -> list[Piece]:
        rng = self.rng
        if kind == "view":
            return [Piece(rng.choice([" ", " ", ", "])), Piece(rng.choice(grammar.words.things["viewpoint"]), "add")]
        if kind == "thing":
            lead = rng.choice(
                [
                    ", ",
                    ", and ",
                    " plus ",
                    ", ideally ",
                    ", preferably ",
                    ", maybe ",
                    ", mostly ",
                    ", especially ",
                    ", above all ",
                    ", with a few ",
                    ", also ",
                    "; ",
                    ". ",
                    " ... ",
                ]
            )
            return [Piece(lead), Piece(grammar.thing(), "add")]
        if kind == "date":
            return [Piece(rng.choice([" ", " ", ", ", ", only ", " taken ", " - ", ", shot "])), Piece(said_date(rng))]
        join = rng.choice([", ", ", ", ", ", "; ", ". ", " - ", ", but ", " but ", " and ", ", and ", "... "])
        if kind == "avoid" and rng.random() < 0.45:
            return [Piece(join), *grammar.refused()]
        if kind == "avoid" and rng.random() < 0.3:
            return [Piece(join), *grammar.expand(grammar.pick("avoid_behind"), "avoid")]
        section = {"avoid": "avoid_before", "place": "place_tail", "style": "style_tail"}[kind]
        joins = {
            "avoid": [" ", ", ", ", ", ", ", " but ", ", but ", " and ", "; ", ". ", " - ", "... "],
            "place": [" ", " ", " ", " ", ", ", " - "],
            "style": [", ", ", ", ", ", " - ", "; ", ". ", ", and "],
        }
        role: Role = "avoid" if kind == "avoid" else "add"
        return [Piece(rng.choice(joins[kind])), *grammar.expand(grammar.pick(section), role)]

    def _framed(self, pieces: list[Piece], *, front: float, back: float) -> list[Piece]:
        rng, phrases = self.rng, self.words.phrases
        if rng.random() < front:
            pieces = [Piece(rng.choice(phrases["filler_front"]) + " "), *pieces]
        if rng.random() < back:
            end = rng.choice(phrases["filler_back"])
            pieces = [*pieces, Piece(end if end[0] in ".?!,…:" else f" {end}")]
        return pieces

    def _follow_up(self, grammar: Grammar, plan: QueryPlan) -> list[Piece]:
        pieces = self._change(grammar, plan)
        if self.rng.random() < 0.16:
            pieces += [
                Piece(self.rng.choice([" and ", ", ", " but ", "; ", ". ", ", and ", ", but "])),
                *self._change(grammar, plan),
            ]
        return self._framed(pieces, front=0.25, back=0.22)

    def _change(self, grammar: Grammar, plan: QueryPlan) -> list[Piece]:
        """One change of the plan in words."""
        rng = self.rng
        likely = [t for t in plan.terms if t.weight > 0]
        avoided = [t for t in plan.terms if t.weight < 0]
        kinds = {
            "add": 3.0,
            "style": 2.5,
            "place": 2.0,
            "date": 0.5,
            "nodate": 0.5,
            "avoid": 2.0,
            "noplace": 0.7 if plan.place else 0.2,
            "nowhere": 0.4 if plan.place else 0.15,
            "praise": 1.0,
        }
        if likely:
            kinds |= {"more": 2.0, "less": 2.2, "drop": 2.2, "swap": 2.2, "instead": 1.8, "beside": 1.4}
            grammar.stays = rng.choice([t for t in likely if t.channel == "content"] or likely)
        if len(likely) > 1:
            kinds["keep"] = 0.9
        if avoided:
            kinds |= {"allow": 2.5, "drop_avoided": 0.4}
        kind = rng.choices(list(kinds), list(kinds.values()))[0]
        if kind == "avoid" and rng.random() < 0.4:
            return grammar.refused()
        if kind == "drop" and rng.random() < 0.3:
            return grammar.refused(rng.choice(likely))
        if kind == "avoid":
            return grammar.expand(grammar.pick(rng.choice(["avoid_before", "avoid_before", "avoid_behind"])), "avoid")
        if kind in ("more", "less", "drop", "swap", "instead", "keep"):
            role: Role = {"more": "more", "less": "less", "drop": "drop", "keep": "drop"}.get(kind, "new")  # type: ignore[assignment]
            spoken_of = [t for t in likely if kind != "keep" or t is not grammar.stays]
            return grammar.expand(grammar.pick(f"follow_{kind}"), role, term=rng.choice(spoken_of))
        if kind in ("allow", "drop_avoided"):
            return grammar.expand(grammar.pick("follow_allow"), "allow", term=rng.choice(avoided))
        if kind == "nodate":
            return _dateless(grammar.pick("follow_nodate"))
        return grammar.expand(grammar.pick(f"follow_{kind}"), {"noplace": "drop"}.get(kind, "add"))  # type: ignore[arg-type]


_DATE_WORDS = ("dates", "date", "year", "time", "when")


def _dateless(phrase: str) -> list[Piece]:
    """The word for the date is what gets dropped."""
    for word in _DATE_WORDS:
        before, found, after = phrase.partition(word)
        if found:
            return [p for p in (Piece(before), Piece(word, "drop"), Piece(after)) if p.text]
    return [Piece(phrase)]


def _spoilt(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Lower case, typos and missing commas, as in messages."""
    lower, bare, wrong = rng.random() < 0.5, rng.random() < 0.15, rng.random() < 0.08
    out = []
    terse = rng.random() < 0.05
    for piece in pieces:
        text = piece.text if piece.role is not None else _said_otherwise(piece.text, rng, terse=terse)
        if bare:
            text = text.replace(",", "").replace("'", "") if piece.role is None else text.replace("'", "")
        if lower:
            text = text.lower()
        if wrong and rng.random() < 0.3:
            text = _mistyped(text, rng)
        out.append(Piece(text, piece.role, piece.channel))
    if not lower and out and out[0].text and rng.random() < 0.5:
        first = out[0]
        out[0] = Piece(first.text[0].upper() + first.text[1:], first.role, first.channel)
    return out


_OTHERWISE = (
    ("i'm ", ("i am ", "im ")), ("i've ", ("i have ", "ive ")), ("i'd ", ("i would ", "id ")),
    ("don't ", ("do not ", "dont ")), ("doesn't ", ("does not ", "doesnt ")), ("can't ", ("cannot ", "cant ")),
    ("isn't ", ("is not ", "isnt ")), ("aren't ", ("are not ", "arent ")), ("won't ", ("will not ", "wont ")),
    ("it's ", ("it is ", "its ")), ("there's ", ("there is ", "theres ")), ("let's ", ("let us ", "lets ")),
    ("please", ("pls", "plz")), ("something", ("smth", "sth")), ("colour", ("color",)), ("with ", ("w/ ",)),
)  # fmt: skip


def _said_otherwise(text: str, rng: Random, *, terse: bool) -> str:
    """Contractions written out or misspelt, American spelling; a terse message leaves out its small words."""
    if rng.random() < 0.25:
        for said, others in _OTHERWISE:
            text = text.replace(said, rng.choice(others)) if said in text else text
    return re.sub(r"\b(?:the|an?|of|some|please) ", "", text) if terse else text


def _mistyped(text: str, rng: Random) -> str:
    if len(text.strip()) < 5:
        return text
    at = rng.randrange(1, len(text) - 2)
    if not text[at : at + 2].isalpha():
        return text
    return rng.choice(
        [
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
        ]
    )


def _finished(pieces: list[Piece], plan: QueryPlan) -> Example:
    text, spans = "", []
    for piece in pieces:
        body = piece.text
        if text.endswith(" ") or not text:
            body = body.lstrip(" ")
        if body[:1] in ",;.!?" and text.endswith(" "):
            text = text.rstrip(" ")
        if text and body and text[-1].isalnum() and body[0].isalnum() and piece.role is not None:
            text += " "
        if piece.role is not None and body.strip():
            spans.append(Span(len(text), len(text) + len(body.rstrip()), piece.role, piece.channel))
        text += body
    return Example(text.strip(), tuple(spans), plan)
