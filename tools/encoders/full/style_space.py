"""From raw layer statistics to a style vector: standardised, whitened within looks, projected to 512 numbers.

It knows statistics, not networks. The space is fitted once per network on the reference pictures (`reference.py`),
never on a library, so vectors of all libraries share one space and a library grows without being re-embedded.

    space = fit_space(statistics, looks, layers); space.project(vae.measure(pictures))      # float32 (N, 512)

Only the variation between photographs *within* one look is whitened, because it is content. Whitening all variation
measured worse (docs/decisions/0022-full-set-style.md).
Source: within-class covariance normalisation, Hatch & Stolcke 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save

from tools.errors import ModelBroken
from tools.types import Float32, Float64

STYLE_DIM = 512
SHRINKAGE = 0.03
"""Shrinkage: this share of the largest within-look variance is added to each direction."""
PROJECTION_SEED = 1
SMALLEST_SPREAD = 1e-4
RECIPE = 1
"""Version in every encoder name: raise it when vectors of the same picture change."""


@dataclass(frozen=True, eq=False)
class StyleSpace:
    """`shift`, `scale`: float32 (R,). `projection`: float32 (R, 512)."""

    shift: Float32
    scale: Float32
    projection: Float32

    def project(self, statistics: Float32) -> Float32:
        """float32 (N, 512), unit-norm rows, of statistics float32 (N, R)."""
        rows = ((statistics - self.shift) * self.scale) @ self.projection
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def to_bytes(self) -> bytes:
        """For a file beside the weights."""
        return save({"shift": self.shift, "scale": self.scale, "projection": self.projection})

    @classmethod
    def from_bytes(cls, data: bytes) -> StyleSpace:
        """Raises: ModelBroken when they are not a space's."""
        try:
            parts = load(data)
            return cls(parts["shift"], parts["scale"], parts["projection"])
        except (SafetensorError, KeyError, ValueError) as error:
            raise ModelBroken("The fitted style space cannot be read.", remedy="Delete it; it is made anew.") from error


def fit_space(
    statistics: Float32,
    looks: Sequence[int],
    layers: Sequence[tuple[str, slice]],
    *,
    shrinkage: float = SHRINKAGE,
    dim: int = STYLE_DIM,
) -> StyleSpace:
    """The space of one network: `statistics` float32 (N, R) of reference pictures, `looks` (N,) the look of each.

    Every layer counts the same however many channels it has.
    """
    raw = statistics.astype(np.float64)
    shift, spread = raw.mean(0), raw.std(0)
    # A channel that is constant on the reference would dominate on a library where it varies.
    scale = 1.0 / np.maximum(spread, SMALLEST_SPREAD + 0.05 * np.median(spread))
    for _, columns in layers:
        scale[columns] /= np.sqrt(columns.stop - columns.start)
    standard = (raw - shift) * scale
    projection = _calm(standard, np.asarray(looks), shrinkage, _orthonormal(raw.shape[1], dim))
    return StyleSpace(shift.astype(np.float32), scale.astype(np.float32), projection.astype(np.float32))


def _calm(
    standard: npt.NDArray[np.float64],
    looks: npt.NDArray[np.int_],
    shrinkage: float,
    projection: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """(R, dim): (C + shrinkage * largest)^-1/2 @ projection, C the covariance within looks, without forming C."""
    within = standard.copy()
    for look in np.unique(looks):
        within[looks == look] -= within[looks == look].mean(0)
    _, singular, directions = np.linalg.svd(within / np.sqrt(len(within)), full_matrices=False)
    variance = singular**2
    floor = shrinkage * variance[0]
    if floor <= 0.0:
        return projection  # identical reference pictures: nothing to whiten
    gains = np.sqrt(floor / (variance + floor)) - 1.0  # relative to a direction in which nothing varies
    whitened: Float64 = projection + directions.T @ (gains[:, None] * (directions @ projection))
    return whitened


def _orthonormal(rows: int, columns: int) -> npt.NDArray[np.float64]:
    """(rows, columns) float64 with orthonormal columns (rows >= columns), else rows: it keeps angles to within a few
    hundredths. Source: Johnson & Lindenstrauss 1984."""
    draw = np.random.default_rng(PROJECTION_SEED).standard_normal((max(rows, columns), min(rows, columns)))
    basis, triangle = np.linalg.qr(draw)
    basis *= np.sign(np.diag(triangle))  # the sign is LAPACK's to choose; this fixes it on every machine
    return basis if rows >= columns else basis.T
