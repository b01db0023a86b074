"""Searching with pictures of any origin: ids of the library's, its files, or files that it has never seen.

hits = similar_to(session, ["~/photo.jpg"], channels=("content", "style"), nearby_km=None)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from agent.session.compiler import Around
from agent.session.conversation import Session
from tools.errors import BadRequest, UnknownImage
from tools.library import Library
from tools.library.decode import Decoded, read_picture
from tools.search.engine import search
from tools.search.query import Hit, PlaceQuery, Query, TermQuery
from tools.types import Channel, ImageId


def similar_to(
    session: Session, images: Sequence[str], *, channels: tuple[Channel, ...], nearby_km: float | None
) -> tuple[Hit, ...]:
    """Pictures of the library like these, best first; the examples themselves are left out.

    Raises: UnknownImage for an id or file that is nowhere; UnreadableImage; BadRequest when `nearby_km` is given and
    none of the pictures knows where it was taken.
    """
    library, models = session.library, session.models
    if library is None or models is None:
        raise BadRequest("There is no library to look in.", remedy="Index a folder first: docent index FOLDER.")
    known = [_known(library, image) for image in images]
    if all(known):
        return session.similar([k for k in known if k], channels=channels, nearby_km=nearby_km).hits
    pictures = [_read(library, image, image_id) for image, image_id in zip(images, known, strict=True)]
    collection = library.collection()
    terms = []
    for channel in channels:
        encoder = models.content if channel == "content" else models.style
        mean = encoder.encode_images([p.image for p in pictures]).mean(axis=0)
        centre = collection.vectors(channel).mean(axis=0) if len(collection) else np.zeros_like(mean)
        # inner products with a centred example rank as centred cosines do, up to each row's own length
        terms.append(TermQuery(channel, (mean - centre).astype(np.float32), channel, 0.7 / len(channels)))
    place = None
    if nearby_km is not None:
        points = [p.facts.point for p in pictures if p.facts.point is not None]
        if not points:
            raise BadRequest("These pictures do not say where they were taken.", remedy="Leave --nearby out.")
        place = PlaceQuery(Around(points[0]), nearby_km, 0.8, only=True, reach_km=nearby_km)
    found = search(Query(terms=tuple(terms), place=place, limit=session.plan.limit), collection, {})
    return found.hits


def _known(library: Library, image: str) -> ImageId | None:
    """The library's id of what was named, if it has that picture."""
    if Path(image).expanduser().is_file():
        return library.find_path(Path(image).expanduser())
    try:
        return library.picture(image).image_id
    except UnknownImage:
        raise UnknownImage(
            f"{image} is neither a picture of the library nor a file.", remedy="Give an image id or a file's path."
        ) from None


def _read(library: Library, image: str, image_id: ImageId | None) -> Decoded:
    path = library.picture(image_id).path if image_id else str(Path(image).expanduser())
    return read_picture(path)
