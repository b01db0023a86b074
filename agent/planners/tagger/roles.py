"""The roles that the tagger gives to words and their encoding as tags: O, and B- / I- for each role.

TAGS.index("B-avoid-content")
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from tools.types import Channel

Role: TypeAlias = Literal["add", "avoid", "more", "less", "drop", "allow", "old", "new", "place"]

Kind: TypeAlias = tuple[Role, Channel | None]
"""A role with its channel; None where the plan's own term decides it."""

_BOTH: tuple[Role, ...] = ("add", "avoid", "new")
KINDS: tuple[Kind, ...] = tuple(
    (role, channel)
    for role in get_args(Role)
    for channel in (("content", "style") if role in _BOTH else (None,))  # two kinds of span may touch: "cubist trams"
)
TAGS: tuple[str, ...] = ("O", *(f"{mark}-{role}-{channel}" for role, channel in KINDS for mark in "BI"))
OUTSIDE = 0


def begin(role: Role, channel: Channel) -> int:
    """Index of the tag that opens a span of this role."""
    kind: Kind = (role, channel) if role in _BOTH else (role, None)
    return 1 + 2 * KINDS.index(kind)


def kind_of(tag: int) -> Kind | None:
    """The role and channel of a tag; None outside."""
    return None if tag == OUTSIDE else KINDS[(tag - 1) // 2]


def continues(tag: int) -> bool:
    """Whether a tag goes on with a span."""
    return tag != OUTSIDE and tag % 2 == 0
