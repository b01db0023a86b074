"""Assembles the full set. It knows its parts, not how they work.

models = load_full(); models.style.encode_texts(["ukiyo-e"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.encoders.full.folders import content_part, style_part
from tools.encoders.full.offline import stay_offline
from tools.encoders.protocols import Models

if TYPE_CHECKING:  # a check for the set must not import its libraries
    import torch


def load_full(*, precision: torch.dtype | None = None) -> Models:
    """Both encoders from `DOCENT_MODELS`; `precision` None takes what is fastest and safe on this machine.

    Raises: ModelMissing when a part is not on this machine, before anything heavy is imported; ModelBroken;
    TooLittleMemory.
    """
    content_files, style_files = content_part(), style_part()
    stay_offline()
    from tools.encoders.full.openclip import OpenClipContent
    from tools.encoders.full.stable_diffusion import StableDiffusionStyle

    content = OpenClipContent.load(content_files, precision=precision)
    style = StableDiffusionStyle.load(style_files, content=content, precision=precision)
    return Models(name="full", content=content, style=style)
