"""The roles that the tagger gives to words, and their encoding as tags: O, and B- / I- for each role.

TAGS.index("B-avoid")
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Role: TypeAlias = Literal["add", "avoid", "more", "less", "drop", "allow", "old", "new", "place"]

ROLES: tuple[Role, ...] = get_args(Role)
TAGS: tuple[str, ...] = ("O", *(f"{mark}-{role}" for role in ROLES for mark in "BI"))
OUTSIDE = 0


def begin(role: Role) -> int:
    """Index of the tag that opens a span of this role."""
    return 1 + 2 * ROLES.index(role)


def inside(role: Role) -> int:
    """Index of the tag that continues it."""
    return 2 + 2 * ROLES.index(role)


def role_of(tag: int) -> Role | None:
    """The role of a tag; None outside."""
    return None if tag == OUTSIDE else ROLES[(tag - 1) // 2]
