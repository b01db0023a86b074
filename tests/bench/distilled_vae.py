"""A distilled VAE encoder with trained weights, standing in for Stable Diffusion's when its design is measured.

The weights lie beside the checkout (`shared/weights`), never in it. Same statistics, other layers.

    vae = DistilledVae.load(Path("../shared/weights/taef2_encoder.pth")); vae.measure(pictures)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from tools.encoders.full.vae import _mean_and_deviation, to_pixels
from tools.types import Float32

WIDTH, LATENT = 64, 32
WATCHED = {0: "conv_in", 1: "block /1", 5: "block /2", 9: "block /4", 13: "block /8", 14: "latent"}


class _Block(nn.Module):
    def __init__(self, *, pooled: bool) -> None:
        super().__init__()
        convolutions = [nn.Conv2d(WIDTH, WIDTH, 3, padding=1) for _ in range(3)]
        self.conv = nn.Sequential(convolutions[0], nn.ReLU(), convolutions[1], nn.ReLU(), convolutions[2])
        self.pool = None
        if pooled:
            narrow, wide = nn.Conv2d(4 * WIDTH, WIDTH, 1, bias=False), nn.Conv2d(WIDTH, 4 * WIDTH, 1, bias=False)
            self.pool = nn.Sequential(wide, nn.GroupNorm(4, 4 * WIDTH), nn.ReLU(), narrow)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.pool is not None:
            x = x + self.pool(x)
        return torch.relu(self.conv(x) + x)


class DistilledVae:
    """`layers` as `VaeStatistics` has them."""

    def __init__(self, network: nn.Sequential, *, dtype: torch.dtype = torch.bfloat16) -> None:
        self.dtype = dtype
        self.network = network.eval().to(dtype).to(memory_format=torch.channels_last)
        widths = [2 * (LATENT if name == "latent" else WIDTH) for name in WATCHED.values()]
        ends = np.cumsum([0, *widths]).tolist()
        self.layers = tuple((name, slice(*span)) for name, span in zip(WATCHED.values(), pairwise(ends), strict=True))

    @classmethod
    def load(cls, weights: Path, *, dtype: torch.dtype = torch.bfloat16) -> DistilledVae:
        """From its own checkpoint: a pickle, opened for tensors only."""
        steps: list[nn.Module] = [nn.Conv2d(3, WIDTH, 3, padding=1), _Block(pooled=False)]
        for scale in range(3):
            steps.append(nn.Conv2d(WIDTH, WIDTH, 3, stride=2, padding=1, bias=False))
            steps += [_Block(pooled=scale == 2) for _ in range(3)]
        network = nn.Sequential(*steps, nn.Conv2d(WIDTH, LATENT, 3, padding=1))
        network.load_state_dict(
            {name: tensor.float() for name, tensor in torch.load(weights, weights_only=True).items()}
        )
        return cls(network, dtype=dtype)

    @torch.inference_mode()
    def measure(self, pictures: Sequence[Image.Image], *, batch: int = 16) -> Float32:
        """float32 (N, R)."""
        rows = []
        for first in range(0, len(pictures), batch):
            pixels = torch.stack([to_pixels(picture) for picture in pictures[first : first + batch]])
            x = ((pixels + 1) / 2).to(self.dtype).to(memory_format=torch.channels_last)
            noted = []
            for number, step in enumerate(self.network):
                x = step(x)
                if number in WATCHED:
                    noted.append(_mean_and_deviation(x))
            rows.append(torch.cat(noted, dim=1).numpy())
        return np.concatenate(rows)
