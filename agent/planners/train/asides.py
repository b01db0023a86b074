"""What people say besides what they look for, and how they correct themselves in one breath.

An aside is a piece without a role; a repair puts what was said by mistake, without a role, before what is meant. The
words lie in `words/asides.txt`. It knows no plans.

    Asides(Random(0), sections, nouns, places).before(pieces)   # "i'm making a calendar, so show me " + pieces
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from agent.planners.train.grammar import Piece

_SLOT = re.compile(r"\{(\w+)\}")
_ENDS = ".!?:;,"
ALONE_KEPT = 0.85  # of messages with one wish are not repaired: what is said first is seldom all wrong
BOTH = 0.15  # of repairs end up with both


@dataclass(frozen=True)
class Asides:
    """Writes asides and repairs; all chance comes from `rng`."""

    rng: Random
    sections: dict[str, list[str]]
    nouns: Sequence[str]
    places: Sequence[str]

    def said(self, section: str) -> str:
        """An entry of a section with its slots filled."""

        def fill(match: re.Match[str]) -> str:
            if match[1] in ("w", "r", "n"):  # the repair's own words come later
                return match.group()
            if match[1] == "c2":
                return self.rng.choice(self.nouns)
            return self.rng.choice(self.places) if match[1] == "P2" else self.said(match[1])

        return _SLOT.sub(fill, self.rng.choice(self.sections[section]))

    def before(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Why somebody asks, then the request: "we're redoing the hallway and i picture ..."."""
        front = self.said("front")
        if self.rng.random() < 0.15:
            front += self.rng.choice([". ", ", and ", " and ", "; "]) + self.said("front")
        if front[-1] in _ENDS:
            return [Piece(f"{front} "), *pieces]
        if self.rng.random() < 0.6:
            ask = self.said("ask")
            joint = (
                " "
                if ask.startswith(("so", "and")) and self.rng.random() < 0.6
                else self.rng.choice([", ", ". ", "! "])
            )
            return [Piece(f"{front}{joint}{ask} "), *pieces]
        return [
            Piece(f"{front}{self.rng.choice([', ', '. ', '. ', ': ', ' - ', '; ', '! ', '... ', ', so '])}"),
            *pieces,
        ]

    def behind(self, pieces: Sequence[Piece], section: str) -> list[Piece]:
        """The request, then what it is for ("back"), or what is wrong with what goes ("reason")."""
        return [*pieces, Piece(self.rng.choice([", ", ". ", " - ", "; ", " ", "... ", "! "]) + self.said(section))]

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
