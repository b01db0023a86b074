"""Features at the picture's own scale: the effect of a filter of a few pixels is lost when a large picture is reduced.

Nine small tiles are read unresized, so the cost does not grow with the picture. The picture's size is not a feature: it
would identify the source, not the style. It knows no network.

    native_statistics([picture])              # float32 (1, NATIVE_NUMBERS)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from tools.encoders.pocket.picture_squares import DEEP_MODES, to_rgb
from tools.types import Float32

Ints = npt.NDArray[np.int16]

GRID = 3  # tiles along each side
TILE = 64  # pixels; nine of them are half of what the trunk reads
SMALLEST = 24  # pixels; narrower pictures are enlarged by pixel repetition
STEPS = (0, 1, 2, 3, 5, 9, 17, 33, 65)  # of 255: lower ends of the bins of differences
LAGS = (1, 2, 4, 8)  # pixels between the two that are compared
WEIGHTS = np.array([77, 150, 29], dtype=np.float32) / 256  # red, green, blue; source: ITU-R BT.601
_BIN_OF = np.searchsorted(STEPS, np.arange(1024), side="right") - 1
_BINS = len(STEPS)
NATIVE_NUMBERS = 3 * _BINS + len(LAGS) + 4 + 6 + 6 + 3


def native_statistics(pictures: Sequence[Image.Image]) -> Float32:
    """float32 (N, NATIVE_NUMBERS), each picture by itself."""
    return np.stack([_describe(_tiles(picture)) for picture in pictures]) if pictures else _NONE


_NONE = np.zeros((0, NATIVE_NUMBERS), dtype=np.float32)


def _tiles(picture: Image.Image) -> Ints:
    """(GRID * GRID, t, t, 3) in 0..255; t is TILE, or the shorter side of a smaller picture."""
    if picture.mode in DEEP_MODES:
        picture = to_rgb(picture)  # their white level needs all pixels
    if min(picture.size) < SMALLEST:
        grown = (max(SMALLEST, picture.width), max(SMALLEST, picture.height))
        picture = picture.resize(grown, Image.Resampling.NEAREST)
    side = min(TILE, *picture.size)
    lefts, tops = (
        [min(max(round(length * (2 * i + 1) / (2 * GRID) - side / 2), 0), length - side) for i in range(GRID)]
        for length in picture.size
    )
    cut = [to_rgb(picture.crop((x, y, x + side, y + side))) for y in tops for x in lefts]
    return np.stack([np.asarray(tile) for tile in cut]).astype(np.int16)


def _describe(tiles: Ints) -> Float32:
    """One picture's numbers from its tiles."""
    luma = (tiles.astype(np.float32) @ WEIGHTS).astype(np.int16)  # exact up to this point: equal pixels stay equal
    steps = [np.abs(_pairs(luma, lag)) for lag in LAGS]  # each (n, 2 * ...)
    means = np.array([step.mean() for step in steps])
    across, down = luma[:, :, 1:] - luma[:, :, :-1], luma[:, 1:] - luma[:, :-1]
    bends = np.concatenate([np.diff(across, axis=2).ravel(), np.diff(down, axis=1).ravel()])
    parts = [
        _shares(steps[0]),
        _shares(np.abs(bends)),
        _shares(steps[2]),
        np.log(means + 0.1),
        _turning(across, down),
        _levels(luma),
        _colour(tiles, means),
        _unevenness(steps[0]),
    ]
    return np.concatenate(parts).astype(np.float32)


def _pairs(luma: Ints, lag: int) -> Ints:
    """Differences across and down at that distance, (tiles, all of a tile's)."""
    across, down = luma[:, :, lag:] - luma[:, :, :-lag], luma[:, lag:] - luma[:, :-lag]
    return np.concatenate([across.reshape(len(luma), -1), down.reshape(len(luma), -1)], axis=1)


def _shares(sizes: npt.NDArray[np.int16]) -> npt.NDArray[np.float64]:
    """Square roots of the shares of differences by size: (_BINS,)."""
    counts = np.bincount(sizes.ravel(), minlength=len(_BIN_OF))
    return np.sqrt(np.bincount(_BIN_OF, weights=counts, minlength=_BINS) / max(sizes.size, 1))


def _turning(across: Ints, down: Ints) -> npt.NDArray[np.float64]:
    """Shares of pixels that lie above or below both their neighbours, at all and clearly; filters smooth them away.
    And shares of pixels that equal their right neighbour, and both."""
    flat = across[:, :-1] == 0
    turns = [_turn(across, 2), _turn(down, 1)]
    both = flat & (down[:, :, :-1] == 0)
    clear = np.mean([(np.abs(t) > 8).mean() for t in turns])
    return np.sqrt([np.mean([(t > 0).mean() for t in turns]), clear, flat.mean(), both.mean()])


def _turn(steps: Ints, axis: int) -> npt.NDArray[np.int32]:
    """Positive where the slope changes its sign: minus the product of two steps."""
    first, second = (steps[:, :, :-1], steps[:, :, 1:]) if axis == 2 else (steps[:, :-1], steps[:, 1:])
    turned: npt.NDArray[np.int32] = np.maximum(-first.astype(np.int32) * second, 0)
    return turned


def _levels(luma: Ints) -> npt.NDArray[np.float64]:
    """How the levels of brightness are used: few, many, comb-like."""
    shares = np.bincount(luma.ravel(), minlength=256) / luma.size
    falling = np.sort(shares)[::-1]
    used = shares[shares > 0]
    entropy = -(used * np.log2(used)).sum()
    comb = np.abs(np.diff(shares)).sum()
    return np.array([len(used) / 256, entropy / 8, comb, falling[0], falling[:4].sum(), falling[:16].sum()])


def _colour(tiles: Ints, means: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How colour changes from pixel to pixel beside brightness, and how many levels a channel uses."""
    red, green, blue = (tiles[..., c] for c in range(3))
    warm, cold = red - green, blue - green
    fine, wide = (
        np.mean([np.abs(p[:, :, lag:] - p[:, :, :-lag]).mean() for p in (warm, cold)]) for lag in (LAGS[0], LAGS[2])
    )
    none = ((warm == 0) & (cold == 0)).mean()
    levels = [np.count_nonzero(np.bincount(c.ravel(), minlength=256)) / 256 for c in (red, blue)]
    ratios = np.log([(fine + 0.1) / (means[0] + 0.1), (wide + 0.1) / (means[2] + 0.1), fine / (wide + 0.1) + 0.1])
    return np.concatenate([[np.sqrt(none)], levels, ratios])


def _unevenness(steps: Ints) -> npt.NDArray[np.float64]:
    """Log sharpness of the tiles: lowest, highest and deviation."""
    logs = np.log(steps.mean(1) + 0.1)
    return np.array([logs.min(), logs.max(), logs.std()])
