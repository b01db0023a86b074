"""Phrases with slots -> pieces of text that know their role. It knows no models; all chance comes from one Random.

Grammar(words, Random(0)).expand("follow_more", "{T}", action="more")
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from random import Random

from agent.language.tokens import stem
from agent.plan.query_plan import QueryPlan, Term
from agent.planners.tagger.roles import Role
from tools.types import Channel
from training.tagger.moments import said_date
from training.tagger.person_names import made_up_name
from training.tagger.refusals import refusal
from training.tagger.sources import Words

NAMED = 0.06  # of the things bear a name that is no place's and no artist's: "Morris Minor cars"
RARE = 0.25  # of the things are a dictionary's, where there is one
MADE_UP = 0.4  # of the artists: who is known by the list alone is not known by the frame
_SLOT = re.compile(r"\{(\w+)\}|<(?P<said>[^>]+)>")
_LIT = re.compile(r" (?:light|lighting|tones|colou?rs|shadows)\b")


_THINGS = {
    "o": None,
    "J": "adjective",
    "NJ": "adjective",
    "B": "viewpoint",
    "E": "event",
    "NK": "action",
    "NK2": "action",
}
"""Slots that are one phrase of a section of things; None is a thing of one word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message; `role` is None for words that carry nothing."""

    text: str
    role: Role | None = None
    channel: Channel = "content"


@dataclass
class Grammar:
    """Fills slots. `plan` is what follow-ups speak of; `stays` the term of it that {stay} names and nothing changes."""

    words: Words
    rng: Random
    plan: QueryPlan = field(default_factory=QueryPlan)
    place_said: bool = False
    stays: Term | None = None

    def expand(self, template: str, role: Role = "add", *, term: Term | None = None) -> list[Piece]:
        """The pieces of one phrase; `role` is that of its {T}, {new} and {old} slots."""
        pieces: list[Piece] = []
        last = 0
        for match in _SLOT.finditer(template):
            pieces.append(Piece(template[last : match.start()]))
            said = match["said"]  # <night>: a thing that the frame itself names
            pieces = _with_said(pieces, said) if said else [*pieces, *self._fill(match[1], role, term)]
            last = match.end()
            if match[1] in ("S", "NS", "newS") and (noun := _LIT.match(template, last)):  # "quiet light" is one look
                pieces[-1] = replace(pieces[-1], text=pieces[-1].text + noun.group())
                last = noun.end()
        pieces.append(Piece(template[last:]))
        return [p for p in pieces if p.text]

    def pick(self, section: str) -> str:
        """One phrase of a section."""
        return self.rng.choice(self.words.phrases[section])

    def _fill(self, slot: str, role: Role, term: Term | None) -> list[Piece]:
        rng, words = self.rng, self.words
        if slot in ("pics", "pic"):
            return [Piece(rng.choice(words.phrases[slot]))]
        if slot == "c2":  # a comparison's other half: nobody asked for it
            return [Piece(self._noun())]
        if slot in _THINGS:
            section = _THINGS[slot]
            text = self.word() if section is None else rng.choice(words.things[section])
            return [Piece(text, "avoid" if slot in ("NJ", "NK") or role == "avoid" else "add")]
        if slot == "L":
            return self.mixed()
        if slot == "R":
            return self._possessed()
        if slot == "W":
            return self.refused()
        if slot == "C":
            return self.content()
        if slot in ("c", "N"):
            return self.listed("avoid" if slot == "N" else "add", plain=slot == "c")
        if slot in ("S", "NS", "M", "A", "V"):
            return [Piece(self.style(slot[-1]), "avoid" if role == "avoid" or slot == "NS" else "add", "style")]
        if slot in ("P", "O"):
            return self._place(slot, role)
        if slot == "K":
            return [
                Piece(
                    f"{rng.choice([1, 2, 5, 10, 20, 25, 30, 40, 50, 80, 100, 150, 200])}"
                    f"{rng.choice([' km', 'km', ' kilometers', ' kilometres', ' miles', ' mi', ' k'])}"
                )
            ]
        if slot == "D":
            return [Piece(said_date(self.rng))]
        if slot in ("T", "old"):
            assert term is not None
            return self.mention(term, "old" if slot == "old" else role)
        if slot == "stay":
            assert self.stays is not None
            return self.mention(self.stays, None)
        return self._new(slot, role, term)

    def _new(self, slot: str, role: Role, term: Term | None) -> list[Piece]:
        new: Role = role if role in ("new", "add") else "new"
        if slot != "new":
            return [Piece(self.style(slot[-1]), new, "style")]
        if term is not None and term.channel == "style" and self.rng.random() < 0.9:
            return [Piece(self.style(self.rng.choice("SSMMAV")), new, "style")]
        return [*self._article(), Piece(self.thing(), new, "content")]

    def _article(self) -> list[Piece]:
        return [Piece(self.rng.choice(["a ", "the ", "some ", "an ", "my "]))] if self.rng.random() < 0.25 else []

    def _place(self, slot: str, role: Role) -> list[Piece]:
        if slot == "O":
            name = self.plan.place.name if self.plan.place else self.rng.choice(self.words.places)
            return [Piece(name, role if role in ("drop", "old") else "old", "content")]
        self.place_said = True
        name = self.rng.choice(self.words.places)
        article = "the " if name.startswith("the ") else ""
        if self.rng.random() < 0.06:
            name += ", " + self.rng.choice(self.words.places).removeprefix("the ")
        return [*([Piece(article)] if article else []), Piece(name.removeprefix("the "), "place", "content")]

    def mention(self, term: Term, role: Role | None) -> list[Piece]:
        """A term of the plan as people refer to it: in full, by its main word, in another form, with a word behind."""
        rng, text = self.rng, term.text
        words = text.split()
        if len(words) > 1 and rng.random() < 0.4:
            text = rng.choice(
                [words[-1], words[0] if words[0].endswith(("s", "ist")) else words[-1], " ".join(words[1:])]
            )
        if rng.random() < 0.25:
            text = _form(text, rng, style=term.channel == "style")
        behind = (
            rng.choice(
                [" part", " bit", " thing", " stuff", " aspect"]
                + [" look", " style", " feel", " effect", " mood"] * (term.channel == "style")
            )
            if rng.random() < 0.12
            else ""
        )
        return [Piece(text, role, term.channel), *([Piece(behind)] if behind else [])]

    def style(self, kind: str) -> str:
        """A style phrase: S adjective or movement, M medium, A artist, V look named after something."""
        rng, words = self.rng, self.words
        if kind == "S":
            return rng.choice(words.styles)
        if kind == "M":
            medium = rng.choice(words.media)
            return medium if rng.random() < 0.7 else " ".join([*medium.split()[:-1], stem(medium.split()[-1])])
        if kind == "V":
            return rng.choice(words.vibes) if rng.random() < 0.75 else rng.choice(words.places).removeprefix("the ")
        if rng.random() < MADE_UP:
            return made_up_name(rng)
        artist = rng.choice(words.artists)
        parts = artist.split()
        if len(parts) > 1 and rng.random() < 0.35:
            keep = (
                2
                if parts[-2].lower() in ("van", "von", "de", "da", "di", "del", "la", "le", "der", "den", "ter")
                else 1
            )
            return " ".join(parts[-keep:])
        return artist

    def thing(self) -> str:
        """One thing in one phrase: "lighthouses", "old barns", "nuns playing cards"."""
        rng, things = self.rng, self.words.things
        chance = rng.random()
        if chance < 0.40:
            return self._noun()
        if chance < 0.60:
            return f"{rng.choice(things['adjective'])} {self._noun()}"
        if chance < 0.66:
            return f"{rng.choice(things['adjective'])} {rng.choice(things['adjective'])} {self._noun()}"
        if chance < 0.82:
            return f"{rng.choice(things['subject'])} {rng.choice(things['action'])}"
        if chance < 0.87:
            return f"{self._noun()} {rng.choice(things['action']).split()[0]}"
        if chance < 0.91:
            return f"{rng.choice(things['relative'])}'s {rng.choice(things['possession'])}"
        if chance < 0.94:
            return f"{rng.choice(['two', 'three', 'four', 'five', 'hundreds of', 'dozens of'])} {self._noun()}"
        if chance < 0.97:
            return rng.choice(things["landmark"]).removeprefix("the ")
        return rng.choice(things["person"])  # an artist's bare name asks for a look

    def person(self) -> str:
        """Somebody as a subject; artists too, for a portrait of a painter is no style."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.3:
            return made_up_name(rng)
        return rng.choice(self.words.things["person"] if chance < 0.7 else self.words.artists)

    def _noun(self) -> str:
        rng, words = self.rng, self.words
        if rng.random() < NAMED:
            return rng.choice(words.things["named"])
        if words.rare and rng.random() < RARE:
            noun = rng.choice(words.rare)
            return plural(noun) if rng.random() < 0.45 else noun
        noun = rng.choice(words.nouns)
        return rng.choice(words.things["scene"]) if len(noun) > 28 else noun

    def word(self) -> str:
        """A thing of one word."""
        for _ in range(8):
            noun = self._noun()
            if " " not in noun:
                return noun
        return self.rng.choice(["boats", "owls", "trams", "hats", "lamps"])

    def listed(self, role: Role, *, plain: bool = False) -> list[Piece]:
        """One thing or a short list of them, all in one role."""
        rng = self.rng
        count = 1 if plain else rng.choices([1, 2, 3], [0.82, 0.13, 0.05])[0]
        pieces: list[Piece] = []
        for n in range(count):
            if n:
                pieces.append(Piece(rng.choice([" or ", " and ", " nor "] if n == count - 1 else [", "])))
            if role == "avoid":
                chance = rng.random()
                if chance < 0.1:
                    pieces += [Piece("the "), Piece(rng.choice(self.words.things["landmark"])[4:], role)]
                    continue
                if chance < 0.15:
                    pieces += [Piece(rng.choice(self.words.things["adjective"]), role), Piece(" ones")]
                    continue
                text = rng.choice(self.words.things["avoid"]) if chance < 0.6 else self.thing()
            else:
                text = self.thing()
            pieces.append(Piece(text, role))
        return pieces

    def content(self) -> list[Piece]:
        """What a request shows: one thing, things related by prepositions, a list, a caption, with time or weather."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.12 and self.words.captions:
            caption = rng.choice(self.words.captions)
            pieces = [Piece(t, "add" if thing else None) for t, thing in caption]
            return _spaced(pieces)
        if chance < 0.17:
            return self._possessed()
        pieces = [*self._article(), Piece(self.thing(), "add")]
        if chance < 0.40:
            pieces = [
                *pieces,
                Piece(f" {rng.choice(self.words.things['preposition'])} "),
                *self._article(),
                Piece(self.thing(), "add"),
            ]
        elif chance < 0.50:
            pieces = [
                *pieces,
                Piece(", "),
                Piece(self.thing(), "add"),
                Piece(rng.choice([" and ", ", ", ", and "])),
                Piece(self.thing(), "add"),
            ]
        elif chance < 0.57:
            portrait = Piece(
                rng.choice(["portraits", "portrait", "self-portrait", "close-up", "still life", "silhouettes"]), "add"
            )
            pieces = [
                portrait,
                Piece(" of "),
                *self._article(),
                Piece(self.person() if rng.random() < 0.5 else self.thing(), "add"),
            ]
        if rng.random() < 0.18:
            pieces += self._when()
        return pieces

    def mixed(self) -> list[Piece]:
        """A list of things and looks, as they come to mind: "chalk, misty fens, reeds and a heron"."""
        rng = self.rng
        count = rng.choices([2, 3, 4, 5], [0.3, 0.4, 0.2, 0.1])[0]
        pieces: list[Piece] = []
        for n in range(count):
            if n:
                pieces.append(Piece(rng.choice([" and ", ", and ", " plus ", ", "] if n == count - 1 else [", "])))
            chance = rng.random()
            if chance < 0.25:
                pieces.append(Piece(self.style(rng.choice("SSSM")), "add", "style"))
                continue
            if chance < 0.4:
                pieces += [Piece(self.style("S"), "add", "style"), Piece(" ")]
            else:
                pieces += self._article()
            pieces.append(Piece(self.thing(), "add"))
        return pieces

    def refused(self, term: Term | None = None) -> list[Piece]:
        """A refusal put together from its parts; of a term of the plan it takes that out."""
        named = self.mention(term, "drop") if term else self._to_avoid()
        said = refusal(self.rng, self.words.refusals, named, term)
        return [Piece(p) if isinstance(p, str) else p for p in said if p]

    def _to_avoid(self) -> list[Piece]:
        if self.rng.random() < 0.1:
            look = self.rng.choice([" look", " style", " stuff", " feel", " thing", " kitsch", " light"])
            return [Piece(self.style(self.rng.choice("SSMAV")), "avoid", "style"), Piece(look)]
        return self.listed("avoid")

    def _possessed(self) -> list[Piece]:
        rng, things = self.rng, self.words.things
        relative = rng.choice(things["relative"])
        whose = rng.choice(["my ", "our ", "my late ", "his ", "her ", "", "", ""])
        if rng.random() < 0.5:
            old = rng.choice(["", "", "", "old ", "first ", "new ", f"{rng.choice(things['adjective'])} "])
            return [Piece(whose), Piece(f"{relative}'s {old}{rng.choice(things['possession'])}", "add")]
        return [Piece(whose), Piece(f"{relative} {rng.choice(things['action'])}", "add")]

    def _when(self) -> list[Piece]:
        rng, things = self.rng, self.words.things
        if rng.random() < 0.5:
            return [
                Piece(f" {rng.choice(['at', 'by', 'before', 'during'])} "),
                Piece(rng.choice(things["time"]), "add"),
            ]
        weather = rng.choice(things["weather"])
        article = re.match(r"(?:an?|the) ", weather)
        lead = Piece(f" in {article.group() if article else ''}")
        return [lead, Piece(weather[article.end() :] if article else weather, "add")]


def _with_said(pieces: list[Piece], said: str) -> list[Piece]:
    """A thing of the frame's own; right behind another it is one with it: "plain" and "background"."""
    if len(pieces) > 1 and pieces[-1].text == " " and (pieces[-2].role, pieces[-2].channel) == ("add", "content"):
        return [*pieces[:-2], replace(pieces[-2], text=f"{pieces[-2].text} {said}")]
    return [*pieces, Piece(said, "add")]


def _spaced(pieces: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for n, piece in enumerate(pieces):
        out += [Piece(" "), piece] if n else [piece]
    return out


def plural(noun: str) -> str:
    """ "hop picker" -> "hop pickers", "snuffbox" -> "snuffboxes", "bakery" -> "bakeries", "fireman" -> "firemen"."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return noun if noun.endswith("s") and not noun.endswith("ss") else f"{noun}es"
    return f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"


def _form(text: str, rng: Random, *, style: bool) -> str:
    """The same word in another form: plural, or impressionist for impressionism."""
    if style:
        for ending, others in (
            ("ism", ["ist", "istic"]),
            ("ist", ["ism"]),
            ("istic", ["ism"]),
            ("y", ["iness"]),
            ("ic", ["ism"]),
            ("ful", ["fulness"]),
        ):
            if text.endswith(ending):
                return text[: -len(ending)] + rng.choice(others)
        return text
    single = " ".join([*text.split()[:-1], stem(text.split()[-1])])
    return single if single != text else text + "s"
