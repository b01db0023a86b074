"""Cameras as people name them.

camera_name("NIKON CORPORATION", "NIKON D90")   # "NIKON D90"
"""

from __future__ import annotations

import re

_NOT_IN_NAMES = re.compile(r"[^\w .,:;()/&+'\-]")
_COMPANY = re.compile(
    r"(?:corporation|company|co\.?,? ?ltd\.?|electric|imaging|optical|digital camera|inc\.?|gmbh|ag)\b.*", re.I
)


def camera_name(make: str, model: str) -> str | None:
    """Make and model in common form: "Canon EOS 5D", not "Canon Canon EOS 5D"; at most 80 characters."""
    make = _NOT_IN_NAMES.sub("", make).strip()
    model = _NOT_IN_NAMES.sub("", model).strip()
    make = _COMPANY.sub("", make).strip(" ,.") or make
    if make.isupper() and len(make) > 3:
        make = make.title()
    if not model or not make:
        return (model or make)[:80] or None
    first = make.split()[0].lower()
    name = model if model.lower().startswith(first) else f"{make} {model}"
    if name.isupper() and make.title() != make:
        name = name.title()
    return name[:80]
