"""Which frame or page of a file is the picture: a page of the largest size, a frame that shows something.

It knows opened Pillow images, nothing of files or libraries.

    choose_frame(image)      # seeks to it
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from tools.library.pixels import eight_bit, to_rgb

BLANK = 4.0
"""Standard deviation of grey values (0..255) below which a frame shows nothing: a black or white opening, a fade."""

MOST_FRAMES = 40
MOST_PAGES = 200
MOST_PIXELS = 60_000_000
"""Of all frames that are looked at: a long film in large frames is judged by its beginning."""

_SIDE = 48


def choose_frame(image: Image.Image) -> None:
    """Seek to the picture among the frames of an animation or the pages of a TIFF; the first one where it does not
    matter."""
    frames = getattr(image, "n_frames", 1)
    if frames < 2 or image.format == "MPO":
        return
    if image.format == "TIFF":
        image.seek(_largest_page(image, min(frames, MOST_PAGES)))
    else:
        image.seek(_telling_frame(image, frames))


def _largest_page(image: Image.Image, pages: int) -> int:
    best, largest = 0, 0
    for page in range(pages):
        try:
            image.seek(page)
        except (EOFError, OSError, ValueError, SyntaxError):
            break  # a chain of pages that leads nowhere: what came before it counts
        if image.width * image.height > largest:
            best, largest = page, image.width * image.height
    return best


def _telling_frame(image: Image.Image, frames: int) -> int:
    """The first frame that is not blank; where all are, the one with the most in it."""
    best, most = 0, -1.0
    for frame in range(min(frames, MOST_FRAMES, max(2, MOST_PIXELS // max(1, image.width * image.height)))):
        try:
            image.seek(frame)
            found = _contrast(image)
        except (EOFError, OSError, ValueError, SyntaxError):
            if frame == 0:
                raise  # a damaged file is told as one, and not shown by what comes behind the damage
            break
        if found > most:
            best, most = frame, found
        if found >= BLANK:
            break
    return best


def _contrast(image: Image.Image) -> float:
    small = image.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    return float(np.asarray(to_rgb(eight_bit(small)).convert("L"), dtype=np.float32).std())
