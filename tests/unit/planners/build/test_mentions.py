"""The words beside a mention overrule its role where they leave no doubt."""

from __future__ import annotations

import pytest

from agent.planners.build.mentions import Action, Mention
from agent.planners.build.mentions import reread as reread_beside


def reread(mentions: list[Mention], message: str, *, known: bool = True) -> list[Mention]:
    """With a plan that has all of it, or nothing."""
    return reread_beside(mentions, message, is_known=lambda text: known)


@pytest.mark.parametrize(
    ("message", "word", "was", "action"),
    [
        ("nothing but yellow", "yellow", "avoid", "add"),
        ("anything but yellow", "yellow", "avoid", "avoid"),
        ("forget halloween, just pumpkins", "pumpkins", "drop", "add"),
        ("not just pumpkins", "pumpkins", "drop", "drop"),
        ("it's the yellow i want", "yellow", "avoid", "add"),
        ("over water", "water", "avoid", "add"),
        ("i'm over sunsets", "sunsets", "avoid", "avoid"),
        ("fish is fine though", "fish", "avoid", "allow"),
        ("no fish", "fish", "avoid", "avoid"),
        ("as long as they are striped", "striped", "avoid", "add"),
        ("so long as there's wool", "wool", "drop", "add"),
        ("as long as there's no wool", "wool", "avoid", "avoid"),
        ("plums are prettier, let's take those", "plums", "drop", "new"),
        ("trams would be more fun; go with them", "trams", "add", "new"),
        ("plums are prettier than pears", "plums", "drop", "drop"),
        ("doorways, daguerreotypes excluded", "daguerreotypes", "add", "avoid"),
        ("renderings are out of the question", "renderings", "add", "avoid"),
        ("banned books", "books", "add", "add"),
        ("bring back the cranes", "cranes", "avoid", "add"),
        ("i misspoke. saint barbara", "saint barbara", "add", "new"),
        ("saint barbara, actually a good one", "saint barbara", "add", "add"),
        ("keep gulls out of it", "gulls", "avoid", "avoid"),
        ("forget the daytime, i want neon", "daytime", "avoid", "avoid"),
    ],
)
def test_beside(message: str, word: str, was: Action, action: Action) -> None:
    at = message.index(word)
    (found,) = reread([Mention(at, at + len(word), word, was, "content")], message)
    assert found.action == action


def test_what_is_kept_asks_for_nothing():
    message = "in colour but keep the high contrast"
    assert reread([Mention(23, 36, "high contrast", "less", "style")], message) == []
    message = "no clowns, keep the acrobats"  # who are not in the plan: they are wanted
    acrobats = Mention(20, 28, "acrobats", "avoid", "content")
    assert [m.action for m in reread([acrobats], message, known=False)] == ["add"]
    message = "don't keep the fog"
    assert [m.action for m in reread([Mention(15, 18, "fog", "drop", "content")], message)] == ["drop"]
