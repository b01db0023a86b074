"""Content encoder from any open_clip network: pictures and texts in one space.

It loads a checkpoint from disk and never fetches one. `full/folders.py` says which.

    encoder = OpenClipContent.load(content_part())
    encoder.encode_texts(["a harbour"]) @ encoder.encode_images(pictures).T
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL.Image import Image
from torch.nn import functional

from tools.encoders.full.checkpoint import AGAIN, check_safetensors, digest, need_memory, read_config
from tools.encoders.full.folders import CLIP_CONFIG, ClipPart
from tools.encoders.full.offline import stay_offline
from tools.encoders.full.processor import Compute, halve_when_full, in_batches, pick_compute
from tools.encoders.pocket.picture_squares import to_rgb
from tools.errors import BadRequest, ModelBroken
from tools.types import Float32

stay_offline()

BYTES_PER_PICTURE = 60_000_000  # peak of ViT-B/16 at 224 px in float32, rounded up
CPU_STEP = 8  # ViT-B/16 on one core: 4.9 pictures a second by 4, 8 or 16 at once
LONGEST_ASPECT = 4.0  # a strip is cut to its middle first: resized by its short side it would fill the memory
TEMPLATES = ("{}", "a photo of {}", "a picture of {}", "a painting of {}", "a close-up of {}")
PHRASES_AT_ONCE = 64
LONGEST_TEMPLATED = 3
"""In words. Longer terms are captions already and gain nothing from a template."""


class OpenClipContent:
    """Satisfies ContentEncoder. `dim` is the network's own (512 for ViT-B/16)."""

    def __init__(
        self,
        model: torch.nn.Module,
        preprocess: Callable[[Image], torch.Tensor],
        tokenize: Callable[[list[str]], torch.Tensor],
        *,
        name: str,
        compute: Compute,
    ) -> None:
        # Cast as a whole: under autocast it is slower than in float32 (docs/experiments/full.md).
        self.model = model.eval().requires_grad_(False).to(compute.device, compute.dtype)
        self.preprocess = preprocess
        self.tokenize = tokenize
        self.name = name
        self.compute = compute
        self.dim = self._measure_dim()

    @classmethod
    def load(cls, part: ClipPart, *, precision: torch.dtype | None = None) -> OpenClipContent:
        """The network of that checkpoint, built and filled by open_clip.

        `precision` None takes what is fastest and safe here.
        Raises: ModelMissing, ModelBroken, TooLittleMemory; BadRequest for an architecture open_clip does not know.
        """
        check_safetensors(part.weights)
        need_memory(2 * part.weights.stat().st_size, part.weights.name)  # the empty network, then its weights
        model, preprocess, tokenize, config = _build(part)
        _fill(model, part.weights)
        name = f"open_clip-{digest(dict(model.state_dict()), also=json.dumps(config, sort_keys=True))}"
        compute = pick_compute(bytes_per_picture=BYTES_PER_PICTURE, precision=precision)
        return cls(model, preprocess, tokenize, name=name, compute=compute)

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, dim), unit-norm rows. Any mode and size."""
        rows = [np.zeros((0, self.dim), dtype=np.float32)]
        for prepared in in_batches(images, self.compute, cpu_step=CPU_STEP, prepare=self._prepare):
            pixels = torch.stack(prepared).to(self.compute.device, self.compute.dtype)  # (B, 3, side, side)
            rows.append(_unit(halve_when_full(self._forward, pixels.to(memory_format=torch.channels_last))))
        return np.concatenate(rows)

    @torch.inference_mode()
    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, dim), unit-norm rows. A term of one to three words is the mean of it in several phrases."""
        phrasings = [_phrasings(text) for text in texts]
        spread = _unit(self._encode_phrases([phrase for some in phrasings for phrase in some]))
        ends = np.cumsum([0, *(len(some) for some in phrasings)])
        means = [spread[first:last].mean(0) for first, last in pairwise(ends)]
        return _unit(torch.from_numpy(np.stack(means))) if means else np.zeros((0, self.dim), dtype=np.float32)

    def _encode_phrases(self, phrases: list[str]) -> torch.Tensor:
        rows = [torch.zeros(0, self.dim)]
        for first in range(0, len(phrases), PHRASES_AT_ONCE):
            tokens = self.tokenize(phrases[first : first + PHRASES_AT_ONCE]).to(self.compute.device)
            rows.append(self.model.encode_text(tokens).float().cpu())  # type: ignore[operator]
        return torch.cat(rows)

    def _prepare(self, image: Image) -> torch.Tensor:
        return self.preprocess(to_rgb(cut_strip(image)))

    def _forward(self, pixels: torch.Tensor) -> torch.Tensor:
        vectors: torch.Tensor = self.model.encode_image(pixels)  # type: ignore[operator]
        return vectors

    @torch.inference_mode()
    def _measure_dim(self) -> int:
        return int(self.model.encode_text(self.tokenize(["a"]).to(self.compute.device)).shape[-1])  # type: ignore[operator]


def _phrasings(text: str) -> list[str]:
    if 0 < len(text.split()) <= LONGEST_TEMPLATED:
        return [template.format(text.strip()) for template in TEMPLATES]
    return [text]


def cut_strip(image: Image, *, longest_aspect: float = LONGEST_ASPECT) -> Image:
    """The middle of a picture that is longer than `longest_aspect` : 1; any other picture as it is."""
    width, height = image.size
    keep_width = min(width, max(1, round(height * longest_aspect)))
    keep_height = min(height, max(1, round(width * longest_aspect)))
    if (keep_width, keep_height) == (width, height):
        return image
    left, top = (width - keep_width) // 2, (height - keep_height) // 2
    return image.crop((left, top, left + keep_width, top + keep_height))


def _build(part: ClipPart) -> tuple[torch.nn.Module, Any, Any, dict[str, Any]]:
    """The empty network, its picture transform, its tokenizer, and the configuration they come from."""
    import open_clip

    architecture = part.architecture or f"local-dir:{part.folder}"
    if part.folder is not None and part.architecture is None:
        config = read_config(part.folder / CLIP_CONFIG)
    elif (known := open_clip.get_model_config(architecture.replace("/", "-"))) is not None:
        config = {"model_cfg": known}
    else:
        raise BadRequest(
            f"open_clip knows no architecture {architecture!r}.",
            remedy="Set DOCENT_CLIP_MODEL to one it lists, such as ViT-B-16@FILE.safetensors.",
        )
    try:
        with _root_logger_untouched():
            model, _, preprocess = open_clip.create_model_and_transforms(
                architecture, load_weights=False, pretrained_text=False, device="cpu"
            )
            tokenize = open_clip.get_tokenizer(architecture)
    except (RuntimeError, ValueError, TypeError, KeyError, OSError) as error:
        raise ModelBroken(f"open_clip cannot build {architecture}: {_first_line(error)}", remedy=AGAIN) from error
    return model, preprocess, tokenize, config


def _fill(model: torch.nn.Module, weights: Path) -> None:
    from open_clip import load_checkpoint

    try:
        with _root_logger_untouched():
            load_checkpoint(model, str(weights), strict=True)
    except (RuntimeError, ValueError, KeyError, OSError, StopIteration, AttributeError, AssertionError) as error:
        raise ModelBroken(
            f"{weights.name} does not hold this CLIP network: {_first_line(error)}",
            remedy="Keep its own open_clip_config.json beside it, or name its architecture in DOCENT_CLIP_MODEL.",
        ) from error


@contextmanager
def _root_logger_untouched() -> Iterator[None]:
    """open_clip logs through `logging.warning`, which would set up the root logger of the whole program."""
    silent = logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(silent)
    try:
        yield
    finally:
        root.removeHandler(silent)


def _unit(rows: torch.Tensor) -> Float32:
    return functional.normalize(rows.float(), dim=-1).cpu().numpy()


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:2])[:300] or type(error).__name__
