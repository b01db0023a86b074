"""Are two pictures the same one, re-encoded, resized, lightly cropped or a frame later? Judged by their thumbnails.

Vectors of different documents of one layout lie closer together than those of a picture and its copy; pixels tell them
apart. It knows bytes of thumbnails, nothing of libraries or vectors.

    likeness = Likeness(thumbnails.read); likeness.same("0123456789abcdef", "fedcba9876543210")
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from tools.types import Float32, ImageId

FLAT = 0.55
"""Share of a picture in one tone from which on it is judged as a page: photographs lie below (.47 at nine of ten)."""
SAME_LINES = 0.91
"""Correlation of the details of two pages. Different pages of one layout reach .85, copies begin at .96."""
SAME_VIEW = 0.90
"""Correlation of two views at their best alignment. Copies begin at .99, two per cent cut at .97; others reach .84."""
WORTH_ALIGNING = 0.35
COLOUR = 15.0
"""Difference of mean saturation (0..255) up to which two pictures are equally coloured: a grey print is another."""

_FINE, _COARSE, _SCALES = 96, 40, (1.0, 0.96, 0.92, 0.88)
_KEPT = 1024


@dataclass(frozen=True, eq=False)
class _Look:
    """A thumbnail made comparable: `details` without shading; `views` at each scale, flattened, of unit length."""

    details: Float32
    views: tuple[Float32, ...]
    flat: float
    saturation: float


class Likeness:
    """Remembers the pictures that it compared last. Safe to share between threads."""

    def __init__(self, read: Callable[[ImageId], bytes | None]) -> None:
        """`read` gives a thumbnail's bytes, None where there is none."""
        self._look = lru_cache(_KEPT)(lambda image_id: _look_at(read(image_id)))

    def same(self, first: ImageId, second: ImageId) -> bool | None:
        """Whether these are one picture; None when that cannot be seen."""
        one, other = self._look(first), self._look(second)
        if one is None or other is None:
            return None
        if abs(one.saturation - other.saturation) > COLOUR:
            return False
        if max(one.flat, other.flat) >= FLAT:
            return float(one.details @ other.details) >= SAME_LINES
        if float(one.views[0] @ other.views[0]) < WORTH_ALIGNING:
            return False
        return max(_aligned(one, other), _aligned(other, one)) >= SAME_VIEW


def _look_at(data: bytes | None) -> _Look | None:
    if data is None:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            colours = image.convert("RGB")
    except OSError:
        return None
    grey = colours.convert("L")
    fine = np.asarray(grey.resize((_FINE, _FINE), Image.Resampling.BOX))
    tones = np.convolve(np.bincount(fine.ravel(), minlength=256), np.ones(13), "same")
    details = fine.astype(np.float32) - gaussian_filter(fine.astype(np.float32), 3.0)
    views = tuple(_unit(_sized(grey, round(_COARSE * scale))) for scale in _SCALES)
    small = np.asarray(colours.resize((16, 16), Image.Resampling.BOX), dtype=np.float32)
    saturation = float((small.max(axis=2) - small.min(axis=2)).mean())
    return _Look(_unit(details), views, float(tones.max()) / fine.size, saturation)


def _sized(grey: Image.Image, side: int) -> Float32:
    return np.asarray(grey.resize((side, side), Image.Resampling.BOX), dtype=np.float32)


def _unit(values: Float32) -> Float32:
    """Flattened, of mean 0 and length 1; all zero where nothing varies."""
    level = values.ravel() - values.mean()
    length = float(np.linalg.norm(level))
    unit: Float32 = level / length if length > 1e-3 else np.zeros_like(level)
    return unit


def _aligned(whole: _Look, part: _Look) -> float:
    """The best correlation of `part`, at each scale, with any window of `whole` of its size."""
    best, picture = -1.0, whole.views[0].reshape(_COARSE, _COARSE)
    for view in part.views:
        side = round(len(view) ** 0.5)
        windows = np.lib.stride_tricks.sliding_window_view(picture, (side, side)).reshape(-1, side * side)
        level = windows - windows.mean(axis=1, keepdims=True)
        lengths = np.sqrt(np.einsum("ij,ij->i", level, level))
        best = max(best, float(((level @ view) / np.maximum(lengths, 1e-6)).max()))
    return best
