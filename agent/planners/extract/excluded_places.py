"""Places that a message leaves out, or lets in again: "anywhere except Bangkok", "as long as it's not Greece".

It knows the words of refusing around a name; whether the name is a place, the gazetteer says. What it finds is settled:
no planner reads those words again. A name that nobody knows is left to the planners.

    find_exclusions("Portugal, nowhere in the Algarve", GeoGazetteer())[0].names   # ("Algarve",)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.language.clauses import opens_clause
from agent.language.lexicon import Cue, artists, cues, demonyms, filler, is_style, normal
from agent.language.span import Span, is_free
from agent.language.tokens import Word, fold, split
from agent.planners.extract.named_places import LONGEST_NAME, OTHER_THINGS, Gazetteer

MOST_NAMES = 12  # of one list
_PICTURES = r"(?:ones?|stuff|things?|pictures?|photos?|photographs?|images?|pics?|shots?|snaps?|results?|scenes?)"
_WHERE = (
    r"(?:(?:from |in )?(?:anywhere|everywhere|any ?place|every ?place|somewhere|some ?place|elsewhere|worldwide)"
    r"|(?:in |from )?(?:any|every|all|some|another)(?: other)? (?:place|countr|cit|town|region|part|location)\w*"
    r"|all over the world|the whole world|the rest of the world)"
    r"(?: (?:in the world|on earth|else|is (?:fine|ok|okay)))?"
)
_EXCEPT = (
    r"except(?:ing)?(?: for)?|excluding|exclude|excludes|with the exception of|to the exclusion of|other than"
    r"|apart from|aside from|besides|barring|bar|save(?: for)?|minus|but (?:not|never|nothing|none|no)|just not"
    r"|only not"
)
_NOT = r"(?:is|are|was|were|be|do|does|need)(?:n['’]?t| not)|ain['’]?t|not|never|nothing|nowhere|none|nor|neither|no"
_PLAIN = frozenset({"no", "not", "nor", "never", "without"})  # these go for one name, "leave out" for a list
_TIRED = (
    r"(?:sick(?: and tired| to death)?|tired|bored|weary|fed up|done|through|finished) (?:of|with|by)"
    r"|(?:had|seen|got|have) (?:more than )?(?:enough|plenty|too (?:much|many))(?: of)?|enough (?:of|with)|had it with"
    r"|hate|loathe|detest|dislike|(?:can['’]?t|cannot) (?:stand|bear)"
    r"|(?:do not|don['’]?t) (?:like|fancy|care for|want to (?:see|go to))"
)
_DROP = r"remove|drop|lose|ditch|scrap|delete|take out|take away|get rid of|cut out|kick out|throw out"
_THINGS = (
    rf"(?:a single|any(?:thing|where|one)?|everything|all|the|those|these|that(?:['’]s)?|which|are|is|were|was"
    rf"|{_PICTURES}|taken|shot|made|located|come|coming|comes|really|also|even|be|more|longer|please|them)"
)
_IN = (
    r"(?:in(?:side| and around)?|from(?: (?:in|around|inside))?|around|near|at|(?:anywhere )?close to|out of"
    r"|(?:within |in a radius of )?\d+(?:[.,]\d+)? ?(?:kms?|k|mi|miles?|kilomet(?:er|re)s?)(?: radius)?"
    r"(?: of| from| around)"
    r"|within)"
)
_WIDENED = (
    r"(?:just|only|merely|simply|necessarily|exclusively|solely|(?:have|has|need|needs)(?: to)? be"
    r"|(?:be )?(?:limited|restricted) to)"
)
_ARTICLE = r"(?:(?:all (?:of )?|any of |anywhere in |or )?the\s+)?"
_OUTSIDE = re.compile(
    rf"(?P<where>{_WHERE}\s+)?(?:(?:that['’]s|from|taken|shot|made)\s+)?\boutside(?P<of> of)?\s+{_ARTICLE}", re.I
)
_FRAME = re.compile(
    rf"\b(?:keep|leave|count|rule|cut|take|filter|screen)\s+(?:(?:out\s+)?{_PICTURES}\s+from\s+)?{_ARTICLE}", re.I
)
_FRAME_END = re.compile(r"\s+(?:out|off|aside|away)\b(?: of (?:it|this|that|these|the (?:search|results)))?", re.I)
_ONLY_THERE = re.compile(
    r"\b(?:nowhere|nothing|none|nobody|no one|no (?:place|country|city|other \w+))(?: else)?"
    r"(?: (?:from|in|taken))?\s+$",
    re.I,
)
_NOT_OUTSIDE = re.compile(
    r"(?:\b(?:nothing|nowhere|none|not|never|no \w+)|n['’]t)(?: (?:from|in|taken|go|stray|look))?\s+$", re.I
)
_KEPT = re.compile(
    r"(?:\b(?:do not|never|no need to|need not|stop|without)|\b\w+n['’]?t|\bdont)(?: (?:want to|need to))?\s+$", re.I
)
_NEARBY = re.compile(
    r"\b(?:just|right|shortly|immediately|directly|km|miles?|minutes?|hours?|bit|little|way|not far)\s+$", re.I
)
_BEFORE_OUTSIDE = ("but", "and", "or", "only", "just", "strictly", "all")
_LEAD = re.compile(
    r"(?:\b(?:and|but|though|just|only|please|so|with|"
    r"(?:so|as) long as|provided(?: that)?|on condition(?: that)?|if"
    r"|(?:any|some|every)(?:thing|where)(?: is fine| goes)?|it['’]?s|its|it is|they['’]?re|they are|that['’]?s|that is"
    r"|that|which|there['’]?s|there is|there are|it|they|is|are|i do|i want|i['’]d like)\s+|[,;.–—-]+\s*)*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?:\s+{_PICTURES})?(?:\s*,?\s*\b(?:though|please|thanks|either|at all|any ?more|any ?longer|this time|today"
    r"|again|itself|proper|of course|then)\b)*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*,?\s*(?:\b(?:and|or|nor)\b|&|/)\s*(?:(?:not|also|even|in|from|around|near|at|the)\s+)*", re.I)
_COMMA = re.compile(r"\s*,\s+(?:the\s+)?(?=\w)", re.I)
_MAY_FOLLOW = re.compile(
    rf"\W*$|\s*[,;.:!?()/–—]|\s+(?:{_PICTURES}|and|or|nor|but|though|please|thanks|either|at|in|on|from|by|near|this"
    r"|that|any|anymore|all|if|for|with|without|is|are|as|because|since|before|after|until|till|now|then|today|again"
    r"|itself|proper|only|just|instead|of|i|we|it|they|not|no|taken|shot|while|when|where|which|who|even|also|too|so|yet"
    r"|unless|except|out|off|aside|away)\b",
    re.IGNORECASE,
)
_WELCOME = re.compile(
    rf"(?:\s+{_PICTURES})?\s*(?:(?:is|are|would be|['’]s)(?: (?:now|also|just))?\s+"
    r"(?:fine|ok|okay|all ?right|allowed|welcome|good|cool|no problem|back|included)\b"
    r"|(?:can|may|could|should)(?: (?:also|now))? (?:come back|stay|be|return|go back)\b[^,;.]*"
    r"|works\b|(?:back )?in again\b|back in\b|again\b|after all\b|too\b|as well\b"
    r"|does(?:n['’]?t| not) (?:bother|matter)\b[^,;.]*|is no longer (?:out|excluded|left out)\b)"
    r"(?:\s+(?:after all|again|too|now|as well|by me|with me|any ?more))*",
    re.IGNORECASE,
)
_LET_IN = re.compile(
    r"(?:\b(?:(?:re-?)?include|allow|bring back|let back in|let in|add back|put back|accept|restore|bring in)"
    r"|(?:\b(?:do not|never|no need to|stop)|\b\w+n['’]?t)(?: (?:want to|need to|have to))?"
    r" (?:leav(?:e|ing) out|exclud(?:e|ing)|skip(?:ping)?|avoid(?:ing)?|omit(?:ting)?|hid(?:e|ing)))"
    rf"(?:\s+{_THINGS})*(?:\s+{_IN})?\s+{_ARTICLE}$",
    re.IGNORECASE,
)
_BEHIND = (
    r"excluded|excepted|exempted|aside|apart|omitted|left out|not included|off limits|need not apply"
    r"|(?:is|are) (?:out|off limits|off the table|excluded|left out|banned)|(?:does|do)(?:n['’]?t| not) count"
)
_BEFORE_NAME = ("and", "but", "or", "so", "the", "in", "from", "with", "then", "now")
_PARTS = re.compile(r"^(?:north|south|east|west|central|middle|upper|lower|coast)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exclusion(Span):
    """A stretch that speaks of these places: leaves them out or, `widened`, wants more than them alone.

    `near`: what lies around them is meant as well. `dropped`: said as one takes something out of a plan.
    """

    names: tuple[str, ...]
    widened: bool = False
    near: bool = False
    dropped: bool = False


def find_exclusions(
    message: str, gazetteer: Gazetteer, *, taken: Sequence[Span] = (), asked_for: Sequence[str] = ()
) -> list[Exclusion]:
    """What a message says of places to leave out, in its order.

    `taken` are parts of it that were read already; `asked_for` are the terms of a plan: "remove Rome" may be one's end.
    """
    asked = " ".join(map(fold, asked_for))
    found: list[Exclusion] = []
    for finder in (_before, _outside, _framed, _behind):
        for refusal in finder(message, gazetteer):
            known = refusal.dropped and any(fold(name) in asked for name in refusal.names)
            if not known and is_free(refusal, [*taken, *found]):
                found.append(refusal)
    return sorted(found, key=lambda refusal: refusal.start)


def find_readmissions(
    message: str, left_out: Sequence[str], gazetteer: Gazetteer, *, taken: Sequence[Span] = ()
) -> list[Exclusion]:
    """Places that are left out and may be there again: "Greece is fine after all", "include Bangkok again"."""
    found: list[Exclusion] = []
    if not left_out:
        return found
    for word in split(message):
        name = _name_at(message, word.start, gazetteer, sure=True)
        if name is None or any(span.holds(word.start) for span in (*taken, *found)):
            continue
        before, behind = _LET_IN.search(message[: name.start]), _WELCOME.match(message, name.end)
        same = next((said for said in left_out if _same(said, name.of(message), gazetteer)), None)
        if same is not None and (before or behind):
            start, end = before.start() if before else name.start, behind.end() if behind else name.end
            found.append(Exclusion(start, end, (same,)))
    return found


def _same(one: str, other: str, gazetteer: Gazetteer) -> bool:
    return fold(one) == fold(other) or (gazetteer.lies_in(one, other) and gazetteer.lies_in(other, one))


@lru_cache(maxsize=1)
def _cue() -> re.Pattern[str]:
    """What stands before a refused name. `in` and `where` make a place of any listed name behind them."""
    source = rf"(?:\s+{_THINGS})*\s+{_PICTURES}(?: taken| shot)?(?=\s+(?:from|in)\b)"
    return re.compile(
        rf"\b(?:(?P<where>{_WHERE})\s*,?\s+(?:but(?: not| for| never)?|{_EXCEPT}|without|away from"
        rf"|(?:that )?(?:is|are)n['’]?t|(?:that['’]s )?not)"
        rf"|(?P<except>{_EXCEPT})|(?P<verb>{_listed('avoid')})|{_NOT}|{_TIRED}|(?P<drop>(?:{_listed('drop')}){source})|(?P<bare>{_DROP}))"
        rf"(?P<widened>\s+{_WIDENED})?(?P<things>(?:\s+{_THINGS})*)(?P<in>\s+(?:{_IN}|of))?\s+{_ARTICLE}(?=\w)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _of_a_place() -> re.Pattern[str]:
    who = "|".join(sorted(map(re.escape, demonyms()), key=len, reverse=True))
    return re.compile(rf"(?P<who>{who})\s+{_PICTURES}\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _cue_behind() -> re.Pattern[str]:
    _, behind = cues()
    avoiding = "|".join(re.escape(cue) for cue, action in behind.items() if action == "avoid")
    return re.compile(rf"\s*,?\s+(?:{_BEHIND}|{avoiding})\b", re.IGNORECASE)


def _listed(action: Cue) -> str:
    """The lexicon's cues of one action that stand before what they act on, the longest first."""
    before, _ = cues()
    return "|".join(sorted((re.escape(cue) for cue, does in before.items() if does == action), key=len, reverse=True))


def _before(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "except X", "nowhere in X", "nothing from X or Y", "not just X"."""
    found, at = [], 0
    while match := _cue().search(message, at):
        at = match.start() + 1
        prior = message[: match.start()]
        if _ONLY_THERE.search(prior) or ((match["verb"] or match["except"] or match["drop"]) and _KEPT.search(prior)):
            continue  # "nowhere except Peru" is nowhere else, "don't skip Peru" is no refusal
        inside = (match["in"] or "").strip().lower()
        if inside == "of" and not re.search(_PICTURES, match["things"], re.IGNORECASE):
            continue
        sure = bool(match["where"] or match["drop"] or inside not in ("", "of"))
        ordered = match["verb"] is not None and match["verb"].lower() not in _PLAIN
        listing = bool(match["except"] or match["where"] or match["drop"] or match["bare"] or ordered)
        adjective = _of_a_place().match(message, match.end())
        names, end = _names(message, match.end(), gazetteer, sure=sure, listing=listing)
        if adjective:  # "not the Greek ones": Greece
            names, end = (demonyms()[adjective["who"].casefold()].removeprefix("the "),), adjective.end()
        if names:
            start = _lead(message, match.start())
            widened = bool(match["widened"]) or match.group().lower().startswith("need")  # "needn't be in Rome"
            near = re.match(r"near|close|anywhere|within|from around|\d", inside) is not None
            found.append(
                Exclusion(start, _tail(message, end), names, widened=widened, near=near, dropped=bool(match["bare"]))
            )
            at = end
    return found


def _outside(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "outside Germany" leaves it out; "a villa outside Rome" and "just outside Berlin" are near it."""
    found = []
    for match in _OUTSIDE.finditer(message):
        prior = message[: match.start()]
        names, end = _names(message, match.end(), gazetteer, sure=True, listing=False)
        if not names or _NOT_OUTSIDE.search(prior) or _NEARBY.search(prior):
            continue
        large = gazetteer.kind(names[0]) in ("country", "continent", "region")
        if large or match["where"] or match["of"] or opens_clause(prior, marks=",;.:!?–—(-", words=_BEFORE_OUTSIDE):
            found.append(Exclusion(_lead(message, match.start()), _tail(message, end), names))
    return found


def _framed(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "leave Naples out of it"."""
    found = []
    for match in _FRAME.finditer(message):
        names, end = _names(message, match.end(), gazetteer, sure=False, listing=True)
        behind = _FRAME_END.match(message, end)
        if names and behind and not _KEPT.search(message[: match.start()]):
            found.append(Exclusion(_lead(message, match.start()), _tail(message, behind.end()), names))
    return found


def _behind(message: str, gazetteer: Gazetteer) -> list[Exclusion]:
    """ "Bangkok excluded", "Greece is out"."""
    found: list[Exclusion] = []
    for word in split(message):
        opens = opens_clause(message[: word.start], marks=",;.:!?–—-", words=_BEFORE_NAME)
        if any(word.start < refusal.end for refusal in found) or not opens:
            continue
        names, end = _names(message, word.start, gazetteer, sure=False, listing=False, followed=False)
        after = _cue_behind().match(message, end) if names else None
        if after:
            found.append(Exclusion(word.start, _tail(message, after.end()), names))
    return found


def _lead(message: str, start: int) -> int:
    """Where the words that lead to a refusal begin: "as long as it's" before "not Greece"."""
    lead = _LEAD.search(message[:start])
    return lead.start() if lead else start


def _tail(message: str, end: int) -> int:
    tail = _TAIL.match(message, end)
    return tail.end() if tail else end


def _names(
    message: str, at: int, gazetteer: Gazetteer, *, sure: bool, listing: bool, followed: bool = True
) -> tuple[tuple[str, ...], int]:
    """The places named from position `at` on ("Rome, Naples and Bari"), and where the last of them ends.

    A comma alone goes on only where a list is being made: "not Greece, Italy" wants Italy.
    """
    names: list[str] = []
    ends = [at]
    certain, after_comma = 0, False
    while len(names) < MOST_NAMES and (found := _name_at(message, at, gazetteer, sure=sure)) is not None:
        if followed and not sure and not _MAY_FOLLOW.match(message, found.end):
            break  # "no Iceland ponies"
        names.append(found.of(message))
        ends.append(found.end)
        certain = len(names) if listing or not after_comma else certain  # "and" behind commas makes a list of them
        step, comma = _AND.match(message, found.end), _COMMA.match(message, found.end)
        if step is None and comma is None:
            break
        at = step.end() if step is not None else comma.end() if comma is not None else at
        after_comma = step is None
    return tuple(names[:certain]), ends[certain]


def _name_at(message: str, at: int, gazetteer: Gazetteer, *, sure: bool) -> Span | None:
    """The longest place name that begins at this position; None when none does."""
    words = [word for word in split(message[at : at + 120]) if word.start or word.is_word][: LONGEST_NAME + 2]
    if not words or words[0].start != 0 or not words[0].is_word or words[0].text.isdigit():
        return None
    for size in range(min(LONGEST_NAME, len(words)), 0, -1):
        group = words[:size]
        if not group[-1].is_word or any(not w.is_word and w.text not in "-,.'’" for w in group):
            continue
        if all(w.lower in filler() and not w.text.isupper() for w in group):  # "the US" is no "us"
            continue
        if _is_place(message[at + group[0].start : at + group[-1].end], group, gazetteer, sure=sure):
            return Span(at, at + group[-1].end)
    return None


def _is_place(name: str, group: Sequence[Word], gazetteer: Gazetteer, *, sure: bool) -> bool:
    """Whether this is meant as a place. Behind "no" alone ("no Turner") it must be one that people know as one."""
    capitalised = group[0].text[0].isupper() and group[-1].text[0].isupper()
    if "," in name:
        return capitalised and gazetteer.lies_in(
            name, name.rpartition(",")[2]
        )  # "Paris, Texas", but not "Rome, Naples"
    if sure and len(group) > 1 and _PARTS.match(name) and gazetteer.knows(name):
        return True
    if not gazetteer.lists(name):
        return False
    if sure:
        return True
    small = not capitalised and fold(name) in OTHER_THINGS
    return not small and gazetteer.surely(name) and normal(name) not in artists() and not is_style(name)
