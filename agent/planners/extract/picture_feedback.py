"""What is said of pictures on the page: "more like the second one", "not that one", "the fifth is all wrong".

Which picture is meant, `picture_references` says; here are the words before and behind it. It knows no plans.

    find_feedback("more like the second one", context)   # one Command: Like(image_id=context.shown[1])
"""

from __future__ import annotations

import re

from agent.language.cues import any_of
from agent.plan.edits import Edit, Like, Unlike
from agent.planners.extract.fixed_phrase import Command
from agent.planners.extract.picture_references import PictureMention, find_pictures
from agent.planners.protocol import Context
from tools.types import CHANNELS, Channel

_LIKE = re.compile(
    r"(?:\b(?P<same>(?:in )?(?:the )?same (?P<what>style|look|mood|colou?rs|technique|content|subject|motif"
    r"|thing|place)?\s*(?:as|of|like|in)?)"
    r"|\b(?P<more>(?:(?:show|give|find)(?: me)? )?(?:some )?(?:more|others?|similar|something|anything|pictures"
    r"|photos)?\s*(?:pictures |photos |ones )?(?:like|similar to|resembling|as in|in the (?P<what2>style|look"
    r"|mood) of))"
    r"|\b(?P<liking>i (?:really )?(?:like|love|prefer))"
    rf"|\b(?P<less>(?:less|fewer|nothing|none|not)(?: (?:{any_of('picture_nouns')}|ones))?(?: (?:like|similar to))?)"
    r"|\b(?P<dislike>(?:i )?(?:don't|do not|didn't) (?:really )?(?:like|want)|i (?:dislike|hate)|away from|skip|hide"
    r"|not like|without|not (?:so |too |that |very |really |all that |overly |terribly |quite )?"
    rf"(?:{any_of('fond_of')})))\s*$",
    re.IGNORECASE,
)


_JUDGED = re.compile(
    r"\s*,?\s*(?:(?P<bad>(?:(?:is|are|was|were)(?:n['’]?t| not)|ain['’]t) (?:really |quite |at all )?"
    r"(?:what|right|it\b|good|for me|for us|my |the one|close|relevant|helpful)[^.;,]*"
    r"|(?:does|do)(?:n['’]?t| not) (?:really |quite )?(?:fit|match|work|belong|count|do it|appeal|help)[^.;,]*"
    rf"|(?:is|are|looks?) (?:all |plain |just )?(?:{any_of('complaints')})\b[^.;,]*|can go\b)"
    r"|(?P<good>(?:is|are|looks?|was|were) (?:(?:really|very|quite|pretty|just|both|nearly|almost|so|absolutely) )*"
    rf"(?:{any_of('praise')}|it\b"
    r"|what i(?:['’]m| am| was)? )[^.;,]*))",
    re.IGNORECASE,
)
"""What is said behind pictures of them: "the fifth isn't what I'm after", "first and third are good"."""


def find_feedback(message: str, context: Context) -> list[Command]:
    """ "more like the second one", "not that one", "the same style as these", "the fifth is all wrong"."""
    found = []
    for mention in find_pictures(message, context):
        judged = None if mention.bare else _JUDGED.match(message, mention.end)
        if judged is not None:
            make = Unlike if judged["bad"] else Like
            found.append(Command(mention.start, judged.end(), tuple(make(image_id=i) for i in mention.ids)))
            continue
        cue = _LIKE.search(message[: mention.start])
        if cue is None or (mention.bare and not (cue["more"] or "like" in (cue["less"] or ""))):
            continue
        edits = _like_edits(cue, mention)
        found.append(Command(cue.start(), mention.end, edits))
    return found


def _like_edits(cue: re.Match[str], mention: PictureMention) -> tuple[Edit, ...]:
    if cue["less"] or cue["dislike"]:
        return tuple(Unlike(image_id=i) for i in mention.ids)
    what = (cue["what"] or cue["what2"] or "").lower()
    channels: tuple[Channel, ...] = CHANNELS
    if what:
        channels = ("content",) if what in ("content", "subject", "motif", "thing") else ("style",)
    return tuple(Like(image_id=i, channels=channels) for i in mention.ids)
