"""A small sample collection: photographs from installed packages, in several styles, some with a place.

The pictures are scikit-image's and Gradio's own; nothing is fetched. Positions and dates are written into copies of
them for the example's sake: only those of the tower and the rocket are where the photographs were taken.

    python -m tools.sample sample/
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps

from tools.errors import ModelMissing
from tools.types import GeoPoint


@dataclass(frozen=True)
class Original:
    """One photograph inside an installed package, and what its copies say of when and where."""

    package: str
    file: str
    name: str
    taken: str
    point: GeoPoint | None = None


ORIGINALS: tuple[Original, ...] = (
    Original("skimage", "data/astronaut.png", "astronaut portrait", "2013:05:11 10:00:00"),
    Original("skimage", "data/camera.png", "cameraman", "2014:03:02 15:20:00"),
    Original("skimage", "data/chelsea.png", "cat", "2016:08:21 09:12:00", GeoPoint(51.4875, -0.1687)),
    Original("skimage", "data/coffee.png", "cup of coffee", "2018:11:30 08:05:00", GeoPoint(48.2082, 16.3738)),
    Original("skimage", "data/coins.png", "old coins", "2012:02:14 12:00:00"),
    Original("skimage", "data/brick.png", "brick wall", "2019:04:18 17:45:00", GeoPoint(52.3676, 4.9041)),
    Original("skimage", "data/grass.png", "grass", "2020:06:01 11:30:00"),
    Original("skimage", "data/gravel.png", "gravel", "2020:06:01 11:42:00"),
    Original("skimage", "data/hubble_deep_field.jpg", "galaxies in deep space", "2015:12:24 23:00:00"),
    Original("skimage", "data/moon.png", "moon surface", "2017:01:12 22:10:00"),
    Original(
        "skimage", "data/motorcycle_left.png", "motorcycle in a garage", "2021:09:09 16:00:00", GeoPoint(45.4642, 9.19)
    ),
    Original("skimage", "data/page.png", "page of a book", "2011:10:10 10:10:00"),
    Original("skimage", "data/rocket.jpg", "rocket at night", "2014:09:19 01:30:00", GeoPoint(28.5619, -80.5774)),
    Original("skimage", "data/ihc.png", "tissue under a microscope", "2015:07:07 07:07:00"),
    Original(
        "gradio",
        "media_assets/images/tower.jpg",
        "Eiffel tower at dusk",
        "2022:05:05 21:40:00",
        GeoPoint(48.8584, 2.2945),
    ),
    Original(
        "gradio", "media_assets/images/lion.jpg", "lion on a rock", "2023:02:17 07:50:00", GeoPoint(-2.3333, 34.8333)
    ),
    Original(
        "gradio",
        "media_assets/images/cheetah.jpg",
        "cheetah running",
        "2023:02:18 08:15:00",
        GeoPoint(-23.9884, 31.5547),
    ),
    Original(
        "gradio",
        "media_assets/images/cheetah1.jpg",
        "cheetah portrait",
        "2023:02:19 17:05:00",
        GeoPoint(-1.4061, 35.0839),
    ),
)


def _plain(image: Image.Image) -> Image.Image:
    return image


def _grey(image: Image.Image) -> Image.Image:
    return ImageOps.grayscale(image).convert("RGB")


def _sepia(image: Image.Image) -> Image.Image:
    return ImageOps.colorize(ImageOps.grayscale(image), black="#20140a", mid="#8a6a45", white="#f7ecd4")


def _sketch(image: Image.Image) -> Image.Image:
    """Pencil on paper: a colour dodge of the grey picture by its own blurred negative."""
    grey = ImageOps.grayscale(image)
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(2, min(image.size) // 60)))
    pairs = zip(grey.tobytes(), blurred.tobytes(), strict=True)
    dodged = bytes(255 if b == 255 else min(255, g * 255 // (255 - b)) for g, b in pairs)
    return Image.frombytes("L", grey.size, dodged).convert("RGB")


def _pop_art(image: Image.Image) -> Image.Image:
    """Few, loud colours."""
    return ImageOps.posterize(ImageOps.autocontrast(image.filter(ImageFilter.ModeFilter(7))), 2)


LOOKS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "photograph": _plain,
    "black and white": _grey,
    "sepia": _sepia,
    "pencil sketch": _sketch,
    "pop art": _pop_art,
}


def build(folder: Path) -> list[Path]:
    """Write the collection below `folder`, one sub-folder a look; files that are there already stay as they are.

    Raises: ModelMissing when none of the packages' photographs can be found.
    """
    written: list[Path] = []
    for original in ORIGINALS:
        source = _locate(original)
        if source is None:
            continue
        with Image.open(source) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((640, 640))
        grey = ImageChops.difference(picture, _grey(picture)).getbbox() is None
        for look, change in LOOKS.items():
            if grey and change is _grey:  # the same bytes twice would add nothing
                continue
            target = folder / look / f"{original.name}.jpg"
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                # beside the target first: a cut-off run leaves no half picture under the real name
                part = target.with_suffix(".part")
                change(picture).save(part, "JPEG", quality=90, exif=_exif(original))
                part.replace(target)
            written.append(target)
    if not written:
        raise ModelMissing("The sample photographs are not installed.", remedy="Run: pip install scikit-image gradio.")
    return written


def _locate(original: Original) -> Path | None:
    spec = find_spec(original.package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / original.file
    return path if path.is_file() else None


def _exif(original: Original) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = original.name  # ImageDescription
    details = exif.get_ifd(0x8769)
    details[0x9003] = original.taken  # DateTimeOriginal
    if original.point is not None:
        gps = exif.get_ifd(0x8825)
        for tag, value, signs in ((1, original.point.lat, "NS"), (3, original.point.lon, "EW")):
            gps[tag] = signs[value < 0]
            gps[tag + 1] = _degrees(abs(value))
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(value * 3600, 3), 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, seconds


def main() -> None:
    """`python -m tools.sample FOLDER`."""
    parser = argparse.ArgumentParser(description="Build the sample collection.")
    parser.add_argument("folder", type=Path)
    files = build(parser.parse_args().folder)
    print(f"{len(files)} sample pictures in {len(LOOKS)} looks")


if __name__ == "__main__":
    main()
