"""Encoders: pictures and words to unit vectors, behind two protocols.

Nothing above this room knows which networks are loaded.

    models = load("pocket")
    models.content.encode_texts(["a harbour"]) @ models.content.encode_images(pictures).T
"""

from tools.encoders.load import load
from tools.encoders.protocols import ContentEncoder, Models, StyleEncoder

__all__ = ["ContentEncoder", "Models", "StyleEncoder", "load"]
