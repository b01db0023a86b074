"""The pocket content encoder: what a picture shows, and words for it, in one space of 512 numbers.

It puts the shared towers and content's own nets together and keeps the contract of `ContentEncoder`; how it was
trained is in `train/content.py`, what it is good and bad at in `docs/models.md`.

    PocketContent.load().encode_texts(["a harbour at dusk"])      # float32 (1, 512), unit-norm
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from PIL.Image import Image

from tools.encoders.pocket.content_files import fingerprint, read_content
from tools.encoders.pocket.content_net import CUT, DIM, TEXT_CUT, PictureNet, TextNet
from tools.encoders.pocket.store import weights_file
from tools.encoders.pocket.text import LAYERS, TextTower, batches_by_length, pool
from tools.encoders.pocket.trunk import EARLY, SharedTrunk
from tools.types import Float32


class PocketContent:
    """Keeps `ContentEncoder`'s contract. Not for two threads at once."""

    dim = DIM

    def __init__(self, trunk: SharedTrunk, tower: TextTower, picture: PictureNet, text: TextNet, *, name: str) -> None:
        self.name = name
        self._trunk, self._tower, self._text = trunk, tower, text
        self._picture = picture
        for part in (picture.own.blocks, picture.own.head, picture.own.gaze):
            part.to(trunk.dtype).to(memory_format=torch.channels_last)

    @staticmethod
    def load() -> PocketContent:
        """With the committed weights. Raises: ModelMissing, ModelBroken."""
        path = weights_file("content.safetensors")
        shared = SharedTrunk.load()
        picture, text = read_content(path, shared.trunk)
        return PocketContent(shared, TextTower.load(), picture, text, name=f"pocket-content-{fingerprint(path)}")

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, 512), unit-norm rows. Pictures may have any mode and size; N may be 0."""
        rows = torch.zeros(len(images), DIM)
        for chunk in self._trunk.chunks(images):
            rows[chunk.first : chunk.first + len(chunk.pictures)] = self._encode_maps(chunk.maps[EARLY - 1])
        return rows.numpy()

    def _encode_maps(self, early: torch.Tensor) -> torch.Tensor:
        """Block 14's maps -> (n, 512). The trunk's late blocks give the pretrained features, content's own the rest."""
        trunk, x = self._trunk.trunk, early
        for index in range(EARLY, CUT):
            x = trunk.blocks[index](x)
        shared = x
        for index in range(CUT, len(trunk.blocks)):
            x = trunk.blocks[index](x)
        pooled = F.relu6(trunk.head(x)).float().mean((2, 3))
        vectors: torch.Tensor = self._picture(shared, pooled)
        return vectors

    @torch.inference_mode()
    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, 512), unit-norm rows, in the space of the pictures; T may be 0."""
        rows = torch.zeros(len(texts), DIM)
        for chosen in batches_by_length(texts):
            pieces = self._tower.tokenize([texts[i] for i in chosen])
            states = self._tower(pieces.ids, pieces.mask, layer=TEXT_CUT)
            last = states
            for layer in self._tower.layers[TEXT_CUT:LAYERS]:
                last = layer(last, pieces.mask)
            rows[torch.tensor(chosen)] = self._text(states, pieces.mask, pool(last, pieces.mask))
        return rows.numpy()
