"""Names of people who may never have lived, put together from syllables, so that an artist is known by the frame.

A list of artists teaches the list; whoever is asked for next is not on it. It knows no models and no phrases.

    made_up_name(Random(0))   # "Ilsa Verhoeken"
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

from training.tagger.sources import HERE, read_sections

_JOINED = ("O'", "Mc", "al-")  # particles that are one word with what follows


@lru_cache(maxsize=1)
def _syllables() -> dict[str, list[str]]:
    return read_sections(HERE / "names.txt")


def made_up_surname(rng: Random) -> str:
    """One word, capitalised, seldom with a particle before it."""
    parts = _syllables()
    middle = rng.choice(parts["middle"]) if rng.random() < 0.7 else ""
    name = (rng.choice(parts["root"]) + middle + rng.choice(parts["ending"])).capitalize()
    if rng.random() < 0.07:
        name += "-" + (rng.choice(parts["root"]) + rng.choice(parts["ending"])).capitalize()
    if rng.random() >= 0.09:
        return name
    particle = rng.choice(parts["particle"])
    return particle + name if particle in _JOINED else f"{particle} {name}"


def made_up_name(rng: Random) -> str:
    """A surname, often with a first name, at times with initials or two of them."""
    parts = _syllables()
    chance = rng.random()
    if chance < 0.38:
        return made_up_surname(rng)
    first = rng.choice(parts["first"])
    if chance < 0.43:
        first = f"{rng.choice('ABCDEFGHJKLMNOPRSTVW')}. {rng.choice('ABCDEFGHJKLMNPRSTW')}."
    elif chance < 0.48:
        first = f"{first} {rng.choice(parts['first'])}"
    elif chance < 0.56:
        first = (rng.choice(parts["root"]) + rng.choice(("a", "o", "e", "i", "en", "us", "ine", "ko", ""))).capitalize()
    return f"{first} {made_up_surname(rng)}"
