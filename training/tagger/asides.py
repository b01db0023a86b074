"""What people say besides what they look for, and how they correct themselves in one breath.

An aside is a piece without a role; a repair puts what was said by mistake, without a role, before what is meant. The
phrases lie in `phrases/asides.txt` and `phrases/told.txt`. It knows no plans.

    Asides(Random(0), words).before(pieces)   # "i'm making a calendar, so show me " + pieces
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from training.tagger.person_names import made_up_name
from training.tagger.sentence_grammar import Piece
from training.tagger.sources import Words

_SLOT = re.compile(r"\{(\w+)\}")
_ENDS = ".!?:;,"
ALONE_KEPT = 0.85  # of messages with one wish are not repaired: what is said first is seldom all wrong
BOTH = 0.15  # of repairs end up with both
STATED = 0.25  # of stories are a dictionary's sentence, where there is one
TURNED_AWAY = 0.12  # of asides tell what one had in mind first


@dataclass(frozen=True)
class Asides:
    """Writes asides and repairs; all chance comes from `rng`."""

    rng: Random
    words: Words

    def said(self, section: str) -> str:
        """An entry of a section with its slots filled."""

        def fill(match: re.Match[str]) -> str:
            slot, rng, words = match[1], self.rng, self.words
            if slot in ("w", "r", "n"):  # the repair's own words come later
                return match.group()
            if slot == "Y2":
                return str(rng.randint(1931, 2026))
            if slot == "name2":
                return made_up_name(rng)
            lists = {"c2": words.nouns, "P2": words.places, "S2": words.styles, "A2": words.artists}
            return rng.choice(lists[slot]) if slot in lists else self.said(slot)

        return _SLOT.sub(fill, self.rng.choice(self.words.asides[section]))

    def before(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Why somebody asks or what there is to tell, then the request: "we're redoing the hallway and picture ..."."""
        rng = self.rng
        if rng.random() < TURNED_AWAY:
            turn = self.said("told_turn").replace("{w}", rng.choice(self.words.nouns))
            return [Piece(f"{turn} "), *pieces]
        count = rng.choices([1, 2, 3], [0.75, 0.2, 0.05])[0]
        front = self._story(rng.choice(["front", "told_front", "told_front"]))
        for _ in range(count - 1):
            front += rng.choice([". ", ". ", ", ", ", and ", " and ", "; ", "! "]) + self._story("told_front")
        if rng.random() < 0.15:
            front = self.said("told_hello") + rng.choice([", ", ". ", "! ", " - ", ": "]) + front
        elif rng.random() < 0.15:
            front = self.said("told_hello")
        return [Piece(f"{front}{self._lead(front[-1] in _ENDS)} "), *pieces]

    def _story(self, section: str) -> str:
        """An entry of the section, or somebody else's sentence: whatever it speaks of, nobody asked for it."""
        statements = self.words.statements
        return self.rng.choice(statements) if statements and self.rng.random() < STATED else self.said(section)

    def _lead(self, ended: bool) -> str:
        """From what was told into the request: ", so could you find me"."""
        rng, chance = self.rng, self.rng.random()
        if chance < 0.3:
            ask = self.said("ask")
            direct = ask.startswith(("so", "and")) and rng.random() < 0.6
            return f" {ask}" if ended or direct else rng.choice([", ", ". ", "! "]) + ask
        if chance < 0.6:
            return (" " if ended else rng.choice([", ", ". ", " - ", "; ", "... "])) + self.said("told_link")
        return "" if ended else rng.choice([",", ".", ".", ":", " -", ";", "!", "...", ", so", ", but", " but", "?"])

    def behind(self, pieces: Sequence[Piece], section: str) -> list[Piece]:
        """The request, then what it is for or a story ("back"), or what is wrong with what goes ("reason")."""
        told = section == "back" and self.rng.random() < 0.6
        joints = [", ", ". ", " - ", "; ", "... ", "! "] + [" "] * (not told)
        return [*pieces, Piece(self.rng.choice(joints) + (self._story("told_back") if told else self.said(section)))]

    def repaired(self, pieces: Sequence[Piece], wrong_of: Callable[[Piece], str]) -> list[Piece]:
        """One wish said wrong first: "in the sahara? no, Namibia", "snow.. no not snow, hoarfrost".

        `wrong_of` gives something of a piece's kind. The words said by mistake have no role.
        """
        wishes = [n for n, piece in enumerate(pieces) if piece.role in ("add", "new", "place") and piece.text.strip()]
        if not wishes:
            return list(pieces)
        if len(wishes) == 1 and self.rng.random() < ALONE_KEPT:
            return list(pieces)
        named = [n for n in wishes if pieces[n].role == "place" or pieces[n].channel == "style"]
        at = self.rng.choice(named if named and self.rng.random() < 0.5 else wishes[-2:])
        meant, wrong = pieces[at], wrong_of(pieces[at])
        chance = self.rng.random()
        if self.rng.random() < BOTH and meant.role == "add":
            also = [
                meant,
                Piece(self.rng.choice([" or ", ".. or ", ", or ", "? or ", "... or a "])),
                replace(meant, text=wrong),
            ]
            return [*pieces[:at], *also, Piece(self.said("both")), *pieces[at + 1 :]]
        if chance < 0.5:
            mark = self.said("repair")
            lead = "" if mark[0] in ",.?" else " "
            again = self._again(pieces[:at]) if self.rng.random() < 0.35 else ""
            said = [Piece(wrong), Piece(f"{lead}{mark} {again}"), meant]
        elif chance < 0.85 or meant.role == "place":
            said = self._echo(self.said("echo"), wrong, meant)
        else:
            return [*pieces, *self._withdrawn(wrong, meant, pieces, at)]
        return [*pieces[:at], *said, *pieces[at + 1 :]]

    def _again(self, before: Sequence[Piece]) -> str:
        """The little words right before a thing, said once more: "holding a cup... no wait, holding a book"."""
        tail = re.search(r"((?:\b\w+ ){1,2})$", before[-1].text) if before and before[-1].role is None else None
        return tail[1] if tail else ""

    def _echo(self, frame: str, wrong: str, meant: Piece) -> list[Piece]:
        frame = frame.replace("{w}", wrong).replace("{r}", meant.text)
        first, _, rest = frame.partition("{n}")
        return [Piece(first), meant, Piece(rest)]

    def _withdrawn(self, extra: str, meant: Piece, pieces: Sequence[Piece], at: int) -> list[Piece]:
        """A further wish that is taken back at once: "with a graveyard. hmm graveyard is gloomy, skip it"."""
        if meant.channel == "style" or at != len(pieces) - 1:
            return []
        first, _, rest = self.said("withdrawn").partition("{n}")
        lead = self.rng.choice([" with ", ", with a ", ", ", " and ", ". a "])
        joint = self.rng.choice([". ", "... ", ", ", " - "])
        refused = replace(meant, text=extra, role="avoid")
        return [Piece(f"{lead}{extra}{joint}{first}"), refused, Piece(rest)]
