"""Where a message lifts the limit to a place or to a time without naming it: "any country will do", "no matter when".

Both limits are lifted in the same words, around a word for a place or for a time; what is said without one ("globally",
"whenever") is listed. It knows no plans and no names of places.

    find_anywhere("i'm not picky about where")   # Span(0, 25)
"""

from __future__ import annotations

import re

from agent.language.cues import any_of
from agent.language.span import Span, span_of

_TAKEN = (
    rf"(?: (?:(?:it|they|that|these|those|this)(?:['’]s|['’]re|s)?|the (?:{any_of('picture_nouns')})))?"
    r"(?: (?:is|was|are|were|comes?|came|got))?(?: (?:taken|shot|made|set|from))*"
)
_WHERE = (
    rf"(?:(?:where(?:ver|abouts)?|what (?:place|country)){_TAKEN}"
    rf"|(?:{any_of('where_nouns')}))"
)
_WHEN = (
    rf"(?:(?:when(?:ever)?|how (?:old|new|recent|long ago|far back)|what (?:year|time|date)){_TAKEN}"
    rf"|(?:{any_of('when_nouns')}))"
)
_OF_THEM = rf"(?: of (?:(?:the|those|these) )?(?:{any_of('picture_nouns')}|them|it))"
_NO_MATTER = (
    r"(?:does(?:n['’]?t| not)|do(?:n['’]?t| not)|did(?:n['’]?t| not)|dos(?:en|n)['’]?t|need ?n['’]?t|no longer)"
    r" (?:really |actually |much |even |at all )*(?:matters?|counts?|bother me|play (?:a|any) (?:role|part)|concern me)"
    r"(?: (?:to me|at all|any ?more|here|really|actually))?"
    r"|(?:is|are|['’]s|['’]re)(?:n['’]?t| not) (?:really |that |so |all that |very )?"
    r"(?:important|relevant|a (?:concern|must|condition|factor|problem|big deal)|fixed)"
    rf"|(?:is|are) (?:{any_of('unimportant')})"
    r"|makes? no (?:difference|odds)"
    r"|(?:can|could|may|might) be (?:anything|any|whatever|anywhere|any ?time)"
)
_DROP = rf"(?:(?:{any_of('drop_verbs', 'drop_verbs_of_limits')})(?: about)?)"
_LIMIT = rf"(?:{any_of('limit_nouns')})"
_NOT = r"(?:not|\w*n['’]t|dont|no need to(?: be)?|needn['’]?t(?: be)?|stop(?: being)?|never|without(?: being)?|neither)"
_CARING = (
    rf"(?:{_NOT}(?: (?:be|being|too|so|that|very|really|all|at|particularly|overly|am|are|feel))*"
    rf" (?:{any_of('choosy')})(?: (?:about|with|on|as to|over|in|to|by|when it comes to))?"
    rf"|{_NOT}(?: really| much| actually| even)* (?:care|mind|worry|bother|fuss|(?:want to "
    rf"|have to |need to )?(?:limit|restrict)|matter)"
    r"(?: (?:about|on|yourself to|it to|it by|by|to me|at all|with))*"
    r"|(?:no|any) preference(?: (?:as to|about|for|on|regarding|in|to))?"
    r"|no matter|regardless(?: of)?|irrespective of|independent(?:ly)? of|makes no (?:difference|odds)(?: to me)?"
    r"|(?:easy|flexible|open|relaxed|agnostic) (?:about|with|on|as to)"
    r"|(?:all|is) the same to me|never ?mind|who cares(?: about)?|who needs|what does it matter)"
)
_GOOD = (
    rf"(?:(?:is|are|would be|will be|['’]s|s)? ?(?:{any_of('welcome')}|good|great|possible|in)"
    r"|will do|would do|counts?|goes|works?|qualif(?:y|ies)|do(?:es)? it for me)"
)
_ENDS = (
    r"(?=\s*(?:$|[,.;:!?)–—]|(?:and|or|but|please|is|are|will|would|works?|goes|now|then|this|again|instead|so|too"
    r"|with|without|i|we|thanks|for|really|though|also|any ?more|at all|after all|actually|as|just|except|other|apart"
    r"|if|was|were|you|counts?|be|in the)\b))"
)
_OF_A_PLACE = (
    r"(?! (?:in|near|around|along|from|close|by|on|at|across|within|there['’]?s?|with|of) (?!the (?:world|planet))\w)"
)


def _lifted(topic: str, other: str, *, of_it: str, free: str) -> re.Pattern[str]:
    """What lifts the limit to a topic; `of_it` is its adjective, `free` what needs no word for the topic."""
    the = (
        r"(?:(?:the|an?|any|all|that|this|my|our|your|its|which|one|exact|single|specific|particular|present"
        r"|current) )*"
    )
    also = r"(?:and|or|nor|&)"
    both = (
        rf"(?:(?:the )?{other} {also} )?(?:(?:the|which|what) )?{topic}(?:{_TAKEN}|{_OF_THEM})?"
        rf"(?: {also} (?:the )?{other})?"
    )
    return re.compile(
        r"\b(?:"
        r"(?:(?:from|in|of|at|to|it can be|can be|could be) )*"
        r"(?:any|whatever|whichever)(?: (?:old|other|given|kind of))*"
        rf"(?: the)? {topic}(?:{_OF_THEM}|{_OF_A_PLACE})"
        rf"(?: (?:in the world|on earth|at all|you like|you want|{_GOOD}))?"
        rf"|(?:all|every)(?: the)? {topic} {_GOOD}\b|every {topic}{_ENDS}"
        rf"|{topic}\s*[:=]\s*(?:any|all|whatever|open|every|no matter)(?:where|thing)?\b"
        rf"|{both} ?(?:{_NO_MATTER})"
        rf"|{_DROP} {the}(?:{both}|{of_it})(?: {_LIMIT})?{_ENDS}"
        rf"|{_DROP} {the}{_LIMIT} (?:on|to|for|of|about) {the}{topic}"
        rf"|no (?:{of_it}|{topic}) {_LIMIT}|(?:{of_it})(?:ly)? (?:unlimited|unrestricted|open)"
        r"|(?:i |we |i['’]m |we['’]re |i am |it |be )?"
        rf"(?:do(?:es)? |did |really |would |have |has |am )*{_CARING} {the}{both}"
        rf"|(?:i |we |it )?do(?:es)?{_CARING} {the}{both}"
        rf"|(?:not|\w*n['’]t|no need to|never|stop|needn['’]?t|without)(?: (?:to|have|has|be|need))*"
        rf" (?:stay|stick|be|keep|limit|stick|confin|restrict|focus|tie)\w*(?: (?:it|yourself|things|them))?"
        rf"(?: (?:down|from|taken|bound|tied))?(?: (?:in|to|within|on|from))*"
        rf" (?:(?:one|a|any|the|this|that|those|these|single|same|certain|particular|specific) )+{topic}"
        rf"|{free})",
        re.IGNORECASE,
    )


_WORLD = r"(?:world|globe|planet|earth)"
_ANYWHERE = _lifted(
    _WHERE,
    r"(?:when|dates?|time|years?)",
    of_it=r"geographic(?:al)?|regional|location|place|country|spatial|local|border",
    free=(
        r"(?:(?:from |in |it can be |can be |could be |to )*(?:any ?where|any ?place)"
        r"(?! (?:in|near|around|along|from|close|by|on|at|across|within|there['’]?s?)\b"
        r"(?! the (?:world|planet|globe|earth|universe|map))))"
        r"(?: (?:in the world|on earth|is fine|will do|else|goes|works|at all))?"
        rf"|(?:wherever|whereever)(?: (?:you (?:like|want|please|can)|{_GOOD}|{_TAKEN.strip()}))?{_ENDS}"
        r"|(?:^|(?:from|search|to|cover|include|look|go|use|show|try|consider|up) )everywhere"
        r"(?! (?:in|near|around|along|close|by|on|at|across|within)\b)"
        rf"|leave (?:nothing|no place|no places|nowhere) out|world-?wide|global(?:ly)?{_ENDS}|internationally"
        rf"|(?:all )?(?:over|around|across|throughout|through|from around) the (?:whole |entire |wide )*{_WORLD}"
        rf"|(?:search|cover|use|show|include|consider|take|try|open (?:it |this )?(?:up )?to|widen (?:it )?to|go"
        rf"|expand (?:it )?to|extend (?:it )?to|look (?:in|at|through|across)|from|in|to|^)"
        rf" ?(?:the )(?:whole|entire|rest of the|wide|whole wide) ?{_WORLD}"
        rf"|the {_WORLD} over|(?:every|all|any) corners? of the {_WORLD}|(?:^|from |search |look |it's )all over(?: the"
        rf" (?:place|map))?{_ENDS}|(?:no|without|across|beyond|ignore|forget|drop) (?:any |the )?borders"
        r"|(?:make|keep|have) (?:it|this|that) (?:international|global)|go (?:international|global)"
        r"|(?:no place|nowhere) in particular"
        r"|here,? there,? (?:and )?everywhere|all (?:the )?(?:countries|continents)"
        rf"{_ENDS}"
        r"|the place free"
    ),
)
_ANY_TIME = _lifted(
    _WHEN,
    r"(?:where|places?|locations?|country|city)",
    of_it=r"temporal|chronological|date|time|year|age|period",
    free=(
        rf"(?:from |at |of )?any ?time{_ENDS}(?: (?:{_GOOD}))?|whenever(?: (?:you (?:like|want)|{_GOOD}))?{_ENDS}"
        r"|any point in time|(?:from |of |across )?all (?:the )?(?:years|dates|decades|eras|periods|ages|times?)"
        rf"{_ENDS}|(?:from |across )(?:all|every) (?:the )?"
        r"(?:years|decades?|eras?|periods?)|(?:no matter )?how(?:ever)? (?:old|recent|new)"
        r"(?: (?:they|it) (?:is|are|may be|might be))?(?=,? (?:is|does|or)|\s*$)"
        r"|(?:across|throughout) the (?:ages|years|decades|eras)"
        rf"|(?:both )?(?:old|new|past|then|recent|ancient) (?:or|and|as well as) (?:old|new|present|now|recent|modern)"
        rf"(?: alike)?{_ENDS}|as old as (?:they|it|you) (?:come|like|want|gets?)"
        r"|(?:no|without) (?:start|end|cut-?off)(?: or (?:start|end))? dates?"
    ),
)


def find_anywhere(message: str) -> Span | None:
    """Where a message lifts the limit to a place: "anywhere", "forget the location"."""
    match = _ANYWHERE.search(message)
    return span_of(match) if match else None


def find_any_time(message: str) -> Span | None:
    """Where a message lifts the limit in time: "whenever", "any year will do"."""
    match = _ANY_TIME.search(message)
    return span_of(match) if match else None
