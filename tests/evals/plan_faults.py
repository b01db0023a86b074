"""What differs between a plan and the one that a careful person would have written: everything that a plan holds.

Terms are compared word by word. A term may be a whole phrase: words beside a needed one are no extras, but a term
without any needed word is one, and so is a word that was to go ("forget the branch") wherever it stands. What a case
says nothing of must not be set. It knows no planners and no files.

    faults_of(expected, plan, before={}, act=None)   # ["missing: dog", "place: None"]; empty when the plan is right
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from agent.language.tokens import fold, split, stem

UNSAID = frozenset(
    """
    a an the of in on at to for with and or but not no nor by from near around within km my me i we it its is are
    be was were that than this these those there here as into under between after before since until without some any
    anything something one ones all first very really just only please like more less most mostly little bit lot lots
    maybe also instead actually style manner picture photo photograph image painting scene want need show give find get
    look looking make take taken when
    """.split()
)
"""Words that carry nothing to look for: comparing them would measure the wording and not the plan."""

FAULTS = ("missing", "extra", "channel", "reversed", "weight", "invented", "place", "mode", "left out", "dates",
          "filters", "examples", "sort", "match", "limit", "act")  # fmt: skip
"""All kinds of faults. "reversed" and "invented" are grave: the plan says the opposite, or what nobody said."""
GRAVE = ("reversed", "invented")
NOT_LOOKING = ("question", "cannot", "chat", "help", "language", "nonsense")
"""Acts that leave the plan as it is."""
FILTERS = ("folder", "camera", "gps")
LEFT_OUT = ("not_in", "not_in_unknown")


def words(text: str) -> list[str]:
    """The stems of a text that say something."""
    found = [stem(w.text) for part in split(text) if part.is_word for w in split(part.text.replace("'", " "))]
    return [w for w in found if w not in UNSAID and len(w) > 1]


def weights(plan: dict[str, Any]) -> dict[str, float]:
    """The weight that each word of a plan has, summed over the terms that it stands in."""
    found: dict[str, float] = {}
    for term in plan["terms"]:
        for word in words(term["text"]):
            found[word] = found.get(word, 0.0) + term["weight"]
    return found


def least_faults(
    turns: Sequence[dict[str, Any]], plan: dict[str, Any], before: dict[str, float], *, act: str | None
) -> list[str]:
    """The faults against the alternative that fits best of the last of these turns, all of them up to this one."""
    *earlier, turn = turns
    alternatives = turn["expect"]
    once = {word for past in earlier for one in past["expect"] for term in one["terms"] for word in words(term["text"])}
    faults = min((faults_of(expected, plan, before, once=once) for expected in alternatives), key=len)
    faults = [*faults, *invented(plan, [past["user"] for past in turns], alternatives)]
    return [*faults, *act_faults(turn.get("act"), act)]


def faults_of(
    expected: dict[str, Any], plan: dict[str, Any], before: dict[str, float], *, once: Collection[str] = ()
) -> list[str]:
    """What differs between a plan and one alternative, as "kind: words".

    `before` are the weights of the plan before, `once` the words that were expected earlier: what is left of
    them and no longer expected should have gone.
    """
    return [
        *_term_faults(expected, plan, before, once),
        *_place_faults(expected, plan),
        *_date_faults(expected, plan),
        *_filter_faults(expected, plan["filters"]),
        *_example_faults(expected, plan["like"]),
        *_choice_faults(expected, plan),
    ]


def act_faults(expected: str | Sequence[str] | None, act: str | None) -> list[str]:
    """A planner that says nothing of acts takes every message for one that looks for something."""
    fair = [expected] if isinstance(expected, str) else list(expected or ())
    if not fair or act in fair or (act is None and not any(one in NOT_LOOKING for one in fair)):
        return []
    return [f"act: {act}"]


def invented(plan: dict[str, Any], said: Sequence[str], alternatives: Sequence[dict[str, Any]]) -> list[str]:
    """Words of a plan's terms and places that neither the conversation nor a careful reader has."""
    known = {word for message in said for word in words(message)}
    for expected in alternatives:
        known |= _of_all([*(t["text"] for t in expected["terms"]), *_places(expected), *expected.get("left_out", [])])
    place = (plan["place"] or {}).get("name") or ""
    used = _of_all([*(t["text"] for t in plan["terms"]), place, *plan["filters"].get("not_in", ())])
    return [f"invented: {word}" for word in sorted(used - known)]


def _term_faults(
    expected: dict[str, Any], plan: dict[str, Any], before: dict[str, float], once: Collection[str]
) -> list[str]:
    need = {word: term for term in expected["terms"] for word in words(term["text"])}
    weight, channels = weights(plan), _channels(plan)
    spare = _of_all([*_places(expected), *expected.get("left_out", [])])
    faults = [f"missing: {word}" for word, term in need.items() if word not in weight and not term.get("opt")]
    for term in plan["terms"]:
        of_term = [word for word in words(term["text"]) if word not in spare]
        alone = expected.get("facts") or not any(word in need for word in of_term)  # a fact stands in no term at all
        faults += [f"extra: {word}" for word in of_term if word not in need and (alone or word in once)]
    for word, term in need.items():
        if word not in weight:
            continue
        if not term.get("any") and term["channel"] not in channels[word]:
            faults.append(f"channel: {word}")
        if (weight[word] > 0) != (term["sign"] > 0):
            faults.append(f"reversed: {word}")
        if not _moved(term.get("change"), before.get(word), weight[word]):
            faults.append(f"weight: {word}")
    return list(dict.fromkeys(faults))


def _channels(plan: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for term in plan["terms"]:
        for word in words(term["text"]):
            found.setdefault(word, set()).add(term["channel"])
    return found


def _place_faults(expected: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    place, left_out = plan["place"] or {}, plan["filters"].get("not_in", ())
    name, fair, unwanted = place.get("name"), _places(expected), expected.get("left_out", [])
    faults = []
    if not any(same_place(one, name) for one in [expected.get("place"), *expected.get("place_alts", [])]):
        faults.append(f"place: {name}")
    if expected.get("place_mode") and name is not None and place["mode"] != expected["place_mode"]:
        faults.append(f"mode: {place['mode']}")
    missed = [one for one in unwanted if not any(same_place(one, other) for other in left_out)]
    wrong = [one for one in left_out if not any(same_place(other, one) for other in unwanted)]
    faults += [f"left out: {'not ' if one in missed else ''}{one}" for one in (*missed, *wrong)]
    if name and any(same_place(one, name) for one in missed):
        faults.append(f"reversed: {name}")
    return [*faults, *(f"reversed: {one}" for one in wrong if any(same_place(other, one) for other in fair))]


def _date_faults(expected: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    dates = plan["dates"] or {}
    years = [int(day[:4]) if (day := dates.get(side)) else None for side in ("from", "to")]
    fair = [one or [None, None] for one in [expected.get("dates"), *expected.get("dates_alts", [])]]
    return [] if years in fair else [f"dates: {years}"]


def _filter_faults(expected: dict[str, Any], filters: dict[str, Any]) -> list[str]:
    if expected.get("facts"):  # asks for a fact that the cases have no word for
        return []
    held = {name: value for name, value in filters.items() if name not in LEFT_OUT and value not in (None, [], "")}
    asked = {name: expected[name] for name in FILTERS if expected.get(name) is not None}
    return [
        f"filters: {name} {held.get(name)}"
        for name in sorted(held.keys() | asked.keys())
        if not _same_value(asked.get(name), held.get(name))
    ]


def _example_faults(expected: dict[str, Any], like: Sequence[dict[str, Any]]) -> list[str]:
    asked = expected.get("like") or {}
    wanted = sum(one["weight"] > 0 for one in like)
    right = wanted == asked.get("wanted", 0) and len(like) - wanted == asked.get("unwanted", 0)
    return [] if right else [f"examples: {wanted} wanted, {len(like) - wanted} unwanted"]


def _choice_faults(expected: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    faults = []
    if plan["sort"] != expected.get("sort", "relevance"):
        faults.append(f"sort: {plan['sort']}")
    if plan["match"] != expected.get("match", "any"):
        faults.append(f"match: {plan['match']}")
    if expected.get("limit") is not None and plan["limit"] != expected["limit"]:
        faults.append(f"limit: {plan['limit']}")
    return faults


def _moved(change: str | None, before: float | None, after: float) -> bool:
    """Whether a weight moved as expected; at the top it may stay."""
    if change is None or before is None:
        return True
    return after > before or after >= 1.0 if change == "up" else after < before


def _places(expected: dict[str, Any]) -> list[str]:
    return [name for name in [expected.get("place"), *expected.get("place_alts", [])] if name]


def _of_all(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words(text)}


def same_place(expected: str | None, name: str | None) -> bool:
    """Whether a place's name has all that the expected one has."""
    if not expected or not name:
        return not expected and not name
    return set(words(fold(expected))) <= set(words(fold(name)))


def _same_value(expected: Any, held: Any) -> bool:
    """Whether a filter is the expected one; names are compared by their words."""
    if isinstance(expected, str) and isinstance(held, str):
        return set(words(expected)) <= set(words(held))
    return bool(expected == held)
