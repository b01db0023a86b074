"""Large photographs for training looks at a photograph's own scale, from Debian's `gcompris-qt-data`.

The package stores them inside resource files; they are found by their first bytes, and only photographs of sufficient
size are kept. Its licences (CC0, CC BY, CC BY-SA, public domain) are named picture by picture in its `copyright`.

    apt-get download gcompris-qt-data && dpkg-deb -x gcompris-qt-data_*.deb gcompris
    python -m training.pocket style --data ../shared/data --large gcompris
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

SHOW = (
    "babyshapes",
    "clickgame",
    "erase",
    "explore_farm_animals",
    "explore_monuments",
    "explore_world_animals",
    "explore_world_music",
)
"""Resource files that hold photographs; the others hold drawings and paintings."""
STARTS = re.compile(rb"RIFF(....)WEBP|\xff\xd8\xff[\xe0\xe1\xdb]", re.DOTALL)
LONGEST_JPEG = 3_000_000  # bytes; a JPEG does not say its length, and what follows it does no harm
LEAST_SIDE = 400  # pixels
LEAST_COLOUR = 12.0  # of 255: mean distance of red, green and blue; below it a photograph may be black and white
SIDES = (380.0, 1150.0)  # pixels; geometric mean of width and height of what is made


def unpack(package: Path, into: Path) -> list[str]:
    """Paths of the photographs in `package`, an unpacked `gcompris-qt-data`, written to `into` on the first call.

    Raises: FileNotFoundError when the package holds none.
    """
    if not into.is_dir():
        found = list(_photographs(package))
        if not found:
            raise FileNotFoundError(f"No photographs in {package}: unpack Debian's gcompris-qt-data there.")
        into.mkdir(parents=True)
        for name, content in found:
            (into / name).write_bytes(content)
    return [str(path) for path in sorted(into.iterdir())]


def _photographs(package: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(package.rglob("*.rcc")):
        if file.stem not in SHOW:
            continue
        content = file.read_bytes()
        for match in STARTS.finditer(content):
            start = match.start()
            length = int.from_bytes(match[1], "little") + 8 if match[1] else LONGEST_JPEG
            try:
                found = content[start : start + length]
                picture = Image.open(io.BytesIO(found))
                if picture.mode == "RGB" and min(picture.size) >= LEAST_SIDE and _is_coloured(picture):
                    yield f"{file.stem}_{start}.{'webp' if match[1] else 'jpg'}", found
            except OSError:  # a JPEG header by chance inside other data, or a smaller preview
                continue


def _is_coloured(picture: Image.Image) -> bool:
    pixels = np.asarray(picture.resize((64, 64)), dtype=np.float32)
    return float((pixels.max(2) - pixels.min(2)).mean()) >= LEAST_COLOUR


def seen_large(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A part of a large photograph at a random size, rarely enlarged: real detail of varying sharpness."""
    w, h = picture.size
    keep = rng.uniform(0.45, 1.0)
    wide, high = int(w * keep), int(h * keep)
    left, top = int(rng.integers(0, w - wide + 1)), int(rng.integers(0, h - high + 1))
    part = picture.crop((left, top, left + wide, top + high))
    side = float(np.exp(rng.uniform(*np.log(SIDES))))
    factor = min(side / float(np.sqrt(wide * high)), 1.15)
    kind = (Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)[rng.integers(0, 2)]
    return part.resize((max(64, int(wide * factor)), max(64, int(high * factor))), kind, reducing_gap=3.0)


def by_another_camera(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """In two of three cases: blurred by up to two pixels, then noisy, as full-size camera files are."""
    if rng.random() < 1 / 3:
        return picture
    soft = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 2))))
    noise = rng.normal(0, rng.uniform(0, 4), (picture.height, picture.width, 3 if rng.random() < 0.5 else 1))
    return Image.fromarray(np.clip(np.asarray(soft, dtype=np.float32) + noise, 0, 255).astype(np.uint8))


def as_a_library_reads_it(picture: Image.Image, rng: np.random.Generator, *, rate: float = 0.3) -> Image.Image:
    """At `rate`, reduced to the size at which a library decodes its pictures (short side 360 pixels)."""
    short = min(picture.size)
    if short <= 360 or rng.random() > rate:
        return picture
    size = (round(picture.width * 360 / short), round(picture.height * 360 / short))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
