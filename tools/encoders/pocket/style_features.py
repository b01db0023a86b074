"""Features of the style channel: early layers' channel means and deviations, and pixel statistics at two scales.

A mean and a deviation over the whole map describe textures and colours, not positions, so most content drops out. It
knows no training and no words.

    features = style_features(chunk)                      # float32 (n, FEATURES)
"""

from __future__ import annotations

from collections.abc import Mapping

import torch

from tools.encoders.pocket.style_native import NATIVE_NUMBERS, native_statistics
from tools.encoders.pocket.style_pixels import PIXEL_NUMBERS, pixel_statistics
from tools.encoders.pocket.trunk import Chunk

LAYERS = {1: 24, 4: 48, 7: 88, 10: 88, 12: 120, 14: 120}
"""Block of the trunk -> its channels. Blocks 1, 4, 7, 12 were the best training-free choice; 10 and 14 add a little."""
LAYER_NUMBERS = 2 * sum(LAYERS.values())
SCALED = LAYER_NUMBERS + PIXEL_NUMBERS
"""Features from the reduced picture, first in the vector. The rest is taken at the picture's own scale."""
FEATURES = SCALED + NATIVE_NUMBERS
EPS = 1e-6
AT_ONCE = 4  # pictures whose pixels fit the processor's cache


def layer_statistics(maps: Mapping[int, torch.Tensor]) -> torch.Tensor:
    """Channel means and log-deviations of LAYERS, computed in float32: (n, LAYER_NUMBERS).

    Source: the statistics that AdaIN swaps to change a picture's style, Huang and Belongie 2017, arXiv 1703.06868.
    """
    parts = []
    for block in LAYERS:
        flat = maps[block].permute(0, 2, 3, 1).float().flatten(1, 2)  # (n, places, channels), as it lies in memory
        mean = flat.mean(1)
        variance = (flat - mean[:, None]).square_().mean(1)  # ten times as fast as var_mean along that axis
        parts += [mean, 0.5 * (variance + EPS).log()]
    return torch.cat(parts, 1)


def style_features(chunk: Chunk) -> torch.Tensor:
    """float32 (n, FEATURES) of the n pictures of a chunk."""
    pixels = [(some.contiguous() * 128 + 127) / 255 for some in chunk.batch.split(AT_ONCE)]  # normalisation undone
    scaled = torch.cat([pixel_statistics(some) for some in pixels])
    native = torch.from_numpy(native_statistics(chunk.pictures))
    return torch.cat([layer_statistics(chunk.maps), scaled, native], 1)
