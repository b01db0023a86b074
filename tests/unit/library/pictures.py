"""Small pictures of every kind, made on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

GPS_IFD, EXIF_IFD = 0x8825, 0x8769


def drawing(seed: int, *, size: tuple[int, int] = (48, 32)) -> Image.Image:
    """An RGB picture that no other seed gives, smooth enough for JPEG."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (5, 7, 3), dtype=np.uint8))
    return small.resize(size, Image.Resampling.BICUBIC)


def save(path: Path, seed: int, *, size: tuple[int, int] = (48, 32), **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing(seed, size=size).save(path, **options)
    return path


def folder_of(folder: Path, count: int, *, first: int = 0) -> list[Path]:
    return [save(folder / f"{number:04d}.jpg", number) for number in range(first, first + count)]


def dms(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    whole, rest = divmod(abs(degrees) * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return IFDRational(int(whole), 1), IFDRational(int(minutes), 1), IFDRational(round(seconds * 10_000), 10_000)


def exif(
    *,
    gps: dict[int, Any] | None = None,
    image: dict[int, Any] | None = None,
    photo: dict[int, Any] | None = None,
) -> bytes:
    """An EXIF block as bytes: `image` tags of the first directory, `photo` of the EXIF one, `gps` of the GPS one."""
    block = Image.Exif()
    for tag, value in (image or {}).items():
        block[tag] = value
    if photo:
        block.get_ifd(EXIF_IFD).update(photo)
    if gps:
        block.get_ifd(GPS_IFD).update(gps)
    return block.tobytes()


def gps_of(lat: float, lon: float) -> dict[int, Any]:
    return {1: "N" if lat >= 0 else "S", 2: dms(lat), 3: "E" if lon >= 0 else "W", 4: dms(lon)}
