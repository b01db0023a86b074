"""The pocket pair: content and style over shared towers. It knows no other model set.

    load_pocket().content.encode_images(pictures)
"""

from __future__ import annotations

import importlib

from tools.encoders.protocols import Models


def load_pocket() -> Models:
    """Both channels, ready. Raises: ModelMissing, ModelBroken."""
    content = importlib.import_module("tools.encoders.pocket.content").PocketContent.load()
    style = importlib.import_module("tools.encoders.pocket.style").PocketStyle.load()
    return Models("pocket", content, style)
