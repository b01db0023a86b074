"""Seconds a picture for a model set, measured on two pictures of a library.

It changes nothing. An encoder that fails on a picture fails here, before a run is started.

    seconds_a_picture(library, load("full"))
"""

from __future__ import annotations

import io
import time

from PIL import Image

from tools.encoders.protocols import Models
from tools.errors import UnknownImage, UnreadableImage
from tools.library.encoding import encode_batch
from tools.library.library import Library

_TRIED = 2


def seconds_a_picture(library: Library, models: Models) -> float | None:
    """Of encoding alone, from thumbnails, the first picture taken as a warm-up; None when none can be read.

    Raises: ModelBroken, TooLittleMemory and whatever else the encoders raise.
    """
    images: list[Image.Image] = []
    for image_id in library.collection().image_ids:
        try:
            images.append(Image.open(io.BytesIO(library.thumbnail(image_id)), formats=("WEBP",)).convert("RGB"))
        except (UnreadableImage, UnknownImage, OSError):
            continue  # the run itself names what cannot be read
        if len(images) > _TRIED:
            break
    if not images:
        return None
    encode_batch(models, images[:1])
    tried = images[1:] or images
    started = time.perf_counter()
    encode_batch(models, tried)
    return (time.perf_counter() - started) / len(tried)
