"""The full set at its real size, with random weights: what ViT-B/16 and Stable Diffusion v1.4's parts come out as."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.unit.encoders.checkpoints import write_clip, write_style
from tools.encoders.full.folders import ClipPart
from tools.encoders.full.openclip import OpenClipContent
from tools.encoders.full.processor import free_memory_bytes
from tools.encoders.full.vae import VaeStatistics

needs_room = pytest.mark.skipif((free_memory_bytes() or 0) < 4e9, reason="less than 4 GB of memory are free")


def _pictures() -> list[Image.Image]:
    draw = np.random.default_rng(0)
    coarse = [draw.integers(0, 255, (6, 8, 3), dtype=np.uint8) for _ in range(3)]
    return [Image.fromarray(one).resize((320, 240), Image.Resampling.BICUBIC) for one in coarse]


@needs_room
def test_vit_b_16_gives_512_numbers_in_both_formats(tmp_path: Path) -> None:
    weights = write_clip(tmp_path, vit_b_16=True)
    part = ClipPart(weights, folder=tmp_path)
    exact = OpenClipContent.load(part, precision=torch.float32)
    assert exact.dim == 512
    pictures = _pictures()
    rows = exact.encode_images(pictures)
    assert rows.shape == (3, 512)
    name = exact.name
    del exact
    quick = OpenClipContent.load(part, precision=torch.bfloat16)
    assert quick.name == name  # the weights are the same, whatever they are computed in
    assert float((quick.encode_images(pictures) * rows).sum(1).min()) > 0.99


@needs_room
def test_the_vae_gives_4104_statistics_of_seven_layers(tmp_path: Path) -> None:
    vae = VaeStatistics.load(write_style(tmp_path, full_size=True, with_decoder=False), precision=torch.bfloat16)
    assert [name for name, _ in vae.layers] == ["conv_in", "down0", "down1", "down2", "down3", "mid", "latent"]
    assert vae.size == 2 * (128 + 128 + 256 + 512 + 512 + 512 + 4) == 4104
    assert np.isfinite(vae.measure(_pictures()[:1])).all()
