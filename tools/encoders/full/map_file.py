"""Serialises a style map, to be stored with a library.

It knows the map and the format, not where the bytes are stored.

    data = map_to_bytes(fit, made_with="..."); map_from_bytes(data, made_with="...")    # None for other encoders
"""

from __future__ import annotations

import json
import struct

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from tools.encoders.full.style_map import Gallery, StyleMap

FORMAT = "1"


def map_to_bytes(fit: StyleMap, *, made_with: str) -> bytes:
    """Safetensors; `made_with` names the encoders whose vectors it holds."""
    arrays = {
        "gallery_content": fit.gallery.content.astype(np.float16),
        "gallery_style": fit.gallery.style.astype(np.float16),
        "phrases": fit.phrases,
        "level": fit.level,
        "spread": fit.spread,
        "ridge": fit.ridge,
    }
    facts = {
        "format": FORMAT,
        "made_with": made_with,
        "agreement": repr(fit.agreement),
        "coherence": repr(fit.coherence),
        "pictures": str(fit.pictures),
    }
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata=facts)


def map_from_bytes(data: bytes, *, made_with: str) -> StyleMap | None:
    """The map, or None when the bytes are another model's, another format's or broken: it is then fitted anew."""
    try:
        (length,) = struct.unpack("<Q", data[:8])
        facts = json.loads(data[8 : 8 + length]).get("__metadata__", {})
        if facts.get("format") != FORMAT or facts.get("made_with") != made_with:
            return None
        arrays = {name: array.astype(np.float32) for name, array in load(data).items()}
        gallery = Gallery(arrays["gallery_content"], arrays["gallery_style"])
        agreement, coherence, pictures = float(facts["agreement"]), float(facts["coherence"]), int(facts["pictures"])
    except (struct.error, ValueError, KeyError, AttributeError, SafetensorError):
        return None
    return StyleMap(
        gallery=gallery,
        phrases=arrays["phrases"],
        level=arrays["level"],
        spread=arrays["spread"],
        ridge=arrays["ridge"],
        agreement=agreement,
        coherence=coherence,
        pictures=pictures,
    )
