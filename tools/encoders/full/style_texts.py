"""Pooled text vectors of Stable Diffusion's CLIP text encoder.

That encoder has no projection into a space of pictures; `style_map.py` fits one.

    words = StyleWords.load(folder); words.encode(["ukiyo-e", "charcoal sketch"])      # float32 (T, 768)
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tools.encoders.full.checkpoint import AGAIN, check_safetensors, digest, need_memory
from tools.encoders.full.folders import TEXT_WEIGHTS
from tools.encoders.full.offline import stay_offline
from tools.encoders.full.processor import Compute, pick_compute
from tools.errors import ModelBroken
from tools.types import Float32

stay_offline()

BYTES_PER_TEXT = 40_000_000  # peak of one text of 77 tokens in float32
TEXTS_AT_ONCE = 32


class StyleWords:
    """`dim` is 768 for v1.4; `name` is the exact weights."""

    def __init__(self, network: torch.nn.Module, tokenizer: Any, *, name: str, compute: Compute) -> None:
        self.network = network.eval().requires_grad_(False).to(compute.device, compute.dtype)
        self.tokenizer = tokenizer
        self.name = name
        self.compute = compute
        self.dim = int(network.config.hidden_size)  # type: ignore[union-attr, arg-type]

    @classmethod
    def load(cls, folder: Path, *, precision: torch.dtype | None = None) -> StyleWords:
        """The text encoder and tokenizer of a folder in diffusers' layout.

        Raises: ModelMissing, ModelBroken, TooLittleMemory.
        """
        weights = folder / TEXT_WEIGHTS
        check_safetensors(weights)
        need_memory(weights.stat().st_size, weights.name)
        network, tokenizer = _build(folder)
        compute = pick_compute(bytes_per_picture=BYTES_PER_TEXT, precision=precision)
        return cls(network, tokenizer, name=digest(dict(network.state_dict())), compute=compute)

    @torch.inference_mode()
    def encode(self, texts: Sequence[str]) -> Float32:
        """float32 (T, dim), as the network gives them: not of unit length."""
        rows = [np.zeros((0, self.dim), dtype=np.float32)]
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            some = list(texts[first : first + TEXTS_AT_ONCE])
            # Attention looks back only and the pooled vector stands at the text's end, so what pads it is never read:
            # filling up to the batch's longest text instead of to 77 gives the same vector several times sooner.
            tokens = self.tokenizer(
                some, padding="longest", truncation=True, max_length=self._longest(), return_tensors="pt"
            )
            pooled = self.network(input_ids=tokens["input_ids"].to(self.compute.device)).pooler_output
            rows.append(pooled.float().cpu().numpy())
        return np.concatenate(rows)

    def _longest(self) -> int:
        return int(self.network.config.max_position_embeddings)  # type: ignore[union-attr, arg-type]


def _build(folder: Path) -> tuple[torch.nn.Module, Any]:
    from transformers import CLIPTextModel, CLIPTokenizer

    try:
        with _quiet_transformers():
            network, report = CLIPTextModel.from_pretrained(
                folder / "text_encoder", local_files_only=True, use_safetensors=True, output_loading_info=True
            )
            tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer", local_files_only=True)
    except (OSError, RuntimeError, ValueError, TypeError, KeyError) as error:
        cause = " ".join(str(error).split())[:200]
        raise ModelBroken(f"The text encoder in {folder} cannot be loaded: {cause}", remedy=AGAIN) from error
    # transformers fills what is missing with random numbers and only warns.
    wrong = sorted([*report["missing_keys"], *(str(key) for key in report["mismatched_keys"])])
    if wrong:
        raise ModelBroken(f"{TEXT_WEIGHTS} lacks {len(wrong)} of its layers, such as {wrong[0]}.", remedy=AGAIN)
    return network.float(), tokenizer


@contextmanager
def _quiet_transformers() -> Iterator[None]:
    """Its progress bars and load reports are hidden from users."""
    from transformers.utils import logging as transformers_logging

    before = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity(logging.CRITICAL)
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(before)
        if bars:
            transformers_logging.enable_progress_bar()
