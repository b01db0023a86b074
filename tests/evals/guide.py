"""What the guide's questions are worth: a simulated user who knows one photograph and answers from its captions.

    python -m tests.evals.guide --data ../shared/data/flickr8k --library LIBRARY --conversations 500

The first caption is said as the first request, through a real session. The user answers a question by the words of the
other four captions or, where they do not decide, by which answer the content model's text tower finds nearest to one of
them; "none of these" where neither is sure. `answers` photographs among the first ten after so many answers, at most
three, `found` once seen there (a person stops then). `chance` is the same with answers taken at random: what another
look at the results alone would bring. LIBRARY is made of the pictures on first use; prints JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agent import open_session
from agent.language.tokens import root, stems
from agent.plan.suggestion import Suggestion
from agent.session.conversation import Session
from agent.session.reply import Reply
from tools.encoders import Models, load
from tools.library import Library, index

SMALL = frozenset({"a", "an", "the", "of", "in", "on", "at", "with", "and", "to", "from", "it"})
NEAR, LEAD = 0.25, 0.05
"""Cosine of an answer with a caption, and its lead over the next answer, from which the tower is sure. Of answers that
no caption names, one in ten is nearer than .23."""
ANSWERS, QUESTIONS, SHOWN = 3, 8, 10

Choice = Callable[[Sequence[Suggestion]], Suggestion | None]


@dataclass(frozen=True)
class Captioned:
    """A photograph and what people said of it."""

    file: str
    captions: tuple[str, ...]


def read(data: Path, split: str) -> list[Captioned]:
    """The photographs of one split that have five captions."""
    rows = [json.loads(line) for line in (data / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = [row for row in rows if row.get("split") == split and len(row["captions"]) >= 5]
    return [Captioned(row["file"], tuple(c.strip(" .") for c in row["captions"][:5])) for row in kept]


def by_captions(photograph: Captioned, models: Models) -> Choice:
    """A user who answers from the captions that were not said."""
    known = [_roots(caption) for caption in photograph.captions[1:]]
    captions = models.content.encode_texts(photograph.captions[1:])

    def choose(answers: Sequence[Suggestion]) -> Suggestion | None:
        named = [sum(bool(_roots(a.text)) and _roots(a.text) <= caption for caption in known) for a in answers]
        if max(named) > 0 and named.count(max(named)) == 1:
            return answers[int(np.argmax(named))]
        near = (models.content.encode_texts([a.text for a in answers]) @ captions.T).max(axis=1)
        first, second = np.sort(near)[::-1][:2]
        return answers[int(near.argmax())] if first >= NEAR and first - second >= LEAD else None

    return choose


def at_random(rng: random.Random) -> Choice:
    """A user who knows nothing, and says so as often as one who does."""
    return lambda answers: rng.choice([*answers, None, None])


def _roots(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in stems(text, SMALL))


def place(reply: Reply, photograph: Captioned) -> int:
    """Where the photograph stands among the hits; far behind when it is not there."""
    names = [Path(hit.path).name for hit in reply.hits]
    own = Path(photograph.file).name
    return names.index(own) if own in names else 999


def converse(session: Session, photograph: Captioned, choose: Choice) -> tuple[list[int], int]:
    """The photograph's place before and after each answer, and how many questions were asked."""
    session.say("start over")
    reply = session.say(photograph.captions[0])
    places, questions = [place(reply, photograph)], 0
    while reply.answers and questions < QUESTIONS and len(places) <= ANSWERS:
        questions += 1
        chosen = choose(reply.answers)
        if chosen is None:
            reply = session.other_question()
        else:
            reply = session.apply(chosen.edit())
            places.append(place(reply, photograph))
    return places + [places[-1]] * (ANSWERS + 1 - len(places)), questions


def measure(session: Session, photographs: Sequence[Captioned], user: Callable[[Captioned], Choice]) -> dict[str, Any]:
    """R@10 after none to three answers, as it stands then (`answers`) and as a user who stops when he sees it
    (`found`)."""
    outcomes = [converse(session, photograph, user(photograph)) for photograph in photographs]
    places = np.array([places for places, _ in outcomes])
    first = np.minimum.accumulate(places, axis=1)
    return {
        "answers": [round(float(r), 3) for r in (places < SHOWN).mean(axis=0)],
        "found": [round(float(r), 3) for r in (first < SHOWN).mean(axis=0)],
        "questions": round(float(np.mean([asked for _, asked in outcomes])), 2),
    }


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--library", type=Path, required=True)
    cli.add_argument("--split", default="dev")
    cli.add_argument("--conversations", type=int, default=500)
    cli.add_argument("--every", type=int, default=2, help="every n-th photograph is looked for")
    cli.add_argument("--from", dest="start", type=int, default=1, help="the first one: 0 are those it was fitted to")
    asked = cli.parse_args()
    models, photographs = load("pocket"), read(asked.data, asked.split)
    if not asked.library.exists():
        with Library.create(asked.library) as library:
            index(library, [asked.data / p.file for p in photographs], models)
    session = open_session(library=asked.library, planner="embedded", models=models)
    chosen = photographs[asked.start :: asked.every][: asked.conversations]
    rng, begun = random.Random(7), time.perf_counter()
    figures: dict[str, Any] = {"pictures": len(photographs), "conversations": len(chosen)}
    figures["captions"] = measure(session, chosen, lambda photograph: by_captions(photograph, models))
    figures["chance"] = measure(session, chosen, lambda photograph: at_random(rng))
    figures["seconds"] = round(time.perf_counter() - begun, 1)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
