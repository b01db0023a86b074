"""What the style channel looks at: early layers' channel means and deviations, and numbers from the pixels.

A mean and a deviation over the whole map say which textures and colours there are, not where: what is shown mostly
drops out. It knows no training and no words.

    features = style_features(chunk.maps, batch)          # float32 (n, FEATURES)
"""

from __future__ import annotations

from collections.abc import Mapping

import torch

from tools.encoders.pocket.style_pixels import PIXEL_NUMBERS, pixel_statistics

LAYERS = {1: 24, 4: 48, 7: 88, 10: 88, 12: 120, 14: 120}
"""Block of the trunk -> its channels. Blocks 1, 4, 7, 12 were the best training-free choice; 10 and 14 add a little."""
LAYER_NUMBERS = 2 * sum(LAYERS.values())
FEATURES = LAYER_NUMBERS + PIXEL_NUMBERS
EPS = 1e-6


def layer_statistics(maps: Mapping[int, torch.Tensor]) -> torch.Tensor:
    """Channel means and log-deviations of LAYERS, computed in float32: (n, LAYER_NUMBERS).

    Source: the statistics that AdaIN swaps to change a picture's style, Huang and Belongie 2017, arXiv 1703.06868.
    """
    parts = []
    for block in LAYERS:
        flat = maps[block].float().flatten(2)
        variance, mean = torch.var_mean(flat, dim=2, correction=0)
        parts += [mean, 0.5 * (variance + EPS).log()]
    return torch.cat(parts, 1)


def style_features(maps: Mapping[int, torch.Tensor], batch: torch.Tensor) -> torch.Tensor:
    """`maps` by block and the trunk's input `batch`, (n, 3, S, S) in about -1..1 -> float32 (n, FEATURES)."""
    pixels = (batch.float() * 128 + 127) / 255  # the trunk's normalisation undone
    return torch.cat([layer_statistics(maps), pixel_statistics(pixels)], 1)
