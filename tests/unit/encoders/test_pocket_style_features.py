"""The numbers the style channel looks at: shapes, ranges, and that each tells what it is there to tell."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

from tools.encoders.pocket.style_features import FEATURES, LAYERS, layer_statistics, style_features
from tools.encoders.pocket.style_pixels import COLOUR_BINS, PIXEL_NUMBERS, TONE_BINS, pixel_statistics
from tools.encoders.pocket.trunk import Chunk


def noise(seed: int = 0, side: int = 64) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).random((2, 3, side, side), dtype=np.float32))


def test_every_number_is_finite_on_extreme_pictures() -> None:
    for batch in (torch.zeros(1, 3, 64, 64), torch.ones(1, 3, 64, 64), noise(), noise(side=260)):
        numbers = pixel_statistics(batch)
        assert numbers.shape == (len(batch), PIXEL_NUMBERS)
        assert torch.isfinite(numbers).all()


def test_tone_shares_add_up_to_one() -> None:
    shares = pixel_statistics(noise())[:, :TONE_BINS].square()
    torch.testing.assert_close(shares.sum(1), torch.ones(2), atol=1e-4, rtol=0)


def test_a_grey_picture_has_all_its_colour_in_the_lowest_bin() -> None:
    grey = noise()[:, :1].expand(2, 3, 64, 64)
    colour = pixel_statistics(grey)[:, TONE_BINS + 2 : TONE_BINS + 2 + COLOUR_BINS].square()
    torch.testing.assert_close(colour[:, 0], torch.ones(2), atol=1e-3, rtol=0)


def test_a_mirrored_picture_keeps_tones_and_colours() -> None:
    batch = noise(side=65)  # odd: every second pixel is the same set from either side
    kept = TONE_BINS + 2 + COLOUR_BINS
    torch.testing.assert_close(pixel_statistics(batch)[:, :kept], pixel_statistics(batch.flip(3))[:, :kept])


def test_layer_statistics_are_means_and_log_deviations() -> None:
    maps = {block: torch.randn(2, channels, 9, 9) for block, channels in LAYERS.items()}
    found = layer_statistics(maps)
    first = maps[1].double()
    np.testing.assert_allclose(found[:, :24], first.mean((2, 3)), atol=1e-5)
    np.testing.assert_allclose(found[:, 24:48], first.std((2, 3), correction=0).log(), atol=1e-4)


def test_where_things_are_does_not_matter_to_the_layers() -> None:
    maps = {block: torch.randn(1, channels, 9, 9) for block, channels in LAYERS.items()}
    moved = {block: values.roll((3, 5), (2, 3)) for block, values in maps.items()}
    torch.testing.assert_close(layer_statistics(maps), layer_statistics(moved))


def test_features_join_both() -> None:
    maps = {block: torch.randn(2, channels, 9, 9) for block, channels in LAYERS.items()}
    pictures = (Image.new("RGB", (300, 200), "navy"), Image.new("L", (90, 90), 128))
    assert style_features(Chunk(0, pictures, noise() * 2 - 1, maps)).shape == (2, FEATURES)
