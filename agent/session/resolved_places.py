"""The places of one step: each name is looked up in the gazetteer at most once, however many rooms ask for it.

Made anew for every step and handed down; it knows nothing of plans, and decides nothing about a place.

    places = ResolvedPlaces(); places("Rome").center
"""

from __future__ import annotations

from tools.geo import Place, resolve


class ResolvedPlaces:
    """`tools.geo.resolve` for the length of one step."""

    def __init__(self) -> None:
        self._known: dict[str, Place | None] = {}

    def __call__(self, name: str) -> Place | None:
        """The place that a name means; None when the gazetteer does not know it."""
        if name not in self._known:
            self._known[name] = resolve(name)
        return self._known[name]
