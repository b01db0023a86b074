"""Style encoder from Stable Diffusion's parts: its VAE encoder for pictures, its text encoder for style words.

Vectors of pictures depend on the weights alone. Vectors of words are fitted to a library's pictures (`fitted`), stored
with that library (`to_bytes`, `restored`), and fitted again as it grows. Before that they are fitted to the reference
pictures, which is weak, and `fit_note` says so.

    style = StableDiffusionStyle.load(style_part(), content=content)
    style.encode_texts(["ukiyo-e"]) @ style.encode_images(pictures).T
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import safetensors.numpy
import torch
from PIL.Image import Image
from platformdirs import user_cache_path
from safetensors import SafetensorError

from tools.encoders.full.bank import bank_version, style_phrases
from tools.encoders.full.map_file import map_from_bytes, map_to_bytes
from tools.encoders.full.reference import reference_pictures
from tools.encoders.full.style_map import FEWEST_PICTURES, Bank, Gallery, StyleMap, fit_map, pick_gallery
from tools.encoders.full.style_space import RECIPE, STYLE_DIM, StyleSpace, fit_space
from tools.encoders.full.style_texts import StyleWords
from tools.encoders.full.vae import VaeStatistics
from tools.encoders.protocols import ContentEncoder
from tools.errors import ModelBroken
from tools.types import Float32

UNFITTED_CONFIDENCE = 0.5
STYLE_PROMPT = "a picture in the style of {}"


class StableDiffusionStyle:
    """Satisfies StyleEncoder. `content` is the model whose rankings the words are learned from."""

    def __init__(
        self,
        vae: VaeStatistics,
        words: StyleWords,
        *,
        content: ContentEncoder,
        kept_in: Path,
        style_map: StyleMap | None = None,
    ) -> None:
        self.vae = vae
        self.words = words
        self.content = content
        self.kept_in = kept_in
        self.name = f"sd_vae-{vae.name}-{RECIPE}"
        self.dim = STYLE_DIM
        self.style_map = style_map

    @classmethod
    def load(
        cls, folder: Path, *, content: ContentEncoder, precision: torch.dtype | None = None
    ) -> StableDiffusionStyle:
        """Both parts from a folder in diffusers' layout (vae/, text_encoder/, tokenizer/).

        Raises: ModelMissing, ModelBroken, TooLittleMemory.
        """
        vae = VaeStatistics.load(folder, precision=precision)
        words = StyleWords.load(folder, precision=precision)
        return cls(vae, words, content=content, kept_in=folder)

    def encode_images(self, images: Sequence[Image], /) -> Float32:
        """float32 (N, 512), unit-norm rows."""
        return self.space.project(self.vae.measure(images))

    def encode_texts(self, texts: Sequence[str], /) -> Float32:
        """float32 (T, 512), unit-norm rows, in the space of the pictures."""
        fit = self.style_map or self._reference_map
        return fit.place(self.words.encode(texts), self._as_content(texts))

    def fitted(self, content: Float32, style: Float32) -> StableDiffusionStyle | None:
        """This encoder with its words fitted to a library's pictures; None when there are too few.

        `content`, `style`: float32 (N, C) and (N, 512), the library's vectors, row by row the same pictures.
        """
        if len(style) < FEWEST_PICTURES:
            return None
        fit = fit_map(pick_gallery(content, style), self._bank, pictures=len(style))
        return self._with_map(fit)

    def to_bytes(self) -> bytes | None:
        """The bytes that the library stores; None before the words were fitted to one."""
        return map_to_bytes(self.style_map, made_with=self._made_with) if self.style_map is not None else None

    def restored(self, data: bytes) -> StableDiffusionStyle | None:
        """This encoder with the words as a library kept them; None when they were kept by other encoders."""
        fit = map_from_bytes(data, made_with=self._made_with)
        return self._with_map(fit) if fit is not None else None

    def fitted_on(self) -> int:
        """Pictures of the library that its words were fitted on; 0 before."""
        return self.style_map.pictures if self.style_map is not None else 0

    def confidence(self, texts: Sequence[str], /) -> Float32:
        """float32 (T,), 0..1: how far the pictures found for each text share one style. Halved before the words
        were fitted to a library."""
        if self.style_map is None:
            return np.full(len(texts), UNFITTED_CONFIDENCE, dtype=np.float32)
        return self.style_map.confidence(self._as_content(texts))

    def fit_note(self) -> str:
        """One sentence on the reliability of style words here; empty when they are reliable."""
        if self.style_map is None:
            return f"Style words are rough: they are learned from a library of {FEWEST_PICTURES} pictures or more."
        if self.style_map.is_flat:
            return "Style words are rough: these pictures do not tell styles apart. Choosing examples works better."
        return ""

    def fit_numbers(self) -> str:
        """How well its words fit the library, in numbers; empty before they were fitted to one."""
        fit = self.style_map
        return f"agreement {fit.agreement:.2f}, coherence {fit.coherence:.2f}" if fit is not None else ""

    @cached_property
    def space(self) -> StyleSpace:
        """Fitted on the reference pictures once for these weights, then read back."""
        file_name = f"style_space-{self.vae.name}-{RECIPE}.safetensors"
        for folder in self._keeping_folders():
            with contextlib.suppress(OSError, ModelBroken):  # not there yet, or unreadable: it is fitted below
                return StyleSpace.from_bytes((folder / file_name).read_bytes())
        pictures, looks = reference_pictures()
        space = fit_space(self.vae.measure(pictures), looks, self.vae.layers)
        self._keep(file_name, space.to_bytes())
        return space

    @cached_property
    def _reference_map(self) -> StyleMap:
        pictures, _ = reference_pictures()
        gallery = Gallery(self.content.encode_images(pictures), self.encode_images(pictures))
        return fit_map(gallery, self._bank, pictures=0)

    @cached_property
    def _bank(self) -> Bank:
        """The phrases encoded by both encoders: the same for every library, so stored beside the weights."""
        phrases = style_phrases()
        file_name = f"style_bank-{self.words.name}-{self.content.name}-{bank_version()}.safetensors"
        for folder in self._keeping_folders():
            with contextlib.suppress(OSError, SafetensorError, KeyError):  # not there yet, or unreadable
                arrays = safetensors.numpy.load((folder / file_name).read_bytes())
                return Bank(words=arrays["words"], content=arrays["content"])
        bank = Bank(words=self.words.encode(phrases), content=self._as_content(phrases))
        self._keep(file_name, safetensors.numpy.save({"words": bank.words, "content": bank.content}))
        return bank

    def _as_content(self, texts: Sequence[str]) -> Float32:
        return self.content.encode_texts([STYLE_PROMPT.format(text.strip()) for text in texts])

    @property
    def _made_with(self) -> str:
        return f"{self.content.name} {self.name} {self.words.name}"

    def _with_map(self, fit: StyleMap) -> StableDiffusionStyle:
        other = StableDiffusionStyle(self.vae, self.words, content=self.content, kept_in=self.kept_in, style_map=fit)
        for known in ("space", "_bank"):  # computed already: the same for every library
            if known in self.__dict__:
                other.__dict__[known] = self.__dict__[known]
        return other

    def _keeping_folders(self) -> tuple[Path, Path]:
        return self.kept_in, user_cache_path("docent", appauthor=False)

    def _keep(self, file_name: str, data: bytes) -> None:
        """Beside the weights, or in the user's cache where that folder is read-only; else it is recomputed."""
        for folder in self._keeping_folders():
            try:
                folder.mkdir(parents=True, exist_ok=True)
                handle, staged = tempfile.mkstemp(dir=folder, prefix=f".{file_name}.")
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(staged, folder / file_name)
            except OSError:
                continue
            return
