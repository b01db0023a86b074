"""Which of the places of one name is meant, and whether the name is a place at all rather than a word.

It knows the flags that the tables put on names; it knows nothing of sentences. `row` is a row of the tables.

    readings("Nice")[0].row       # the city; readings("nice") is empty
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.geo.names import fold, is_capitalised
from tools.geo.places import KINDS
from tools.geo.tables import ALIAS, CHOSEN, CODE, COMMON, NAMED_PERSON, NO_PLACE, ORDINARY, SURE, Names, tables

MIN_FAME_OF_A_WORD = 26
MIN_PEOPLE_OF_A_WORD = 5_000
"""What a town needs to be meant by a capitalised word of everyday English: Nice, Bath, Split, but not Hope or Moon."""

MIN_PEOPLE_IN_LOWER_CASE = 1_000_000
"""What a city needs to be meant by such a word in lower case: phoenix, but neither nice nor reading."""

MIN_PEOPLE_OF_A_PHRASE = 100_000
"""What a city needs to be meant by a phrase of such words in lower case: cape town, long beach, but not red bank."""

MIN_PEOPLE_OF_A_PERSON = 90_000
MIN_FAME_OF_A_PERSON = 15
"""What a town needs to be meant by a person's name: Florence, Victoria, Sydney, but neither Emma nor Wilson."""

SMALLEST_IN_LOWER_CASE = 1_000
LEAST_FAME_IN_LOWER_CASE = 8
"""What a village needs, one or the other, to be meant by a word in lower case that is no English word."""


@dataclass(frozen=True)
class Reading:
    """One place that a name may mean; `common_word` when the name is also an ordinary word or a person's name."""

    row: int
    common_word: bool


def readings(text: str, *, sure: bool = False) -> list[Reading]:
    """The places that the text may mean as it is written, best first; empty when it is no place.

    `sure`: something else says that it is a place (a country behind it), so words and persons' names count too.
    """
    key = fold(text)
    found = tables().rows_of(key) if key else None
    if found is None:
        return []
    capitalised = is_capitalised(text)
    single = " " not in key
    word = bool(found.marks & (COMMON | ORDINARY)) and (single or bool(found.marks & COMMON))
    person = bool(found.marks & (NAMED_PERSON | NO_PLACE))
    return [
        Reading(row, (word and (single or not role & CHOSEN)) or (person and not role & CHOSEN))
        for row, role in found.rows
        if not role & CODE
        and (sure or _is_meant(row, role, found, capitalised=capitalised, single=single))
        and (len(key) > 2 or capitalised or role & SURE)
    ]


def is_barred(text: str) -> bool:
    """Whether a name is known to be a person's, a feast's or an invented land's, and no place on its own."""
    found = tables().rows_of(fold(text))
    return found is not None and bool(found.marks & NO_PLACE)


def coded(text: str) -> list[int]:
    """The rows whose code the text is: "TX", "ca", "DE-BY"."""
    found = tables().rows_of(f"@{text.strip().lower()}")
    return [row for row, _ in found.rows] if found else []


def _is_meant(row: int, role: int, names: Names, *, capitalised: bool, single: bool) -> bool:
    """Whether a row may be meant by a name that stands alone."""
    table = tables()
    kind = KINDS[table.kind[row]]
    marks = names.marks
    if kind == "country" and not role & ALIAS:
        return capitalised or single or not marks & COMMON
    if role & CHOSEN:
        return capitalised or bool(role & SURE) or not (single and marks & (COMMON | ORDINARY))
    if marks & NO_PLACE:
        return False
    if kind == "region":
        return _region_is_meant(role, marks, capitalised=capitalised)
    people, fame = int(table.population[row]), int(table.fame[row])
    if marks & NAMED_PERSON:
        return people >= MIN_PEOPLE_OF_A_PERSON and fame >= MIN_FAME_OF_A_PERSON
    if marks & COMMON:
        return _word_is_meant(people, fame, role, capitalised=capitalised, single=single)
    if marks & ORDINARY and single:
        return not role & ALIAS and (capitalised or people >= MIN_PEOPLE_IN_LOWER_CASE)
    return capitalised or people >= SMALLEST_IN_LOWER_CASE or fame >= LEAST_FAME_IN_LOWER_CASE


def _region_is_meant(role: int, marks: int, *, capitalised: bool) -> bool:
    if marks & COMMON or (marks & NAMED_PERSON and role & ALIAS):
        return False
    return capitalised or not marks & ORDINARY


def _word_is_meant(people: int, fame: int, role: int, *, capitalised: bool, single: bool) -> bool:
    if role & ALIAS:
        return False
    if single and not capitalised:
        return people >= MIN_PEOPLE_IN_LOWER_CASE
    if single:
        return people >= MIN_PEOPLE_OF_A_WORD and fame >= MIN_FAME_OF_A_WORD
    return capitalised or people >= MIN_PEOPLE_OF_A_PHRASE
