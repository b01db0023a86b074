"""The pocket set: content and style over shared towers.

load_pocket().content.encode_images(pictures)
"""

from __future__ import annotations

from tools.encoders.pocket.content import PocketContent
from tools.encoders.pocket.style import PocketStyle
from tools.encoders.protocols import Models


def load_pocket() -> Models:
    """Both channels, ready. Raises: ModelMissing, ModelBroken."""
    return Models("pocket", PocketContent.load(), PocketStyle.load())
