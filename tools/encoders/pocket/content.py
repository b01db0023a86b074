"""The pocket content encoder: pictures and texts in one space of 512 numbers.

It combines the shared towers with content's own networks and implements `ContentEncoder`. Training: `train/content.py`;
strengths and weaknesses: `docs/models.md`.

    PocketContent.load().encode_texts(["a harbour at dusk"])      # float32 (1, 512), unit-norm
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from PIL.Image import Image

from tools.encoders.pocket.content_files import fingerprint, read_content
from tools.encoders.pocket.content_net import CUT, DIM, TEXT_CUT, PictureNet, TextNet
from tools.encoders.pocket.picture_squares import middle, to_batch
from tools.encoders.pocket.store import read_packed, weights_file
from tools.encoders.pocket.text import LAYERS, TextTower, batches_by_length, pool, tidy
from tools.encoders.pocket.trunk import EARLY, Chunk, SharedTrunk
from tools.null_texts import NullTexts
from tools.types import Float32

NULL_OFFSET = -0.25
"""Beside 847 texts a contrast of 4.0 is right as often as one of 3.75 beside the 58 null prompts."""
NEARER, NEARER_SIDE = 0.75, 224
"""The second view: the middle three quarters of width and height, mirrored, at 224 px. Objects appear 1.15 times as
large as in the first view. Alternatives: docs/decisions/0018-second-look.md."""


class PocketContent:
    """Implements `ContentEncoder`. Not thread-safe."""

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

    def null_texts(self) -> NullTexts | None:
        """Texts that ask for nothing in particular, as they came with the weights; None without that file."""
        path = weights_file("null_texts.safetensors")
        if not path.is_file():
            return None
        kept = read_packed(path)
        return NullTexts(kept["mean"].numpy(), kept["factors"].numpy(), float(kept["rest"][0]), NULL_OFFSET)

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, 512), unit-norm rows. Pictures may have any mode and size; N may be 0."""
        rows = torch.zeros(len(images), DIM)
        for chunk in self._trunk.chunks(images):
            rows[chunk.first : chunk.first + len(chunk.pictures)] = self._encode(chunk)
        return rows.numpy()

    def _encode(self, chunk: Chunk) -> torch.Tensor:
        """(n, 512). The trunk's late blocks give the pretrained features of the whole picture; content's own blocks
        read two views, whole and enlarged, whose average is less noisy."""
        pooled = self._trunk.trunk.pooled(chunk.maps[EARLY - 1])
        nearer = to_batch([middle(picture, NEARER) for picture in chunk.pictures], side=NEARER_SIDE).flip(-1)
        looks = chunk.maps[CUT - 1], self._trunk.early(nearer, depth=CUT)[CUT - 1]
        vectors: torch.Tensor = self._picture(looks, pooled)
        return vectors

    @torch.inference_mode()
    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, 512), unit-norm rows, in the space of the pictures; T may be 0."""
        texts = [tidy(str(text)) for text in texts]
        rows = torch.zeros(len(texts), DIM)
        for chosen in batches_by_length(texts):
            pieces = self._tower.tokenize([texts[i] for i in chosen])
            states = self._tower(pieces.ids, pieces.mask, layer=TEXT_CUT)
            last = states
            for layer in self._tower.layers[TEXT_CUT:LAYERS]:
                last = layer(last, pieces.mask)
            rows[torch.tensor(chosen)] = self._text(states, pieces.mask, pool(last, pieces.mask))
        return rows.numpy()
