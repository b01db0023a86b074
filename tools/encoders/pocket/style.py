"""The pocket style encoder: how a picture is made, as vectors of pictures and texts. Shared towers and own heads.

style = PocketStyle.load()
style.encode_texts(["black and white"]) @ style.encode_images(pictures).T
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL.Image import Image

from tools.encoders.pocket.store import read_packed, weights_file
from tools.encoders.pocket.style_features import style_features
from tools.encoders.pocket.style_network import DIM, StyleHeads
from tools.encoders.pocket.text import TextTower
from tools.encoders.pocket.trunk import SharedTrunk
from tools.errors import ModelBroken
from tools.types import Float32

FILE = "style.safetensors"


class PocketStyle:
    """StyleEncoder of the pocket set. Not thread-safe: the trunk keeps a memo of the last pictures."""

    dim = DIM

    def __init__(self, heads: StyleHeads, trunk: SharedTrunk, text: TextTower, *, name: str) -> None:
        self.name = name
        self._heads = heads.eval()
        self._trunk = trunk
        self._text = text

    @staticmethod
    def load(path: Path | None = None) -> PocketStyle:
        """The committed weights, or others of the same shape. Raises: ModelMissing, ModelBroken."""
        file = path or weights_file(FILE)
        heads = load_heads(file)
        print_of = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        return PocketStyle(heads, SharedTrunk.load(), TextTower.load(), name=f"pocket-style-{print_of}")

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, 512), unit-norm rows."""
        rows = np.zeros((len(images), DIM), dtype=np.float32)
        for chunk in self._trunk.chunks(images):
            features = style_features(chunk)
            if self._trunk.dtype is torch.bfloat16:
                features = features - self._heads.rounding
            rows[chunk.first : chunk.first + len(features)] = self._heads.pictures(features).numpy()
        return rows

    @torch.inference_mode()
    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, 512), unit-norm rows, in the space of the pictures."""
        if not texts:
            return np.zeros((0, DIM), dtype=np.float32)
        sentences = torch.from_numpy(np.array(self._text.sentences(texts)))
        return np.asarray(self._heads.words(sentences).numpy(), dtype=np.float32)


def load_heads(path: Path) -> StyleHeads:
    """The heads of a weights file, float32, frozen. Raises: ModelMissing, ModelBroken."""
    tensors = read_packed(path)
    with torch.device("meta"):
        heads = StyleHeads(len(tensors.get("makers", ())))
    try:
        heads.load_state_dict(tensors, assign=True)
    except RuntimeError as cause:  # keys or shapes of another network
        raise ModelBroken(
            f"{path} holds other weights than the style heads'.", remedy="Install Docent again."
        ) from cause
    return heads.eval().requires_grad_(False)
