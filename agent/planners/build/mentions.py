"""What a reading is made of, mentions, and the words right around one that leave no doubt about its role.

A tagger weighs a whole message; a few words beside a thing say more than any weight: "nothing but", "i want". It knows
no plan and no networks.

    reread([Mention(12, 15, "fog", "avoid", "content")], "nothing but fog", is_known=has_term)   # action "add"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from agent.language.cues import any_of
from agent.language.span import Span
from tools.types import Channel

Action: TypeAlias = Literal["add", "avoid", "more", "less", "drop", "allow", "old", "new"]

_SWAPS = re.compile(rf"\b(?:{any_of('swap_stems')})\b|n['’]t\b|[?!>/]|-", re.IGNORECASE)
"""Some word or sign of a message in which one thing takes another's place."""
_WELCOME = re.compile(rf"\s*(?:is|are|would be|'s|'re)?\s*(?:{any_of('welcome')})\b", re.IGNORECASE)
_ONLY = re.compile(
    r"(?<!not )(?<!n't )\b(?:just|only|nothing but|none but|nobody but|no one but"
    r"|nothing (?:else than|other than))(?: (?:the|some|those|a|an))?\s+$", re.I)  # fmt: skip
_SHOW_ONLY = re.compile(r"\b(?:just|only) (?:show|give|find)(?: me)?(?: (?:the|some))?\s+$", re.I)
_KEPT = re.compile(
    r"(?<!not )(?<!n't )\b(?:keep|leave in|stick with|stay with)(?: (?:the|all the|that|those))?\s+$", re.I
)
"""Right before what stays as it is: "in colour, but keep the high contrast"."""
_UNWANTED = re.compile(
    r"\s*(?:(?:is|are|['’]s|['’]re|would be|be) )?(?:strictly |definitely |all |both )*"
    rf"(?:{any_of('refused_behind', 'refused_things_behind')})\b",
    re.IGNORECASE,
)
"""Right behind what is refused: "daguerreotypes excluded"."""
_CORRECTS = re.compile(
    r"\s*(?:(?:oh|hm+|ok|okay|well|oops|sorry|pardon|no|wait|uh|er)[\s,.!…-]+)*"
    r"(?:i misspoke|i misspelt|wrong (?:one|word|name)|i (?:actually )?meant(?: to say)?|i mean|correction|actually)"
    r"[\s,.:;!…-]*(?:(?:the|a|an|some)\s+)?",
    re.IGNORECASE,
)
"""All that stands before what is meant."""
_BACK = re.compile(
    r"\b(?:bring|put|take|have|let|want|get)(?: me)? back(?: in)?(?: (?:the|those|these|some|all|my))*\s+$", re.I
)
"""Right before what was there and is wanted again: "bring back the cranes"."""
_NOT_WITHOUT = re.compile(r"\b(?:not|never|n['’]t (?:be |go |do )?)\s*without(?: (?:the|some|any|a|an|my))?\s+$", re.I)
_HALF = re.compile(
    r"\s*(?:(?:is|are|should be|counts?|matters?|weighs?)\s+)?(?:only\s+)?half as (?:much|many|important|strong\w*)\b",
    re.I,
)
"""Behind what is to count for less."""
_AWAY = re.compile(r"\s*(?:out|away|off|down|low|at bay|aside|to (?:a|the) minimum|in check|from)\b", re.I)
_FEWER = re.compile(r"\b(?:fewer|less|not so (?:many|much))(?: (?:of )?(?:the|those))?\s+$", re.I)
_MORE = re.compile(r"\bmore(?: (?:of )?(?:the|those))?\s+$", re.I)
_OVER = re.compile(r"^(?:and )?over (?:the |a )?$", re.I)  # "i'm over sunsets" is no place to be
_WANTED = re.compile(
    r"\s*(?:that |which |is what |are what )?(?:i|we)(?:['’]m| am| really| do)? (?:want|need|love|after)\b", re.I
)

PROVIDED = re.compile(
    r"\b(?:(?:so|as) long as|provided(?: that)?|just so long as|on condition(?: that)?|if only)"
    r" (?:(?:it|they|that|there|those)(?:['’]?s|['’]re| is| are| has| have)?|we(?:['’]re| are)|you get)"
    r"(?: (?:a|an|the|some|in|from|at|near|of|all))*\s+$", re.I)  # fmt: skip
"""What stands right before a condition: "so long as it's", "as long as there are"."""
_THOSE = re.compile(
    r"\s+(?:is|are|['’]s|['’]re|would be|looks?|sounds?|seems?|feels?)(?: (?:just|so|much|even|way|far|a bit|a lot))*"
    r" (?:more \w+|\w{2,}er|better|nicer)\b[^.;!?]{0,12}[,;.!–—-]+\s*"
    r"(?:(?:so|then|let['’]?s|please|just|and|i['’]d)\s+)*"
    r"(?:use|take|do|have|try|show|pick|choose|go (?:for|with)|search(?: for)?|make it|want)(?: me)? "
    r"(?:those|them|that|it|these)\b", re.I)  # fmt: skip
"""A comparison that chooses: "apples are funnier, use those"."""


@dataclass(frozen=True, slots=True)
class Mention(Span):
    """A stretch and the role it plays. `text` is cleaned of articles; `strength` None is the usual one."""

    text: str
    action: Action
    channel: Channel
    strength: float | None = None


def reread(mentions: Sequence[Mention], message: str, *, is_known: Callable[[str], bool]) -> list[Mention]:
    """The mentions, with another action where the words beside them say so. `is_known`: the plan has such a term."""
    kept = [replace(m, action="add") if _stays(m, message) else m for m in mentions]
    mentions = [m for m, before in zip(kept, mentions, strict=True) if m is before or not is_known(m.text)]
    beside = [replace(m, action=_action(m, message)) for m in mentions]
    if not _SWAPS.search(message):  # "puffins in flight" names the puffins again and exchanges nothing
        beside = [replace(m, action="add") if m.action == "old" else m for m in beside]
        named = any(m.action == "add" for m in beside)
        beside = [replace(m, action="add") if named and m.action == "new" else m for m in beside]
    if len(beside) == 1 and beside[0].action == "add" and _CORRECTS.fullmatch(message[: beside[0].start]):
        return [replace(beside[0], action="new")]  # "i misspoke. saint barbara"
    return [replace(m, action="new") if _THOSE.match(message, m.end) else m for m in beside]


def _stays(mention: Mention, message: str) -> bool:
    """Whether it is asked to stay: "keep the fog"."""
    if mention.action not in ("less", "drop", "old", "avoid") or _AWAY.match(message, mention.end):
        return False
    return _KEPT.search(message[: mention.start]) is not None


def _action(mention: Mention, message: str) -> Action:
    before = message[: mention.start]
    if mention.action == "old" and _FEWER.search(before):
        return "less"
    if mention.action == "new" and _MORE.search(before):
        return "more"
    if mention.action in ("avoid", "drop", "less") and (_ONLY.search(before) or _SHOW_ONLY.search(before)):
        return "add"
    if mention.action == "avoid" and (_OVER.match(before) or _WANTED.match(message, mention.end)):
        return "add"
    if mention.action in ("add", "more") and _HALF.match(message, mention.end):
        return "less"
    if mention.action in ("avoid", "drop") and any(p.search(before) for p in (PROVIDED, _BACK, _NOT_WITHOUT)):
        return "add"
    if mention.action == "add" and _UNWANTED.match(message, mention.end):
        return "avoid"
    if mention.action == "avoid" and _WELCOME.match(message, mention.end):
        return "allow"
    return mention.action
