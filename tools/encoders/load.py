"""Which model set: "pocket" (in the box), "full" (after it was pulled) or "auto" (full when it is here, else pocket).

It only selects; the sets are imported on use, because the full one is slow to import.

    models = load("pocket")
"""

from __future__ import annotations

from functools import lru_cache

from tools.choices import MODEL_SETS
from tools.encoders.protocols import Models
from tools.errors import BadRequest, ModelMissing


def load(name: str = "auto") -> Models:
    """The model set of that name, loaded once in a process.

    Raises: BadRequest for an unknown name; ModelMissing when weights are not on this machine; ModelBroken.
    """
    if name not in MODEL_SETS:
        raise BadRequest(f"There is no model set {name!r}.", remedy=f"Choose one of: {', '.join(MODEL_SETS)}.")
    if name == "pocket":
        return _pocket()
    if name == "full":
        return _full()
    try:
        return _full()
    except ModelMissing:  # not pulled: that is what "auto" is for
        return _pocket()


@lru_cache(maxsize=1)
def _pocket() -> Models:
    from tools.encoders.pocket.models import load_pocket

    return load_pocket()


@lru_cache(maxsize=1)
def _full() -> Models:
    from tools.encoders.full import load_full

    return load_full()
